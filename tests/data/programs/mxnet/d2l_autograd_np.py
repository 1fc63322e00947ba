# The same with the numpy interface.
from mxnet import autograd, np, npx

npx.set_np()
x = np.arange(4)
print(x)
x.attach_grad()
print(x.grad)
with autograd.record():
    y = 2 * np.dot(x, x)
print(y)
y.backward()
print(x.grad)
print(x.grad == 4 * x)
with autograd.record():
    y = x.sum()
y.backward()
print(x.grad)


def f(a):
    b = a * 2
    while np.linalg.norm(b) < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b
    else:
        c = 100 * b
    return c


a = np.array(-0.7)
a.attach_grad()
with autograd.record():
    d = f(a)
d.backward()
print(a.grad == d / a)
print(repr(x), x.shape, float(a.grad))
