"""Programs as documents: what tells one from a formula, and the graph of what one did."""

from __future__ import annotations

from app.document.program.detecting import is_program
from app.document.program.difference import Difference, difference
from app.document.program.editable import EditableError, editable
from app.document.program.traced import Traced, traced

__all__ = [
    "Difference",
    "EditableError",
    "Traced",
    "difference",
    "editable",
    "is_program",
    "traced",
]
