# M4: head gradients.
from mxnet import autograd, nd

x = nd.array([[1, 2], [3, 4]])
x.attach_grad()
with autograd.record():
    y = x * 2
    z = y * x
head_gradient = nd.array([[10, 1], [0.1, 0.01]])
z.backward(head_gradient)
print(x.grad)
print((x.grad - head_gradient * 4 * x).abs().max().asscalar() < 1e-6)
