"""Lifting: each `yield` within an expression gets a line of its own before it.

What Python would have evaluated before the `yield` is lifted too, so that the order stays: in
`f(x) + (yield y)` first `f(x)` is kept, then `y` is yielded, then the sum is made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from engine.program.syntax import unsupported

INNER = (ast.FunctionDef, ast.Lambda, ast.GeneratorExp, ast.ClassDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)
Place = tuple[Any, str, int | None]  # a part of the tree, one of its fields, which of a list


def yields(node: ast.AST) -> bool:
    """Whether a part of the tree yields, itself and not in a function in it."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, (ast.Yield, ast.YieldFrom)):
            return True
        stack.extend(c for c in ast.iter_child_nodes(part) if not isinstance(c, INNER))
    return False


class Lifted(ast.expr):
    """The body of a lambda that yields: statements, of which the last returns its value."""

    _fields = ("statements",)
    statements: list[ast.stmt]


class Lifter(ast.NodeTransformer):
    """Lifts the yields of all functions of a tree."""

    def __init__(self) -> None:
        self._count = 0

    def lambdas(self, tree: ast.AST) -> None:
        """Give each lambda that yields a body of statements."""
        for node in list(ast.walk(tree)):
            if isinstance(node, ast.Lambda) and yields(node.body):
                last = ast.copy_location(ast.Return(node.body), node.body)
                lifted = ast.copy_location(Lifted(), node.body)
                lifted.statements = self._body([last])
                node.body = lifted

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                setattr(node, field, self._body(body))
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            part.body = self._body(part.body)
        return node

    def _body(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in body:
            before: list[ast.stmt] = []
            if not isinstance(statement, INNER) and yields(statement):
                statement = self._statement(statement, before)
            found += [*before, self.visit(statement)]
        return found

    def _statement(self, node: Any, before: list[ast.stmt]) -> ast.stmt:
        """A statement whose own expressions yield no more, but for a whole value that is set."""
        if isinstance(node, (ast.Expr, ast.Assign)) and isinstance(
            node.value, (ast.Yield, ast.YieldFrom)
        ):
            if node.value.value is not None:
                node.value.value = self._lifted(node.value.value, before)
        elif isinstance(node, ast.AugAssign):
            return self._augmented(node, before)
        elif isinstance(node, ast.While):
            self._while(node)
        elif isinstance(node, ast.With):
            self._with(node, before)
        elif isinstance(node, ast.For):
            node.iter = self._lifted(node.iter, before)
        elif isinstance(node, ast.Match):
            node.subject = self._lifted(node.subject, before)
            for case in node.cases:
                if case.guard is not None and yields(case.guard):
                    raise unsupported(case.guard, "a 'yield' in the guard of a 'case'")
        elif isinstance(node, (ast.If, ast.Assert)):
            node.test = self._lifted(node.test, before)
        elif getattr(node, "value", None) is not None:
            node.value = self._lifted(node.value, before)
        elif isinstance(node, ast.Raise) and node.exc is not None:
            node.exc = self._lifted(node.exc, before)
        if isinstance(node, ast.Assign) and any(yields(target) for target in node.targets):
            node.value = self._kept(node.value, before)
            node.targets = [self._lifted(target, before) for target in node.targets]
        return node

    def _while(self, node: ast.While) -> None:
        """`while (yield):` tests at the begin of an endless loop."""
        if not yields(node.test):
            return
        if node.orelse:
            raise unsupported(node, "a 'yield' in the test of a loop with 'else'")
        before: list[ast.stmt] = []
        test = ast.UnaryOp(ast.Not(), self._lifted(node.test, before))
        leave = ast.If(test, [ast.Break()], [])
        node.test = ast.Constant(True)
        node.body = [*before, leave, *node.body]
        for part in (leave, test, leave.body[0], node.test):
            ast.copy_location(part, before[0])

    def _with(self, node: ast.With, before: list[ast.stmt]) -> None:
        first, *others = node.items
        if others and any(yields(item) for item in others):
            inner = ast.copy_location(ast.With(others, node.body), node)
            node.items, node.body = [first], [inner]
        first.context_expr = self._lifted(first.context_expr, before)

    def _augmented(self, node: ast.AugAssign, before: list[ast.stmt]) -> ast.stmt:
        """`x += (yield)` reads x first."""
        target: Any = node.target
        if not isinstance(target, ast.Name):
            target.value = self._lifted_or_kept(target.value, before)
            if isinstance(target, ast.Subscript):
                target.slice = self._lifted_or_kept(target.slice, before)
        read = ast.copy_location(type(target)(**{**vars(target), "ctx": ast.Load()}), target)
        held = self._kept(read, before)
        new = self._lifted(node.value, before)
        store = ast.copy_location(ast.Name(held.id, ast.Store()), target)
        before.append(ast.copy_location(ast.AugAssign(store, node.op, new), node))
        return ast.copy_location(ast.Assign([target], held), node)

    def _lifted(self, node: Any, before: list[ast.stmt]) -> Any:
        """The expression without its yields, which join `before`."""
        if not yields(node):
            return node
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            if node.value is not None:
                node.value = self._lifted(node.value, before)
            return self._kept(node, before)
        if isinstance(node, ast.BoolOp) and any(map(yields, node.values[1:])):
            return self._boolean(node, before)
        if isinstance(node, ast.IfExp):
            return self._conditional(node, before)
        if isinstance(node, ast.Compare) and any(map(yields, node.comparators[1:])):
            raise unsupported(node, "a 'yield' in a chain of comparisons")
        places = list(_operands(node))
        last = max((i for i, place in enumerate(places) if yields(_at(place))), default=-1)
        if last < 0:
            raise unsupported(node, "a 'yield' here")
        for place in places[: last + 1]:
            _put(place, self._lifted_or_kept(_at(place), before))
        return node

    def _lifted_or_kept(self, node: Any, before: list[ast.stmt]) -> Any:
        if isinstance(node, (ast.Starred, ast.keyword, ast.FormattedValue)):
            node.value = self._lifted_or_kept(node.value, before)
            return node
        if isinstance(node, ast.Slice):
            for place in _operands(node):
                _put(place, self._lifted_or_kept(_at(place), before))
            return node
        if isinstance(node, ast.Constant):
            return node
        return self._lifted(node, before) if yields(node) else self._kept(node, before)

    def _kept(self, node: ast.expr, before: list[ast.stmt]) -> ast.Name:
        """A name for the value of an expression."""
        name = self._name()
        store = ast.copy_location(ast.Name(name, ast.Store()), node)
        before.append(ast.copy_location(ast.Assign([store], node), node))
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    def _name(self) -> str:
        self._count += 1
        return f".yielded#{self._count}"

    def _set(self, name: str, node: ast.expr) -> list[ast.stmt]:
        """Statements that give a name the value of an expression."""
        before: list[ast.stmt] = []
        found = self._lifted(node, before)
        store = ast.copy_location(ast.Name(name, ast.Store()), node)
        return [*before, ast.copy_location(ast.Assign([store], found), node)]

    def _boolean(self, node: ast.BoolOp, before: list[ast.stmt]) -> ast.expr:
        name = self._name()
        held = ast.copy_location(ast.Name(name, ast.Load()), node)
        before += self._set(name, node.values[0])
        into = before
        for part in node.values[1:]:
            test: ast.expr = held
            if isinstance(node.op, ast.Or):
                test = ast.copy_location(ast.UnaryOp(ast.Not(), held), node)
            body = self._set(name, part)
            into.append(ast.copy_location(ast.If(test, body, []), node))
            into = body
        return held

    def _conditional(self, node: ast.IfExp, before: list[ast.stmt]) -> ast.expr:
        name = self._name()
        test = self._lifted(node.test, before)
        body, orelse = self._set(name, node.body), self._set(name, node.orelse)
        before.append(ast.copy_location(ast.If(test, body, orelse), node))
        return ast.copy_location(ast.Name(name, ast.Load()), node)


def _operands(node: Any) -> Iterator[Place]:
    """Where the operands of an expression stand, in the order of evaluation."""
    if isinstance(node, ast.Dict):
        for i, key in enumerate(node.keys):
            if key is not None:
                yield node, "keys", i
            yield node, "values", i
        return
    if isinstance(node, COMPREHENSIONS):
        yield node.generators[0], "iter", None
        return
    for field, part in ast.iter_fields(node):
        if isinstance(part, list):
            yield from ((node, field, i) for i, item in enumerate(part) if isinstance(item, _PARTS))
        elif isinstance(part, ast.expr) and field != "target":
            yield node, field, None


_PARTS = (ast.expr, ast.keyword)


def _at(place: Place) -> Any:
    owner, field, i = place
    found = getattr(owner, field)
    return found if i is None else found[i]


def _put(place: Place, node: Any) -> None:
    owner, field, i = place
    if i is None:
        setattr(owner, field, node)
    else:
        getattr(owner, field)[i] = node
