"""Static arguments of a node, as dim or reduction: how they are typed, and what may be chosen."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.document.formula import FormulaError, parse
from app.document.graph import Graph, Node
from engine.op import OPS

NEEDED: Mapping[str, Mapping[str, Any]] = {  # what a new node of an op cannot run without
    "avg_pool2d": {"kernel_size": 2},
    "clamp": {"min": 0.0},
    "expand": {"size": (-1,)},
    "getitem": {"key": 0},
    "max_pool2d": {"kernel_size": 2},
    "permute": {"dims": (1, 0)},
    "reshape": {"shape": (-1,)},
    "unsqueeze": {"dim": 0},
}
WORDS: Mapping[str, tuple[Any, ...]] = {
    "reduction": ("mean", "sum", "none"),
    "approximate": ("none", "tanh"),
}
DIMS = ("dim", "dim0", "dim1", "start_dim", "end_dim")
HINTS: Mapping[str, str] = {
    "dim": "a dim, as 0 or -1; several as 0, 1; empty for all",
    "dims": "the order of the dims, as 1, 0",
    "shape": "sizes, as 2, -1",
    "size": "sizes, as 2, -1",
    "key": "an index, as 0, 1:3 or ..., 0",
    "kernel_size": "a size, as 2 or 2, 3",
    "stride": "a step, as 2; empty for the kernel's size",
    "min": "a number; empty for none",
    "max": "a number; empty for none",
    "p": "a number or inf",
}


def arguments(node: Node) -> dict[str, Any]:
    """The static arguments of a node by name, defaults filled in; None where one is missing."""
    if node.op not in OPS:
        return {}
    given = dict(node.static)
    return {
        name: given.get(name, None if default is inspect.Parameter.empty else default)
        for name, default in OPS[node.op].static.items()
    }


def choices(node: Node, name: str, rank: int | None) -> tuple[Any, ...]:
    """What an argument may be, where that can be listed; () where it is typed.

    `rank` is how many dims the node's first input has, None while that is not known.
    """
    default = OPS[node.op].static[name]
    if isinstance(default, bool):
        return (False, True)
    if name in WORDS:
        return WORDS[name]
    held = arguments(node)[name]
    if name in DIMS and rank is not None and not isinstance(held, tuple):
        room = rank + 1 if node.op in ("stack", "unsqueeze") else rank
        dims = range(room) if held is None or held >= 0 else range(-room, 0)
        every = (None,) if default is None else ()
        listed = (*every, *dims)
        return listed if held in listed else (held, *listed)
    return ()


def argument_text(value: object) -> str:
    """A static argument as it is typed."""
    if isinstance(value, slice):
        parts = ["" if p is None else str(p) for p in (value.start, value.stop, value.step)]
        return ":".join(parts if parts[2] else parts[:2])
    if isinstance(value, tuple):
        return ", ".join(map(argument_text, value)) + ("," if len(value) == 1 else "")
    return "" if value is None else "..." if value is ... else str(value)


def with_argument(graph: Graph, node_id: str, name: str, text: str) -> Graph:
    """The graph with a static argument of a node as typed. Errors: ValueError with the remedy.

    The text goes through the formula's own reading, so the same things are allowed in both.
    """
    node = graph[node_id]
    default = OPS[node.op].static[name]
    value: object
    if not text.strip():
        value = None
        if default is inspect.Parameter.empty:
            raise ValueError(f"{name}: {node.op} cannot do without; type {HINTS.get(name, 'it')}")
    elif name == "key":
        try:
            indexed = parse(f"x[{text}]").graph
        except FormulaError as error:
            raise ValueError(error.summary) from None
        value = dict(indexed[indexed.root or ""].static)["key"]
    else:
        value = _read(text.strip())
        number = (bool, int, float)
        if isinstance(default, number) and not isinstance(value, number):
            raise ValueError(f"{name}: '{text.strip()}' is no number; type one, as {default}")
        if name in HINTS and isinstance(value, str):
            raise ValueError(f"{name}: '{text.strip()}' cannot be read; type {HINTS[name]}")
    return with_argument_value(graph, node_id, name, value)


def with_argument_value(graph: Graph, node_id: str, name: str, value: object) -> Graph:
    """The graph with a static argument of a node; a default is not kept in the node."""
    node = graph[node_id]
    rest = tuple((k, v) for k, v in node.static if k != name)
    default = OPS[node.op].static[name]
    same = value == default and type(value) is type(default)
    return graph.with_nodes(replace(node, static=rest if same else (*rest, (name, value))))


def _read(word: str) -> object:
    """A number, a word, or a tuple of them."""
    if word == "inf":
        return math.inf
    try:
        value = ast.literal_eval(word)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return word
    return tuple(value) if isinstance(value, list) else value
