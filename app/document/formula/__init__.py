"""Formula ↔ Graph: parse text, write text, and keep what did not change."""

from app.document.formula.errors import FormulaError
from app.document.formula.names import refused_name
from app.document.formula.parse import Parsed, parse
from app.document.formula.reconcile import reconcile
from app.document.formula.rewrite import in_step, rewrite
from app.document.formula.unparse import named, unparse

__all__ = [
    "FormulaError",
    "Parsed",
    "in_step",
    "named",
    "parse",
    "reconcile",
    "refused_name",
    "rewrite",
    "unparse",
]
