# The chain rule through two powers: z = (x^3)^2 = x^6.
import torch

x = torch.tensor(5.0, requires_grad=True)
y = x**3
z = y**2
y.retain_grad()
z.backward()
print("dz/dx =", x.grad)
print("dz/dy =", y.grad)
print(6 * x.item() ** 5)
x2 = torch.tensor(5.0, requires_grad=True)
direct, = torch.autograd.grad(x2**6, x2)
print(direct)
print(f"{z.item():,.0f}")
