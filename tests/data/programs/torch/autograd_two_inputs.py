# Partial derivatives with respect to two scalars.
import torch

x1 = torch.tensor(10, dtype=torch.float32, requires_grad=True)
x2 = torch.tensor(20, dtype=torch.float32, requires_grad=True)
y = x1**2 + x2**2 + x1 * x2
print(y)
y.backward()
print(x1.grad)
print(x2.grad)
print("2*x1 + x2 =", (2 * x1 + x2).item())
