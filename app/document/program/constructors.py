"""Constructors: the calls of torch that make a leaf, read as its content and written from it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.document.formula.errors import Unreadable
from app.document.formula.leaves import MAKERS, RANDOM, content, nested, write_nested, write_number
from app.document.formula.plain import constant
from app.document.graph import Content, Made, Node, Value
from app.document.program.unwritable import Unwritable

TENSORS = ("torch.tensor", "torch.Tensor", "torch.FloatTensor", "torch.as_tensor")
PARAMETER = "torch.nn.Parameter"
CONVERTED = ("double", "float")  # methods that change no number
KEPT = ("dtype", "requires_grad", "device")
FEWEST_ARGUMENTS = 1


@dataclass(frozen=True)
class Construction:
    """A call that makes a leaf: its content, whether it is trainable, and the part of the tree that
    tells its numbers (None where they are not listed one by one)."""

    content: Content
    trainable: bool
    numbers: ast.expr | None = None


def construction(node: ast.expr, called: Callable[[ast.expr], str]) -> Construction | None:
    """The leaf that an expression makes, or None. `called` gives the full name of a function."""
    if isinstance(node, ast.Call) and called(node.func) == PARAMETER and len(node.args) == 1:
        inner = construction(node.args[0], called)
        return None if inner is None else Construction(inner.content, True, inner.numbers)
    while (inside := _converted(node)) is not None:
        node = inside
    if not isinstance(node, ast.Call) or not len(node.args) >= FEWEST_ARGUMENTS:
        return None
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    wants = given.get("requires_grad", ast.Constant(False))
    if not set(given) <= set(KEPT) or not isinstance(wants, ast.Constant):
        return None
    name = called(node.func)
    try:
        if name in TENSORS and len(node.args) == 1:
            value = nested(node.args[0])
            if name != "torch.tensor" and not isinstance(value, tuple):
                return None  # torch.Tensor(3) has three numbers
            return Construction(Value(value), bool(wants.value), node.args[0])
        made = _made(name.removeprefix("torch."), node.args)
    except Unreadable:
        return None
    return None if made is None else Construction(made, bool(wants.value))


def _converted(node: ast.expr) -> ast.expr | None:
    """What a method that only changes the dtype is called on; None where it is no such call."""
    if not isinstance(node, ast.Call) or node.args or node.keywords:
        return None
    method = node.func
    if isinstance(method, ast.Attribute) and method.attr in CONVERTED:
        return method.value
    return None


def _made(name: str, args: Sequence[ast.expr]) -> Content | None:
    """What zeros((2, 3)), full((2,), 0.5), … make; random numbers are known to the run alone."""
    if name not in MAKERS or name in RANDOM:
        return None
    if isinstance(args[0], (ast.Tuple, ast.List)):
        args = [*args[0].elts, *args[1:]]
    elif name == "full":
        return None
    call = ast.Call(ast.Name(name, ast.Load()), list(args), [])
    found = content(ast.fix_missing_locations(call))
    return None if found is None else found[0]


def plain_number(node: ast.expr) -> Any:
    """The number that an expression of Python is by itself; None where it is none."""
    try:
        return constant(node)
    except Unreadable:
        return None


def constructed(node: Node, torch: str, keywords: str = "") -> str:
    """A leaf as a call of torch, known as `torch`; `keywords` are those to be kept.

    Errors: Unwritable.
    """
    made = node.content
    if isinstance(made, Value):
        call = f"{torch}.tensor({numbers(node)}"
    elif isinstance(made, Made) and made.function not in RANDOM:
        args = [write_number(arg) for arg in made.args]
        if made.function == "full":
            args = [f"({', '.join(args[:-1])},)", args[-1]]
        call = f"{torch}.{made.function}({', '.join(args)}"
    else:
        raise Unwritable(
            "random numbers and tables are made by the program itself", "write it in the source"
        )
    wants = "requires_grad=True" if node.trainable else ""
    return f"{', '.join(filter(None, (call, keywords, wants)))})"


def numbers(node: Node) -> str:
    """The numbers of a leaf as a list; those of a parameter are floats, as torch wants them."""
    assert isinstance(node.content, Value)
    return write_nested(floats(node.content.value) if node.trainable else node.content.value)


def floats(value: Any) -> Any:
    """Nested numbers as floats."""
    return tuple(map(floats, value)) if isinstance(value, tuple) else float(value)
