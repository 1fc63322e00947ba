"""Modules that hold modules: one after another, in a list, or by name."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from itertools import chain, groupby
from typing import Any, Self

from engine.errors import ArgumentError, AxisError
from engine.nn.module import Module, indented


def place_in(length: int, index: Any) -> int:
    """The index counted from the front. Errors: AxisError where it is out of range."""
    index = operator.index(index)
    if not -length <= index < length:
        raise AxisError(f"index {index} is out of range", f"there are {length}")
    return index % length


class _Numbered(Module):
    """Parts whose names are their places."""

    def __getitem__(self, idx: Any) -> Any:
        return list(self._modules.values())[place_in(len(self), idx)]

    def __setitem__(self, idx: int, module: Module) -> None:
        setattr(self, list(self._modules)[place_in(len(self), idx)], module)

    def __delitem__(self, idx: int | slice) -> None:
        names = list(self._modules)
        chosen = names[idx] if isinstance(idx, slice) else [names[place_in(len(self), idx)]]
        for name in chosen:
            delattr(self, name)
        self._number(list(self._modules.values()))

    def _number(self, parts: list[Module]) -> None:
        self._modules = {str(i): part for i, part in enumerate(parts)}

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def append(self, module: Module) -> Self:
        """Add a module at the end; itself."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add modules at the end; itself. Errors: ArgumentError for what is no iterable."""
        if not isinstance(modules, Iterable):
            raise ArgumentError(
                f"{self._get_name()}.extend should be called with an iterable, but got "
                f"{type(modules).__name__}",
                "give a list of modules",
            )
        for module in list(modules):
            self.append(module)
        return self

    def pop(self, key: int | slice) -> Any:
        """Remove a module and return it."""
        found = self[key]
        del self[key]
        return found

    def __iadd__(self, other: Iterable[Module]) -> Self:
        return self.extend(other)


class Sequential(_Numbered):
    """Modules applied one after another; given as arguments, or in one dict by name.

    Source: torch.nn.Sequential.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = len(args) == 1 and isinstance(args[0], dict)
        parts = args[0].items() if named else ((str(i), part) for i, part in enumerate(args))
        for name, part in parts:
            self.add_module(name, part)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(OrderedDict(list(self._modules.items())[idx]))
        return super().__getitem__(idx)

    def insert(self, index: int, module: Module) -> Self:
        """Put a module before the one at `index`; itself. Errors: AxisError, ArgumentError."""
        if not isinstance(module, Module):
            raise ArgumentError(f"module should be of type Module, not {type(module)}", "wrap it")
        count = len(self)
        if not -count <= index <= count:
            raise AxisError(f"Index out of range: {index}", f"there are {count}")
        parts = list(self)
        parts.insert(index, module)
        self._number(parts)
        return self

    def forward(self, input: Any) -> Any:
        for module in self:
            input = module(input)
        return input

    def __add__(self, other: Sequential) -> Sequential:
        return Sequential(*self, *_sequence(other))

    def __mul__(self, other: int) -> Sequential:
        return Sequential(*(list(self) * _times(other)))

    def __rmul__(self, other: int) -> Sequential:
        return self * other

    def __imul__(self, other: int) -> Self:
        return self.extend(list(self) * (_times(other) - 1))


class ModuleList(_Numbered):
    """Modules in a list, found by `parameters()` and the like. Source: torch.nn.ModuleList."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(list(self)[idx])
        return super().__getitem__(idx)

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList(chain(self, other))

    def insert(self, index: int, module: Module) -> None:
        """Put a module before the one at `index`."""
        parts = list(self)
        parts.insert(index, module)
        self._number(parts)

    def __repr__(self) -> str:
        lines, start = [], 0
        for text, run in groupby(map(repr, self)):
            count = len(list(run))
            name = f"({start}): " if count == 1 else f"({start}-{start + count - 1}): {count} x "
            lines.append(f"\n  {name}{indented(text)}")
            start += count
        return f"{self._get_name()}({''.join(lines)}\n)" if lines else f"{self._get_name()}()"


class ModuleDict(Module):
    """Modules by name, found by `parameters()` and the like. Source: torch.nn.ModuleDict."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Remove all modules."""
        self._modules.clear()

    def pop(self, key: str) -> Any:
        """Remove a module and return it."""
        return self._modules.pop(key)

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._modules.keys()

    def values(self) -> ValuesView[Any]:
        """The modules."""
        return self._modules.values()

    def items(self) -> ItemsView[str, Any]:
        """Names and modules."""
        return self._modules.items()

    def update(self, modules: Any) -> None:
        """Add modules from a dict, or from pairs of name and module. Errors: ArgumentError."""
        for key, module in pairs(self._get_name(), modules):
            self[key] = module


def pairs(name: str, given: Any) -> list[tuple[str, Any]]:
    """Keys and values of a mapping, of a module that is one, or of an iterable of pairs."""
    if isinstance(given, Mapping) or hasattr(given, "items"):
        return list(given.items())
    if not isinstance(given, Iterable):
        raise ArgumentError(
            f"{name}.update should be called with an iterable of key/value pairs, but got "
            f"{type(given).__name__}",
            "give a dict",
        )
    found = []
    for i, pair in enumerate(given):
        if not isinstance(pair, Iterable) or len(list(pair)) != 2:
            raise ArgumentError(
                f"{name} update sequence element #{i} is not a pair of key and value",
                "give (key, value)",
            )
        key, value = pair
        found.append((key, value))
    return found


def _sequence(other: Any) -> Sequential:
    if not isinstance(other, Sequential):
        raise ArgumentError(
            "add operator supports only objects of Sequential class, but "
            f"{type(other).__name__} is given",
            "wrap it: Sequential(...)",
        )
    return other


def _times(count: Any) -> int:
    if not isinstance(count, int) or count <= 0:
        raise ArgumentError(
            f"a Sequential can be repeated a positive whole number of times, not {count!r}",
            "give 1 or more",
        )
    return count
