"""save and load give tensors back, in lists and dicts, and read no pickles."""

import io
import json
import pickle
from collections import OrderedDict

import numpy as np
import pytest

import engine
from engine import nn
from engine.errors import ArgumentError, FileError
from engine.optim import Adam


def there_and_back(value):
    file = io.BytesIO()
    engine.save(value, file)
    file.seek(0)
    return engine.load(file)


def test_a_state_dict_comes_back_from_a_path(tmp_path):
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    other = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))

    engine.save(model.state_dict(), tmp_path / "model.pt")
    keys = other.load_state_dict(engine.load(str(tmp_path / "model.pt"), weights_only=True))

    x = engine.randn(4, 2)
    assert repr(keys) == "<All keys matched successfully>"
    assert engine.equal(model(x), other(x))


def test_an_optimizer_goes_on_from_its_state():
    w = engine.tensor([1.0, 2.0], requires_grad=True)
    optimizer = Adam([w], lr=0.1, betas=(0.8, 0.9))
    (w * w).sum().backward()
    optimizer.step()

    state = there_and_back({"epoch": 3, "optimizer": optimizer.state_dict()})

    assert state["epoch"] == 3
    assert state["optimizer"]["param_groups"] == optimizer.state_dict()["param_groups"]
    found, expected = (
        s["state"][0]["exp_avg"] for s in (state["optimizer"], optimizer.state_dict())
    )
    assert engine.equal(found, expected)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "uint8", "int64", "bool"])
@pytest.mark.parametrize("shape", [(), (0,), (2, 3)])
def test_every_dtype_and_shape_comes_back(dtype, shape):
    x = engine.ones(shape, dtype=getattr(engine, dtype))

    found = there_and_back(x)

    assert (found.dtype, found.shape) == (x.dtype, shape)
    assert engine.equal(found, x)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        0.1,
        float("inf"),
        "text",
        [1, (2, "a")],
        {1: "a", "b": [None], (1, 2): 3.5},
        OrderedDict(z=1, a=2),
        engine.Size([2, 3]),
        {1, 2},
        engine.float64,
        engine.device("cuda:1"),
    ],
    ids=repr,
)
def test_plain_values_come_back(value):
    found = there_and_back(value)

    assert found == value
    assert type(found) is type(value)


def test_arrays_and_their_numbers_come_back():
    found = there_and_back([np.arange(3), np.float64(2.5)])

    np.testing.assert_array_equal(found[0], [0, 1, 2])
    assert found[1] == 2.5


def test_leaves_want_their_gradient_again_and_parameters_stay_such():
    found = there_and_back([engine.ones(1, requires_grad=True), nn.Parameter(engine.ones(2))])

    assert found[0].requires_grad
    assert isinstance(found[1], nn.Parameter)


def test_what_was_one_memory_is_one_again():
    x = engine.zeros(2)

    first, second = there_and_back([x, x.detach()])
    first[0] = 5

    assert second.tolist() == [5, 0]


def test_what_needs_code_is_not_written():
    with pytest.raises(FileError, match=r"a Linear cannot be .*; save its state_dict\(\)"):
        engine.save(nn.Linear(1, 1), io.BytesIO())
    with pytest.raises(FileError, match=r"a object cannot be .*; save tensors and numbers"):
        engine.save({"x": object()}, io.BytesIO())


def test_a_refused_value_leaves_the_file_alone(tmp_path):
    path = tmp_path / "x.pt"
    path.write_text("kept")

    with pytest.raises(FileError):
        engine.save(object(), path)

    assert path.read_text() == "kept"


def test_other_files_are_not_read(tmp_path):
    pickled, numbers = io.BytesIO(pickle.dumps([1])), io.BytesIO()
    np.savez(numbers, x=np.ones(1))
    numbers.seek(0)

    for file in (pickled, numbers, io.BytesIO(b"")):
        with pytest.raises(FileError, match="no file that save"):
            engine.load(file)
    with pytest.raises(FileNotFoundError):
        engine.load(tmp_path / "missing.pt")


def test_a_place_is_a_path_or_a_file():
    with pytest.raises(ArgumentError, match="neither a path nor a file"):
        engine.save(1, 5)
    with pytest.raises(ArgumentError, match="neither a path nor a file"):
        engine.load(5)
    assert there_and_back(engine.ones(1)).item() == 1


@pytest.mark.parametrize(
    ("structure", "words"),
    [
        ({"version": 99, "content": ["none", None]}, "version 99"),
        ({"version": 1, "content": ["spell", None]}, "it holds a spell"),
    ],
)
def test_what_a_later_app_wrote_is_named(tmp_path, structure, words):
    text = np.frombuffer(json.dumps(structure).encode(), np.uint8)
    np.savez(tmp_path / "later.npz", structure=text)

    with pytest.raises(FileError, match=words):
        engine.load(tmp_path / "later.npz")
