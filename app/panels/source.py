"""SourcePanel: the formula line by line, with line numbers and the values at the playhead."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QLabel, QTextEdit, QVBoxLayout, QWidget

from app.document.formula import FormulaError, parse
from app.document.formula.reconcile import matched
from app.document.labels import number, preview
from app.panels.completion import Completion
from app.panels.formula_edit import FormulaEdit
from app.theme import current, font
from app.workspace.workspace import Workspace
from engine.dtype import Array
from engine.tracing import Seed

GUTTER = 40  # px


class SourceEdit(FormulaEdit):
    """The editor with a gutter of line numbers and inline values at the end of the lines."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent=parent)
        self.setViewportMargins(GUTTER, 0, 0, 0)
        self.setFrameStyle(0)
        self.setObjectName("source")
        self.setStyleSheet("#source { border: none; border-radius: 0; padding: 0; }")
        self._gutter = _Gutter(self)
        self._lines: dict[int, tuple[str, list[str]]] = {}
        self._nodes_at: dict[int, list[str]] = {}  # of a program, in the order of its steps
        self._leaves_at: dict[int, str] = {}
        self._selecting = False
        self.completion = Completion(self)
        self.updateRequest.connect(lambda *_: self._gutter.update())
        workspace.graph_changed.connect(self._read)
        workspace.trace_changed.connect(self.viewport().update)
        workspace.playhead.moved.connect(self.viewport().update)
        workspace.program.advanced.connect(self.viewport().update)
        workspace.selection_changed.connect(self._show_selection)
        self.cursorPositionChanged.connect(self._select_at_cursor)
        self._read()

    @Slot()
    def _read(self, _graph: object = None) -> None:
        """Find which node each line is about, and which parameters it makes."""
        self._lines = {}
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
        self.viewport().update()

    def _read_program(self) -> None:
        """Find the nodes of each line, and the line where each leaf is given its name."""
        workspace = self._workspace
        at: dict[int, list[str]] = {}
        for node_id, span in workspace.spans.items():
            at.setdefault(span.end_line, []).append(node_id)
        self._nodes_at = at
        lines = workspace.state.text.split("\n")
        self._leaves_at = {}
        for leaf in workspace.graph.leaves:
            given = re.compile(rf"\s*{re.escape(leaf.name)}\s*=[^=]") if leaf.name else None
            found = (i for i, line in enumerate(lines, 1) if given and given.match(line))
            line = next(found, None)
            if line is not None:
                self._leaves_at[line] = leaf.id
        self.viewport().update()

    def _program_values(self, line: int) -> tuple[str, str]:
        """What a line gave last at the playhead, and the gradient of the leaf that it makes."""
        workspace = self._workspace
        trace, position = workspace.trace, workspace.playhead.position
        slots = workspace.planned.slots
        is_old = workspace.state.is_traced and workspace.state.text != workspace.program.source
        if trace is None or is_old:
            return "", ""
        leaf = self._leaves_at.get(line)
        if leaf is not None and leaf in slots:
            gradient = trace.gradient_at(slots[leaf], position)
            held = trace.value_at(slots[leaf], position)
            name = workspace.graph[leaf].name
            shown = "" if gradient is None else f"∂{name} {_short(gradient)}"
            return "" if held is None else _short(held), shown
        for node_id in reversed(self._nodes_at.get(line, [])):
            value = trace.value_at(slots[node_id], position) if node_id in slots else None
            if value is not None:
                return _short(value), ""
        return "", ""

    @Slot(object)
    def _show_selection(self, chosen: Collection[str]) -> None:
        """Mark where the selected nodes stand in a program, and show the first."""
        document, marks = self.document(), []
        for span in (self._workspace.spans.get(node_id) for node_id in chosen):
            if span is None or not self._workspace.state.is_program:
                continue
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(document)
            cursor.setPosition(self._place(span.line, span.column))
            end = self._place(span.end_line, span.end_column)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            mark.format.setBackground(current().color("hand", 0.3))
            marks.append(mark)
        self.setExtraSelections(marks)
        if marks and not self._selecting:
            top = marks[0].cursor.blockNumber()
            self.verticalScrollBar().setValue(max(top - 2, 0))

    def _place(self, line: int, column: int) -> int:
        """The position in the document of a column that counts bytes."""
        block = self.document().findBlockByNumber(line - 1)
        before = block.text().encode()[:column].decode(errors="ignore")
        return block.position() + len(before)

    @Slot()
    def _select_at_cursor(self) -> None:
        """Select the nodes of the expression of a program that the cursor was put into."""
        workspace = self._workspace
        if not workspace.state.is_program or not self.hasFocus():
            return
        place = self.textCursor().position()
        around: dict[tuple[int, int], list[str]] = {}
        for node_id, span in workspace.spans.items():
            start = self._place(span.line, span.column)
            end = self._place(span.end_line, span.end_column)
            if start <= place <= end:
                around.setdefault((end - start, start), []).append(node_id)
        if around:
            self._selecting = True
            workspace.select(around[min(around)])
            self._selecting = False

    def go_to_line(self, line: int) -> None:
        """Put the cursor on a line (from 1), and show it."""
        block = self.document().findBlockByNumber(line - 1)
        cursor = self.textCursor()
        cursor.setPosition(block.position())
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def line_at(self) -> int | None:
        """The line (from 1) at which a program under way is, or the playhead in its trace."""
        workspace = self._workspace
        if not workspace.state.is_program:
            return None
        if workspace.state.is_traced and workspace.program.running:
            return workspace.program.told.line
        trace, position = workspace.trace, workspace.playhead.position
        if trace is None or not 0 < position <= len(trace):
            return None
        event = trace.events[position - 1]
        if isinstance(event, Seed):
            return None
        step = trace.plan.steps[event.step]
        span = step.span
        if span is None:
            slots = workspace.planned.slots
            node_id = next((i for i, slot in slots.items() if slot == step.output), "")
            span = workspace.spans.get(node_id)
        return None if span is None else span.line

    def line_values(self, line: int) -> tuple[str, str]:
        """The value and the gradients to show at the end of a line (from 1)."""
        workspace = self._workspace
        if workspace.state.is_program:
            return self._program_values(line)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current(), QPainter(self.viewport())
        at = self.line_at()
        if at is not None:
            block = self.document().findBlockByNumber(at - 1)
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            box.setWidth(self.viewport().width())
            painter.fillRect(box, theme.color("hand", 0.14))
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setFont(font(12, numbers=True))
        metrics = QFontMetricsF(painter.font())
        block, right = self.firstVisibleBlock(), self.viewport().width() - 16
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > self.viewport().height():
                break
            value, gradients = self.line_values(block.blockNumber() + 1)
            text_end = QFontMetricsF(self.font()).horizontalAdvance(block.text()) + 16
            x = float(right)
            for text, role in ((value, "forward"), (gradients, "backward")):
                width = metrics.horizontalAdvance(text)
                if not text or x - width < text_end:
                    continue
                painter.setPen(theme.color(role))
                painter.drawText(
                    QRectF(x - width, box.top(), width + 1, box.height()),
                    Qt.AlignmentFlag.AlignVCenter,
                    text,
                )
                x -= width + 16
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        box = self.contentsRect()
        self._gutter.setGeometry(QRect(box.left(), box.top(), GUTTER, box.height()))


class _Gutter(QWidget):
    """Line numbers beside the text."""

    def __init__(self, editor: SourceEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setAccessibleName("Line numbers")

    def paintEvent(self, _event: QPaintEvent) -> None:
        editor, painter = self._editor, QPainter(self)
        painter.setFont(font(11.5, numbers=True))
        painter.setPen(current().color("faint"))
        block = editor.firstVisibleBlock()
        while block.isValid():
            box = editor.blockBoundingGeometry(block).translated(editor.contentOffset())
            if box.top() > self.height():
                break
            painter.drawText(
                QRectF(0, box.top(), GUTTER - 14, box.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                str(block.blockNumber() + 1),
            )
            block = block.next()


class SourcePanel(QWidget):
    """The source editor and, under it, what is wrong with the text."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.editor = SourceEdit(workspace, self)
        self._error = QLabel("", self)
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self._error.setContentsMargins(16, 6, 16, 6)
        self._error.hide()
        self.editor.complained.connect(self._complain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.editor)
        column.addWidget(self._error)

    @Slot(object)
    def _complain(self, error: FormulaError | None) -> None:
        self._error.setVisible(error is not None)
        if error is not None:
            self._error.setText(f"line {error.line}, column {error.column + 1}: {error.summary}")

    def sizeHint(self) -> QSize:
        return QSize(480, 220)


def _short(value: Array) -> str:
    return number(value.item()) if np.ndim(value) == 0 else preview(value, 18)
