# M1: y = 2 x.x for a column; the gradient is 4x.
from mxnet import autograd, nd

x = nd.arange(4).reshape((4, 1))
print(x)
x.attach_grad()
print(x.grad)
with autograd.record():
    y = 2 * nd.dot(x.T, x)
print(y)
y.backward()
assert (x.grad - 4 * x).norm().asscalar() == 0
print(x.grad)
