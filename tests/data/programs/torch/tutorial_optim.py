# The same valley, several optimizers.
import torch
from torch import optim


def valley(p):
    return (p[0] - 3) ** 2 + 10 * (p[1] + 1) ** 2


makers = {
    "SGD": lambda ps: optim.SGD(ps, lr=0.02),
    "SGD with momentum": lambda ps: optim.SGD(ps, lr=0.02, momentum=0.9),
    "Nesterov": lambda ps: optim.SGD(ps, lr=0.02, momentum=0.9, nesterov=True),
    "weight decay": lambda ps: optim.SGD(ps, lr=0.02, weight_decay=0.1),
    "Adagrad": lambda ps: optim.Adagrad(ps, lr=0.5),
    "RMSprop": lambda ps: optim.RMSprop(ps, lr=0.1),
    "Adam": lambda ps: optim.Adam(ps, lr=0.2),
    "AdamW": lambda ps: optim.AdamW(ps, lr=0.2, weight_decay=0.01),
    "Adamax": lambda ps: optim.Adamax(ps, lr=0.2),
    "NAdam": lambda ps: optim.NAdam(ps, lr=0.2),
}
for name, make in makers.items():
    p = torch.zeros(2, requires_grad=True)
    optimizer = make([p])
    for step in range(40):
        optimizer.zero_grad()
        loss = valley(p)
        loss.backward()
        optimizer.step()
    x, y = p.tolist()
    print(f"{name:<18} x = {x:.4f}, y = {y:.4f}, loss = {loss.item():.5f}")

print(optim.Adam([p], lr=1e-3))
params = [{"params": [torch.zeros(1, requires_grad=True)]}, {"params": [torch.zeros(1, requires_grad=True)], "lr": 1.0}]
opt = optim.SGD(params, lr=0.1)
for group in opt.param_groups:
    print(group["lr"], len(group["params"]))

p = torch.tensor([2.0, 2.0], requires_grad=True)
lbfgs = optim.LBFGS([p], lr=1)


def closure():
    lbfgs.zero_grad()
    loss = valley(p)
    loss.backward()
    return loss


for _ in range(3):
    lbfgs.step(closure)
print([round(v, 3) for v in p.tolist()])
