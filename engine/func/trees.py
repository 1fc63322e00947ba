"""Nested lists, tuples and dicts of tensors, flattened and built again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.tensor import Tensor


def leaves(tree: Any) -> list[Any]:
    """The leaves of a tree, in order."""
    if isinstance(tree, dict):
        return [leaf for part in tree.values() for leaf in leaves(part)]
    if isinstance(tree, (list, tuple)):
        return [leaf for part in tree for leaf in leaves(part)]
    return [tree]


def mapped(f: Callable[[Any], Any], tree: Any) -> Any:
    """The tree with `f` of each leaf in its place."""
    return rebuilt(tree, iter([f(leaf) for leaf in leaves(tree)]))


def rebuilt(tree: Any, values: Iterator[Any]) -> Any:
    """A tree of the form of `tree` with these leaves, in order."""
    if isinstance(tree, dict):
        return {name: rebuilt(part, values) for name, part in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(rebuilt(part, values) for part in tree))
    if isinstance(tree, (list, tuple)):
        return type(tree)(rebuilt(part, values) for part in tree)
    return next(values)


def tensors(tree: Any) -> list[Tensor]:
    """The tensors among the leaves."""
    return [leaf for leaf in leaves(tree) if isinstance(leaf, Tensor)]
