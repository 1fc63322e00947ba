import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1))
x = torch.randn(8, 2); y = torch.randn(8, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for i in range(300):
    opt.zero_grad(); l = nn.functional.mse_loss(net(x), y); l.backward(); opt.step()
print(l.item(), net[1].running_mean, net[1].num_batches_tracked)
