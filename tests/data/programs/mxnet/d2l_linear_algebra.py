# Scalars, vectors, matrices.
from mxnet import nd

x = nd.array([3.0])
y = nd.array([2.0])
print("x + y = ", x + y)
print("x ** y = ", nd.power(x, y))
x = nd.arange(4)
print("x = ", x)
print(x[3], len(x), x.shape)
A = nd.arange(20).reshape((5, 4))
print(A)
print(A.T)
print(A[2, 3].asscalar())
print(A.sum(axis=0), A.mean().asscalar(), A.sum(axis=1, keepdims=True))
u = nd.array([1, 2, 4, 8])
v = nd.ones_like(u) * 2
print("v - u", (v - u).asnumpy())
print(nd.dot(u, v), nd.sum(u * v))
print(nd.dot(A, u))
B = nd.ones(shape=(4, 3))
print(nd.dot(A, B))
print(nd.norm(u), nd.sum(nd.abs(u)))
