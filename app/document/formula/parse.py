"""Text → Graph: Python's grammar is read with `ast` and walked; nothing is ever evaluated.

The walk is written as generators that a loop drives, so that no expression is too deep for it.
"""

from __future__ import annotations

import ast
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from app.document.formula.errors import Unreadable, short
from app.document.formula.leaves import content, is_numeric_list
from app.document.formula.names import CONSTANTS, OPEN, RESERVED, refused_name
from app.document.formula.operators import (
    BINARY,
    COMPARISON,
    MODULES,
    UNPACKED,
    near,
    op_called,
)
from app.document.formula.plain import argument, folded, key, number
from app.document.formula.syntax import LONGEST, Source
from app.document.graph import LEAF, Content, Graph, Input, Literal, Node, Ref, Value
from engine.errors import EngineError
from engine.op import OPS
from engine.plan import Span

__all__ = ["LONGEST", "Parsed", "Read", "Statement", "parse"]

Walk = Generator[ast.AST, Any, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A name in an expression: where, and the node that it means (None for a constant)."""

    span: Span
    name: str
    node: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: where; the name it assigns ("" for none) and where that stands; the node it
    is about; the nodes it makes; the names it reads; whether it changes its name, as += does."""

    span: Span
    name: str
    target: Span | None
    node: str
    made: tuple[str, ...]
    reads: tuple[Read, ...]
    augments: bool = False


@dataclass(frozen=True)
class Parsed:
    """A formula as a Graph, where in the text each node stands, and its statements."""

    graph: Graph
    spans: dict[str, Span] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()


@lru_cache(maxsize=8)  # one edit asks for the same text several times
def parse(text: str) -> Parsed:
    """Read a formula. Errors: FormulaError with line, column and remedy."""
    return _Reader(text).read()


class _Reader:
    """One reading of one text; its state is the graph so far and what each name stands for."""

    def __init__(self, text: str) -> None:
        self.source = Source(text)
        self.nodes: dict[str, Node] = {}
        self.spans: dict[str, Span] = {}
        self.names: dict[str, Ref] = {}
        self.uses: dict[str, int] = {}  # how often a name was asked for, to number repetitions
        self.taken: set[str] = set()
        self.reads: list[Read] = []
        self.statements: list[Statement] = []

    def read(self) -> Parsed:
        for above, statement in self.source.statements():
            self.source.above = above
            before = len(self.nodes)
            self.reads = []
            try:
                name, target, node_id = self._statement(statement)
            except Unreadable as error:
                raise self.source.error(error.node, error.message, error.remedy) from None
            self.statements.append(
                Statement(
                    self.source.span(statement),
                    name,
                    target,
                    node_id,
                    tuple(self.nodes)[before:],
                    tuple(self.reads),
                    isinstance(statement, ast.AugAssign),
                )
            )
        graph = Graph(self.nodes)
        last = self.statements[-1].node if self.statements else None
        if last is not None and graph.root != last:
            graph = replace(graph, chosen_root=last)
        return Parsed(graph, self.spans, tuple(self.statements))

    # statements ---------------------------------------------------------------------------------

    def _statement(self, statement: ast.stmt) -> tuple[str, Span | None, str]:
        """The name that a statement assigns, where, and the node that it is about."""
        if isinstance(statement, ast.Expr):
            value = statement.value
            return "", None, self._as_node(self._drive(value), value)
        if isinstance(statement, ast.Assign):
            return self._assign(statement)
        if isinstance(statement, ast.AugAssign):
            return self._augment(statement)
        kind = type(statement).__name__.lower()
        raise Unreadable(
            statement,
            f"a formula has assignments and expressions only, not '{kind}'",
            "write it out line by line",
        )

    def _assign(self, statement: ast.Assign) -> tuple[str, Span, str]:
        target = statement.targets[0]
        if len(statement.targets) > 1 or not isinstance(target, ast.Name):
            raise Unreadable(target, "only one name can be assigned to", "write  z = …")
        self._check_name(target)
        made = self._leaf_content(statement.value)
        if made is not None:
            node_id = self._leaf(target.id, *made, statement.value)
            self.names[target.id] = Ref(node_id)
        else:
            node_id = self._bind(target.id, self._drive(statement.value), statement.value)
        return target.id, self.source.span(target), node_id

    def _augment(self, statement: ast.AugAssign) -> tuple[str, Span, str]:
        if not isinstance(statement.target, ast.Name):
            raise Unreadable(statement.target, "only a name can be changed", "write  z += …")
        self._check_name(statement.target)
        name = statement.target.id
        value = ast.BinOp(ast.Name(name, ast.Load()), statement.op, statement.value)
        ast.copy_location(value, statement)
        ast.copy_location(value.left, statement.target)
        node_id = self._bind(name, self._drive(value), value)
        return name, self.source.span(statement.target), node_id

    def _bind(self, name: str, result: Input, at: ast.AST) -> str:
        """Let `name` mean a result, and name its node where that has no name yet."""
        node_id = self._as_node(result, at)
        if not self.nodes[node_id].name:
            self.nodes[node_id] = replace(self.nodes[node_id], name=self._free(name))
        self.names[name] = Ref(node_id)
        return node_id

    # expressions --------------------------------------------------------------------------------

    def _drive(self, node: ast.AST) -> Input:
        """Walk an expression without recursion: each generator yields the parts it needs."""
        stack: list[Walk] = [self._walk(node)]
        result: Any = None
        while stack:
            try:
                part = stack[-1].send(result)
            except StopIteration as done:
                stack.pop()
                result = done.value
            else:
                if type(part) is ast.Name and part.id not in RESERVED:
                    result = self._name(part)
                    continue
                stack.append(self._walk(part))
                result = None
        return result

    def _walk(self, node: ast.AST) -> Walk:
        value = number(node)
        if value is not None:
            return Literal(value)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.BinOp):
            return (yield from self._binary(node))
        if isinstance(node, ast.UnaryOp):
            operand = yield node.operand
            if isinstance(node.op, ast.USub):
                is_number = isinstance(operand, Literal)
                return Literal(-operand.value) if is_number else self._apply(node, "neg", [operand])
            if isinstance(node.op, ast.UAdd):
                return operand
            raise Unreadable(node, "'not' and '~' have no gradient", "compare with == 0")
        if isinstance(node, ast.Compare):
            if len(node.ops) > 1 or type(node.ops[0]) not in COMPARISON:
                raise Unreadable(
                    node, "one comparison at a time", "write where(a < b, …) and nest them"
                )
            left = yield node.left
            right = yield node.comparators[0]
            return self._apply(node, COMPARISON[type(node.ops[0])], [left, right])
        if isinstance(node, ast.IfExp):
            parts = []
            for part in (node.test, node.body, node.orelse):
                parts.append((yield part))
            return self._apply(node, "where", parts)
        if isinstance(node, ast.Subscript):
            source = yield node.value
            return self._apply(node, "getitem", [source], {"key": key(node.slice)})
        if isinstance(node, ast.Attribute):
            return (yield from self._attribute(node))
        if isinstance(node, ast.Call):
            return (yield from self._call(node))
        made = self._leaf_content(node)
        if made is not None:
            return Ref(self._leaf("", made[0], False, node))
        if isinstance(node, ast.BoolOp):
            raise Unreadable(node, "'and' and 'or' have no gradient", "use where(a, b, c)")
        raise Unreadable(node, "this is not part of a formula", "use names, numbers and calls")

    def _binary(self, node: ast.BinOp) -> Walk:
        if type(node.op) not in BINARY:
            power = isinstance(node.op, ast.BitXor)
            remedy = "write ** for powers" if power else "use + − * / // % ** @"
            raise Unreadable(node, "this operator is not known", remedy)
        left = yield node.left
        right = yield node.right
        if isinstance(left, Literal) and isinstance(right, Literal):
            try:
                value = folded(node.op, left.value, right.value)
            except ArithmeticError:
                raise Unreadable(node, "this number is not finite", "write inf or nan") from None
            if value is not None:
                return Literal(value)
        return self._apply(node, BINARY[type(node.op)], [left, right])

    def _attribute(self, node: ast.Attribute) -> Walk:
        if self._is_module(node.value) and node.attr in CONSTANTS:
            return Literal(CONSTANTS[node.attr])
        source = yield node.value
        if node.attr == "T":
            return self._apply(node, "transpose", [source])
        known = node.attr in OPS and OPS[node.attr].listed
        raise Unreadable(
            node,
            f"a value has no attribute '{short(node.attr)}'",
            f"call it: .{node.attr}()"
            if known
            else near(
                node.attr, [n for n, op in OPS.items() if op.listed], "write .T, or call sum()"
            ),
        )

    def _call(self, node: ast.Call) -> Walk:
        made = self._leaf_content(node)
        if made is not None:
            return Ref(self._leaf("", *made, node))
        args: list[Any] = []
        if isinstance(node.func, ast.Name):
            called = node.func.id
        elif isinstance(node.func, ast.Attribute):
            called = node.func.attr
            if not self._is_module(node.func.value):
                args.append((yield node.func.value))
        else:
            raise Unreadable(node.func, "only a function can be called", "write  sin(x)")
        name = op_called(node, called, len(args) + len(node.args))
        op = OPS[name]
        sizes = [*node.args]
        places = [*op.inputs, *op.static]
        if name in UNPACKED and len(args) + len(sizes) > len(places):
            first = len(places) - 1 - len(args)
            sizes[first:] = [ast.copy_location(ast.Tuple(sizes[first:], ast.Load()), node)]
        for part in sizes:
            place = places[len(args)] if len(args) < len(places) else ""
            args.append((yield from self._argument(part, name, place)))
        kwargs: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise Unreadable(keyword, "** is not part of a formula", "name each argument")
            if keyword.arg not in places:
                raise Unreadable(
                    keyword,
                    f"{name}() has no argument '{short(keyword.arg)}'",
                    f"call it as {op.signature()}",
                )
            kwargs[keyword.arg] = yield from self._argument(keyword.value, name, keyword.arg)
        try:
            bound, static = op.bind(args, kwargs)
        except EngineError as error:
            raise Unreadable(node, error.message, error.remedy) from None
        return self._apply(node, name, list(bound), dict(static))

    def _argument(self, node: ast.AST, op_name: str, place: str) -> Walk:
        """One argument: a walked expression for a tensor, plain data for a static argument."""
        op = OPS[op_name]
        if op.variadic and place == op.inputs[0]:
            if not isinstance(node, (ast.List, ast.Tuple)):
                raise Unreadable(
                    node, f"{op_name}() takes a list of tensors", f"write {op_name}([a, b])"
                )
            parts = []
            for element in node.elts:
                parts.append((yield element))
            return parts
        if place in op.inputs or not place:
            return (yield node)
        return argument(node, f"{op_name}'s {place}")

    def _apply(
        self, at: ast.AST, op: str, inputs: list[Any], static: dict[str, Any] | None = None
    ) -> Input:
        """A node of `op`, with the static arguments that differ from the op's own."""
        defaults = OPS[op].static
        given = tuple((k, v) for k, v in (static or {}).items() if v is not defaults[k])
        given = tuple((k, v) for k, v in given if repr(v) != repr(defaults[k]))
        return Ref(self._add(Node(self._fresh_id(), op, "", tuple(inputs), given), at))

    # parts --------------------------------------------------------------------------------------

    def _name(self, node: ast.Name) -> Input:
        name, span = node.id, self.source.span(node)
        if name == OPEN:
            return None
        if name not in self.names:
            if name in CONSTANTS:
                self.reads.append(Read(span, name, None))
                return Literal(CONSTANTS[name])
            self._check_name(node)
            if name in OPS and OPS[name].listed:
                raise Unreadable(node, f"'{name}' is a function", f"call it: {name}(x)")
            self.names[name] = Ref(self._leaf(name, Value(1.0), True, node, implied=True))
        self.reads.append(Read(span, name, self.names[name].node))
        return self.names[name]

    def _check_name(self, node: ast.Name) -> None:
        refused = refused_name(node.id)
        if refused:
            remedy = "choose another" if node.id in RESERVED else "use letters and digits"
            raise Unreadable(node, refused, remedy)

    def _is_module(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id in MODULES and node.id not in self.names

    def _leaf_content(self, node: ast.AST) -> tuple[Content, bool] | None:
        if isinstance(node, ast.List) and not is_numeric_list(node):
            raise Unreadable(node, "a list may hold numbers only", "stack([a, b]) joins variables")
        return content(node)

    def _leaf(
        self, name: str, made: Content, trainable: bool, at: ast.AST, *, implied: bool = False
    ) -> str:
        free = self._free(name) if name else ""
        leaf = Node(
            self._fresh_id(), LEAF, free, content=made, trainable=trainable, implied=implied
        )
        return self._add(leaf, at)

    def _free(self, name: str) -> str:
        """This name, or with a number behind it if a node has it already."""
        free = name
        while free in self.taken:
            self.uses[name] = self.uses.get(name, 1) + 1
            free = f"{name}_{self.uses[name]}"
        self.taken.add(free)
        return free

    def _as_node(self, result: Input, at: ast.AST) -> str:
        """The node of a result; a bare number becomes a leaf."""
        if isinstance(result, Ref):
            return result.node
        if isinstance(result, Literal):
            return self._leaf("", Value(result.value), True, at)
        raise Unreadable(at, "'_' marks an open input and has no value", "write a name")

    def _add(self, node: Node, at: ast.AST) -> str:
        self.nodes[node.id] = node
        self.spans[node.id] = self.source.span(at)
        return node.id

    def _fresh_id(self) -> str:
        return f"n{len(self.nodes) + 1}"
