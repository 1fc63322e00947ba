"""Tensors made from data: numbers, nested lists, numpy arrays, other tensors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Unpack

import numpy as np

from engine.device import Placement, check_placement
from engine.dtype import (
    DTYPES,
    Array,
    Dtype,
    boolean,
    float64,
    get_default_dtype,
    int64,
    number_dtype,
    promote,
)
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError
from engine.function import function
from engine.tensor import Tensor, from_array, wrap

PYTHON_DTYPES = {float: float64, int: int64, bool: boolean}
AnyDtype = Dtype | type | None
_REMEDY = "give real numbers, whole ones within 64 bits"


@function("torch")
def tensor(
    data: Any,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """A tensor with a copy of `data`: a number, nested lists, an array. Source: torch.tensor.

    Python floats become the default dtype and ints int64; numpy's numbers and arrays keep theirs.
    A copied tensor loses its history. Errors: ShapeError for ragged lists and for lists of tensors
    of several numbers; ArgumentError for what is no number; DtypeError for what does not fit
    into `dtype`.
    """
    check_placement("tensor", placement)
    return wrap(np.array(array_from("tensor", data, dtype)), requires_grad)


@function("torch")
def as_tensor(data: Any, dtype: AnyDtype = None, device: Any = None) -> Tensor:
    """`data` itself where it is a tensor, an array's memory where that is possible, else a copy.

    A tensor keeps its history. Errors as `tensor`. Source: torch.as_tensor.
    """
    check_placement("as_tensor", {"device": device})
    if isinstance(data, Tensor):
        target = numpy_dtype("as_tensor", dtype, data._array.dtype)
        return data if data._array.dtype == target else data.to(DTYPES[target])
    return from_array(array_from("as_tensor", data, dtype))


@function("torch")
def asarray(
    obj: Any,
    *,
    dtype: AnyDtype = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of `obj`, sharing its memory unless `copy`, or a new dtype, asks for a copy.

    Errors: RangeError where `copy=False` and the memory cannot be shared; as `tensor`.
    Source: torch.asarray.
    """
    check_placement("asarray", {"device": device})
    if isinstance(obj, Tensor) and requires_grad and obj.requires_grad:
        kept = as_tensor(obj, dtype)
        return kept.clone() if copy and kept is obj else kept
    array = array_from("asarray", obj, dtype)
    held = obj._array if isinstance(obj, Tensor) else obj
    shared = isinstance(held, np.ndarray) and np.shares_memory(array, held)
    if copy is False and not shared and array.size:
        raise RangeError("asarray: copy=False, but the memory cannot be shared", "leave it out")
    return from_array(np.array(array) if copy and shared else array, requires_grad)


@function("torch")
def from_numpy(ndarray: Array) -> Tensor:
    """A tensor that shares the memory of a numpy array. Source: torch.from_numpy.

    Errors: ArgumentError for anything but an array of real numbers or truths.
    """
    if not isinstance(ndarray, np.ndarray):
        raise ArgumentError(
            f"from_numpy: expected a numpy array, not {type(ndarray).__name__}",
            "use torch.tensor(...)",
        )
    return from_array(array_from("from_numpy", ndarray, None))


@function("torch")
def scalar_tensor(
    s: Any,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """A 0-d tensor of one number, in the default dtype. Source: torch.scalar_tensor."""
    check_placement("scalar_tensor", placement)
    target = numpy_dtype("scalar_tensor", dtype, get_default_dtype().numpy)
    return wrap(np.array(array_from("scalar_tensor", s, DTYPES[target])), requires_grad)


def numpy_dtype(name: str, dtype: AnyDtype, default: np.dtype[Any]) -> np.dtype[Any]:
    """The numpy dtype asked for by a Dtype or by Python's float, int, bool.

    Errors: ArgumentError for anything else.
    """
    if dtype is None:
        return default
    if isinstance(dtype, Dtype):
        return dtype.numpy
    if dtype in PYTHON_DTYPES:
        return PYTHON_DTYPES[dtype].numpy
    raise ArgumentError(f"{name}(): {dtype!r} is not a dtype", "use torch.float32 or another")


def array_from(name: str, data: Any, dtype: AnyDtype) -> Array:
    """The numbers of `data` in `dtype`, or in the dtype that torch infers.

    Arrays and tensors of that dtype are returned as they are. Errors as `tensor`.
    """
    held = data._array if isinstance(data, Tensor) else data
    if not isinstance(held, (np.ndarray, np.generic)) and hasattr(held, "__array__"):
        held = np.asarray(held)
    if isinstance(held, (np.ndarray, np.generic)):
        if held.dtype not in DTYPES:
            raise _refusal(name, data, held.dtype)
        target = numpy_dtype(name, dtype, held.dtype)
        with np.errstate(all="ignore"):
            return np.asarray(held).astype(target, copy=False)
    return _from_lists(name, data, dtype)


def _from_lists(name: str, data: Any, dtype: AnyDtype) -> Array:
    """Python numbers, alone or in nested sequences, as an array."""
    dtypes: set[np.dtype[Any]] = set()
    numbers = _plain(name, data, dtypes)
    common = reduce(promote, dtypes) if dtypes else get_default_dtype().numpy
    target = numpy_dtype(name, dtype, common)
    exact = np.float64 if "f" in (common.kind, target.kind) else np.int64
    try:
        array = np.array(numbers, exact)
    except OverflowError:
        raise RangeError(f"{name}: cannot be made from {data!r} (too large)", _REMEDY) from None
    except (TypeError, ValueError):
        raise ShapeError(
            f"{name}: the nested lists have rows of unequal length", "make all rows equally long"
        ) from None
    if target.kind in "iu" and array.size:
        _check_fit(name, array, target)
    with np.errstate(all="ignore"):
        return array.astype(target)


def _plain(name: str, data: Any, dtypes: set[np.dtype[Any]]) -> Any:
    """`data` with tensors and numpy's numbers as Python numbers; their dtypes join `dtypes`."""
    if isinstance(data, (bool, int, float)) and not isinstance(data, np.generic):
        dtypes.add(number_dtype(data))
        return data
    if isinstance(data, Tensor):
        if data._array.size != 1:
            raise ShapeError(
                f"{name}: a tensor of shape {data.shape} stands among the numbers of a list",
                "use torch.stack(...)",
            )
        dtypes.add(data._array.dtype)
        return data._array.item()
    if isinstance(data, (np.ndarray, np.generic)):
        if data.dtype not in DTYPES:
            raise _refusal(name, data, data.dtype)
        dtypes.add(data.dtype)
        return data.tolist()
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        types = set(map(type, data))
        if types and types <= PYTHON_DTYPES.keys():
            dtypes.update(number_dtype(kind()) for kind in types)
            return list(data)
        return [_plain(name, part, dtypes) for part in data]
    raise _refusal(name, data, type(data).__name__)


def _check_fit(name: str, array: Array, target: np.dtype[Any]) -> None:
    """Refuse numbers outside an integer dtype; below zero an unsigned one wraps, as in torch."""
    bounds = np.iinfo(target)
    low = -bounds.max if target.kind == "u" else bounds.min
    whole = np.trunc(array)
    if not bool(np.all((whole >= low) & (whole <= bounds.max))):
        raise DtypeError(
            f"{name}: a value cannot be converted to {DTYPES[target].name} without overflow",
            "use a wider dtype",
        )


def _refusal(name: str, data: Any, kind: object) -> ArgumentError:
    remedy = _REMEDY
    if "complex" in str(kind):
        remedy = f"complex numbers are not supported: {remedy}"
    return ArgumentError(f"{name}: cannot be made from {data!r} ({kind})", remedy)
