"""A formula changed to say another graph, with every line that still holds kept as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.document.formula.draft import Draft
from app.document.formula.errors import FormulaError
from app.document.formula.leaves import write
from app.document.formula.parse import Parsed, parse
from app.document.formula.reconcile import matched, reconcile, same
from app.document.formula.syntax import LINE_END, Source
from app.document.formula.unparse import can_be_implied, named, unparse
from app.document.graph import Graph


def rewrite(text: str, before: Graph, after: Graph) -> str:
    """The text of `before` changed to say `named(after)`.

    Lines that still hold stay as they are; a renamed variable is renamed in place; comments and
    blank lines are never lost. `text` must be a formula of `before`.
    """
    if _unsaid(before, after):
        return text
    after = named(after)
    if same(before, after) and all(before[n.id].implied == n.implied for n in after):
        return text
    if not text.strip():
        return unparse(after)
    try:
        parsed = parse(text)
    except FormulaError:
        return _anew(text, after)
    ids = matched(before, parsed.graph)
    quick = _one_value(text, parsed, ids, before, after)
    if quick is not None:
        return quick
    for own_names, apart in ((False, False), (False, True), (True, True)):
        lines = Draft(Source(text), parsed, ids, before, after, own_names, apart).lines()
        draft = None if lines is None else _newline(text).join(lines)
        if draft is not None and in_step(draft, after):
            return draft
    return _anew(text, after)


def _unsaid(before: Graph, after: Graph) -> bool:
    """Whether only the values of leaves changed that the text does not tell."""
    if before.nodes.keys() != after.nodes.keys() or before.root != after.root:
        return False
    changed = [(before[i], node) for i, node in after.nodes.items() if before[i] is not node]
    return bool(changed) and all(
        old.implied
        and replace(old, content=new.content) == new
        and can_be_implied(before, old)
        and can_be_implied(after, new)
        for old, new in changed
    )


def _one_value(
    text: str, parsed: Parsed, ids: Mapping[str, str], before: Graph, after: Graph
) -> str | None:
    """The text with one leaf's value typed over, where nothing else changed: a slider's edit."""
    changed = [node for node in after if before.nodes.get(node.id) != node]
    if len(changed) != 1 or len(before) != len(after) or before.root != after.root:
        return None
    node = changed[0]
    old = before.nodes.get(node.id)
    if old is None or node.content is None or not node.name or old.implied:
        return None
    if replace(old, content=node.content, trainable=node.trainable) != node:
        return None
    mine = next((new for new, known in ids.items() if known == node.id), None)
    if mine is None or sum(statement.node == mine for statement in parsed.statements) != 1:
        return None
    span, lines = parsed.spans[mine], text.split("\n")
    if span.line != span.end_line or len(text.splitlines()) != len(lines) - text.endswith("\n"):
        return None
    line = lines[span.line - 1]
    value = write(node.content, node.trainable)
    lines[span.line - 1] = line[: span.column] + value + line[span.end_column :]
    return "\n".join(lines)


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
