# A net that obeys an equation: u' = -u with u(0) = 1, by derivatives of the net.
import torch
from torch import nn

net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
with torch.no_grad():
    for i, p in enumerate(net.parameters()):
        p.copy_(0.6 * torch.cos(1.3 * torch.arange(p.numel()) + i).reshape(p.shape))
t = torch.linspace(0, 2, 16).view(-1, 1).requires_grad_(True)
zero = torch.zeros(1, 1)
optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
for step in range(150):
    optimizer.zero_grad()
    u = net(t)
    (du,) = torch.autograd.grad(u, t, grad_outputs=torch.ones_like(u), create_graph=True)
    loss = ((du + u) ** 2).mean() + (net(zero) - 1).pow(2).mean()
    loss.backward()
    optimizer.step()
    if step in (0, 10):
        print(step, "%.3f" % loss.item())
print("small:", loss.item() < 0.01)
print("near e^-1:", abs(net(torch.ones(1, 1)).item() - 0.3679) < 0.08)
