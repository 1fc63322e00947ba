"""FormulaError: what is wrong in a formula, where, and how to mend it."""

from __future__ import annotations

import ast

SHOWN = 120  # characters of a line that an error prints
LONGEST_NAME = 40


class FormulaError(Exception):
    """A formula cannot be read.

    Attributes: message; remedy; line (from 1); column and end_column (from 0, in characters);
    text (the line itself).
    """

    def __init__(
        self, message: str, remedy: str, line: int, column: int, end_column: int, text: str
    ) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy
        self.line, self.column = line, column
        self.end_column, self.text = max(end_column, column + 1), text

    @property
    def summary(self) -> str:
        """Message and remedy in one line."""
        return f"{self.message}; {self.remedy}" if self.remedy else self.message

    def __str__(self) -> str:
        text, column = window(self.text, self.column)
        length = max(1, min(self.end_column - self.column, len(text) - column))
        margin = "".join("\t" if character == "\t" else " " for character in text[:column])
        place = f"line {self.line}, column {self.column + 1}"
        return f"{place}: {self.summary}\n  {text}\n  {margin}{'^' * length}"


class Unreadable(Exception):
    """A part of the grammar that a formula does not have; `node` is where. For the reader alone."""

    def __init__(self, node: ast.AST, message: str, remedy: str) -> None:
        super().__init__(message)
        self.node, self.message, self.remedy = node, message, remedy


def window(text: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and where the column is in it."""
    if len(text) <= SHOWN:
        return text, column
    start = max(0, min(column - SHOWN // 2, len(text) - SHOWN))
    head, tail = "…" if start else "", "…" if start + SHOWN < len(text) else ""
    return head + text[start : start + SHOWN] + tail, column - start + len(head)


def short(name: str) -> str:
    """A name for an error: its beginning, if it is long."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
