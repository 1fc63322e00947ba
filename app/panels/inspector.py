"""Inspector: everything about the selected node: value, gradient, where the gradient comes from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.argument_fields import ArgumentFields
from app.document.graph import Data, Node, Value
from app.document.labels import full, number, preview, title
from app.panels.data_source import DataSource
from app.panels.mathematics import Mathematics
from app.workspace.workspace import Workspace
from engine.dtype import Array, dtype_of
from engine.op import OPS
from engine.tracing import Arrival, Backward

SLIDER_STEPS = 400
EMPTY = "Select a node to see its value, its gradient and where the gradient comes from."


class Inspector(QScrollArea):
    """What is selected, in full. Changes go through the workspace."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._shown = ""  # the node whose fields are filled in
        self._range = 2.0
        self._read: Data | None = None  # what the data source shows
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(220)
        inside = QWidget()
        inside.setObjectName("panel")
        self.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 18, 20, 20)
        column.setSpacing(6)
        self._column = column
        self.empty = _label(EMPTY, "mute")
        column.addWidget(self.empty)
        self.body = QWidget()
        column.addWidget(self.body)
        column.addStretch(1)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        head = QHBoxLayout()
        self.name = QLineEdit()
        self.name.setAccessibleName("Name")
        self.name.setToolTip("The name of this node in the formula")
        self.name.setProperty("role", "quiet")
        self.kind = _label("", "mute")
        head.addWidget(self.name)
        head.addWidget(self.kind, 1)
        head.setSpacing(4)
        body.addLayout(head)
        self.wrong = _label("", "error")
        body.addWidget(self.wrong)
        body.addWidget(_section("Value"))
        row = QHBoxLayout()
        self.content = QLineEdit()
        self.content.setAccessibleName("Value")
        self.content.setProperty("role", "code")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Value slider")
        self.slider.setRange(-SLIDER_STEPS, SLIDER_STEPS)
        row.addWidget(self.content, 1)
        row.addWidget(self.slider, 2)
        body.addLayout(row)
        self.value = _label("", "forward")
        body.addWidget(self.value)
        self.data = DataSource()
        body.addWidget(self.data)
        self.trainable = QCheckBox("Wants a gradient")
        self.trainable.setToolTip("A parameter, which a descent may move; otherwise a constant")
        body.addWidget(self.trainable)
        self.arguments = ArgumentFields(workspace)
        body.addWidget(self.arguments)
        self.gradient_title = _section("Gradient")
        body.addWidget(self.gradient_title)
        self.gradient = _label("", "gradient")
        body.addWidget(self.gradient)
        self.origin_title = _section("Where it comes from")
        body.addWidget(self.origin_title)
        self.origin = QVBoxLayout()
        self.origin.setSpacing(8)
        body.addLayout(self.origin)
        self.symbols_title = _section("In symbols")
        body.addWidget(self.symbols_title)
        self.symbols = Mathematics()
        body.addWidget(self.symbols)
        self.name.editingFinished.connect(self._rename)
        self.content.returnPressed.connect(self._type)
        self.content.editingFinished.connect(self._type)
        self.data.chosen.connect(self._choose_data)
        self.slider.valueChanged.connect(self._slide)
        self.trainable.clicked.connect(self._train)
        workspace.selection_changed.connect(self._show)
        workspace.graph_changed.connect(self._show)
        workspace.trace_changed.connect(self._show)
        workspace.playhead.moved.connect(self._show)
        self._show()

    @property
    def node(self) -> Node | None:
        """The one selected node."""
        chosen = self._workspace.selection
        if len(chosen) != 1:
            return None
        return self._workspace.graph.nodes.get(next(iter(chosen)))

    # showing ------------------------------------------------------------------------------------

    @Slot()
    def _show(self, _value: object = None) -> None:
        node = self.node
        self.empty.setVisible(node is None)
        self.body.setVisible(node is not None)
        if node is None:
            self._shown = ""
            count = len(self._workspace.selection)
            self.empty.setText(f"{count} nodes are selected." if count > 1 else EMPTY)
            return
        if node.id != self._shown:
            self._shown = node.id
            self._range = 2.0
            self._show_symbols(node)
        self._show_fields(node)
        self._show_gradient(node)

    def _show_fields(self, node: Node) -> None:
        workspace = self._workspace
        slot = workspace.planned.slots.get(node.id)
        trace, position = workspace.trace, workspace.playhead.position
        value = trace.value_at(slot, position) if trace is not None and slot is not None else None
        shape = "" if value is None else f", {dtype_of(value).name}, {value.shape}"
        what = ("parameter" if node.trainable else "constant") if node.is_leaf else node.op
        self.kind.setText(what + shape)
        if not self.name.hasFocus():
            self.name.setText(node.name)
            self.name.setPlaceholderText(title(workspace.graph, node))
            shown = node.name or self.name.placeholderText()
            self.name.setFixedWidth(self.name.fontMetrics().horizontalAdvance(shown) + 26)
        problem = workspace.planned.problems.get(node.id)
        note = workspace.planned.notes.get(node.id, "")
        self._say(problem.message + f"; {problem.remedy}" if problem else note)
        self.content.setVisible(node.is_leaf)
        self.data.setVisible(isinstance(node.content, Data))
        is_read = self.data.is_whole or slot is None
        if isinstance(node.content, Data) and not (node.content == self._read and is_read):
            self._read = node.content
            self.data.show_data(node.content, workspace.folder)
        self.trainable.setVisible(node.is_leaf)
        scalar = isinstance(node.content, Value) and isinstance(node.content.value, (int, float))
        self.slider.setVisible(scalar)
        if node.is_leaf:
            self.trainable.setChecked(node.trainable)
            if not self.content.hasFocus():
                self.content.setText(workspace.content_text(node.id))
        if scalar:
            assert isinstance(node.content, Value)
            here = float(node.content.value)
            if not self.slider.isSliderDown():
                while abs(here) > self._range:
                    self._range *= 2
            self.slider.blockSignals(True)
            self.slider.setValue(round(here / self._range * SLIDER_STEPS))
            self.slider.blockSignals(False)
        overridden = node.name in workspace.overrides
        read = isinstance(node.content, Data) and value is not None
        self.value.setVisible(overridden or not (scalar or read))
        self.value.setText("not computed yet" if value is None else full(value))
        self.arguments.show_node(node)

    def _show_gradient(self, node: Node) -> None:
        workspace = self._workspace
        trace, slot = workspace.trace, workspace.planned.slots.get(node.id)
        _clear(self.origin)
        gradient = arrived = None
        if trace is not None and slot is not None:
            position = workspace.playhead.position
            gradient = trace.gradient_at(slot, position)
            arrived = trace.arrived(slot, position)
        graph = workspace.graph
        name = " + ".join(graph[root].name or "root" for root in graph.roots) or "root"
        name = f"({name})" if " " in name else name
        by = node.name or f"({title(workspace.graph, node)})"
        self.gradient_title.setText(f"Gradient  ∂{name}/∂{by}")
        self.gradient.setText(_gradient_text(gradient))
        self.origin_title.setVisible(bool(arrived))
        seeded = trace is not None and slot in trace.seeds
        if arrived and seeded and trace is not None and slot is not None:
            self.origin.addWidget(_label(f"head gradient {preview(trace.seeds[slot][1])}", "mute"))
        for arrival in arrived or ():
            self.origin.addWidget(self._contribution(arrival))
        if arrived and len(arrived) > 1:
            self.origin.addWidget(_sum_row(gradient))

    def _contribution(self, arrival: Arrival) -> QWidget:
        """One way by which gradient came: through which node, upstream × local = contribution."""
        workspace, trace = self._workspace, self._workspace.trace
        assert trace is not None
        step = trace.plan.steps[arrival.step]
        node_of = {slot: node_id for node_id, slot in workspace.planned.slots.items()}
        consumer = workspace.graph[node_of[step.output]]
        event = trace.events[arrival.event]
        assert isinstance(event, Backward)
        well = QFrame()
        well.setObjectName("well")
        row = QHBoxLayout(well)
        row.setContentsMargins(12, 8, 12, 8)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(_label(f"via {title(workspace.graph, consumer)}", ""))
        words.addWidget(_label(_product(event.upstream, arrival.contribution), "mute"))
        row.addLayout(words, 1)
        amount = _label(_brief(arrival.contribution), "backward")
        amount.setToolTip(full(arrival.contribution))
        row.addWidget(amount)
        return well

    def _show_symbols(self, node: Node) -> None:
        op = OPS.get(node.op)
        self.symbols_title.setVisible(op is not None and bool(op.formula))
        if op is None or not op.formula:
            self.symbols.show_lines([])
            return
        names = "xyz" if len(op.inputs) < 4 else "abcdefgh"
        lines = [f"z = {op.formula}"]
        for i, local in enumerate(op.local):
            lines.append(rf"\frac{{\partial z}}{{\partial {names[i]}}} = {local}")
        self.symbols.show_lines(lines)

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    # changing -----------------------------------------------------------------------------------

    @Slot()
    def _rename(self) -> None:
        node = self.node
        if node is not None and self.name.text() != node.name:
            wrong = self._workspace.rename(node.id, self.name.text().strip())
            if wrong:
                self._say(wrong)

    @Slot()
    def _type(self) -> None:
        node = self.node
        if node is None or not node.is_leaf:
            return
        text = self.content.text()
        if text != self._workspace.content_text(node.id):
            wrong = self._workspace.type_content(node.id, text)
            if wrong:
                self._say(wrong)

    @Slot(int)
    def _slide(self, place: int) -> None:
        node = self.node
        if node is not None:
            value = round(place / SLIDER_STEPS * self._range, 4)
            self._workspace.set_content(node.id, Value(value), merge=f"slide {node.id}")

    @Slot(object)
    def _choose_data(self, data: Data) -> None:
        node = self.node
        if node is not None:
            self._workspace.set_content(node.id, data)

    @Slot(bool)
    def _train(self, wanted: bool) -> None:
        node = self.node
        if node is not None and node.content is not None:
            self._workspace.set_content(node.id, node.content, wanted)

    def sizeHint(self) -> QSize:
        return QSize(360, 600)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _section(text: str) -> QLabel:
    label = _label(text, "section")
    label.setContentsMargins(0, 12, 0, 0)
    return label


def _clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.deleteLater()
        elif inner is not None:
            _clear(inner)


def _brief(value: Array) -> str:
    return preview(value, 22)


def _gradient_text(gradient: Array | None) -> str:
    if gradient is None:
        return "–"
    return number(gradient.item(), 7) if gradient.ndim == 0 else preview(gradient, 24)


def _product(upstream: Array, contribution: Array) -> str:
    """upstream × local derivative, in numbers where both are numbers."""
    if upstream.ndim == 0 and contribution.ndim == 0 and float(upstream):
        local = float(contribution) / float(upstream)
        return f"{number(upstream.item())} × {number(local)}"
    return f"upstream {_brief(upstream)} × local"


def _sum_row(total: Array | None) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(12, 4, 12, 4)
    line.addWidget(_label("sum", ""))
    line.addStretch(1)
    line.addWidget(_label("–" if total is None else _brief(total), "backward"))
    return row
