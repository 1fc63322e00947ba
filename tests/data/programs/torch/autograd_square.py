# f = x^2 + 20 at x = 10.
import torch

x = torch.tensor(10.0, requires_grad=True)
f = (x**2) + 20
print(f)
f.backward()
print(x.grad)
print("f =", f.item(), " df/dx =", x.grad.item())
