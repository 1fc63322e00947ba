# M3: a head that is not a scalar stands for its sum.
from mxnet import autograd, nd

x = nd.array([[1, 2], [3, 4]])
x.attach_grad()
with autograd.record():
    y = x * x * 2
y.backward()
print(x.grad)
with autograd.record():
    y = nd.sum(x * x * 2)
y.backward()
print(x.grad)
print(y)
