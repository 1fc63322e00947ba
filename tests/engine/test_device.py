"""Devices are named as in torch, and all of them are the CPU."""

import sys
import warnings

import pytest

import engine
from engine.device import device
from engine.errors import ArgumentError, RangeError

module = sys.modules["engine.device"]


@pytest.mark.parametrize(
    ("made", "text", "shown"),
    [
        (device("cpu"), "cpu", "device(type='cpu')"),
        (device("cuda:0"), "cuda:0", "device(type='cuda', index=0)"),
        (device("cuda", 1), "cuda:1", "device(type='cuda', index=1)"),
        (device(device("mps")), "mps", "device(type='mps')"),
    ],
)
def test_a_device_reads_as_in_torch(made, text, shown):
    assert str(made) == text
    assert repr(made) == shown


def test_devices_compare_by_type_and_index():
    assert device("cuda:1") == device("cuda", 1)
    assert device("cuda") != device("cuda:0")
    assert device("cpu") != "cpu"
    assert len({device("cpu"), device("cpu")}) == 1


@pytest.mark.parametrize("name", ["gpu", "cuda:x", "", "cuda:", 3])
def test_unknown_devices_are_refused(name):
    with pytest.raises(RangeError, match='use "cpu"'):
        device(name)


def test_an_index_is_given_once():
    with pytest.raises(RangeError, match="has an index already"):
        device("cuda:0", 1)


def test_another_device_is_the_cpu_after_one_warning(monkeypatch):
    monkeypatch.setattr(module, "_warned", False)

    with pytest.warns(UserWarning, match="there is no 'cuda:0' here: everything runs on the CPU"):
        x = engine.zeros(2, device="cuda:0")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = engine.ones(2, device="mps")
        with device("cuda"):
            z = engine.tensor([1.0], device=device("cuda"))

    assert (x.tolist(), y.tolist(), z.tolist()) == ([0, 0], [1, 1], [1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"out": 1}, "out= takes one tensor here"),
        ({"layout": "sparse"}, "layout=sparse is not supported"),
        ({"pin_memory": True}, "needs an accelerator"),
        ({"color": 1}, "has no argument 'color'"),
    ],
)
def test_what_memory_cannot_do_is_refused(arguments, words):
    with pytest.raises(ArgumentError, match=words):
        engine.zeros(2, **arguments)


def test_usual_placements_are_accepted():
    made = engine.zeros(2, out=None, layout=module.strided, device=None, pin_memory=False)
    like = engine.zeros_like(made, memory_format=module.preserve_format)

    assert like.tolist() == [0, 0]
    assert repr(module.strided) == "torch.strided"
    assert repr(module.channels_last) == "torch.channels_last"


def test_there_is_no_accelerator():
    assert not engine.accelerator.is_available()
    assert engine.accelerator.current_accelerator() is None
    assert engine.accelerator.device_count() == 0
    assert engine.accelerator.synchronize() is None


def test_results_are_always_deterministic():
    assert engine.use_deterministic_algorithms(True) is None
