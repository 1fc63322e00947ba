"""Checking: what Python's own compiler would refuse although it can be read."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from engine.program.errors import SyntaxProblem
from engine.program.syntax import span_of

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FIXED = {"__debug__", "__class__"}


def check(tree: ast.Module) -> None:
    """Errors: SyntaxProblem, of what stands where it may not."""
    _Checker().all(tree.body)


def _wrong(node: ast.AST, message: str) -> SyntaxProblem:
    return SyntaxProblem(message, "", span_of(node))


class _Checker(ast.NodeVisitor):
    """Walks a tree and knows whether it is in a function, a loop, a comprehension."""

    def __init__(self) -> None:
        self._in_function = self._in_loop = False
        self._comprehensions: list[set[str]] = []  # the targets of those around
        self._in_class = False

    def all(self, nodes: Iterable[ast.AST]) -> None:
        """Check these parts of the tree."""
        for node in nodes:
            self.visit(node)

    def visit_FunctionDef(self, node: Any) -> None:
        arguments = node.args
        self.all(getattr(node, "decorator_list", ()))
        self.all([*arguments.defaults, *(part for part in arguments.kw_defaults if part)])
        extra = [part for part in (arguments.vararg, arguments.kwarg) if part]
        seen: set[str] = set()
        for part in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra):
            if part.arg in seen:
                raise _wrong(node, f"duplicate argument '{part.arg}' in function definition")
            seen.add(part.arg)
        before = self._in_function, self._in_loop, self._comprehensions, self._in_class
        self._in_function, self._in_loop = True, False
        self._comprehensions, self._in_class = [], False
        if isinstance(node, ast.Lambda):
            self.visit(node.body)
        else:
            _check_declared(node.body, seen)
            self.all(node.body)
        self._in_function, self._in_loop, self._comprehensions, self._in_class = before

    visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.all([*node.decorator_list, *node.bases, *node.keywords])
        before = self._in_function, self._in_loop, self._in_class
        self._in_function, self._in_loop, self._in_class = False, False, True
        _check_declared(node.body, set())
        self.all(node.body)
        self._in_function, self._in_loop, self._in_class = before

    def visit_For(self, node: ast.For | ast.While) -> None:
        self.visit(node.test if isinstance(node, ast.While) else node.iter)
        if isinstance(node, ast.For):
            self.visit(node.target)
        before, self._in_loop = self._in_loop, True
        self.all(node.body)
        self._in_loop = before
        self.all(node.orelse)

    visit_While = visit_For

    def visit_Break(self, node: ast.Break) -> None:
        if not self._in_loop:
            raise _wrong(node, "'break' outside loop")

    def visit_Continue(self, node: ast.Continue) -> None:
        if not self._in_loop:
            raise _wrong(node, "'continue' not properly in loop")

    def visit_Return(self, node: ast.Return) -> None:
        if not self._in_function:
            raise _wrong(node, "'return' outside function")
        self.generic_visit(node)

    def visit_Yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        if self._comprehensions:
            raise _wrong(node, "'yield' inside a comprehension")
        if not self._in_function:
            raise _wrong(node, "'yield' outside function")
        self.generic_visit(node)

    visit_YieldFrom = visit_Yield

    def visit_Try(self, node: ast.Try) -> None:
        for handler in node.handlers[:-1]:
            if handler.type is None:
                raise _wrong(handler, "default 'except:' must be last")
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in FIXED and not isinstance(node.ctx, ast.Load):
            raise _wrong(node, f"cannot assign to {node.id}")

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name in FIXED:
            raise _wrong(node, f"cannot assign to {name}")
        self.generic_visit(node)

    visit_MatchStar = visit_MatchMapping = visit_MatchAs

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        if self._comprehensions:
            if any(node.target.id in names for names in self._comprehensions):
                what = f"comprehension iteration variable '{node.target.id}'"
                raise _wrong(node, f"assignment expression cannot rebind {what}")
            if self._in_class:
                raise _wrong(
                    node,
                    "assignment expression within a comprehension cannot be used in a class body",
                )
        self.generic_visit(node)

    def visit_ListComp(self, node: Any) -> None:
        first = node.generators[0]
        self.visit(first.iter)
        self._comprehensions.append(
            {
                part.id
                for generator in node.generators
                for part in ast.walk(generator.target)
                if isinstance(part, ast.Name)
            }
        )
        for generator in node.generators:
            if any(isinstance(part, ast.NamedExpr) for part in ast.walk(generator.iter)):
                what = "a comprehension iterable expression"
                raise _wrong(generator.iter, f"assignment expression cannot be used in {what}")
            self.all([generator.target, *generator.ifs])
            if generator is not first:
                self.visit(generator.iter)
        self.all(getattr(node, field) for field in ("elt", "key", "value") if hasattr(node, field))
        self._comprehensions.pop()

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_Call(self, node: ast.Call) -> None:
        seen: set[str] = set()
        for keyword in node.keywords:
            if keyword.arg in seen:
                raise _wrong(node, f"keyword argument repeated: {keyword.arg}")
            if keyword.arg is not None:
                seen.add(keyword.arg)
        self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> None:
        self.visit(node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Starred):
            raise _wrong(node, "can't use starred expression here")
        self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        for part in (*node.targets, node.value):
            if isinstance(part, ast.Starred):
                where = "in assignment target" if part is not node.value else "here"
                raise _wrong(part, f"can't use starred expression {where}")
        self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if (self._in_function or self._in_class) and node.names[0].name == "*":
            raise _wrong(node, "import * only allowed at module level")


def _check_declared(body: list[ast.stmt], parameters: set[str]) -> None:
    """Names that are declared global or nonlocal are neither parameters nor used before."""
    used: set[str] = set()
    kinds: dict[str, str] = {}
    for node in _own(body):
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            kind = "global" if isinstance(node, ast.Global) else "nonlocal"
            for name in node.names:
                if name in parameters:
                    raise _wrong(node, f"name '{name}' is parameter and {kind}")
                if name in used:
                    raise _wrong(node, f"name '{name}' is used prior to {kind} declaration")
                if kinds.setdefault(name, kind) != kind:
                    raise _wrong(node, f"name '{name}' is nonlocal and global")
        elif isinstance(node, ast.Name):
            used.add(node.id)


def _own(body: Iterable[ast.AST]) -> Iterable[ast.AST]:
    """The parts of a body in order, without the functions and classes in it."""
    for node in body:
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            yield from _own(ast.iter_child_nodes(node))
