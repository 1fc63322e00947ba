"""save and load: tensors, and lists and dicts of them, in a file without code.

The file is numpy's archive (.npz): an array per tensor, and `structure`, the JSON that says where
each belongs. Unlike a pickle it can run nothing when it is read.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from os import PathLike
from typing import Any, BinaryIO

import numpy as np

from engine.device import check_placement, device
from engine.dtype import DTYPES, Array, Dtype
from engine.errors import ArgumentError, FileError
from engine.function import function
from engine.nn.parameter import Parameter
from engine.size import Size
from engine.tensor import Tensor, from_array

File = str | PathLike[str] | BinaryIO
SEQUENCES: dict[str, Any] = {"list": list, "tuple": tuple, "size": Size, "set": set}
MAPPINGS: dict[str, Any] = {"dict": dict, "ordered": OrderedDict}
NAMES = {kind: name for name, kind in (SEQUENCES | MAPPINGS).items()}
VERSION = 1


@function("torch")
def save(obj: Any, f: File) -> None:
    """Write tensors, numbers, texts, and lists, tuples and dicts of them, to a path or binary file.

    Tensors that are the same memory stay so. Errors: FileError for other objects, as whole modules:
    save their state_dict(). Source: torch.save.
    """
    arrays: dict[str, Array] = {}
    structure = json.dumps({"version": VERSION, "content": _plain(obj, arrays, {})})
    arrays["structure"] = np.frombuffer(structure.encode(), np.uint8)
    write: Any = np.savez
    if isinstance(f, (str, PathLike)):
        with open(f, "wb") as file:
            write(file, **arrays)
    elif hasattr(f, "write"):
        write(f, **arrays)
    else:
        raise ArgumentError(f"save: {f!r} is neither a path nor a file", 'write save(x, "x.pt")')


@function("torch")
def load(
    f: File, map_location: Any = None, *, weights_only: bool = True, mmap: bool | None = None
) -> Any:
    """What `save` wrote. `weights_only` is always so; `map_location` and `mmap` change nothing.

    Errors: FileError for any other file, torch's own too. Source: torch.load.
    """
    check_placement("load", {"device": map_location} if isinstance(map_location, str) else {})
    if not isinstance(f, (str, PathLike)) and not hasattr(f, "read"):
        raise ArgumentError(f"load: {f!r} is neither a path nor a file", 'write load("x.pt")')
    try:
        with np.load(f, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        structure = json.loads(arrays.pop("structure").tobytes())
        if structure["version"] > VERSION:
            raise FileError(f"load: the file has version {structure['version']}", "update this app")
        return _made(structure["content"], arrays, {})
    except (AttributeError, EOFError, LookupError, TypeError, ValueError) as error:
        raise FileError(
            f"load: this is no file that save() wrote ({error})",
            "write it with save(); files of torch hold pickles, which are not read",
        ) from None


def _plain(value: Any, arrays: dict[str, Array], seen: dict[int, str]) -> Any:
    """`value` as JSON: numbers and texts as they are, anything else as [kind, …]."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, Tensor):
        kind = "parameter" if isinstance(value, Parameter) else "tensor"
        return [kind, _stored(value._array, arrays, seen), value.requires_grad and value.is_leaf]
    if isinstance(value, np.ndarray) and value.dtype in DTYPES:
        return ["array", _stored(value, arrays, seen)]
    if isinstance(value, np.generic) and value.dtype in DTYPES:
        return _plain(value.item(), arrays, seen)
    if type(value) in (list, tuple, set, Size):
        return [NAMES[type(value)], [_plain(part, arrays, seen) for part in value]]
    if isinstance(value, Mapping):
        name = NAMES.get(type(value), "dict")
        items = [[_plain(part, arrays, seen) for part in item] for item in value.items()]
        return [name, items]
    if isinstance(value, Dtype):
        return ["dtype", value.name]
    if isinstance(value, device):
        return ["device", str(value)]
    remedy = "save its state_dict()" if hasattr(value, "state_dict") else "save tensors and numbers"
    raise FileError(f"save: a {type(value).__name__} cannot be written without code", remedy)


def _stored(array: Array, arrays: dict[str, Array], seen: dict[int, str]) -> str:
    """The name under which `array` is in the archive."""
    if id(array) not in seen:
        seen[id(array)] = name = str(len(arrays))
        arrays[name] = array
    return seen[id(array)]


def _made(plain: Any, arrays: Mapping[str, Array], tensors: dict[str, Tensor]) -> Any:
    """What `_plain` was given."""
    if not isinstance(plain, list):
        return plain
    kind, content, *more = plain
    if kind in ("tensor", "parameter"):
        held = tensors.setdefault(content, from_array(arrays[content]))
        return Parameter(held, *more) if kind == "parameter" else _leaf(held, *more)
    if kind == "array":
        return arrays[content]
    if kind in SEQUENCES:
        return SEQUENCES[kind](_made(part, arrays, tensors) for part in content)
    if kind in MAPPINGS:
        made = [[_made(part, arrays, tensors) for part in item] for item in content]
        return MAPPINGS[kind](made)
    if kind == "dtype":
        return next(dtype for dtype in DTYPES.values() if dtype.name == content)
    if kind == "device":
        return device(content)
    raise ValueError(f"it holds a {kind}")


def _leaf(held: Tensor, requires_grad: bool) -> Tensor:
    """The tensor itself, or where it wants a gradient a leaf of its own on the same memory."""
    return held.detach().requires_grad_() if requires_grad else held
