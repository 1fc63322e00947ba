# eval and train: dropout and batch normalisation behave otherwise.
import torch
from torch import nn

x = torch.arange(12.0).reshape(4, 3)
drop = nn.Dropout(p=0.5)
y = drop(torch.ones(1000))
print(sorted(set(y.tolist())), 350 < (y == 0).sum() < 650)
drop.eval()
print(drop(torch.ones(5)))

bn = nn.BatchNorm1d(3)
print(bn)
print(bn(x))
print(bn.running_mean, bn.running_var, bn.num_batches_tracked)
bn.eval()
print(bn(x))
print(bn(x).requires_grad)
ln = nn.LayerNorm(3)
print(ln(x))
print(nn.functional.dropout(torch.ones(3), p=0.5, training=False))

net = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Dropout(0.2))
print(net.training, net[3].training)
net.eval()
print(net.training, net[3].training)
net.train()
print(all(m.training for m in net.modules()))
with torch.no_grad():
    out = net(x)
print(out.requires_grad, out.shape)
image = nn.BatchNorm2d(2)(torch.arange(16.0).reshape(2, 2, 2, 2))
print(image[0])
