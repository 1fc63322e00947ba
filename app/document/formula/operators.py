"""How Python's operators and people's spellings map to the names of ops."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable

from app.document.formula.errors import Unreadable, short
from app.document.formula.leaves import MAKERS, WRAPPERS
from engine.op import OPS

BINARY: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.FloorDiv: "floor_divide",
    ast.Mod: "remainder",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}
COMPARISON: dict[type[ast.AST], str] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
}
ALIASES = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "T": "transpose",
    "cross_entropy_loss": "cross_entropy",
    "bce_with_logits": "binary_cross_entropy_with_logits",
    "concat": "cat",
    "view": "reshape",
    "mm": "matmul",
}
MODULES = ("torch", "np", "numpy", "math", "nd", "F")  # torch.sin(x) means sin(x)
UNPACKED = ("reshape", "permute", "expand")  # x.reshape(2, 3) means reshape(x, (2, 3))


def op_called(node: ast.Call, called: str, count: int) -> str:
    """The op that a call with `count` positional arguments means. Errors: Unreadable."""
    if called in ("max", "min"):
        return f"{called}imum" if count == 2 else f"a{called}"
    name = ALIASES.get(called, called)
    if name in OPS and OPS[name].listed:
        return name
    known = [*(n for n, op in OPS.items() if op.listed), *MAKERS, *WRAPPERS, *ALIASES, "data"]
    raise Unreadable(
        node.func,
        f"unknown function '{short(called)}'",
        near(called, known, "see the palette for all functions"),
    )


def near(name: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy for a name that is not known: the nearest one that is."""
    found = difflib.get_close_matches(name[:40], list(known), 1, 0.6)
    return f"did you mean '{found[0]}'?" if found else otherwise
