# A little autograd of one's own in classes with dunder methods, checked against torch.
import math

import torch


class Value:
    """A number that remembers how it was made."""

    def __init__(self, data, _children=(), _op=""):
        self.data = data
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only numbers"
        out = Value(self.data**other, (self,), f"**{other}")

        def _backward():
            self.grad += other * self.data ** (other - 1) * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = (math.exp(2 * self.data) - 1) / (math.exp(2 * self.data) + 1)
        out = Value(t, (self,), "tanh")

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __repr__(self):
        return f"Value(data={self.data:.4f}, grad={self.grad:.4f})"


a, b = Value(2.0), Value(-3.0)
c = (a * b + 10) / (a**2 - b) + 2 * a.tanh()
c.backward()
print(a, b, c)

ta = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
tb = torch.tensor(-3.0, dtype=torch.float64, requires_grad=True)
tc = (ta * tb + 10) / (ta**2 - tb) + 2 * ta.tanh()
tc.backward()
print(f"torch: {tc.item():.4f} {ta.grad.item():.4f} {tb.grad.item():.4f}")
print(math.isclose(a.grad, ta.grad.item()), math.isclose(b.grad, tb.grad.item()))


class Meter:
    def __init__(self, name):
        self.name, self.values = name, []

    def __len__(self):
        return len(self.values)

    def __getitem__(self, i):
        return self.values[i]

    def __iadd__(self, value):
        self.values.append(value)
        return self

    def __enter__(self):
        print("measuring", self.name)
        return self

    def __exit__(self, *details):
        print(f"{self.name}: n = {len(self)}, mean = {self.mean:.2f}")
        return False

    def __contains__(self, value):
        return value in self.values

    def __eq__(self, other):
        return self.values == other.values

    def __call__(self):
        return max(self.values)

    @property
    def mean(self):
        return sum(self) / len(self)

    @classmethod
    def of(cls, *values):
        meter = cls("of")
        for v in values:
            meter += v
        return meter

    @staticmethod
    def unit():
        return "s"


with Meter("loss") as meter:
    for v in (3, 2, 1):
        meter += v
print(meter[0], 2 in meter, meter() + 0.5, Meter.of(3, 2, 1) == meter, Meter.unit())
