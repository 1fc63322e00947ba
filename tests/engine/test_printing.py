"""Tensors print as torch prints them (data/printing.json), down to every space."""

import json
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import printing
from engine.errors import ArgumentError
from engine.printing import tensor_text

CASES = json.loads((Path(__file__).parents[1] / "data" / "printing.json").read_text())


@pytest.fixture(autouse=True)
def _usual_printing():
    """Leave the options and the default dtype as they were."""
    yield
    printing.set_printoptions(profile="default")
    engine.set_default_dtype(engine.float32)


def array_of(case):
    if "values" in case:
        return np.array(case["values"], case["dtype"]).reshape(case["shape"])
    start, step = case["ramp"]
    ramp = np.arange(int(np.prod(case["shape"]))) * step + start
    return ramp.reshape(case["shape"]).astype(case["dtype"])


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_the_text_is_that_of_torch(case):
    mode = case.get("mode")
    printing.set_printoptions(**case.get("options", {}))
    engine.set_default_dtype(getattr(engine, case.get("default", "float32")))

    text = tensor_text(
        array_of(case), requires_grad=bool(mode), grad_fn=mode if isinstance(mode, str) else None
    )

    assert text == case["text"]


def test_options_stay_until_changed_and_scientific_is_reset():
    printing.set_printoptions(precision=2, sci_mode=True)
    first = tensor_text(np.float32([0.12345]))
    printing.set_printoptions(linewidth=100)

    assert first == "tensor([1.23e-01])"
    assert tensor_text(np.float32([0.12345])) == "tensor([0.12])"
    assert printing.get_printoptions() == {
        "precision": 2,
        "threshold": 1000,
        "edgeitems": 3,
        "linewidth": 100,
        "sci_mode": None,
    }


def test_options_inside_a_with_are_left_behind():
    with printing.printoptions(precision=1):
        inside = tensor_text(np.float32([0.25]))

    assert inside == "tensor([0.2])"
    assert tensor_text(np.float32([0.25])) == "tensor([0.2500])"


def test_an_unknown_profile_is_refused():
    with pytest.raises(ArgumentError, match="choose from default, short, full"):
        printing.set_printoptions(profile="long")


def test_one_number_is_formatted_as_a_number():
    x = engine.tensor(2.5, requires_grad=True)

    assert f"{x} {x * 2} {engine.tensor(3)} {engine.tensor(True)}" == "2.5 5.0 3 True"
    assert f"{x:6.2f}|{x!s}" == "  2.50|tensor(2.5000, requires_grad=True)"


def test_other_tensors_are_formatted_as_they_are_shown():
    assert f"{engine.ones(2)}" == "tensor([1., 1.])"
    with pytest.raises(TypeError, match=r"unsupported format string passed to Tensor\.__format__"):
        format(engine.ones(2), ".2f")
