# Linear regression from scratch; the data are made by formula and told by true_w and true_b.
from mxnet import autograd, nd

num_inputs = 2
num_examples = 200
k = nd.arange(num_examples)
features = nd.stack(nd.sin(k * 1.3), nd.cos(k * 0.7), axis=1)
true_w = nd.array([2, -3.4])
true_b = 4.2
labels = nd.dot(features, true_w) + true_b
labels += 0.01 * nd.sin(k * 7.1)
print(features.shape, labels.shape)


def data_iter(batch_size, features, labels):
    num_examples = len(features)
    indices = [(i * 7) % num_examples for i in range(num_examples)]
    for i in range(0, num_examples, batch_size):
        j = nd.array(indices[i : min(i + batch_size, num_examples)])
        yield features.take(j), labels.take(j)


batch_size = 10
for X, y in data_iter(batch_size, features, labels):
    print(X.shape, y.shape)
    break

w = nd.zeros(shape=(num_inputs, 1))
b = nd.zeros(shape=(1,))
w.attach_grad()
b.attach_grad()


def linreg(X, w, b):
    return nd.dot(X, w) + b


def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2


def sgd(params, lr, batch_size):
    for param in params:
        param[:] = param - lr * param.grad / batch_size


lr = 0.3
num_epochs = 3
net, loss = linreg, squared_loss
for epoch in range(num_epochs):
    for X, y in data_iter(batch_size, features, labels):
        with autograd.record():
            l = loss(net(X, w, b), y)
        l.backward()
        sgd([w, b], lr, batch_size)
    train_l = loss(net(features, w, b), labels)
    print("epoch %d, loss below %s: %s" % (epoch + 1, 10 ** -epoch, train_l.mean().asscalar() < 10**-epoch))
print([round(v, 1) for v in w.reshape((-1,)).asnumpy().tolist()], round(b.asscalar(), 1))
print("loss %.4f" % train_l.mean().asscalar())
