# M7: the gradient is there, as zeros, before any backward.
from mxnet import autograd, nd

x = nd.array([1.0, -2.0])
print(x.grad)
x.attach_grad()
print(x.grad)
with autograd.record():
    y = nd.relu(x) + x.detach() * x
y.backward()
print(x.grad)
u = x.detach()
print(u.grad is None)
