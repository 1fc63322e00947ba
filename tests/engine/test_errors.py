"""The class of a refusal is one that an `except` written for torch catches."""

import pickle

import pytest

import engine
from engine import nn, optim
from engine.errors import EngineError, RangeError
from engine.nn import functional as F

WEIGHT = engine.ones(2, requires_grad=True)
REFUSED = {
    "a learning rate": (lambda: optim.SGD([WEIGHT], lr=-1), ValueError),
    "betas": (lambda: optim.Adam([WEIGHT], betas=(1.0, 0.9)), ValueError),
    "no parameters": (lambda: optim.SGD([], lr=1), ValueError),
    "groups": (lambda: nn.Conv2d(3, 4, 3, groups=2), ValueError),
    "a probability": (lambda: nn.Dropout(2.0), ValueError),
    "a reduction": (lambda: F.l1_loss(WEIGHT, WEIGHT, reduction="x"), ValueError),
    "a gain": (lambda: nn.init.calculate_gain("abc"), ValueError),
    "a batch of one": (lambda: nn.BatchNorm1d(3)(engine.ones(1, 3)), ValueError),
    "ragged lists": (lambda: engine.tensor([[1, 2], [3]]), ValueError),
    "int of two": (lambda: int(engine.ones(2)), ValueError),
    "shapes": (lambda: engine.ones(2) + engine.ones(3), RuntimeError),
    "a device": (lambda: engine.device("abacus"), RuntimeError),
    "a chance": (lambda: engine.bernoulli(engine.tensor([2.0])), RuntimeError),
    "an equation": (lambda: engine.einsum("i->ij", WEIGHT), RuntimeError),
    "a norm": (lambda: engine.linalg.norm(engine.ones(2, 2), ord="abc"), RuntimeError),
    "no bound": (lambda: WEIGHT.clamp(), RuntimeError),
    "bits of floats": (lambda: engine.bitwise_and(WEIGHT, WEIGHT), NotImplementedError),
    "no forward": (lambda: nn.Module()(1), NotImplementedError),
    "a mode of padding": (lambda: F.pad(WEIGHT, (1, 1), mode="abc"), NotImplementedError),
    "an index": (lambda: WEIGHT[5], IndexError),
    "a type": (lambda: WEIGHT + None, TypeError),
}


@pytest.mark.parametrize(("call", "kind"), REFUSED.values(), ids=REFUSED)
def test_an_except_for_torch_catches_it(call, kind):
    with pytest.raises(kind) as caught:
        call()

    assert isinstance(caught.value, EngineError)
    assert caught.value.remedy


def test_an_error_survives_pickling():
    error = pickle.loads(pickle.dumps(RangeError("p is 2", "give 0 to 1")))

    assert str(error) == "p is 2; give 0 to 1"
