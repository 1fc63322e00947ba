# A module of one's own: parameters, buffers, names, and how it is shown.
import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(6, hidden)
        self.act = nn.ReLU()
        self.stack = nn.Sequential(nn.Linear(hidden, hidden), nn.LeakyReLU(0.1), nn.Dropout(0.25))
        self.heads = nn.ModuleList([nn.Linear(hidden, 1) for _ in range(2)])
        self.scale = nn.Parameter(torch.tensor([2.0]))
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x):
        x = self.act(self.fc1(self.flatten(x)))
        x = self.stack(x)
        self.seen += len(x)
        return self.scale * torch.cat([head(x) for head in self.heads], dim=1)


net = Net()
print(net)
for i, (name, p) in enumerate(net.named_parameters()):
    with torch.no_grad():
        p.copy_(torch.sin(torch.arange(p.numel(), dtype=torch.float) + i).view_as(p))
    print(f"{name:16} {str(tuple(p.shape)):8} requires_grad={p.requires_grad}")
net.eval()
x = torch.linspace(-1, 1, 18).reshape(3, 2, 3)
out = net(x)
print(out)
print(net.seen, net.training, len(list(net.children())), len(list(net.modules())))
out.pow(2).sum().backward()
print(net.scale.grad)
net.zero_grad()
print(net.scale.grad)
print(list(net.state_dict().keys()))
print(isinstance(net, nn.Module), net.__class__.__name__, hasattr(net, "fc1"))
print(F.relu(torch.tensor([-1.0, 2.0])), net.get_submodule("stack.0"))
try:
    net(torch.ones(1, 5))
except RuntimeError:
    print("five numbers are not six")
