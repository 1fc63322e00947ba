"""Calls written down with their right answers: reading them, making them, comparing them."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import engine
from engine.autograd import grad
from engine.tensor import from_array

FILE = Path(__file__).parents[1] / "data" / "samples.json"
RTOL, ATOL = 1e-7, 1e-8
Leaf = tuple[engine.Tensor, Any]


def samples() -> dict[str, list[dict[str, Any]]]:
    """The samples of every entry: `call`, `args`, `kwargs` and `parts` (of the result).

    A tensor is `values` in one list with `shape` and `dtype` (float64 if none is given), and
    `gradient` where it is differentiated by (None where none flows). A part is a tensor whose
    values are None where they are not determined, with a `cotangent` where it requires a gradient
    (None where that is not determined).
    """
    return json.loads(FILE.read_text())


def disagreements(sample: dict[str, Any]) -> list[str]:
    """What the engine answers otherwise than the sample says, in words."""
    leaves: list[Leaf] = []
    args = [read(value, leaves) for value in sample["args"]]
    kwargs = {name: read(value, leaves) for name, value in sample.get("kwargs", {}).items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = list(flat(function(sample["call"])(*args, **kwargs)))
        expected = sample["parts"]
        if len(found) != len(expected):
            return [f"{len(found)} results, not {len(expected)}"]
        texts = [f"result {i}: {t}" for i in range(len(found)) for t in part(found[i], expected[i])]
        return texts or list(gradients(found, expected, leaves))


def function(call: str) -> Callable[..., Any]:
    """The engine's callable of this dotted name; `Tensor.name` is a method or an attribute."""
    found: Any = engine
    for name in call.split("."):
        found = getattr(found, name)
    return found.__get__ if isinstance(found, property) else found


def read(value: Any, leaves: list[Leaf]) -> Any:
    """An argument; tensors that are differentiated by are added to `leaves` with their gradient."""
    if isinstance(value, list):
        return [read(item, leaves) for item in value]
    if not isinstance(value, dict):
        return value
    if "values" in value:
        tensor = from_array(array(value))
        if "gradient" in value:
            tensor.requires_grad = True
            leaves.append((tensor, value["gradient"]))
        return tensor
    ((kind, content),) = value.items()
    if kind == "slice":
        return slice(*content)
    if kind == "tuple":
        return tuple(read(item, leaves) for item in content)
    return {"engine": function, "float": float, "ellipsis": lambda _: ...}[kind](content)


def array(tensor: dict[str, Any], numbers: str = "values") -> np.ndarray:
    """The numbers of a written tensor; `nan` and `inf` are strings there."""
    dtype = np.dtype(tensor.get("dtype", "float64"))
    values = [float(v) for v in tensor[numbers]] if dtype.kind == "f" else tensor[numbers]
    return np.array(values, dtype).reshape(tensor["shape"])


def flat(tree: Any) -> Iterator[Any]:
    """What nested tuples, lists and dicts hold, in order."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (tuple, list)):
        for item in tree:
            yield from flat(item)
    else:
        yield tree


def part(found: Any, expected: Any) -> Iterator[str]:
    """How one part of the result differs from what is written."""
    if not isinstance(found, engine.Tensor):
        right = read(expected, [])
        if type(found) is not type(right) or not same(np.array(found), np.array(right)):
            yield f"{found!r}, not {right!r}"
        return
    kind = [found.dtype.name, list(found.shape), found.requires_grad]
    wanted = [expected.get("dtype", "float64"), expected["shape"], "cotangent" in expected]
    if kind != wanted:
        yield f"{kind}, not {wanted}"
    elif expected["values"] is not None:
        yield from difference(found, array(expected))


def gradients(found: list[Any], expected: list[Any], leaves: list[Leaf]) -> Iterator[str]:
    """How the gradients differ from what is written."""
    outputs = [z for z in found if isinstance(z, engine.Tensor) and z.requires_grad]
    asked = [p for p in expected if isinstance(p, dict) and p.get("cotangent") is not None]
    if not asked or not leaves:
        return
    heads = [from_array(array(p, "cotangent")) for p in asked]
    received = grad(outputs, [x for x, _ in leaves], heads, allow_unused=True)
    for i, ((x, right), x_bar) in enumerate(zip(leaves, received, strict=True)):
        if right is None or x_bar is None:
            if x_bar is not right:
                yield f"gradient {i}: {x_bar}, not {right}"
            continue
        written = array({"values": right, "shape": x.shape, "dtype": x.dtype.name})
        yield from (f"gradient {i}: {text}" for text in difference(x_bar, written))


def difference(found: engine.Tensor, right: np.ndarray) -> Iterator[str]:
    numbers = np.asarray(found.detach().numpy())
    if numbers.shape != right.shape or numbers.dtype != right.dtype:
        yield f"{numbers.dtype}{numbers.shape}, not {right.dtype}{right.shape}"
    elif not same(numbers, right):
        yield f"{numbers.tolist()}, not {right.tolist()}"


def same(found: np.ndarray, right: np.ndarray) -> bool:
    if right.dtype.kind != "f":
        return bool(np.array_equal(found, right))
    rtol, atol = (RTOL, ATOL) if right.dtype == np.float64 else (1e-3, 1e-5)
    return bool(np.allclose(found, right, rtol, atol, equal_nan=True))
