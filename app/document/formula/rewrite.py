"""A formula changed to say another graph, with every line that still holds kept as it was typed."""

from __future__ import annotations

from app.document.formula.draft import Draft
from app.document.formula.errors import FormulaError
from app.document.formula.parse import parse
from app.document.formula.reconcile import matched, reconcile, same
from app.document.formula.syntax import LINE_END, Source
from app.document.formula.unparse import named, unparse
from app.document.graph import Graph


def rewrite(text: str, before: Graph, after: Graph) -> str:
    """The text of `before` changed to say `named(after)`.

    Lines that still hold stay as they are; a renamed variable is renamed in place; comments and
    blank lines are never lost. `text` must be a formula of `before`.
    """
    after = named(after)
    if same(before, after) and all(before[n.id].implied == n.implied for n in after):
        return text
    try:
        parsed = parse(text)
    except FormulaError:
        return _anew(text, after)
    ids = matched(before, parsed.graph)
    for own_names, apart in ((False, False), (False, True), (True, True)):
        lines = Draft(Source(text), parsed, ids, before, after, own_names, apart).lines()
        draft = None if lines is None else _newline(text).join(lines)
        if draft is not None and in_step(draft, after):
            return draft
    return _anew(text, after)


def in_step(text: str, graph: Graph) -> bool:
    """Whether reading the text again would change nothing in the graph."""
    try:
        return same(reconcile(graph, parse(text).graph), graph)
    except FormulaError:
        return False


def _anew(text: str, graph: Graph) -> str:
    """The graph written from scratch, under the comments of the old text."""
    kept = [line for line in LINE_END.split(text) if line.lstrip().startswith("#")]
    return _newline(text).join([*kept, *unparse(graph).split("\n")])


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
