# x^2 by gradient descent at several rates, and a function of two variables.
from mxnet import nd, autograd


def gd(eta):
    x = nd.array([10.0])
    x.attach_grad()
    results = [10.0]
    for i in range(10):
        with autograd.record():
            L = x**2
        L.backward()
        x[:] = x - eta * x.grad
        results.append(x.asscalar())
    return results


for eta in (0.05, 0.2, 0.5, 1.0, 1.1):
    r = gd(eta)
    print("eta %.2f: x1 %.3f, x2 %.3f, x10 %.3f" % (eta, r[1], r[2], r[10]))
x1 = nd.array([-5.0])
x2 = nd.array([-2.0])
for v in (x1, x2):
    v.attach_grad()
for i in range(20):
    with autograd.record():
        f = x1**2 + 2 * x2**2
    f.backward()
    for v in (x1, x2):
        v -= 0.1 * v.grad
print("epoch %d, x1 %f, x2 %f" % (i + 1, x1.asscalar(), x2.asscalar()))
