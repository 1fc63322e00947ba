"""Naming: what the tensors of a program are called, after its variables and their modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from engine.nn import Module
from engine.plan import Span
from engine.program.access import is_own
from engine.program.errors import Ended
from engine.program.scopes import shown
from engine.program.syntax import span_of
from engine.program.unit import UNBOUND, Unit
from engine.tape import Paths, goal_of
from engine.tensor import Tensor

DEEPEST = 3  # lists in attributes of objects, and no further
MOST_ITEMS = 200  # of a list that is looked through


class Namer:
    """Finds the name of a tensor that a variable holds, or something in a variable."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._module = next(iter(unit.scopes.values()))

    def __call__(self, tensor: Tensor) -> str:
        try:
            for name, value in self._variables():
                for path, found in _within(name, value, DEEPEST):
                    if found is tensor:
                        return path
        except Ended:  # a method that the program overrides, after its run
            return ""
        return ""

    def ends(self) -> list[Tensor]:
        """The tensors in variables that were computed, want a gradient, and lead to no other."""
        found = [
            tensor
            for name, value in self._variables()
            for _, tensor in _within(name, value, 0)
            if tensor.requires_grad and not tensor.is_leaf
        ]
        nodes = {id(tensor): goal_of(tensor) for tensor in found}
        below = Paths(found)
        inner = {goal for goals in below.goals.values() for goal in goals}
        seen: set[Any] = set()
        ends = []
        for tensor in found:
            node = nodes[id(tensor)]
            if node not in inner and node not in seen:
                seen.add(node)
                ends.append(tensor)
        return ends

    def _variables(self) -> Iterator[tuple[str, Any]]:
        for name, slot in self._module.slots.items():
            value = self._unit.globals[slot]
            if value is not UNBOUND and name[0] not in "._":
                yield shown(name), value


def _within(name: str, value: Any, depth: int) -> Iterator[tuple[str, Tensor]]:
    """The tensors that a value is or holds, each with how a program would reach it."""
    if isinstance(value, Tensor):
        yield name, value
    elif not is_own(type(value)) and isinstance(getattr(value, "tensor", None), Tensor):  # MXNet's
        yield name, value.tensor
    elif isinstance(value, Module):
        for path, parameter in Module.named_parameters(value):
            yield f"{name}.{path}", parameter
    elif depth and isinstance(value, (list, tuple)) and len(value) <= MOST_ITEMS:
        for i, item in enumerate(value):
            yield from _within(f"{name}[{i}]", item, depth - 1)
    elif depth and isinstance(value, dict) and len(value) <= MOST_ITEMS:
        for key, item in value.items():
            yield from _within(f"{name}[{key!r}]", item, depth - 1)
    elif depth and is_own(type(value)):
        for key, item in vars(value).items():
            yield from _within(f"{name}.{key}", item, depth - 1)


def labels_of(tree: ast.Module) -> Mapping[Span, str]:
    """Of each expression that a statement gives a name, the name."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[span_of(node.value)] = shown(node.targets[0].id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found[span_of(node)] = shown(node.target.id)
    return found
