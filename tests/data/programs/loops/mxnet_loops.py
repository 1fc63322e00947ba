from mxnet import nd, autograd
x = nd.array([1.0, 2.0, 3.0])
w = nd.array([0.5, 0.5, 0.5])
w.attach_grad()
for i in range(400):
    with autograd.record():
        l = ((w * x - 1) ** 2).sum()
    l.backward()
    w[:] = w - 0.01 * w.grad
for i in range(400):
    with autograd.record():
        l = ((w * x - 1) ** 2).sum()
    l.backward()
    w -= 0.01 * w.grad
print(w, l)
