"""Pieces: the statements of a straight-line program, each with its line in a formula."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from app.document.formula.parse import Parsed, parse
from app.document.formula.syntax import LINE_END
from app.document.graph import Graph
from app.document.program.constructors import Construction
from engine.plan import Span

MARK = "#@"  # begins the comment that stands in the formula for a statement that is kept


class Swap(NamedTuple):
    """A leaf inside an expression, which the formula writes otherwise: in which line of its
    statement, from where to where in the formula's, and to where in the program's (bytes)."""

    row: int
    start: int
    end: int
    typed_end: int


@dataclass(frozen=True)
class Piece:
    """A statement of a program, and its line in the formula.

    Attributes: statement; lines (as typed); formula ("" where it is kept as it stands); made (the
    leaf that it makes, or None); swaps (leaves inside it).
    """

    statement: ast.stmt
    lines: tuple[str, ...]
    formula: str = ""
    made: Construction | None = None
    swaps: tuple[Swap, ...] = ()

    def typed(self, row: int, column: int) -> int:
        """Where a column of the formula stands in the program (bytes)."""
        shift = 0
        for swap in self.swaps:
            if swap.row == row and column >= swap.end:
                shift = swap.typed_end - swap.end
        return column + shift


@dataclass(frozen=True)
class Straight:
    """A straight-line program as a formula.

    Attributes: text; pieces (one for each statement); rows (of the formula: a piece's number, or a
    comment or blank line); imports (names of modules and functions, in full); opaque (names that no
    node has); backward (the number of the piece that calls it, or None); receiver (of that call, as
    it stands in the formula); head (its head gradient, or None).
    """

    text: str
    pieces: tuple[Piece, ...]
    rows: tuple[int | str, ...]
    imports: Mapping[str, str]
    opaque: frozenset[str]
    backward: int | None = None
    receiver: str = ""
    head: Any = None

    @cached_property
    def formula(self) -> str:
        """The formula; the receiver of backward stands last, as its root."""
        rows = [row if isinstance(row, str) else self._row(row) for row in self.rows]
        return "\n".join([*rows, self.receiver] if self.receiver else rows)

    def _row(self, number: int) -> str:
        return self.pieces[number].formula or f"{MARK}{number}"

    @cached_property
    def parsed(self) -> Parsed:
        """The formula as it is read."""
        return parse(self.formula)

    @cached_property
    def graph(self) -> Graph:
        """The graph of the program."""
        graph = self.parsed.graph
        if self.head is None or graph.root is None:
            return graph
        return replace(graph, chosen_root=graph.root, head_gradients={graph.root: self.head})

    @cached_property
    def spans(self) -> Mapping[str, Span]:
        """Where each node of `graph` stands in the program; columns count bytes."""
        found = {}
        row_of, rows = self._rows_of_lines(), LINE_END.split(self.formula)
        for node_id, span in self.parsed.spans.items():
            number = row_of.get(span.line)
            if number is None:
                continue
            piece = self.pieces[number]
            down = piece.statement.lineno - min(r for r, n in row_of.items() if n == number)
            if piece.made is not None or (self.receiver and number == self.backward):
                node = getattr(piece.statement, "value", piece.statement)
                found[node_id] = Span(
                    node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0
                )
                continue
            line, end = span.line + down, span.end_line + down
            first, last = rows[span.line - 1], rows[span.end_line - 1]
            top = piece.statement.lineno
            found[node_id] = Span(
                line,
                piece.typed(line - top, len(first[: span.column].encode())),
                end,
                piece.typed(end - top, len(last[: span.end_column].encode())),
            )
        return found

    def _rows_of_lines(self) -> dict[int, int]:
        """For each line of the formula (from 1) the piece that it says."""
        found: dict[int, int] = {}
        line = 1
        for row in self.rows:
            text = row if isinstance(row, str) else self._row(row)
            for _ in LINE_END.split(text):
                if isinstance(row, int) and self.pieces[row].formula:
                    found[line] = row
                line += 1
        if self.receiver and self.backward is not None:
            found[line] = self.backward
        return found
