"""Views, in-place operations and backward in any order, against numpy run again and again.

Numpy has the same views and the same in-place semantics, so the program is its own model: run on
arrays, its leaves moved by a little, it gives the derivative that backward must give.
"""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

import engine
from engine.errors import EngineError, GradientError

VIEWS = {
    "row": lambda x: x[0, ...],  # a view of 0-d too, in numpy
    "tail": lambda x: x[1:],
    "column": lambda x: x[..., -1],
    "turned": lambda x: x.T if x.ndim == 2 else x[:],
    "flat": lambda x: x.reshape(-1),
    "raised": lambda x: x[None],
}
RESULTS = {
    "sum of two": lambda m, x, y: x + y,
    "product": lambda m, x, y: x * y,
    "square": lambda m, x, y: x * x,
    "sine": lambda m, x, y: m.sin(x),
    "exponential": lambda m, x, y: m.exp(x * 0.25),
    "picked": lambda m, x, y: x[[0, 0, -1]] if x.ndim else x * 3.0,
}
CHANGES = {
    "add": lambda m, x, y: m.add(x, y),
    "multiply": lambda m, x, y: m.multiply(x, y),
    "halve": lambda m, x, y: m.multiply(x, 0.5),
    "sine": lambda m, x, y: m.sin(x),
    "copy": lambda m, x, y: y,
    "fill": lambda m, x, y: 1.5,
}
IN_PLACE = {
    "add": lambda x, y: x.add_(y),
    "multiply": lambda x, y: x.mul_(y),
    "halve": lambda x, y: x.mul_(0.5),
    "sine": lambda x, y: x.sin_(),
    "copy": lambda x, y: x.copy_(y),
    "fill": lambda x, y: x.fill_(1.5),
}


class Programs(RuleBasedStateMachine):
    """Builds a program step by step on tensors; `replay` runs it on arrays."""

    @initialize(shape=st.sampled_from([(), (3,), (2, 3)]), seed=st.integers(0, 9))
    def start(self, shape, seed):
        rng = np.random.default_rng(seed)
        self.leaves = [rng.uniform(-1, 1, shape) for _ in range(2)]
        self.tensors = [engine.tensor(x, requires_grad=True) for x in self.leaves]
        self.inputs = list(self.tensors)
        self.steps = []

    def pick(self, number):
        return number % len(self.tensors)

    @rule(name=st.sampled_from([*RESULTS]), i=st.integers(0, 30), j=st.integers(0, 30))
    def compute(self, name, i, j):
        self.grow(("result", name, self.pick(i), self.pick(j)))

    @precondition(lambda self: any(t.ndim for t in self.tensors))
    @rule(name=st.sampled_from([*VIEWS]), i=st.integers(0, 30))
    def look(self, name, i):
        if self.tensors[self.pick(i)].ndim:
            self.grow(("view", name, self.pick(i), 0))

    def grow(self, step):
        kind, name, i, j = step
        x, y = self.tensors[i], self.tensors[j]
        try:
            made = VIEWS[name](x) if kind == "view" else RESULTS[name](engine, x, y)
        except EngineError:
            return  # shapes that do not fit, nothing to index
        if made.numel() < 60:
            self.tensors.append(made)
            self.steps.append(step)

    @rule(name=st.sampled_from([*IN_PLACE]), i=st.integers(0, 30), j=st.integers(0, 30))
    def change(self, name, i, j):
        x, y = self.tensors[self.pick(i)], self.tensors[self.pick(j)]
        if x is not y and np.shares_memory(x._array, y._array):
            return  # numpy reads and writes at once
        before = [t.tolist() for t in self.tensors]
        try:
            IN_PLACE[name](x, y)
        except EngineError:
            assert [t.tolist() for t in self.tensors] == before
            return
        self.steps.append(("change", name, self.pick(i), self.pick(j)))

    @rule()
    def differentiate(self):
        values = self.replay(self.leaves)
        for tensor, value in zip(self.tensors, values, strict=True):
            np.testing.assert_allclose(tensor._array, value, rtol=1e-9, atol=1e-12)
        if not any(t.requires_grad for t in self.tensors):
            return
        total = sum(((t * (k + 1)).sum() for k, t in enumerate(self.tensors)), engine.tensor(0.0))
        found, said = (), "nothing was modified"
        try:
            found = engine.autograd.grad(total, self.inputs, retain_graph=True, allow_unused=True)
        except GradientError as error:
            said = str(error)
        assert "was modified" in said
        for i, gradient in enumerate(found):
            assert gradient is not None
            for place in np.ndindex(gradient.shape):
                slope = self.slope(i, place)
                assert abs(gradient._array[place] - slope) < 1e-5 * max(1, abs(slope))

    def slope(self, i, place):
        """The derivative of the total by one element of a leaf, by central differences."""
        ends = []
        for step in (1e-6, -1e-6):
            moved = [np.array(x) for x in self.leaves]
            moved[i][place] += step
            arrays = self.replay(moved)
            ends.append(sum(float(np.sum(a * (k + 1))) for k, a in enumerate(arrays)))
        return (ends[0] - ends[1]) / 2e-6

    def replay(self, leaves):
        arrays = [np.array(x) for x in leaves]
        for kind, name, i, j in self.steps:
            x, y = arrays[i], arrays[j]
            if kind == "view":
                arrays.append(VIEWS[name](x))
            elif kind == "result":
                arrays.append(np.array(RESULTS[name](np, x, y)))
            else:
                x[...] = CHANGES[name](np, x, y)
        return arrays


TestPrograms = Programs.TestCase
TestPrograms.settings = settings(max_examples=60, stateful_step_count=14, deadline=None)
