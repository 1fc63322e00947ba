# The sine over one period by a cubic, from zero coefficients.
import math

import torch

x = torch.linspace(-math.pi, math.pi, 2000, dtype=torch.float64)
y = torch.sin(x)
a, b, c, d = (torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in range(4))
learning_rate = 1e-6
for t in range(2000):
    L = (a + b * x + c * x**2 + d * x**3 - y).pow(2).sum()
    if t % 500 == 0:
        print(t, f"{L.item():.6f}")
    L.backward()
    with torch.no_grad():
        for p in (a, b, c, d):
            p -= learning_rate * p.grad
            p.grad = None
print(f"{b.item():.8f} {d.item():.8f}", abs(a.item()) < 1e-12, abs(c.item()) < 1e-12)
