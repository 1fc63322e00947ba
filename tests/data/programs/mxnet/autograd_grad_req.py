# M6: write, add, null.
from mxnet import autograd, nd

x = nd.array([1.0, 2.0, 3.0])
for grad_req in ("write", "add"):
    x.attach_grad(grad_req=grad_req)
    for _ in range(3):
        with autograd.record():
            y = (x**2).sum()
        y.backward()
        print(grad_req, x.grad.asnumpy())
x.attach_grad(grad_req="add")
with autograd.record():
    y = x * 5
y.backward()
x.grad[:] = 0
print(x.grad.asnumpy())
