# One step of training, and who is frozen.
import torch
from torch import nn, optim

model = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))
for p in model.parameters():
    nn.init.constant_(p, 0.1)
data = torch.arange(8.0).reshape(2, 4) / 8
labels = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
prediction = model(data)
loss = (prediction - labels).sum()
loss.backward()
print(model[0].weight.grad)
optim_ = optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
optim_.step()
print(model[2].bias)

for param in model.parameters():
    param.requires_grad = False
model[2] = nn.Linear(3, 5)
print([name for name, p in model.named_parameters() if p.requires_grad])
optimizer = optim.SGD(model[2].parameters(), lr=1e-2)
print(optimizer)
print(sum(p.numel() for p in model.parameters()), sum(p.numel() for p in model.parameters() if p.requires_grad))
