# Weights carried from one model to another.
import copy
from collections import OrderedDict

import torch
from torch import nn

source = nn.Sequential(OrderedDict([("first", nn.Linear(2, 2)), ("act", nn.Tanh()), ("last", nn.Linear(2, 1))]))
for i, p in enumerate(source.parameters()):
    nn.init.constant_(p, 0.1 * (i + 1))
print(source)
state = source.state_dict()
for name in state:
    print(name, "\t", state[name].size(), state[name].tolist())
target = nn.Sequential(OrderedDict([("first", nn.Linear(2, 2)), ("act", nn.Tanh()), ("last", nn.Linear(2, 1))]))
print(target.load_state_dict(state))
x = torch.tensor([[1.0, -1.0], [0.5, 2.0]])
print(torch.equal(source(x), target(x)))
with torch.no_grad():
    target.first.weight.add_(1)
print(torch.equal(source(x), target(x)))

partial = {k: v for k, v in state.items() if k.startswith("first")}
other = nn.Sequential(OrderedDict([("first", nn.Linear(2, 2)), ("new", nn.Linear(2, 3))]))
print(other.load_state_dict(partial, strict=False))
try:
    other.load_state_dict(state)
except RuntimeError as error:
    print("refused:", "new.weight" in str(error))

twin = copy.deepcopy(source)
twin.last.bias.data.fill_(9)
print(source.last.bias, twin.last.bias)

optimizer = torch.optim.SGD(source.parameters(), lr=0.1, momentum=0.9)
source(x).sum().backward()
optimizer.step()
saved = optimizer.state_dict()
print(saved["param_groups"][0]["lr"], len(saved["state"]), sorted(saved))
again = torch.optim.SGD(twin.parameters(), lr=0.5)
again.load_state_dict(saved)
print(again.param_groups[0]["lr"], again.param_groups[0]["momentum"])
checkpoint = {"epoch": 5, "model": source.state_dict(), "optimizer": saved}
print(sorted(checkpoint), checkpoint["model"]["last.bias"])
