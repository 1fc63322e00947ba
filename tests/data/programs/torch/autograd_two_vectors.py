# Two vectors of inputs, one mean.
import torch

x1 = torch.tensor([10, 20], dtype=torch.float, requires_grad=True)
x2 = torch.tensor([30, 40], dtype=torch.float, requires_grad=True)
y = x1**2 + x2**2 + x1 * x2
print(y)
mean = y.mean()
print(mean)
mean.backward()
print("x1.grad is", x1.grad)
print("x2.grad is", x2.grad)
