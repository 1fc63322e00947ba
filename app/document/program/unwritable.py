"""Unwritable: an edit of nodes that the text of a program cannot say."""

from __future__ import annotations

FORMULA = "Run › Make editable goes on without its text"


class Unwritable(Exception):
    """Why an edit cannot be written into a program: what was found, and the remedy."""

    def __init__(self, message: str, remedy: str = FORMULA) -> None:
        super().__init__(f"{message}; {remedy}")
