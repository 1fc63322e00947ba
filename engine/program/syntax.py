"""Reading the text of a program: the tree, or an error that points at what is wrong."""

from __future__ import annotations

import ast
import warnings

from engine.plan import Span
from engine.program.errors import SyntaxProblem

LONGEST = 1_000_000  # characters
REFUSED = {
    ast.AsyncFunctionDef: "'async def'",
    ast.AsyncFor: "'async for'",
    ast.AsyncWith: "'async with'",
    ast.Await: "'await'",
}


def parse(source: str) -> ast.Module:
    """The tree of a program. Errors: SyntaxProblem."""
    if len(source) > LONGEST:
        raise SyntaxProblem(f"the program has more than {LONGEST:,} characters", "give a part")
    if "\0" in source:
        raise SyntaxProblem("the text holds a null character", "take it away")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.removeprefix("\ufeff"))  # that some editors put first
    except SyntaxError as error:
        line, column = error.lineno or 1, (error.offset or 1) - 1
        end = error.end_offset or 0
        span = Span(line, column, error.end_lineno or line, max(end - 1, column + 1))
        raise SyntaxProblem(error.msg, "", span) from None
    except (RecursionError, MemoryError):
        raise SyntaxProblem("the program is nested too deeply", "split its expressions") from None
    except ValueError as error:
        raise SyntaxProblem(str(error), "take that away") from None
    for node in ast.walk(tree):
        if type(node) in REFUSED:
            raise unsupported(node, REFUSED[type(node)])
        if getattr(node, "type_params", None):
            raise unsupported(node, "a type parameter")
        if isinstance(node, ast.comprehension) and node.is_async:
            raise SyntaxProblem("'async for' is not supported", "use a plain 'for'")
    return tree


def unsupported(node: ast.AST, what: str, remedy: str = "write it in another way") -> SyntaxProblem:
    """The error of a part of the language that programs may not use."""
    return SyntaxProblem(f"{what} is not supported", remedy, span_of(node))


def span_of(node: ast.AST) -> Span:
    """Where a part of the tree stands: lines from 1, columns in UTF-8 bytes from 0."""
    line = getattr(node, "lineno", 1)
    start = getattr(node, "col_offset", 0)
    return Span(
        line,
        start,
        getattr(node, "end_lineno", None) or line,
        getattr(node, "end_col_offset", None) or start,
    )
