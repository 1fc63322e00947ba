"""Conversion: refusals and rare calls."""

import sys

import pytest

import engine
from engine.errors import DtypeError, ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
REFUSED = {
    "a kind that is not there": (
        lambda: LINE.type("torch.RealTensor"),
        DtypeError,
        "type: there is no 'torch.RealTensor'",
        'write "torch.FloatTensor"',
    ),
    "a size below 0": (
        lambda: LINE.new_full((-1,), 0.0),
        ShapeError,
        "the size (-1,) has a negative part",
        "give sizes of at least 0",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def test_to_takes_a_tensor_as_an_example():
    assert LINE.to(engine.zeros(1, dtype=engine.float64)).dtype == engine.float64
    assert LINE.to("cpu", engine.float64).dtype == engine.float64
    assert LINE.to(None, engine.float64).dtype == engine.float64
    assert LINE.to(None) is LINE


def test_type_names_the_kind_and_converts_to_one():
    assert LINE.type() == "torch.FloatTensor"
    assert LINE.type("torch.DoubleTensor").dtype == engine.float64
    assert LINE.type(engine.int64).tolist() == [1, 2, 3]
    assert LINE.type_as(engine.tensor([1])).dtype == engine.int64


def test_a_tensor_tells_its_size_under_the_older_names():
    assert (LINE.nelement(), LINE.ndimension(), LINE.element_size()) == (3, 1, 4)


def test_everything_is_on_the_cpu(monkeypatch):
    monkeypatch.setattr(sys.modules["engine.device"], "_warned", True)

    assert LINE.cpu() is LINE
    assert LINE.cuda() is LINE


def test_new_tensors_have_the_dtype_of_the_old():
    made = LINE.double().new_tensor([1, 2], requires_grad=True)

    assert made.dtype == engine.float64
    assert made.requires_grad
