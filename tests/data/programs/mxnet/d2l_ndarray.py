# rounding: 2, because MXNet rounds the last digit of exp and norm in its own way
# Data manipulation with NDArray.
from mxnet import nd

x = nd.arange(12)
print(x)
print(x.shape, x.size, x.dtype)
X = x.reshape((3, 4))
print(X)
print(nd.zeros((2, 3, 4)))
print(nd.ones((2, 3)))
Y = nd.array([[2, 1, 4, 3], [1, 2, 3, 4], [4, 3, 2, 1]])
print(Y)
print(X + Y)
print(X * Y)
print(X / Y)
print(Y.exp())
print(nd.dot(X, Y.T))
print(nd.concat(X, Y, dim=0), nd.concat(X, Y, dim=1))
print(X == Y)
print(X.sum())
print(X.norm().asscalar())
A = nd.arange(3).reshape((3, 1))
B = nd.arange(2).reshape((1, 2))
print(A, B)
print(A + B)
print(X[1:3])
X[1, 2] = 9
print(X)
X[0:2, :] = 12
print(X)
before = id(Y)
Y = Y + X
print(id(Y) == before)
Z = Y.zeros_like()
before = id(Z)
Z[:] = X + Y
print(id(Z) == before)
nd.elemwise_add(X, Y, out=Z)
print(id(Z) == before)
before = id(X)
X += Y
print(id(X) == before)
import numpy as np

P = np.ones((2, 3))
D = nd.array(P)
print(D)
print(D.asnumpy())
print(type(D).__name__, type(D.asnumpy()).__name__)
