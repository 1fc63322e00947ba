# A scalar expression whose names are assigned again and again (known as micrograd's).
import torch

a = torch.tensor(-4.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
c = a + b
d = a * b + b**3
c = c + c + 1
c = c + 1 + c - a
d = d + d * 2 + (b + a).relu()
d = d + 3 * d + (b - a).relu()
e = c - d
f = e**2
L = f / 2.0
L = L + 10.0 / f
print(f"{L.item():.4f}")
L.backward()
print(f"{a.grad.item():.4f}")
print(f"{b.grad.item():.4f}")
