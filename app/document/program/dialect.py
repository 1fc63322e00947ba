"""Dialect: a line of a formula as a program says it, with torch's functions and constructors."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import engine
import engine.nn.functional
from app.document.formula.leaves import MAKERS, RANDOM, WRAPPERS, is_numeric_list
from app.document.formula.names import RESERVED
from app.document.program.constructors import floats
from app.document.program.straight import PURE
from app.document.program.unwritable import Unwritable
from engine.op import OPS

TORCH, FUNCTIONAL = "torch", "F"  # the names that a formula knows for them
IMPORTS = {TORCH: "import torch", FUNCTIONAL: "import torch.nn.functional as F"}
EXTREMES = ("max", "min")


def spoken(line: str, imports: Mapping[str, str]) -> str:
    """A line of a formula for a program with these imports. Errors: Unwritable."""
    tree = ast.parse(line)
    assigned = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    text = line.encode()
    changes = sorted(_changes(tree, imports, assigned), key=lambda change: change[0], reverse=True)
    for start, end, word in changes:
        text = text[:start] + word.encode() + text[end:]
    return text.decode()


def _changes(
    tree: ast.AST, imports: Mapping[str, str], assigned: set[str]
) -> Iterator[tuple[int, int, str]]:
    """What stands where in the line (bytes), and the words in its place."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name, start, end = node.func.id, node.col_offset, node.end_col_offset or 0
            if name in WRAPPERS or name in MAKERS:
                yield start, end, _leaf(node)
                continue
            if name not in imports and name not in PURE:
                yield node.func.col_offset, node.func.end_col_offset or 0, _function(node)
            op = OPS.get(name)
            stack.extend(node.args if op is not None and op.variadic else _operands(node))
            continue
        if isinstance(node, ast.List) and is_numeric_list(node):
            yield node.col_offset, node.end_col_offset or 0, f"{TORCH}.tensor({ast.unparse(node)})"
            continue
        if isinstance(node, ast.Name) and node.id in RESERVED and node.id not in assigned:
            yield node.col_offset, node.end_col_offset or 0, f"{TORCH}.{node.id}"
        if isinstance(node, ast.Call):  # a method, or a function of a module: all but its lists
            stack.append(node.func)
            stack.extend(_operands(node))
        elif isinstance(node, ast.Subscript):
            stack.append(node.value)
        else:
            stack.extend(ast.iter_child_nodes(node))


def _operands(node: ast.Call) -> Iterator[ast.AST]:
    """The arguments of a call that are not lists of sizes."""
    for i, argument in enumerate(node.args):
        if not isinstance(argument, ast.List) or (i == 0 and isinstance(node.func, ast.Name)):
            yield argument


def _function(node: ast.Call) -> str:
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    if name in EXTREMES:
        several = len(node.args) > 1
        name = f"{name}imum" if several else f"a{name}" if node.keywords else name
    if hasattr(engine, name):
        return f"{TORCH}.{name}"
    if hasattr(engine.nn.functional, name):
        return f"{FUNCTIONAL}.{name}"
    raise Unwritable(f"torch has no function '{name}'")


def _leaf(node: ast.Call) -> str:
    """A leaf inside an expression: const([1, 2]), param(3.0), ones(3)."""
    assert isinstance(node.func, ast.Name)
    wrapper, inner = node.func.id, node
    if wrapper in WRAPPERS:
        if isinstance(node.args[0], ast.Call):
            inner = node.args[0]
        else:
            value = ast.literal_eval(node.args[0])
            if wrapper == "param":
                value = _lists(floats(_tuples(value)))
            wants = ", requires_grad=True" if wrapper == "param" else ""
            return f"{TORCH}.tensor({value!r}{wants})"
    assert isinstance(inner.func, ast.Name)
    if inner.func.id in RANDOM or inner.func.id not in MAKERS:
        raise Unwritable("random numbers are made by the program itself", "write it in the source")
    args = ", ".join(map(ast.unparse, inner.args))
    if inner.func.id == "full":
        args = f"({', '.join(map(ast.unparse, inner.args[:-1]))},), {ast.unparse(inner.args[-1])}"
    wants = ", requires_grad=True" if wrapper == "param" else ""
    return f"{TORCH}.{inner.func.id}({args}{wants})"


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _lists(value: object) -> object:
    return list(map(_lists, value)) if isinstance(value, tuple) else value
