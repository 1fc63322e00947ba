"""SourcePanel: the formula line by line, with line numbers and the values at the playhead."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QLabel, QTextEdit, QVBoxLayout, QWidget

from app.document.formula import FormulaError
from app.document.labels import number
from app.document.program.iterations import common, told
from app.panels.completion import Completion
from app.panels.formula_edit import FormulaEdit
from app.panels.gutter import GUTTER, Gutter
from app.panels.iterations import Choice, IterationPicker
from app.panels.line_values import LineValues
from app.theme import current, font
from app.workspace.workspace import Workspace
from engine.plan import Span
from engine.tracing import Seed

EDGE = 16  # px
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}  # with Alt


class SourceEdit(FormulaEdit):
    """The editor with a gutter of line numbers and inline values at the end of the lines.

    Attributes: values (of the lines); picker (of the times that the line of the cursor, or of what
    is selected, ran). Signals: pointed (a node of the time that was picked).
    """

    pointed = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent=parent)
        self.setViewportMargins(GUTTER, 0, 0, 0)
        self.setFrameStyle(0)
        self.setObjectName("source")
        self.setStyleSheet("#source { border: none; border-radius: 0; padding: 0; }")
        self._gutter = Gutter(self)
        self.values = LineValues(workspace)
        self.picker = IterationPicker(self)
        self.picker.picked.connect(self._pick)
        self._selecting, self._picker_row = False, 0
        self.completion = Completion(self)
        self.updateRequest.connect(lambda *_: self._follow())
        workspace.graph_changed.connect(self._read)
        workspace.trace_changed.connect(self.viewport().update)
        workspace.playhead.moved.connect(self.viewport().update)
        workspace.program.advanced.connect(self.viewport().update)
        workspace.program.state_changed.connect(self._offer)
        workspace.program.state_changed.connect(self._show_fault)
        workspace.selection_changed.connect(self._show_selection)
        self.cursorPositionChanged.connect(self._select_at_cursor)
        self._read()

    @Slot()
    def _read(self, _graph: object = None) -> None:
        self.values.read()
        self._offer()
        self.viewport().update()

    @Slot(object)
    def _show_selection(self, chosen: Collection[str]) -> None:
        """Mark where the selected nodes stand in a program, and show the first."""
        marks = self._show_marks()
        if marks and not self._selecting:
            self._show_line(min(mark.cursor.blockNumber() for mark in marks))
        paths = {self._workspace.paths.get(node_id) for node_id in chosen}
        self.values.choose(paths.pop() if len(paths) == 1 else None)
        self._offer()
        self.viewport().update()

    def _show_marks(self) -> list[QTextEdit.ExtraSelection]:
        """Mark what is selected, and where the run failed; the marks of what is selected."""
        workspace, marks = self._workspace, []
        if workspace.state.is_program and workspace.is_current:
            spans = {workspace.spans.get(node_id) for node_id in workspace.selection}
            for span in spans - {None}:
                assert span is not None
                marks.append(self._marked(span))
                marks[-1].format.setBackground(current().color("hand", 0.3))
        fault = self._fault()
        faults = [self._marked(fault)] if fault is not None else []
        for mark in faults:
            mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            mark.format.setUnderlineColor(current().color("backward"))
        self.setExtraSelections([*marks, *faults])
        return marks

    def _fault(self) -> Span | None:
        """Where the run of the text as it stands has failed."""
        program = self._workspace.program
        complaint = program.told.complaint
        is_its = self._workspace.state.text == program.source
        return complaint.span if complaint is not None and is_its else None

    @Slot()
    def _show_fault(self) -> None:
        """The run has begun or ended."""
        self._show_marks()
        fault = self._fault()
        if fault is not None and not self.hasFocus():
            self._show_line(fault.line - 1)

    def _marked(self, span: Span) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._place(span.line, span.column))
        end = self._place(span.end_line, span.end_column)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        return mark

    def _show_line(self, row: int) -> None:
        """Bring a line (from 0) into view, if it is not there."""
        top = self.firstVisibleBlock().blockNumber()
        seen = self.viewport().height() // max(self.fontMetrics().lineSpacing(), 1)
        if not top <= row < top + seen:
            self.verticalScrollBar().setValue(max(row - 2, 0))

    # the times that a line ran ------------------------------------------------------------------

    def _line_in_hand(self) -> int:
        """The line (from 1) on which all that is selected stands, or else the cursor."""
        spans = self._workspace.spans
        lines = {spans[i].end_line for i in self._workspace.selection if i in spans}
        if len(lines) == 1:
            return lines.pop()
        return self.textCursor().blockNumber() + 1

    @Slot()
    def _offer(self) -> None:
        """Offer the times that the line in hand ran: in the backward shown, or one in each."""
        line = self._line_in_hand()
        is_old = not self._workspace.is_current
        times = () if is_old else self.values.times(line)
        choice: Choice | None = None
        if len(times) > 1:
            shared, values = common(times), self.values
            choice = Choice(
                line,
                len(times),
                None if values.path is None else values.chosen(line),
                "times",
                lambda k: (told(times[k], shared), values.value_of(times[k])),
            )
        elif times and any(place.round is not None for place in times[0].path):
            numbers, shown = self._backwards(), self._workspace.program.shown
            if len(numbers) > 1 and shown in numbers:
                at, noun = numbers.index(shown), "backwards"
                choice = Choice(line, len(numbers), at, noun, partial(self._told, numbers))
        self.picker.offer(choice)
        self._place_picker()

    def _backwards(self) -> list[int]:
        """The numbers of all backwards that were called where the one that is shown was."""
        program = self._workspace.program
        spans, shown = program.told.spans, program.shown
        if shown is None or shown >= len(spans):
            return []
        return [number for number, span in enumerate(spans) if span == spans[shown]]

    def _told(self, numbers: list[int], k: int) -> tuple[str, str]:
        """What the k-th of these backwards is called, and the value of its root."""
        which, roots = numbers[k], self._workspace.program.told.roots
        curves = (curve for curve in roots.values() if which in curve.at[k : k + 1])
        curve = next(curves, None)
        return f"backward {which + 1:,}", "" if curve is None else number(curve.values[k])

    @Slot(int)
    def _pick(self, number: int) -> None:
        """Show one of the times that were offered, and select its nodes."""
        choice = self.picker.choice
        if choice is None:
            return
        times = self.values.times(choice.line)
        if len(times) == 1:
            self._workspace.program.show(self._backwards()[number])
            return
        self._selecting = True
        self._workspace.select(times[number].nodes)
        self._selecting = False
        self.pointed.emit(times[number].nodes[-1])

    def _follow(self) -> None:
        """The text has moved or changed: what stands beside its lines goes along."""
        self._gutter.update()
        self._place_picker()

    def _place_picker(self) -> None:
        """Put the picker at the end of its line."""
        picker = self.picker
        if picker.choice is None:
            return
        view = self.viewport().geometry()
        left = view.width() - picker.width() - EDGE
        row = picker.choice.line - 1
        rows = (row, row + 1, row - 1)  # on its line, or beside where the line is too long
        row = next((r for r in rows if self._end_of(r) + self._values_width(r) <= left), row)
        block = self.document().findBlockByNumber(row)
        box = self.blockBoundingGeometry(block).translated(self.contentOffset())
        self._picker_row = row
        top = view.top() + box.top() + (box.height() - picker.height()) / 2
        is_seen = 0 <= box.top() <= view.height() - box.height() / 2
        picker.setVisible(block.isValid() and is_seen)
        picker.move(view.right() - picker.width() - EDGE + 4, round(top))

    def _end_of(self, row: int) -> float:
        """Where the text of a line (from 0) ends, in the viewport."""
        text = self.document().findBlockByNumber(row).text()
        return QFontMetricsF(self.font()).horizontalAdvance(text) + 16

    def _values_width(self, row: int) -> float:
        """How much room the values of a line (from 0) take."""
        metrics = QFontMetricsF(font(12, numbers=True))
        shown = filter(None, self.line_values(row + 1))
        return sum(metrics.horizontalAdvance(text) + 16 for text in shown)

    # places -------------------------------------------------------------------------------------

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
        if not workspace.is_current:
            return
        self._offer()
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
        if trace is None or not workspace.is_current or not 0 < position <= len(trace):
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
        return self.values.of(line)

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
        block, right = self.firstVisibleBlock(), self.viewport().width() - EDGE
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > self.viewport().height():
                break
            value, gradients = self.line_values(block.blockNumber() + 1)
            text_end = self._end_of(block.blockNumber())
            x = float(right)
            if self.picker.isVisible() and self._picker_row == block.blockNumber():
                x -= self.picker.width() + 8
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
        self._gutter.place()
        self._place_picker()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if alt and self.picker.choice is not None and event.key() in STEPS:
            self.picker.step(STEPS[Qt.Key(event.key())])
        elif alt and self.picker.choice is not None and event.key() == Qt.Key.Key_Down:
            self.picker.open_list()
        else:
            super().keyPressEvent(event)


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
