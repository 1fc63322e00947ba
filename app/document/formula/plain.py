"""Arguments that are no tensors: numbers, words, tuples, and the keys of an index."""

from __future__ import annotations

import ast
from typing import Any

from app.document.formula.errors import Unreadable
from app.document.formula.names import CONSTANTS, RESERVED

LARGEST_INT = 2**63 - 1
FOLD_DEPTH = 16  # of arithmetic in a plain number, as in linspace(-2*pi, 2*pi, 100)


def number(node: ast.AST) -> Any:
    """The number that a literal spells, with a sign; None where it is none. Errors: Unreadable."""
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        sign = -1 if isinstance(node.op, ast.USub) else 1
        node = node.operand
    if isinstance(node, ast.Name) and node.id in RESERVED:
        return sign * CONSTANTS[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float)):
        if isinstance(node.value, int) and node.value > LARGEST_INT:
            raise Unreadable(node, "this whole number has more than 64 bits", "write it as 1e20")
        return node.value if sign == 1 else -node.value
    return None


def folded(op: ast.operator, left: Any, right: Any) -> Any:
    """Two numbers added, subtracted, multiplied or divided; None for other operators.

    Errors: ArithmeticError where the result is none.
    """
    if isinstance(op, ast.Add):
        result = left + right
    elif isinstance(op, ast.Sub):
        result = left - right
    elif isinstance(op, ast.Mult):
        result = left * right
    elif isinstance(op, ast.Div):
        result = left / right
    else:
        return None
    return float(result) if isinstance(result, int) and abs(result) > LARGEST_INT else result


def constant(node: ast.AST, depth: int = 0) -> Any:
    """A number as `number` reads it, or simple arithmetic of such; None where it is none."""
    value = number(node)
    if value is not None or depth > FOLD_DEPTH or not isinstance(node, ast.BinOp):
        return value
    left, right = constant(node.left, depth + 1), constant(node.right, depth + 1)
    if left is None or right is None:
        return None
    try:
        return folded(node.op, left, right)
    except ArithmeticError:
        raise Unreadable(node, "this number is not finite", "write inf or nan") from None


def argument(node: ast.AST, what: str) -> Any:
    """A static argument: a number, a word, None, True, or a tuple of them. Errors: Unreadable."""
    if isinstance(node, (ast.Tuple, ast.List)):
        return tuple(argument(part, what) for part in node.elts)
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str)):
        return node.value
    value = constant(node)
    if value is None:
        raise Unreadable(node, f"{what} must be a plain number or word", "type it in")
    return value


def key(node: ast.AST) -> Any:
    """An index: whole numbers, slices, lists of them, `...`, None. Errors: Unreadable."""
    if isinstance(node, ast.Tuple):
        return tuple(key(part) for part in node.elts)
    if isinstance(node, ast.Slice):
        parts = (node.lower, node.upper, node.step)
        return slice(*(None if part is None else _whole(part) for part in parts))
    if isinstance(node, ast.List):
        return [_whole(part) for part in node.elts]
    if isinstance(node, ast.Constant) and (node.value is None or node.value is ...):
        return node.value
    return _whole(node)


def _whole(node: ast.AST) -> int:
    value = number(node)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(node, "an index must be a whole number", "count from 0")
    return value
