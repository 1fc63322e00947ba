"""What changed between the graphs of two runs of a program, or between two texts of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.document.graph import Graph


@dataclass(frozen=True)
class Difference:
    """Attributes: added (ids of nodes of the later graph), gone (how many of the earlier have no
    counterpart)."""

    added: tuple[str, ...]
    gone: int

    def __bool__(self) -> bool:
        return bool(self.added or self.gone)

    def __str__(self) -> str:
        parts = [
            f"{count} node{'' if count == 1 else 's'} {word}"
            for count, word in ((len(self.added), "new"), (self.gone, "gone"))
            if count
        ]
        return f"Since the last run: {', '.join(parts)}"


def difference(before: Graph, after: Graph) -> Difference:
    """Nodes of one op and name stand for each other, in their order."""
    spare = Counter((node.op, node.name) for node in before)
    added = []
    for node in after:
        key = node.op, node.name
        if spare[key]:
            spare[key] -= 1
        else:
            added.append(node.id)
    return Difference(tuple(added), spare.total())


def akin(one: str, other: str) -> bool:
    """Whether two texts are one program and its revision: a third of their lines are the same."""
    lines = [Counter(filter(None, map(str.strip, text.splitlines()))) for text in (one, other)]
    most = max(count.total() for count in lines)
    return 3 * (lines[0] & lines[1]).total() >= most
