"""A straight-line program changed to say another graph, with every line that still holds kept."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count

from app.document.formula.errors import FormulaError
from app.document.formula.parse import Parsed, Statement, parse
from app.document.formula.reconcile import matched, reconcile, same
from app.document.formula.rewrite import rewrite
from app.document.formula.syntax import LINE_END
from app.document.formula.unparse import named
from app.document.graph import Graph, Node, Value
from app.document.program.constructors import KEPT, constructed, floats, numbers
from app.document.program.dialect import IMPORTS, TORCH, spoken
from app.document.program.pieces import MARK, Piece, Straight
from app.document.program.straight import straight
from app.document.program.unwritable import Unwritable

WHOLE = (ast.Name, ast.Call, ast.Attribute, ast.Subscript)  # need no brackets before a dot
Ids = Mapping[str, str]  # of the nodes of a reading: their ids in the graph


def restated(text: str, before: Graph, after: Graph) -> tuple[str, Graph]:
    """The program of `before` changed to say `after`, and the graph that it says then.

    Errors: Unwritable where it cannot.
    """
    found = straight(text)
    assert found is not None
    if (after.also_roots, after.head_gradients) != (before.also_roots, before.head_gradients):
        raise Unwritable(
            "backward() in the source tells roots and head gradients", "change it there"
        )
    after = _with_names_of_lines(named(_with_floats(after)), found)
    taken = {node.name for node in after} & (found.opaque | found.imports.keys())
    if taken:
        raise Unwritable(f"the program has another '{min(taken)}'", "choose another name")
    formula = rewrite(found.formula, before, after)
    if formula != found.formula:
        text = _Restatement(found, before, after, formula).text()
    return text, _checked(text, after)


def _with_floats(graph: Graph) -> Graph:
    """Parameters of whole numbers have floats, as torch wants them."""
    fresh = [
        replace(node, content=Value(floats(node.content.value)))
        for node in graph
        if node.trainable
        and isinstance(node.content, Value)
        and repr(floats(node.content.value)) != repr(node.content.value)
        and not node.implied
    ]
    return graph.with_nodes(*fresh) if fresh else graph


def _with_names_of_lines(graph: Graph, found: Straight) -> Graph:
    """A program's line gives a name; only what backward is called of can do without one."""
    taken = {node.name for node in graph} | found.opaque | found.imports.keys()
    free = (name for name in map("u{}".format, count(1)) if name not in taken)
    fresh = [
        replace(node, name=next(free), implied=False)
        for node in graph
        if not node.name
        and not graph.consumers[node.id]
        and (node.id != graph.root or not found.receiver)
    ]
    return graph.with_nodes(*fresh) if fresh else graph


def _checked(text: str, after: Graph) -> Graph:
    """The graph, where the text read again says it. Errors: Unwritable."""
    again = straight(text)
    if again is None or not same(reconcile(after, again.graph), after):
        raise Unwritable("the lines of the program cannot say this")
    heads = list(again.graph.head_gradients.values())
    return replace(after, head_gradients={after.root: heads[0]} if heads and after.root else {})


class _Restatement:
    """The lines of a program as they are put together from those of the new formula.

    Attributes: env (what each name means so far); waiting (pieces that read what is not there yet);
    typed (pieces by their lines in the formula); makers (of leaves, by their nodes).
    """

    def __init__(self, found: Straight, before: Graph, after: Graph, formula: str) -> None:
        self.found, self.after = found, after
        self.old_ids = matched(before, found.parsed.graph)
        try:
            self.parsed: Parsed = parse(formula)
        except FormulaError as error:
            raise Unwritable(error.message, error.remedy) from None
        self.ids = matched(after, self.parsed.graph)
        self.formula = formula
        self.lines: list[str] = []
        self.env: dict[str, str] = {}
        self.waiting: list[int] = []
        self.reads = _reads_of_pieces(found, self.old_ids)
        self.typed = {piece.formula: piece for piece in found.pieces if piece.formula}
        said = (piece for piece in found.pieces if piece.formula)
        self.makers = {
            self.old_ids.get(statement.node, ""): piece
            for piece, statement in zip(said, found.parsed.statements, strict=False)
            if piece.made is not None
        }

    def text(self) -> str:
        """The program."""
        rows = LINE_END.split(self.formula)
        statements = {s.span.line: s for s in self.parsed.statements}
        last = self.parsed.statements[-1]
        is_receiver = bool(self.found.receiver) and not last.name
        at = 1
        while at <= len(rows):
            statement = statements.get(at)
            if statement is None:
                self._keep(rows[at - 1])
                at += 1
                continue
            end = statement.span.end_line
            if not (statement is last and is_receiver):
                self._say(statement, rows[at - 1 : end])
            at = end + 1
        if self.found.backward is not None and self.found.backward in self.waiting:
            raise self._missing(self.found.backward)
        self._flush(final=True)
        return "\n".join(self._imported(self.lines))

    def _receiver(self) -> str:
        """What backward is called of."""
        last = self.parsed.statements[-1]
        if last.name:
            return last.name
        rows = LINE_END.split(self.formula)
        return "\n".join(rows[last.span.line - 1 : last.span.end_line])

    # lines --------------------------------------------------------------------------------------

    def _keep(self, row: str) -> None:
        if row.startswith(MARK):
            self.waiting.append(int(row.removeprefix(MARK)))
            self._flush()
        else:
            self.lines.append(row)

    def _say(self, statement: Statement, rows: list[str]) -> None:
        """A line that makes or names a node."""
        node_id = self.ids[statement.node]
        text = "\n".join(rows)
        if text in self.typed:
            self.lines += self.typed[text].lines
        else:
            node = self.after[node_id]
            is_leaf = node.is_leaf and statement.node in statement.made and statement.name
            self.lines += (
                [self._leaf(statement, node, rows[-1])]
                if is_leaf
                else spoken(text, self.found.imports).split("\n")
            )
        if statement.name:
            self.env[statement.name] = node_id
        self._flush()

    def _leaf(self, statement: Statement, node: Node, row: str) -> str:
        """The line of a leaf: that of the program with other numbers, or one that is new."""
        behind = row[statement.span.end_column :]
        old = self.makers.get(node.id)
        value = old.statement.value if old and isinstance(old.statement, ast.Assign) else None
        if old is None or value is None or old.made is None:
            return f"{statement.name} = {constructed(node, TORCH)}{behind}"
        if not isinstance(value, ast.Call):  # a number of Python
            plain = isinstance(node.content, Value) and not isinstance(node.content.value, tuple)
            if plain and not node.trainable:
                return f"{statement.name} = {numbers(node)}{behind}"
            return f"{statement.name} = {constructed(node, TORCH)}{behind}"
        listed = old.made.numbers
        if (
            listed is not None
            and isinstance(node.content, Value)
            and (node.trainable == old.made.trainable)
        ):
            whole = _cut(self.found.text, value)
            part = _cut(self.found.text, listed)
            if whole.count(part) == 1:
                return f"{statement.name} = {whole.replace(part, numbers(node))}{behind}"
        kept = [k for k in value.keywords if k.arg in KEPT and k.arg != "requires_grad"]
        words = ", ".join(f"{k.arg}={ast.unparse(k.value)}" for k in kept)
        return f"{statement.name} = {constructed(node, TORCH, words)}{behind}"

    # statements that are kept -------------------------------------------------------------------

    def _flush(self, *, final: bool = False) -> None:
        """Put down the pieces that wait, as far as what they read is there."""
        held = set(self.env.values())
        still: list[int] = []
        for number in self.waiting:
            needed = self._needed(number)
            if needed <= held:
                self.lines += self._renamed(number)
            elif final or not needed <= self.after.nodes.keys():
                raise self._missing(number)
            else:
                still.append(number)
        self.waiting = still

    def _needed(self, number: int) -> set[str]:
        if number == self.found.backward:
            root = self.after.root
            last = self.parsed.statements[-1]
            reads = [self.ids[r.node] for r in last.reads if r.node] if not last.name else [root]
            return {i for i in reads if i is not None}
        return set(self.reads[number].values())

    def _missing(self, number: int) -> Unwritable:
        piece = self.found.pieces[number]
        gone = [
            name for name, node_id in self.reads[number].items() if node_id not in self.env.values()
        ]
        return Unwritable(
            f"line {piece.statement.lineno} of the program reads {', '.join(gone) or 'it'}",
            "change that line first, or choose Run › Make editable",
        )

    def _renamed(self, number: int) -> list[str]:
        """A kept statement, its variables under the names that they have now."""
        piece = self.found.pieces[number]
        if number == self.found.backward:
            return self._backward(piece)
        names = {}
        for name, node_id in self.reads[number].items():
            if self.env.get(name) != node_id:
                names[name] = next(new for new, held in self.env.items() if held == node_id)
        return _with_names(piece, names) if names else list(piece.lines)

    def _backward(self, piece: Piece) -> list[str]:
        """The call of backward, of what is the root now."""
        receiver, lines = self._receiver(), list(piece.lines)
        call = getattr(piece.statement, "value", None)
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Attribute)
        names = {
            name: next((new for new, held in self.env.items() if held == node_id), name)
            for name, node_id in self.reads[self.found.backward or 0].items()
            if self.env.get(name) != node_id
        }
        if receiver == self.found.receiver and not names:
            return lines
        owner, first = call.func.value, piece.statement.lineno
        if owner.lineno != owner.end_lineno:
            raise Unwritable("the call of backward() fills several lines", "write it in the source")
        if receiver != self.found.receiver:
            new = spoken(receiver, self.found.imports)
            if not isinstance(
                ast.parse(new, mode="eval").body, (ast.Name, ast.Call, ast.Attribute)
            ):
                new = f"({new})"
            row = owner.lineno - first
            line = lines[row].encode()
            start, end = owner.col_offset, owner.end_col_offset or 0
            if line[:start].endswith(b"(") and line[end:].startswith(b")"):
                start, end = start - 1, end + 1
            lines[row] = (line[:start] + new.encode() + line[end:]).decode()
        return lines

    def _imported(self, lines: list[str]) -> list[str]:
        """The lines, under the imports that they need and the program has not."""
        body = "\n".join(lines)
        fresh = [
            words
            for name, words in IMPORTS.items()
            if name not in self.found.imports and f"{name}." in body
        ]
        below = [i for i, line in enumerate(lines, 1) if line.startswith(("import ", "from "))]
        at = below[-1] if below else 0
        return [*lines[:at], *fresh, *lines[at:]]


def _reads_of_pieces(found: Straight, ids: Ids) -> list[dict[str, str]]:
    """For each piece that is kept, the names of nodes that it reads, and those nodes."""
    env: dict[str, str] = {}
    result: list[dict[str, str]] = []
    statements = iter(found.parsed.statements)
    for piece in found.pieces:
        if piece.formula:
            statement = next(statements)
            if statement.name:
                env[statement.name] = ids.get(statement.node, "")
            result.append({})
            continue
        names = {
            node.id
            for node in ast.walk(piece.statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        result.append({name: env[name] for name in sorted(names) if name in env})
        for node in ast.walk(piece.statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                env.pop(node.id, None)
    return result


def _with_names(piece: Piece, names: Mapping[str, str]) -> list[str]:
    """The lines of a statement with some variables renamed. Errors: Unwritable."""
    lines = [line.encode() for line in piece.lines]
    first = piece.statement.lineno
    for node in sorted(_loads(piece.statement, names), key=lambda n: (-n.lineno, -n.col_offset)):
        row, start, end = node.lineno - first, node.col_offset, node.end_col_offset or 0
        if not 0 <= row < len(lines) or lines[row][start:end].decode(errors="ignore") != node.id:
            raise Unwritable(
                f"line {first} of the program has {node.id} inside a text", "rename it there first"
            )
        lines[row] = lines[row][:start] + names[node.id].encode() + lines[row][end:]
    return [line.decode() for line in lines]


def _loads(statement: ast.stmt, names: Iterable[str]) -> list[ast.Name]:
    wanted = set(names)
    return [n for n in ast.walk(statement) if isinstance(n, ast.Name) and n.id in wanted]


def _cut(text: str, node: ast.expr) -> str:
    """The part of a text where a part of its tree stands."""
    return ast.get_source_segment(text, node) or ""
