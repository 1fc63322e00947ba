"""LineValues: what each line of the source has made, at the playhead and in the round chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.document.formula import FormulaError, parse
from app.document.formula.reconcile import matched
from app.document.labels import preview
from app.document.program.iterations import Iteration, Way, iterations, nearest
from app.workspace.workspace import Workspace
from engine.dtype import Array


class LineValues:
    """The nodes of each line, and their values.

    Attributes: path (the loops and calls whose round is shown; None for the latest of each line).
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lines: dict[int, tuple[str, list[str]]] = {}  # of a formula
        self._leaves_at: dict[int, str] = {}  # of a program
        self._times: Mapping[int, Sequence[Iteration]] = {}
        self._chosen: dict[int, int] = {}
        self.path: Way | None = None
        self.read()

    def read(self) -> None:
        """Find which node each line is about, and which parameters it makes."""
        self._lines, self._leaves_at, self._times, self._chosen = {}, {}, {}, {}
        if self._workspace.state.is_program:
            self._read_program()
            return
        try:
            parsed = parse(self._workspace.state.text)
        except FormulaError:
            return
        graph = self._workspace.graph
        match = matched(graph, parsed.graph)
        for statement in parsed.statements:
            leaves = [match[i] for i in statement.made if i in match and graph[match[i]].trainable]
            if statement.node in match:
                self._lines[statement.span.end_line] = (match[statement.node], leaves)

    def _read_program(self) -> None:
        """Find the nodes of each line, and the line where each leaf is given its name."""
        workspace = self._workspace
        self._times = iterations(workspace.spans, workspace.paths)
        lines = workspace.state.text.split("\n")
        for leaf in workspace.graph.leaves:
            given = re.compile(rf"\s*{re.escape(leaf.name)}\s*=[^=]") if leaf.name else None
            found = (i for i, line in enumerate(lines, 1) if given and given.match(line))
            line = next(found, None)
            if line is not None:
                self._leaves_at[line] = leaf.id

    def times(self, line: int) -> Sequence[Iteration]:
        """The times that a line (from 1) of a program ran, as far as the graph shows them."""
        return self._times.get(line, ())

    def chosen(self, line: int) -> int:
        """Which of these times is shown, from 0."""
        if line not in self._chosen:
            self._chosen[line] = nearest(self.times(line), self.path)
        return self._chosen[line]

    def choose(self, path: Way | None) -> None:
        """Show the round in which these loops and calls are; None for the latest of each line."""
        if path != self.path:
            self.path, self._chosen = path, {}

    def of(self, line: int) -> tuple[str, str]:
        """The value and the gradients to show at the end of a line (from 1)."""
        workspace = self._workspace
        if workspace.state.is_program:
            return self._of_program(line)
        trace, position = workspace.trace, workspace.playhead.position
        if trace is None or line not in self._lines:
            return "", ""
        node_id, leaves = self._lines[line]
        slots = workspace.planned.slots
        value = trace.value_at(slots[node_id], position) if node_id in slots else None
        gradients = []
        for leaf in leaves:
            gradient = trace.gradient_at(slots[leaf], position) if leaf in slots else None
            if gradient is not None:
                gradients.append(f"∂{workspace.graph[leaf].name} {_short(gradient)}")
        return "" if value is None else _short(value), "  ".join(gradients)

    def _of_program(self, line: int) -> tuple[str, str]:
        """What a line gave at the playhead, and the gradient of the leaf that it makes."""
        workspace = self._workspace
        trace, position = workspace.trace, workspace.playhead.position
        slots = workspace.planned.slots
        if trace is None or not workspace.is_current:
            return "", ""
        leaf = self._leaves_at.get(line)
        if leaf is not None and leaf in slots:
            gradient = trace.gradient_at(slots[leaf], position)
            held = trace.value_at(slots[leaf], position)
            name = workspace.graph[leaf].name
            shown = "" if gradient is None else f"∂{name} {_short(gradient)}"
            return "" if held is None else _short(held), shown
        if not self.times(line):
            return "", ""
        if self.path is not None:
            return self.value_of(self.times(line)[self.chosen(line)]), ""
        latest = (self.value_of(time) for time in reversed(self.times(line)))
        return next(filter(None, latest), ""), ""

    def value_of(self, time: Iteration) -> str:
        """What a line gave at one of the times that it ran, if the playhead is past it."""
        workspace = self._workspace
        trace, slots = workspace.trace, workspace.planned.slots
        if trace is None:
            return ""
        for node_id in reversed(time.nodes):
            slot = slots.get(node_id)
            value = None if slot is None else trace.value_at(slot, workspace.playhead.position)
            if value is not None:
                return _short(value)
        return ""


def _short(value: Array) -> str:
    return preview(value, 18)
