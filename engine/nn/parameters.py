"""Modules that hold parameters: in a list, or by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, KeysView
from typing import Any, Self

from engine.errors import ArgumentError
from engine.nn.containers import pairs, place_in
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


def _kept(value: Any) -> Any:
    """A tensor becomes a Parameter; anything else is held as it is."""
    plain = isinstance(value, Tensor) and not isinstance(value, Parameter)
    return Parameter(value) if plain else value


def _line(name: object, value: Any, dtype: str) -> str:
    if not isinstance(value, Tensor):
        return f"  ({name}): Object of type: {type(value).__name__}"
    kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
    size = "x".join(map(str, value.shape))
    return f"  ({name}): {kind} containing: [{dtype} of size {size}]"


class ParameterList(Module):
    """Parameters in a list, found by `parameters()`; tensors become Parameters.

    Source: torch.nn.ParameterList.
    """

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(list(self)[idx])
        return getattr(self, str(place_in(len(self), idx)))

    def __setitem__(self, idx: int, param: Any) -> None:
        setattr(self, str(place_in(len(self), idx)), _kept(param))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __iadd__(self, parameters: Iterable[Any]) -> Self:
        return self.extend(parameters)

    def append(self, value: Any) -> Self:
        """Add a parameter at the end; itself."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """Add parameters at the end; itself. Errors: ArgumentError for a single tensor."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise ArgumentError(
                "ParameterList.extend should be called with an iterable, but got "
                f"{type(values).__name__}",
                "give a list",
            )
        for value in values:
            self.append(value)
        return self

    def extra_repr(self) -> str:
        return "\n".join(
            _line(i, value, repr(value.dtype) if isinstance(value, Tensor) else "")
            for i, value in enumerate(self)
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise ArgumentError("ParameterList should not be called.", "index it")


class ParameterDict(Module):
    """Parameters by name, found by `parameters()`; tensors become Parameters.

    Source: torch.nn.ParameterDict.
    """

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key: str) -> Any:
        if key not in self._keys:
            raise KeyError(key)
        return getattr(self, key)

    def __setitem__(self, key: str, value: Any) -> None:
        if not isinstance(key, str):
            raise ArgumentError(
                f"Index given to ParameterDict is not a string but {type(key).__name__}",
                "give a string",
            )
        if key not in self._keys and hasattr(type(self), key):
            raise ArgumentError(
                f"ParameterDict: '{key}' is an attribute of every ParameterDict",
                "choose another name",
            )
        self._keys[key] = None
        setattr(self, key, _kept(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def copy(self) -> ParameterDict:
        """The same parameters in a new ParameterDict."""
        return ParameterDict(list(self.items()))

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The parameter of this name, which is `default` from now on where there was none."""
        if key not in self:
            self[key] = default
        return self[key]

    def clear(self) -> None:
        """Remove all parameters."""
        for key in list(self._keys):
            del self[key]

    def pop(self, key: str) -> Any:
        """Remove a parameter and return it."""
        found = self[key]
        del self[key]
        return found

    def popitem(self) -> tuple[str, Any]:
        """Remove the last parameter and return it with its name."""
        key = next(reversed(self._keys))
        return key, self.pop(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The parameter of this name, or `default`."""
        found = self._keys.keys() & {key}
        return self[key] if found else default

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """A new ParameterDict with `default` under each name."""
        return ParameterDict([(key, default) for key in keys])

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._keys.keys()

    def items(self) -> Iterator[tuple[str, Any]]:
        """Names and parameters."""
        return ((key, self[key]) for key in self._keys)

    def values(self) -> Iterator[Any]:
        """The parameters."""
        return (self[key] for key in self._keys)

    def update(self, parameters: Any) -> None:
        """Add parameters from a dict, or from pairs of name and parameter; those of a plain dict
        in the order of their names. Errors: ArgumentError."""
        found = pairs("ParameterDict", parameters)
        for key, value in sorted(found) if type(parameters) is dict else found:
            self[key] = value

    def extra_repr(self) -> str:
        return "\n".join(
            _line(key, value, _typename(value) if isinstance(value, Tensor) else "")
            for key, value in self.items()
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise ArgumentError("ParameterDict should not be called.", "look up a parameter")

    def __or__(self, other: ParameterDict) -> ParameterDict:
        joined = self.copy()
        joined.update(other)
        return joined

    def __ior__(self, other: ParameterDict) -> Self:
        self.update(other)
        return self


_NAMES = {
    "float32": "Float",
    "float64": "Double",
    "float16": "Half",
    "int64": "Long",
    "int32": "Int",
    "int16": "Short",
    "int8": "Char",
    "uint8": "Byte",
    "bool": "Bool",
}


def _typename(tensor: Tensor) -> str:
    """Torch's old name of the class of a tensor."""
    return f"torch.{_NAMES[repr(tensor.dtype).removeprefix('torch.')]}Tensor"
