"""Compiling: the tree of a program into closures, once; every kind of node has its rule."""

from __future__ import annotations

import ast

from engine.program import (
    assigning,
    calls,
    classes,
    comprehensions,
    expressions,
    functions,
    matching,
    operators,
    statements,
    trying,
)
from engine.program.builtins import builtins
from engine.program.host import Host
from engine.program.scopes import analysed
from engine.program.table import block
from engine.program.unit import UNBOUND, Code, Unit

RECORDED = {"torch", "mxnet"}
RULES = (
    *(assigning, calls, classes, comprehensions, expressions, functions, matching, operators),
    statements,
    trying,
)  # imported for the rules they enter


def compiled(tree: ast.Module, host: Host) -> tuple[Unit, Code]:
    """The unit of a program, and the code that runs it with the unit's globals.

    Errors: SyntaxProblem.
    """
    scopes = analysed(tree)
    module = scopes[tree]
    unit = Unit(host, scopes, [UNBOUND] * module.size, builtins(host), placed=_differentiates(tree))
    code = block(unit, module, tree.body)
    unit.globals.extend([UNBOUND] * (module.size - len(unit.globals)))
    return unit, code


def _differentiates(tree: ast.Module) -> bool:
    """Whether a program imports what records its operations."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return any(name.split(".")[0] in RECORDED for name in names)
