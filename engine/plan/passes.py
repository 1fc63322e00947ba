"""Passes: the order in which a Code is made smaller before a back end writes it out."""

from __future__ import annotations

from engine.plan.broadcasting import unbroadcast
from engine.plan.code import Code
from engine.plan.dead import living
from engine.plan.dots import dotted
from engine.plan.folding import folded
from engine.plan.subexpressions import common


def shortened(code: Code) -> Code:
    """The same results from less work, but for the order in which sums are added up."""
    return living(dotted(code))


ENOUGH = 0.98  # of the instructions: a pass that leaves more is the last one


def simplified(code: Code) -> Code:
    """The same results from fewer instructions, to the last bit."""
    while True:
        smaller = living(common(folded(unbroadcast(living(code)))))
        if len(smaller.instructions) >= ENOUGH * len(code.instructions):
            return smaller
        code = smaller
