"""Programs as documents: what tells one from a formula, and the graph of what one did."""

from __future__ import annotations

from app.document.program.detecting import is_program
from app.document.program.difference import Difference, akin, difference
from app.document.program.editable import EditableError, editable
from app.document.program.pieces import Straight
from app.document.program.restating import restated
from app.document.program.straight import mistake, straight
from app.document.program.traced import Traced, traced
from app.document.program.unwritable import Unwritable

__all__ = [
    "Difference",
    "EditableError",
    "Straight",
    "Traced",
    "Unwritable",
    "akin",
    "difference",
    "editable",
    "is_program",
    "mistake",
    "restated",
    "straight",
    "traced",
]
