"""Errors of programs: what cannot be read, what fails while it runs, and what a limit ends.

ProgramError
├── SyntaxProblem    the text is no program, or uses what programs may not
└── RunError         an error that the program raised and did not catch, with its traceback
Denied (AttributeError)  an attribute that programs may not reach
Ended (BaseException)    a limit, or Stop: no `except` of a program catches it
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.plan import Span


class ProgramError(Exception):
    """A program cannot be read or run: the message, the remedy, and where (None: nowhere)."""

    def __init__(self, message: str, remedy: str = "", span: Span | None = None) -> None:
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.message, self.remedy, self.span = message, remedy, span


class SyntaxProblem(ProgramError):
    """The text is no program, or uses a part of the language that programs may not."""


@dataclass(frozen=True)
class Call:
    """A line of a traceback: in which function, where, and what its variables were."""

    function: str
    span: Span
    variables: Mapping[str, str] = field(default_factory=dict)


class RunError(ProgramError):
    """The program raised an error that it did not catch.

    Attributes: kind (the name of the error's class); calls (outermost first); text (the traceback
    as Python would write it, of the program's lines only).
    """

    def __init__(
        self, kind: str, message: str, remedy: str, calls: Sequence[Call], text: str
    ) -> None:
        super().__init__(message, remedy, calls[-1].span if calls else None)
        self.kind, self.calls, self.text = kind, tuple(calls), text


class Denied(AttributeError):
    """An attribute that programs may not reach, or that does not exist."""


class Ended(BaseException):
    """A limit was reached, or Stop was pressed: the message and the remedy."""

    def __init__(self, message: str = "the program was stopped", remedy: str = "") -> None:
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.message, self.remedy = message, remedy
