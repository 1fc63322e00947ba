# Ways to start: what can be said of them without the random numbers themselves.
import torch
from torch import nn

torch.manual_seed(0)
w = torch.empty(300, 200)
for init in (nn.init.uniform_, nn.init.normal_, nn.init.xavier_uniform_, nn.init.xavier_normal_, nn.init.kaiming_uniform_, nn.init.kaiming_normal_, nn.init.orthogonal_):
    init(w)
    print(f"{init.__name__:<18} std {w.std().item():.2f}")
print(nn.init.constant_(torch.empty(2, 2), 3.5), nn.init.eye_(torch.empty(2, 2)), nn.init.ones_(torch.empty(2)))


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)


net = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1))
net.apply(init_weights)
print(net[0].bias, net[2].bias)
print(net[0].weight.abs().max() <= (6 / 6) ** 0.5)
torch.manual_seed(3)
a = torch.rand(3)
torch.manual_seed(3)
print(torch.equal(a, torch.rand(3)))
r = torch.randn(10000)
print(abs(r.mean().item()) < 0.05, abs(r.std().item() - 1) < 0.05)
i = torch.randint(0, 6, (1000,))
print(i.min(), i.max(), i.dtype, sorted(torch.randperm(5).tolist()))
print(nn.init.calculate_gain("relu"))
