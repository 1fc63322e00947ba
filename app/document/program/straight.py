"""Straight-line programs: lines of torch without loops, branches or functions, read as a formula.

Each line is one of two things: it makes a leaf or a value of the graph and has a line in the
formula, or it is kept as it stands (imports, prints, what reads gradients) and the formula has a
comment in its place. So the formula's own reading, rewriting and reconciling serve programs too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from app.document.formula.errors import FormulaError
from app.document.formula.leaves import write
from app.document.formula.names import OPEN, refused_name
from app.document.formula.parse import parse
from app.document.formula.syntax import Source
from app.document.graph import Value
from app.document.program.constructors import Construction, construction, plain_number
from app.document.program.pieces import Piece, Straight, Swap
from engine.errors import EngineError

MOST_LINES = 2000
AS_WRITTEN = {  # modules whose functions are ops, and the names by which a formula knows them
    "torch": "torch",
    "torch.nn.functional": "F",
    "torch.nn": "nn",
}
PURE = ("abs", "pow")  # functions of Python that mean the op of their name
BRANCHING = (ast.IfExp, ast.BoolOp, ast.Lambda, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom,
             ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Starred)  # fmt: skip
HARMLESS = ("print", "torch.manual_seed", "torch.set_printoptions")
CHANGING = ("step", "backward", "grad", "jacobian", "hessian", "vjp", "jvp")  # or differentiating
HARMLESS_METHODS = ("retain_grad",)
WANTS = "requires_grad"


class _Bent(Exception):
    """A program has something that a straight line has not."""


@lru_cache(maxsize=16)
def straight(text: str) -> Straight | None:
    """A program as a straight line; None where it has none, or lines that no graph can say."""
    if text.count("\n") > MOST_LINES or "\r" in text or "\t" in text:
        return None
    try:
        tree = ast.parse(text)
        found = _Reader(text).read(tree.body)
        graph = found.graph
    except (_Bent, FormulaError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    ops = [node for node in graph if not node.is_leaf]
    return found if ops and not any(node.implied for node in graph) else None


def mistake(text: str) -> FormulaError | None:
    """What is wrong with the grammar of a program, and where; None where it can be read."""
    try:
        Source(text).statements()
    except FormulaError as error:
        return error
    return None


class _Reader:
    """One reading: which names mean nodes so far, and which mean anything else."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.imports: dict[str, str] = {}
        self.nodes: set[str] = set()
        self.leaves: dict[str, int] = {}  # name → the piece that makes its leaf
        self.opaque: set[str] = set()
        self.numbers: dict[str, int] = {}  # Python's own numbers, by name
        self.pieces: list[Piece] = []
        self.backward: int | None = None
        self.receiver, self.head = "", None

    def read(self, body: Sequence[ast.stmt]) -> Straight:
        rows: list[int | str] = []
        at = 0
        for number, statement in enumerate(body):
            if statement.lineno <= at or statement.col_offset:
                raise _Bent  # two statements on one line
            rows += self.lines[at : statement.lineno - 1]
            at = statement.end_lineno or statement.lineno
            self.pieces.append(
                self._piece(statement, number, tuple(self.lines[statement.lineno - 1 : at]))
            )
            rows.append(number)
        rows += self.lines[at:]
        if self.backward is None:
            self._end_without_backward(rows)
        return Straight(
            self.text,
            tuple(self.pieces),
            tuple(rows),
            dict(self.imports),
            frozenset(self.opaque),
            self.backward,
            self.receiver,
            self.head,
        )

    def _end_without_backward(self, rows: list[int | str]) -> None:
        """What no node says must not have been computed from nodes: it would be missed."""
        for piece in self.pieces:
            if isinstance(piece.statement, ast.Assign) and not piece.formula:
                names = {n.id for n in ast.walk(piece.statement.value) if isinstance(n, ast.Name)}
                if names & (self.nodes | self.leaves.keys()):
                    raise _Bent

    # statements ---------------------------------------------------------------------------------

    def _piece(self, statement: ast.stmt, number: int, lines: tuple[str, ...]) -> Piece:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            self._import(statement)
        elif isinstance(statement, ast.Assign):
            return self._assign(statement, number, lines)
        elif isinstance(statement, ast.AugAssign):
            if not isinstance(statement.target, ast.Name) or statement.target.id in self.nodes:
                raise _Bent
            self.numbers.pop(statement.target.id, None)
            self.opaque.add(statement.target.id)
        elif isinstance(statement, ast.Expr):
            self._expression(statement.value, number)
        elif not isinstance(statement, (ast.Assert, ast.Pass)):
            raise _Bent
        return Piece(statement, lines)

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        for alias in statement.names:
            if isinstance(statement, ast.Import):
                name = alias.asname or alias.name.split(".")[0]
                self.imports[name] = alias.name if alias.asname else name
            else:
                self.imports[alias.asname or alias.name] = f"{statement.module}.{alias.name}"

    def _assign(self, statement: ast.Assign, number: int, lines: tuple[str, ...]) -> Piece:
        target, value = statement.targets[0], statement.value
        if len(statement.targets) > 1 or not isinstance(target, ast.Name):
            self._assign_parts(statement)
            return Piece(statement, lines)
        name, behind = target.id, self._behind(statement)
        made = construction(value, self.called)
        plain = plain_number(value)
        formula = ""
        swaps: tuple[Swap, ...] = ()
        if refused_name(name) or name in self.imports:
            self._check_unchanged(value)
        elif made is not None:
            formula = f"{name} = {self._written(made)}{behind}"
        elif plain is None:
            formula, swaps = self._readable(value, statement)
            if formula:
                formula += behind
            else:
                self._check_unchanged(value)
        self._forget(name)
        if formula:
            self.nodes.add(name)
            if made is not None:
                self.leaves[name] = number
        elif plain is not None and not isinstance(plain, bool):
            self.numbers[name] = number  # a leaf as soon as a node reads it
        else:
            self.opaque.add(name)
        return Piece(statement, lines, formula, made if formula else None, swaps)

    def _forget(self, name: str) -> None:
        for known in (self.nodes, self.opaque):
            known.discard(name)
        for made in (self.leaves, self.numbers):
            made.pop(name, None)

    def _assign_parts(self, statement: ast.Assign) -> None:
        """Names in a tuple mean no nodes; of an attribute, only requires_grad may be set."""
        self._check_unchanged(statement.value)
        for target in statement.targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                    wants = isinstance(statement.value, ast.Constant) and statement.value.value
                    if part.attr == WANTS:
                        self._want(part.value.id, bool(wants))
                    elif part.attr != "grad":
                        raise _Bent
                elif isinstance(part, (ast.Subscript, ast.Attribute)):
                    raise _Bent
                elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    self._forget(part.id)
                    self.opaque.add(part.id)

    def _want(self, name: str, wants: bool) -> None:
        """A leaf is told whether a gradient is wanted, after it was made."""
        if name not in self.leaves:
            raise _Bent
        number = self.leaves[name]
        piece = self.pieces[number]
        assert piece.made is not None
        made = replace(piece.made, trainable=wants)
        formula = f"{name} = {self._written(made)}{self._behind(piece.statement)}"
        self.pieces[number] = replace(piece, formula=formula, made=made)

    def _expression(self, value: ast.expr, number: int) -> None:
        if isinstance(value, (ast.Constant, ast.Name)):
            return
        if not isinstance(value, ast.Call):
            self._check_unchanged(value)
            return
        if isinstance(value.func, ast.Attribute) and not self._is_module(value.func.value):
            owner, method = value.func.value, value.func.attr
            if method == "backward":
                self._go_back(owner, value, number)
            elif method == "requires_grad_" and isinstance(owner, ast.Name):
                given = value.args[0] if value.args else ast.Constant(True)
                self._want(owner.id, isinstance(given, ast.Constant) and bool(given.value))
            elif method == "zero_" and isinstance(owner, ast.Attribute) and owner.attr == "grad":
                pass
            elif method not in HARMLESS_METHODS:
                raise _Bent
            return
        called = self.called(value.func)
        if called not in HARMLESS and not called.startswith("matplotlib."):
            raise _Bent
        for argument in value.args:
            self._check_unchanged(argument)

    def _go_back(self, owner: ast.expr, call: ast.Call, number: int) -> None:
        if self.backward is not None:
            raise _Bent  # each backward is a section of its own
        given = [*call.args, *(k.value for k in call.keywords if k.arg == "gradient")]
        if any(k.arg not in ("gradient", "retain_graph") for k in call.keywords):
            raise _Bent
        if given:
            self.head = self._numbers_of(given[0])
        formula, _ = self._readable(owner, owner)
        if not formula:
            raise _Bent
        self.backward, self.receiver = number, formula

    def _numbers_of(self, node: ast.expr) -> Any:
        """The numbers of a head gradient: a leaf, or made in place."""
        if isinstance(node, ast.Name) and node.id in self.leaves:
            made = self.pieces[self.leaves[node.id]].made
        else:
            made = construction(node, self.called)
        if made is None or not isinstance(made.content, Value):
            raise _Bent
        return made.content.value

    # expressions --------------------------------------------------------------------------------

    def _readable(
        self, value: ast.expr, whole: ast.stmt | ast.expr
    ) -> tuple[str, tuple[Swap, ...]]:
        """The text of `whole` as the formula has it, where it is one over the nodes, else ""; and
        what is another in it than in the program."""
        if not self._is_pure(value):
            return "", ()
        names = [n for n in ast.walk(value) if isinstance(n, ast.Name) and n.id != OPEN]
        read = {n.id for n in names} - self.imports.keys() - set(PURE)
        if not read <= self.nodes | self.numbers.keys():
            return "", ()
        for name in read & self.numbers.keys():
            self._take_number(name)
        text, swaps = self._with_leaves(value, whole)
        return (text, swaps) if _is_formula(text) else ("", ())

    def _is_pure(self, value: ast.expr) -> bool:
        """Whether only functions of torch are called, and nothing branches."""
        for node in ast.walk(value):
            if isinstance(node, BRANCHING) or (isinstance(node, ast.Call) and not self._may(node)):
                return False
            if isinstance(node, ast.Name) and node.id in self.imports:
                full = self.imports[node.id]
                if AS_WRITTEN.get(full) != node.id and not self._is_function(full):
                    return False
        return True

    def _may(self, call: ast.Call) -> bool:
        if construction(call, self.called) is not None:
            return True
        if isinstance(call.func, ast.Name):
            called = self.called(call.func)
            return call.func.id in PURE or self._is_function(called)
        return not (isinstance(call.func, ast.Attribute) and call.func.attr.endswith("_"))

    def _is_function(self, full: str) -> bool:
        return full.rpartition(".")[0] in AS_WRITTEN

    def _take_number(self, name: str) -> None:
        """A number of Python that a node reads is a leaf."""
        number = self.numbers.pop(name)
        piece = self.pieces[number]
        assert isinstance(piece.statement, ast.Assign)
        made = Construction(Value(plain_number(piece.statement.value)), False)
        formula = f"{name} = {self._written(made)}{self._behind(piece.statement)}"
        self.pieces[number] = replace(piece, formula=formula, made=made)
        self.nodes.add(name)

    def _with_leaves(
        self, value: ast.expr, whole: ast.stmt | ast.expr
    ) -> tuple[str, tuple[Swap, ...]]:
        """The text of `whole` with constructors inside it as the formula writes constants."""
        first, last = whole.lineno, whole.end_lineno or whole.lineno
        lines = [line.encode() for line in self.lines[first - 1 : last]]
        lines[-1] = lines[-1][: whole.end_col_offset]
        grown = [0] * len(lines)  # by how much each line is longer so far
        swaps = []
        leaves = _outermost(value, lambda part: construction(part, self.called) is not None)
        for node in sorted(leaves, key=lambda leaf: (leaf.lineno, leaf.col_offset)):
            made = construction(node, self.called)
            assert made is not None
            if node.lineno != node.end_lineno:
                raise _Bent
            row, end = node.lineno - first, node.end_col_offset or 0
            start, text = node.col_offset + grown[row], self._written(made).encode()
            lines[row] = lines[row][:start] + text + lines[row][end + grown[row] :]
            swaps.append(Swap(row, start, start + len(text), end))
            grown[row] = start + len(text) - end
        lines[0] = lines[0][whole.col_offset :]
        return b"\n".join(lines).decode(), tuple(swaps)

    def _written(self, made: Construction) -> str:
        return write(made.content, made.trainable)

    def _behind(self, statement: ast.stmt) -> str:
        """The comment behind a statement."""
        line = self.lines[(statement.end_lineno or statement.lineno) - 1].encode()
        rest = line[statement.end_col_offset :].decode()
        return rest if rest.lstrip().startswith("#") else ""

    def _check_unchanged(self, value: ast.expr) -> None:
        """What is kept as it stands must leave the nodes as they are."""
        for node in ast.walk(value):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr
                if (name.endswith("_") and not name.endswith("__")) or name in CHANGING:
                    raise _Bent

    def _is_module(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.imports

    def called(self, node: ast.expr) -> str:
        """The full name of a function: torch.nn.Parameter for nn.Parameter."""
        path = []
        while isinstance(node, ast.Attribute):
            path.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.imports.get(node.id, node.id), *reversed(path)])


@lru_cache(maxsize=2 * MOST_LINES)  # one edit of a program leaves most of its lines
def _is_formula(line: str) -> bool:
    try:
        parse.__wrapped__(line)  # whose own memory is for whole texts
    except (FormulaError, EngineError):
        return False
    return True


def _outermost(value: ast.expr, wanted: Any) -> Iterator[ast.expr]:
    """The parts of a tree that are wanted, but none inside another."""
    stack: list[ast.AST] = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.expr) and wanted(node):
            yield node
        else:
            stack.extend(ast.iter_child_nodes(node))
