"""Text → Python's grammar tree, however deep, with places counted in characters; nothing runs."""

from __future__ import annotations

import ast
import re
import sys
import threading
import warnings
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from app.document.formula.errors import FormulaError
from engine.plan import Span

LONGEST = 200_000  # characters
KNOWN_LINES = 2048  # whose trees are remembered
DEEP_STACK_BYTES = 256 * 2**20
DEEP_RECURSION = 1_000_000
LINE_END = re.compile(r"\r\n|\r|\n")
TOO_DEEP = ("the formula is nested too deeply", "give parts of it names, on lines of their own")


class Source:
    """A formula's text as the reader sees it: its lines, its statements, and places in it.

    Attributes: text; lines; indent (what all lines begin with; the grammar does not see it); above
    (how many lines stand above the text whose tree is looked at).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = LINE_END.split(text)
        self.indent = _common_indent(self.lines)
        self.above = 0
        self._is_ascii = text.isascii()
        self._byte_ends: dict[int, list[int]] = {}

    def statements(self) -> Sequence[tuple[int, ast.stmt]]:
        """The statements, and how many lines stand above the text in which each counts its own.

        Errors: FormulaError.
        """
        if len(self.text) > LONGEST:
            message = f"the formula has {len(self.text)} characters, the limit is {LONGEST}"
            raise self.error_at(message, "split it", 1, 0, 1)
        odd = re.search("[\0\ud800-\udfff]", self.text)
        if odd:
            line = len(LINE_END.findall(self.text[: odd.start()])) + 1
            column = next(i for i, c in enumerate(self.lines[line - 1]) if c == odd.group())
            raise self.error_at(
                "this character cannot be read", "take it away", line, column, column + 1
            )
        lines = [line[len(self.indent) :] for line in self.lines]
        try:
            return _line_by_line(lines) or [(0, found) for found in _parsed("\n".join(lines)).body]
        except SyntaxError as error:
            raise self._explained(error) from None
        except (RecursionError, MemoryError):
            raise self.error_at(*TOO_DEEP, 1, 0, 1) from None
        except ValueError as error:
            raise self.error_at(str(error), "take the character away", 1, 0, 1) from None

    def span(self, node: ast.AST) -> Span:
        """Where a part of the tree stands."""
        line = getattr(node, "lineno", 1)
        end_line = (getattr(node, "end_lineno", None) or line) + self.above
        line += self.above
        start = getattr(node, "col_offset", 0)
        end = getattr(node, "end_col_offset", None) or 0
        if self._is_ascii:
            margin = len(self.indent)
            return Span(line, start + margin, end_line, end + margin)
        return Span(line, self._characters(line, start), end_line, self._characters(end_line, end))

    def error(self, node: ast.AST, message: str, remedy: str) -> FormulaError:
        """An error that points at a part of the tree."""
        span = self.span(node)
        end = span.end_column if span.end_line == span.line else len(self.lines[span.line - 1])
        return self.error_at(message, remedy, span.line, span.column, end)

    def error_at(self, message: str, remedy: str, line: int, start: int, end: int) -> FormulaError:
        """An error that points at characters of a line."""
        return FormulaError(message, remedy, line, start, end, self.lines[line - 1])

    def _explained(self, error: SyntaxError) -> FormulaError:
        """Python's complaint, placed, with a remedy."""
        line = min(max(error.lineno or 1, 1), len(self.lines))
        shown = self.lines[line - 1]
        column = min(max((error.offset or 1) - 1, 0) + len(self.indent), len(shown))
        same_line = error.end_lineno == error.lineno and error.end_offset
        end = error.end_offset - 1 + len(self.indent) if same_line and error.end_offset else 0
        message = (error.msg or "not understood").split(". Perhaps")[0].split(" (detected")[0]
        message = re.sub(r"\. Maybe you meant.*", "", message)
        if "too many nested" in message:
            return self.error_at(*TOO_DEEP, line, column, end)
        if "integer string conversion" in message:
            return self.error_at("this number has too many digits", "write 1e99", line, column, end)
        if "indent" in message:
            margin = len(shown) - len(shown.lstrip())
            return self.error_at(message, "begin the line at its left edge", line, 0, margin)
        return self.error_at(message, _remedy(shown), line, column, min(end, len(shown)))

    def _characters(self, line: int, byte: int) -> int:
        """The column in characters of an offset in bytes of UTF-8."""
        text = self.lines[line - 1]
        if text.isascii():
            return byte + len(self.indent)
        if line not in self._byte_ends:
            body = text[len(self.indent) :]
            self._byte_ends[line] = [0, *accumulate(len(c.encode()) for c in body)]
        return bisect_left(self._byte_ends[line], byte) + len(self.indent)


def _common_indent(lines: Sequence[str]) -> str:
    """The blanks that every line begins with, blank lines aside."""
    margins = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip()]
    low, high = min(margins, default=""), max(margins, default="")
    same = next((i for i, c in enumerate(low) if c != high[i]), len(low))
    return low[:same]


def _line_by_line(lines: Sequence[str]) -> list[tuple[int, ast.stmt]]:
    """The statements where every line is whole by itself, else none: while a formula is typed only
    one line is new. Where each line is whole, so is their sum: none opens what another closes."""
    if len(lines) > KNOWN_LINES:
        return []
    found: list[tuple[int, ast.stmt]] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for above, line in enumerate(lines):
                found += [(above, statement) for statement in _of_a_line(line)]
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return []
    return found


@lru_cache(maxsize=KNOWN_LINES)
def _of_a_line(line: str) -> Sequence[ast.stmt]:
    return ast.parse(line).body


def _parsed(text: str) -> ast.Module:
    """The tree; where it is too deep for this stack, read once more on a large one."""
    try:
        return _quietly(text)
    except RecursionError:
        return _on_a_deep_stack(text)


def _quietly(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as "\d" in a string
        return ast.parse(text)


def _on_a_deep_stack(text: str) -> ast.Module:
    """CPython 3.11 bounds the depth by the recursion limit, 3.12 and 3.13 by a constant of theirs
    that is larger: there this changes nothing and the RecursionError stays."""
    found: list[ast.Module | BaseException] = []

    def work() -> None:
        try:
            found.append(_quietly(text))
        except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
            found.append(error)

    limit = sys.getrecursionlimit()
    usual = threading.stack_size(DEEP_STACK_BYTES)
    try:
        thread = threading.Thread(target=work, name="deep formula")
        sys.setrecursionlimit(DEEP_RECURSION)
        thread.start()
        thread.join()
    except RuntimeError:
        raise RecursionError("no room for a deep stack") from None
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(usual)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _remedy(line: str) -> str:
    """A likely remedy for a line that does not parse."""
    for left, right in ("()", "[]"):
        opened, closed = line.count(left), line.count(right)
        if opened > closed:
            return f"close the bracket with {right}"
        if closed > opened:
            return f"take away a {right}"
    odd = next((c for c in line if c in "×·÷−²³√“”’"), None)
    if odd:
        word = {"×": "*", "·": "*", "÷": "/", "−": "-", "²": "**2", "³": "**3", "√": "sqrt()"}
        return f"write {word[odd]} for {odd}" if odd in word else 'write straight quotes "'
    if re.search(r"\d\s*[^\W\d]|\)\s*\w|\)\s*\(", line):
        return "write * between factors"
    return "check the operators and brackets"
