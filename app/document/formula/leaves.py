"""Leaves as a formula writes them: numbers, lists, param, const, data, zeros, randn, …"""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from app.document.formula.errors import Unreadable
from app.document.formula.names import RESERVED
from app.document.formula.plain import constant
from app.document.graph import Content, Data, Made, Recorded, Value

MAKERS = {
    "zeros": "zeros(3, 4)",
    "ones": "ones(3, 4)",
    "full": "full(3, 0.5)",
    "eye": "eye(3)",
    "arange": "arange(0, 10, 2)",
    "linspace": "linspace(-1, 1, 50)",
    "rand": "rand(3, 4, seed=0)",
    "randn": "randn(3, 4, seed=0)",
}
RANDOM = ("rand", "randn")
MOST_SIZES = 8
COUNTS = {  # the least and the most arguments
    "zeros": (1, MOST_SIZES),
    "ones": (1, MOST_SIZES),
    "full": (1, MOST_SIZES + 1),
    "eye": (1, 2),
    "arange": (1, 3),
    "linspace": (3, 3),
    "rand": (0, MOST_SIZES),
    "randn": (0, MOST_SIZES),
}
SIZES = {  # which of them are whole numbers
    name: {"full": slice(-1), "arange": slice(0), "linspace": slice(2, None)}.get(name, slice(None))
    for name in COUNTS
}
TRAINABLE = {"zeros", "ones", "full", "rand", "randn"}
WRAPPERS = ("param", "const")


def nested(node: ast.AST) -> Any:
    """A list literal as nested tuples of numbers. Errors: Unreadable for ragged or other ones."""
    if not isinstance(node, (ast.List, ast.Tuple)):
        value = constant(node)
        if value is None:
            raise Unreadable(node, "a list may hold numbers only", "stack([a, b]) joins variables")
        return value
    parts = tuple(nested(element) for element in node.elts)
    if len({_shape(part) for part in parts}) > 1:
        raise Unreadable(
            node, "the rows of this list have unequal lengths", "make them equally long"
        )
    return parts


def is_numeric_list(node: ast.AST) -> bool:
    """Whether a list literal has no variable in it."""
    return isinstance(node, ast.List) and not any(
        isinstance(part, ast.Call) or (isinstance(part, ast.Name) and part.id not in RESERVED)
        for part in ast.walk(node)
    )


def content(node: ast.AST) -> tuple[Content, bool] | None:
    """A leaf's content and whether it is trainable by itself; None where this is no leaf.

    Arithmetic of numbers is a number: x = 1/3 makes a leaf.

    Errors: Unreadable where it is one, but wrong.
    """
    value = constant(node)
    if value is not None:
        return Value(value), True
    if is_numeric_list(node):
        return Value(nested(node)), True
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    name = node.func.id
    if name in WRAPPERS:
        if len(node.args) != 1 or node.keywords:
            raise Unreadable(node, f"{name}() takes one value", f"write {name}(1.0)")
        inner = content(node.args[0])
        if inner is None:
            raise Unreadable(
                node.args[0], f"{name}() takes numbers, not an expression", "give a number or list"
            )
        return inner[0], name == "param"
    if name == "data":
        return _data(node), False
    if name in MAKERS:
        return _made(node, name), name in TRAINABLE
    return None


def _data(node: ast.Call) -> Data:
    words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if len(words) != len(node.args) or len(words) < 2 or node.keywords:
        raise Unreadable(
            node, "data() takes a file and its columns", 'write data("file.csv", "column")'
        )
    return Data(words[0], tuple(words[1:]))


def _made(node: ast.Call, name: str) -> Made:
    args = [constant(a) for a in node.args]
    seed: int | None = 0 if name in RANDOM else None
    for keyword in node.keywords:
        value = constant(keyword.value)
        if keyword.arg != "seed" or seed is None or type(value) is not int or value < 0:
            raise Unreadable(node, f"{name}() has no such argument", f"write {MAKERS[name]}")
        seed = value
    least, most = COUNTS[name]
    sizes = args[SIZES[name]]
    if (
        any(a is None or isinstance(a, bool) for a in args)
        or not least <= len(args) <= most
        or not all(type(a) is int for a in sizes)
    ):
        raise Unreadable(node, f"{name}() takes numbers", f"write {MAKERS[name]}")
    return Made(name, tuple(args), seed)


def _shape(value: Any) -> tuple[int, ...]:
    shape: tuple[int, ...] = ()
    while isinstance(value, tuple):
        shape += (len(value),)
        value = value[0] if value else 0
    return shape


def write(leaf: Content, trainable: bool) -> str:
    """The expression that `content` reads back as this leaf."""
    if isinstance(leaf, Data):
        text, usual = f"data({', '.join(map(quoted, (leaf.file, *leaf.columns)))})", False
    elif isinstance(leaf, Made):
        seed = f", seed={leaf.seed}" if leaf.seed else ""
        args = ", ".join(map(write_number, leaf.args))
        text = f"{leaf.function}({(args + seed).removeprefix(', ')})"
        usual = leaf.function in TRAINABLE
    elif isinstance(leaf, Recorded):
        text, usual = f"recorded({', '.join(map(str, leaf.shape))})", True
    else:
        text, usual = write_nested(leaf.value), True
    if trainable == usual:
        return text
    return f"{'param' if trainable else 'const'}({text})"


def write_nested(value: Any) -> str:
    """Nested tuples as list literals."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(write_nested, value))}]"
    return write_number(value)


def write_number(value: Any) -> str:
    """A number in the fewest digits that read back as it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{value:.1f}"
    return re.sub(r"e([+-]?)\+?0*", r"e\1", repr(value)).replace("e+", "e")


def quoted(text: str) -> str:
    """A word in double quotes; JSON's escapes are Python's as well."""
    return json.dumps(text, ensure_ascii=False)
