# Softmax regression from scratch, on three clusters made by formula.
from mxnet import autograd, nd

X = nd.array([[1, 2, 3], [4, 5, 6]])
print(X.sum(axis=0, keepdims=True), X.sum(axis=1, keepdims=True))


def softmax(X):
    X_exp = X.exp()
    partition = X_exp.sum(axis=1, keepdims=True)
    return X_exp / partition


X = nd.array([[0, 0], [1, 1]])
print(softmax(X))
print(softmax(X).sum(axis=1))
y_hat = nd.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
y = nd.array([0, 2], dtype="int32")
print(nd.pick(y_hat, y))


def cross_entropy(y_hat, y):
    return -nd.pick(y_hat, y).log()


def accuracy(y_hat, y):
    return (y_hat.argmax(axis=1) == y.astype("float32")).mean().asscalar()


print(accuracy(y_hat, y))

n = 60
k = nd.arange(n)
labels = nd.array([i % 3 for i in range(n)])
centers = nd.array([[2, 0], [-2, 2], [-2, -2]])
data = centers.take(labels) + 0.8 * nd.stack(nd.sin(k * 1.7), nd.cos(k * 2.9), axis=1)
W = nd.zeros((2, 3))
b = nd.zeros(3)
W.attach_grad()
b.attach_grad()


def net(X):
    return softmax(nd.dot(X.reshape((-1, 2)), W) + b)


first = cross_entropy(net(data), labels).mean().asscalar()
print("%.4f" % first)
for epoch in range(5):
    for i in range(0, n, 15):
        X, y = data[i : i + 15], labels[i : i + 15]
        with autograd.record():
            l = cross_entropy(net(X), y).sum()
        l.backward()
        for param in (W, b):
            param[:] = param - 0.5 * param.grad / 15
print(accuracy(net(data), labels))
print(cross_entropy(net(data), labels).mean().asscalar() < 0.1)
