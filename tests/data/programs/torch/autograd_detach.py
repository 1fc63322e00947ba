# detach: the same memory, no history; and the way to numpy.
import torch

a = torch.arange(4.0, requires_grad=True)
b = a.detach()
print(b, b.requires_grad, b.is_leaf, b.grad_fn)
print(a.data_ptr() == b.data_ptr())
b[0] = 100
print(a)

try:
    a.numpy()
except RuntimeError as error:
    print("an error that names the remedy:", "detach()" in str(error))
print(a.detach().numpy())
print(a.detach().cpu().numpy().sum())

y = (a * 2).detach() * a
y.sum().backward()
print(a.grad)
c = a.clone()
c = c.detach()
c += 1
print(a, c)
try:
    a += 1
except RuntimeError as error:
    print("a leaf is not changed in place:", "leaf" in str(error))
