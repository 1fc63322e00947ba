# backward on a vector needs a gradient of its shape: the v of v^T J.
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2
try:
    y.backward()
except RuntimeError as error:
    print("a vector has no single gradient:", isinstance(error, RuntimeError))

v = torch.tensor([1.0, 0.1, 0.01])
y.backward(gradient=v)
print(x.grad)

J = torch.autograd.functional.jacobian(lambda t: t**2, x)
print(J)
print(v @ J)

x.grad = None
y = x.exp()
y.backward(torch.ones_like(y))
print(torch.allclose(x.grad, y))

try:
    (x * 2).backward(torch.ones(2))
except RuntimeError as error:
    print("shapes:", "shape" in str(error) and "2" in str(error) and "3" in str(error))
