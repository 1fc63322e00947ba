"""Torch's answers written down, so that they are compared with where torch is not installed."""

from __future__ import annotations

import json
import math
import random
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

import engine
from tests.engine.samples import disagreements
from tests.oracle.conversion import Conversion, Unconvertible, flat, to_array
from tests.oracle.judge import is_repeatable
from tests.oracle.op_db import ENTRIES, engine_callable, name_of
from tests.oracle.outcome import Call
from tests.oracle.reasons import RANDOM, SEEDED, UNINITIALISED

SAMPLES = 4  # of an entry
ELEMENTS = 40  # of a sample's tensors together
LONGEST = 3  # side of the tensors of a larger sample, which are cut where the call allows it
LENGTH = 10_000  # of a sample's text
INPUT_DIGITS, RESULT_DIGITS = 6, 11  # significant ones
DTYPES = (torch.float64, torch.int64, torch.bool)  # the first that an entry supports
ILL_CONDITIONED = ("linalg.pinv[singular]",)


def write(file: Path, indices: Iterable[int], progress: Callable[[int, int], None]) -> int:
    """Write the samples of these entries; how many entries have some."""
    indices = list(indices)
    found = {}
    for done, index in enumerate(indices, 1):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            calls = written(ENTRIES[index])
        if calls:
            found[name_of(ENTRIES[index])] = calls
        progress(done, len(indices))
    lines = ",\n".join(
        f"{json.dumps(name)}:{json.dumps(calls, separators=(',', ':'), allow_nan=False)}"
        for name, calls in found.items()
    )
    file.write_text(f"{{{lines}}}\n")
    return len(found)


def written(entry: Any) -> list[dict[str, Any]]:
    """Up to SAMPLES small samples of the entry that differ most in how they call it."""
    if engine_callable(entry) is None or name_of(entry) in ILL_CONDITIONED:
        return []
    dtype = next((d for d in DTYPES if d in entry.supported_dtypes("cpu")), None)
    if dtype is None:
        return []
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(0)
    differentiable = dtype in entry.supported_backward_dtypes("cpu")
    candidates = entry.sample_inputs("cpu", dtype, requires_grad=differentiable)
    by_size = sorted(candidates, key=_size)
    by_size = [s for s in by_size if _size(s) <= ELEMENTS] or by_size[:SAMPLES]
    chosen: list[dict[str, Any]] = []
    seen: set[str] = set()
    while by_size and len(chosen) < SAMPLES:
        best = max(by_size, key=lambda sample: len(_features(sample) - seen))
        if not _features(best) - seen:
            break
        by_size = [sample for sample in by_size if sample is not best]
        call = _agreeing(entry, best, LONGEST) if _size(best) > ELEMENTS else None
        call = call or _agreeing(entry, best)
        if call is not None and call not in chosen:
            chosen.append(call)
            seen |= _features(best)
    return chosen


def _size(sample: Any) -> int:
    arguments = flat((sample.input, sample.args, sample.kwargs))
    return sum(part.numel() for part in arguments if isinstance(part, torch.Tensor))


def _features(sample: Any) -> set[str]:
    """What the call shows: which arguments it has, of which kind, shape and value."""
    named = {**dict(enumerate((sample.input, *sample.args))), **sample.kwargs}
    found = {str(key) for key in named}
    for key, value in named.items():
        if isinstance(value, torch.Tensor):
            found |= {f"{key} {value.dtype} {value.ndim}", f"{key} {bool(value.numel())}"}
        else:
            found |= {f"{key} {type(value)}", f"{key} {value}"[:80]}
    return found


def _agreeing(entry: Any, sample: Any, longest: int | None = None) -> dict[str, Any] | None:
    """The sample written down in the first form in which the engine agrees; None where in none."""
    args = _rounded((sample.input, *sample.args), longest)
    kwargs = _rounded(sample.kwargs, longest)
    convert = Conversion()
    try:
        ours, named = convert(args), convert(kwargs)
        theirs = Call(entry.op, args, kwargs, [leaf for leaf, _ in convert.leaves])
        parts, leaves = _answer(entry, sample, theirs)
        gradients = {id(x): x_bar for (_, x), x_bar in zip(convert.leaves, leaves, strict=True)}
        for call, order in _forms(entry, ours):
            found = {"call": call, "args": [_value(x, gradients) for x in order]}
            if named:
                found["kwargs"] = {name: _value(x, gradients) for name, x in named.items()}
            found["parts"] = parts
            if _agrees(found):
                return found
    except Unconvertible:
        pass
    return None


def _agrees(call: dict[str, Any]) -> bool:
    text = json.dumps(call)
    try:
        return len(text) <= LENGTH and not disagreements(json.loads(text))
    except Exception:
        return False


def _forms(entry: Any, args: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The ways to call it: as a function, its first two arguments swapped, as a method."""
    yield entry.name, args
    yield entry.name, (*args[1::-1], *args[2:])
    if isinstance(args[0], engine.Tensor):
        yield f"Tensor.{entry.name}", args


def _answer(entry: Any, sample: Any, call: Call) -> tuple[list[Any], list[Any]]:
    """Torch's result, written down, and its gradient by each leaf."""
    try:
        z = list(flat(call.plain()))
    except Exception as error:
        raise Unconvertible(f"torch refuses: {error}") from error
    convert = Conversion()
    parts = [_value(convert(part)) for part in z]
    outputs = [part for part, ours in convert.leaves]
    if not _is_determined(entry, sample, call):
        for part, tensor in zip(z, parts, strict=True):
            if isinstance(part, torch.Tensor):
                tensor["values"] = None
                if part.requires_grad:
                    tensor["cotangent"] = None
        return parts, [None] * len(call.leaves)
    heads = [_cotangent(name_of(entry), i, part) for i, part in enumerate(outputs)]
    asked = (p for p, part in zip(parts, z, strict=True) if getattr(part, "requires_grad", False))
    for tensor, head in zip(asked, heads, strict=True):
        tensor["cotangent"] = _numbers(to_array(head), INPUT_DIGITS)
    if not outputs or not call.leaves:
        return parts, [None] * len(call.leaves)
    received = torch.autograd.grad(outputs, call.leaves, heads, allow_unused=True)
    return parts, [None if g is None else _numbers(to_array(g), RESULT_DIGITS) for g in received]


def _is_determined(entry: Any, sample: Any, call: Call) -> bool:
    """Whether every implementation must give these numbers: no chance in them and no gauge."""
    if entry.name in (*SEEDED, *UNINITIALISED):
        return False
    if entry.name in RANDOM and not is_repeatable(call):
        return False
    return sample.output_process_fn_grad.__qualname__.startswith("SampleInput.")


def _cotangent(name: str, number: int, z: torch.Tensor) -> torch.Tensor:
    drawn = np.random.default_rng((zlib.crc32(name.encode()), number)).standard_normal(z.shape)
    return torch.from_numpy(np.asarray(drawn.round(2))).to(z.dtype)


def _rounded(value: Any, longest: int | None = None) -> Any:
    """Torch arguments with the numbers of tensors in few digits, each tensor a leaf of its own.

    Of a side of a tensor only the first `longest` are kept.
    """
    if isinstance(value, torch.Tensor):
        kept = value.detach()[(slice(longest),) * value.ndim].clone()
        if value.dtype is torch.float64:
            digits = [float(f"{x:.{INPUT_DIGITS}g}") for x in kept.flatten().tolist()]
            kept = torch.tensor(digits, dtype=value.dtype).reshape(kept.shape)
        return kept.requires_grad_(value.requires_grad)
    if isinstance(value, dict):
        return {name: _rounded(item, longest) for name, item in value.items()}
    if type(value) in (tuple, list):
        return type(value)(_rounded(item, longest) for item in value)
    return value


def _value(value: Any, gradients: dict[int, Any] | None = None) -> Any:
    """An argument or a part of a result as `tests.engine.samples` reads it."""
    if isinstance(value, engine.Tensor):
        numbers = to_array(value)
        found = {"shape": list(numbers.shape), "values": _numbers(numbers, RESULT_DIGITS)}
        if numbers.dtype != np.float64:
            found["dtype"] = str(numbers.dtype)
        if gradients is not None and id(value) in gradients:
            found["gradient"] = gradients[id(value)]
        return found
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": str(value)}
    if isinstance(value, (list, tuple)):
        items = [_value(item, gradients) for item in value]
        return items if isinstance(value, list) else {"tuple": items}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if value is ...:
        return {"ellipsis": None}
    if isinstance(value, engine.Dtype):
        return {"engine": value.name}
    raise Unconvertible(f"arguments of class {type(value).__name__}")


def _numbers(array: np.ndarray, digits: int) -> list[Any]:
    """The elements in one list; of floating point ones so many digits, nan and inf as strings."""
    if array.dtype.kind != "f":
        return array.ravel().tolist()
    shortened = [float(f"{x:.{digits}g}") for x in array.ravel().tolist()]
    return [_shortest(x) if math.isfinite(x) else str(x) for x in shortened]


def _shortest(x: float) -> float | int:
    return int(x) if x == int(x) and abs(x) < 1e15 and math.copysign(1, x) * x > 0 else x
