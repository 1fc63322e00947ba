# Automatic differentiation as the book's first edition writes it.
from mxnet import autograd, nd

x = nd.arange(4).reshape((4, 1))
x.attach_grad()
with autograd.record():
    y = 2 * nd.dot(x.T, x)
y.backward()
print((x.grad - 4 * x).norm().asscalar())
print(x.grad.reshape((-1,)))

with autograd.record():
    y = x * x
    u = y.detach()
    z = u * x
z.backward()
print((x.grad == u).asnumpy().T)
y.backward()
print((x.grad == 2 * x).asnumpy().T)

with autograd.record():
    z = x.sum() ** 2
dx = autograd.grad(z, [x])[0]
print(dx)
