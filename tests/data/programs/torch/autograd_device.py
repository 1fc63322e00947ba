# The device that is there.
import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(device)
x = torch.ones(2, 2, device=device, requires_grad=True)
y = (x.to(device) * 3).sum()
y.backward()
print(x.grad)
print(x.device, x.is_cuda, x.cpu().device)
print(f"using {device.type} device")
model = torch.nn.Linear(2, 1).to(device)
print(next(model.parameters()).device)
