# M5: Python's control flow; a.grad is c / a.
from mxnet import autograd, nd


def f(a):
    b = a * 2
    while nd.norm(b).asscalar() < 1000:
        b = b * 2
    if nd.sum(b).asscalar() > 0:
        c = b
    else:
        c = 100 * b
    return c


for start in ([0.7], [-0.7], [2.5], [0.5, -1.0, 0.25], [1.0, 2.0, 3.0]):
    a = nd.array(start)
    a.attach_grad()
    with autograd.record():
        c = f(a)
    c.backward()
    print(a.grad.asnumpy(), (a.grad == c / a).asnumpy())
