# A leaf used twice: what comes back is the sum.
import torch

a = torch.tensor(-2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
d = a * b
e = a + b
L = d * e
L.backward()
print(L, a.grad, b.grad)

a = torch.tensor(3.0, requires_grad=True)
L = a + a
L.backward()
print(a.grad)
a.grad = None
L = a * a
L.backward()
print(a.grad)
