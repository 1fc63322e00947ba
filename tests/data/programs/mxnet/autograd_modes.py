# M2: nothing is recorded outside record(); training inside only.
from mxnet import autograd, nd

print(autograd.is_training())
with autograd.record():
    print(autograd.is_training(), autograd.is_recording())
print(autograd.is_training(), autograd.is_recording())
with autograd.record(train_mode=False):
    print(autograd.is_training(), autograd.is_recording())
    with autograd.pause():
        print(autograd.is_recording())
with autograd.predict_mode():
    print(autograd.is_training())
x = nd.array([1.0, 2.0])
x.attach_grad()
y = x * 3
with autograd.record():
    z = x * 3
z.backward()
print(x.grad.asnumpy())
