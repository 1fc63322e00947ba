# f = (x + sig(y)) / (sig(x) + (x + y)^2), in stages.
import torch

x = torch.tensor(3.0, requires_grad=True)
y = torch.tensor(-4.0, requires_grad=True)
num = x + torch.sigmoid(y)
den = torch.sigmoid(x) + (x + y) ** 2
L = num / den
L.backward()
print(f"f = {L.item():.6f}, df/dx = {x.grad:.6f}, df/dy = {y.grad:.6f}")
