"""compile reads anew, at each call, what a function reads besides its arguments."""

import numpy as np

import engine
from engine import nn

f64 = engine.float64


def leaf(*numbers):
    return engine.tensor(numbers, dtype=f64, requires_grad=True)


def test_tensors_of_the_closure_are_read_anew():
    w = leaf(1.0, 2.0)
    compiled = engine.compile(lambda x: (w * x).sum())
    x = engine.tensor([3.0, 4.0], dtype=f64)
    first = compiled(x).item()

    with engine.no_grad():
        w += 1.0
    second = compiled(x)
    second.backward()

    assert (first, second.item()) == (11, 18)
    assert w.grad.tolist() == [3, 4]


def test_a_list_in_the_closure_may_have_other_tensors_later():
    weights = [leaf(1.0), leaf(2.0)]
    compiled = engine.compile(lambda x: (x * weights[0] * weights[1]).sum())
    x = leaf(3.0)
    assert compiled(x).item() == 6

    weights[1] = leaf(5.0)

    assert compiled(x).item() == 15


FACTOR = 2.0
WEIGHT = engine.tensor([2.0], dtype=f64, requires_grad=True)


def weighted(x):
    return (x * WEIGHT * FACTOR).sum()


def test_globals_of_functions_that_it_calls_are_read_anew(monkeypatch):
    compiled, x = engine.compile(lambda x: weighted(x) * 1.0), leaf(3.0)
    weight = leaf(2.0)
    monkeypatch.setitem(globals(), "WEIGHT", weight)
    first = compiled(x)

    first.backward()
    monkeypatch.setitem(globals(), "FACTOR", 5.0)
    second = compiled(x)
    with engine.no_grad():
        weight += 1.0

    assert (first.item(), second.item(), compiled(x).item()) == (12, 30, 45)
    assert weight.grad.tolist() == [6]


def test_numbers_of_the_closure_are_read_anew():
    factor = 2.0
    compiled, x = engine.compile(lambda x: x * factor), leaf(3.0)
    assert compiled(x).item() == 6

    factor = 5.0

    assert compiled(x).item() == 15


def test_attributes_of_objects_are_read_anew():
    class Line:
        def __init__(self):
            self.w, self.bias = leaf(2.0), 1.0

        def loss(self, x):
            return (x * self.w + self.bias).sum()

    line = Line()
    compiled, x = engine.compile(line.loss), leaf(3.0)
    first = compiled(x)

    first.backward()
    line.bias = 10.0
    second = compiled(x)
    line.w = leaf(4.0)

    assert (first.item(), second.item(), compiled(x).item()) == (7, 16, 22)
    assert compiled.reason is None


def test_a_module_of_the_closure_may_change_its_mode():
    module = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)).eval()
    compiled, x = engine.compile(lambda x: module(x) * 1.0), engine.randn(4, 2)

    for mode in (False, True, False):
        module.train(mode)
        state = {name: part.clone() for name, part in module.state_dict().items()}
        expected = module(x)
        module.load_state_dict(state)

        np.testing.assert_allclose(compiled(x).tolist(), expected.tolist(), 1e-5, 1e-6)


def test_a_tensor_that_cannot_be_seen_from_outside_still_gets_its_gradient():
    hidden, x = frozenset([leaf(2.0)]), leaf(3.0)
    compiled = engine.compile(lambda x: x * next(iter(hidden)))

    for _ in range(2):
        compiled(x).backward()

    assert [w.grad.tolist() for w in hidden] == [[6]]
    assert "no argument of it" in compiled.reason
