import math

import torch


def newton(f, eta):
    x = torch.tensor(10.0, dtype=torch.float64, requires_grad=True)
    for _ in range(10):
        L = f(x)
        (g,) = torch.autograd.grad(L, x, create_graph=True)
        (h,) = torch.autograd.grad(g, x)
        x = (x - eta * g / h).detach().requires_grad_()
    return x.item()


for name, f in {"cosh": lambda x: torch.cosh(0.5 * x), "xcos": lambda x: x * torch.cos(0.15 * math.pi * x)}.items():
    for eta in (1.0, 0.5):
        print(f"{name} eta={eta}: {newton(f, eta) + 0.0:.8f}")
