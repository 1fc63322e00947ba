import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))
x, y = torch.randn(32, 4), torch.randn(32, 1)
opt = torch.optim.Adam(net.parameters(), lr=0.01)
loss_of = nn.MSELoss()
for i in range(600):
    opt.zero_grad()
    loss = loss_of(net(x), y)
    loss.backward()
    opt.step()
    if i % 150 == 149: print(i, loss.item())
print(loss.item(), net[0].weight, opt.state_dict()['state'][0]['step'])
