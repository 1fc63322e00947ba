"""The oldest way to make a tensor, from sizes or from data: Tensor(2, 3), FloatTensor([1, 2])."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.conversion import array_from
from engine.creation import shape_of
from engine.dtype import (
    Array,
    Dtype,
    boolean,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    uint8,
)
from engine.errors import ArgumentError
from engine.size import Size
from engine.tensor import Tensor, from_array


def memory(name: str, data: Sequence[Any], dtype: Dtype) -> Array:
    """Zeros of the sizes in `data` (2, 3), or what the only argument holds, in `dtype`.

    A Size is a size, other sequences and arrays are data; without arguments it is empty.
    Errors: ArgumentError for one number that is not whole; as `torch.tensor` for data.
    """
    if not data:
        return np.zeros(0, dtype.numpy)
    if len(data) > 1 or isinstance(data[0], Size):
        return np.zeros(shape_of(name, tuple(data)), dtype.numpy)
    (held,) = data
    if isinstance(held, (int, np.integer)) and not isinstance(held, bool):
        return np.zeros(shape_of(name, (held,)), dtype.numpy)
    if not isinstance(held, (Sequence, np.ndarray)) or isinstance(held, str):
        raise ArgumentError(
            f"{name}(): data must be a sequence (got {type(held).__name__})",
            "use torch.tensor(...)",
        )
    return np.array(array_from(name, held, dtype))


def memory_of(data: Sequence[Any]) -> Array:
    """What Tensor(*data) holds; a tensor, of any dtype, is shared, without its history."""
    if len(data) == 1 and isinstance(data[0], Tensor):
        return data[0]._array
    return memory("Tensor", data, get_default_dtype())


class TypedTensor:
    """Tensors of one dtype, as if they were a class: called it makes one, isinstance finds them.

    Attributes: dtype. Source: torch.FloatTensor.
    """

    def __init__(self, name: str, dtype: Dtype) -> None:
        self.__name__, self.dtype = name, dtype

    def __call__(self, *data: Any) -> Tensor:
        """Zeros of sizes (2, 3), or one sequence of numbers; a tensor must have the dtype."""
        if len(data) == 1 and isinstance(data[0], Tensor):
            if data[0].dtype != self.dtype:
                raise ArgumentError(
                    f"{self.__name__}(): the tensor is of {data[0].dtype!r}",
                    f"convert it with .to({self.dtype!r})",
                )
            return data[0].view_as(data[0])
        return from_array(memory(self.__name__, data, self.dtype))

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, Tensor) and instance.dtype == self.dtype

    def __repr__(self) -> str:
        return f"<class 'torch.{self.__name__}'>"


HalfTensor = TypedTensor("HalfTensor", float16)
FloatTensor = TypedTensor("FloatTensor", float32)
DoubleTensor = TypedTensor("DoubleTensor", float64)
ByteTensor = TypedTensor("ByteTensor", uint8)
CharTensor = TypedTensor("CharTensor", int8)
ShortTensor = TypedTensor("ShortTensor", int16)
IntTensor = TypedTensor("IntTensor", int32)
LongTensor = TypedTensor("LongTensor", int64)
BoolTensor = TypedTensor("BoolTensor", boolean)
