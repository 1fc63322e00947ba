# The slow way down: 3000 small steps with the gradient from torch.autograd.grad.
import torch

x = torch.tensor(1.5, requires_grad=True)
lr = 0.001
for step in range(3000):
    y = 2 * x**4 - 3 * x**2 + 2 * x - 20
    (slope,) = torch.autograd.grad(y, x)
    x.data = x.data - lr * slope
    if step % 500 == 0:
        print(f"{step:5d}  x = {x.item():.4f}  y = {y.item():.4f}")
print("%.4f" % x.data)
