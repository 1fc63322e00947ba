# Descent on 2x^4 - 3x^2 + 2x - 20 from several starts: the nearest minimum is found.
import torch


def f(x):
    return 2 * x**4 - 3 * x**2 + 2 * x - 20


def descend(start, lr, steps):
    x = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        y = f(x)
        y.backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad.zero_()
    return x


for start in (-2.0, 2.0):
    x = descend(start, 0.01, 600)
    print(f"from {start:+.1f} to {x.item():+.4f}, f = {f(x).item():.4f}")

for lr in (0.1, 0.45, 0.9, 1.1):
    x = torch.tensor(5.0, requires_grad=True)
    for _ in range(12):
        (x**2).backward()
        x.data -= lr * x.grad
        x.grad = None
    print("lr = %.2f: x = %10.5f" % (lr, x.item()))
