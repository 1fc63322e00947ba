"""A user's hands at random: clicks, drags, wires and keys in any order, and all of it undone."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.document.file import Document
from app.document.formula import parse
from app.document.formula.rewrite import in_step
from tests.app.canvas.spots import inlet, number_spot, outlet, title_spot
from tests.app.hand import click, double_click, drag, move, press, release, wheel
from tests.app.machines import alike, budget, check_sound

FORMULAS = [
    "y = sin(x*w) + exp(-x)*w",
    "L = mean((A @ [1, 2] - 3)**2)\nA = param([[1, 2], [3, 4]])",
]
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
KEYS = [
    *[(key, CONTROL) for key in (Key.Key_A, Key.Key_C, Key.Key_X, Key.Key_V, Key.Key_I)],
    *[(key, CONTROL) for key in (Key.Key_L, Key.Key_Left, Key.Key_Right, Key.Key_Delete)],
    *[(key, CONTROL | SHIFT) for key in (Key.Key_V, Key.Key_A)],
    *[(key, PLAIN) for key in (Key.Key_Delete, Key.Key_Backspace, Key.Key_R, Key.Key_F)],
    *[(key, PLAIN) for key in (Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down)],
    *[(key, PLAIN) for key in (Key.Key_Space, Key.Key_Comma, Key.Key_Period, Key.Key_Home)],
    *[(key, PLAIN) for key in (Key.Key_Escape, Key.Key_Return, Key.Key_L)],
    (Key.Key_D, SHIFT),
    (Key.Key_F, SHIFT),
]
OPS = ["mul", "add", "sum", "tanh", "where", "matmul", "parameter", "constant", "random"]
TYPED = ["2.5", "-1", "[1, 2, 3]", "randn(2, 2, seed=1)", "nonsense", "", "[[1], [2, 3]]"]
MOST = 60  # nodes
places = st.integers(0, 10_000)
points = st.tuples(st.integers(0, 900), st.integers(0, 500)).map(lambda p: QPointF(*p))
modifiers = st.sampled_from([PLAIN, PLAIN, SHIFT, CONTROL])


class AnyHands(RuleBasedStateMachine):
    """One window; every run begins with a document of its own and ends where it began."""

    window: object
    qtbot: object

    @initialize(formula=st.sampled_from(FORMULAS))
    def begin(self, formula):
        self.workspace, self.canvas = self.window.workspace, self.window.canvas
        self.workspace.open(Document(formula, parse(formula).graph))
        self.first = self.workspace.state
        self.window.show_canvas()
        self.canvas.fit()
        self.settle()

    def does(self, work, *args, **more):
        """Do something with the hands; an error in any slot is an error here."""
        with self.qtbot.captureExceptions() as errors:
            work(*args, **more)
            self.settle()
        if errors:
            raise errors[0][1]

    def settle(self):
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QApplication.processEvents()
        self.canvas.repaint()

    @property
    def graph(self):
        return self.workspace.graph

    def node(self, place):
        return list(self.graph.nodes)[place % len(self.graph)]

    def spot(self, place):
        return title_spot(self.canvas, self.node(place))

    def any_inlet(self, place, port):
        """A point on an input of some op; anywhere else where there is none."""
        ops = [node for node in self.graph if node.inputs]
        if not ops:
            return QPointF(5, 5)
        node = ops[place % len(ops)]
        return inlet(self.canvas, node.id, port % len(node.inputs))

    def key(self, key, keys=PLAIN):
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow)
        self.canvas.setFocus()
        QTest.keyClick(self.canvas, key, keys)

    # the mouse ------------------------------------------------------------------------------

    @precondition(lambda self: len(self.graph))
    @rule(place=places, keys=modifiers)
    def click_a_card(self, place, keys):
        self.does(click, self.canvas, self.spot(place), keys=keys)

    @rule(at=points)
    def click_anywhere(self, at):
        self.does(click, self.canvas, at)

    @precondition(lambda self: len(self.graph))
    @rule(place=places, to=points, keys=modifiers, let_go=st.booleans())
    def drag_a_card(self, place, to, keys, let_go):
        self.does(drag, self.canvas, self.spot(place), to, keys=keys, let_go=let_go)
        if not let_go:
            self.does(self.key, Key.Key_Escape)
            self.does(release, self.canvas, to)

    @rule(start=points, end=points, keys=modifiers)
    def drag_a_band(self, start, end, keys):
        self.does(drag, self.canvas, start, end, keys=keys)

    @precondition(lambda self: len(self.graph))
    @rule(source=places, reader=places, port=places, let_go=st.booleans())
    def draw_a_wire(self, source, reader, port, let_go):
        start = outlet(self.canvas, self.node(source))
        end = self.any_inlet(reader, port)
        self.does(drag, self.canvas, start, end, let_go=let_go)
        if not let_go:
            self.does(self.key, Key.Key_Escape)
            self.does(release, self.canvas, end)

    @precondition(lambda self: len(self.graph))
    @rule(source=places, to=points)
    def draw_a_wire_into_the_open(self, source, to):
        self.does(drag, self.canvas, outlet(self.canvas, self.node(source)), to)

    @precondition(lambda self: len(self.graph))
    @rule(reader=places, port=places, other=places)
    def draw_a_wire_from_an_input(self, reader, port, other):
        start = self.any_inlet(reader, port)
        self.does(drag, self.canvas, start, self.spot(other))

    @precondition(lambda self: len(self.graph))
    @rule(place=places, by=st.integers(-200, 200), two=st.booleans())
    def drag_a_number(self, place, by, two):
        start = number_spot(self.canvas, self.node(place))
        self.does(drag, self.canvas, start, start + QPointF(by, 0))
        if two:
            self.does(drag, self.canvas, start, start + QPointF(-by, 3))

    @precondition(lambda self: len(self.graph))
    @rule(place=places, text=st.sampled_from(TYPED), enter=st.booleans())
    def type_a_value(self, place, text, enter):
        self.does(double_click, self.canvas, self.spot(place))
        editor = QApplication.focusWidget()
        if isinstance(editor, QLineEdit) and editor.parentWidget() is self.canvas:
            editor.selectAll()
            self.does(QTest.keyClicks, editor, text)
            self.does(QTest.keyClick, editor, Key.Key_Return if enter else Key.Key_Escape)
        self.does(self.canvas.in_place.close)

    @rule(at=points, delta=st.sampled_from([120, -120, 480]), keys=modifiers)
    def turn_the_wheel(self, at, delta, keys):
        self.does(wheel, self.canvas, at, QPointF(0, delta).toPoint(), keys=keys)

    @rule(start=points, end=points)
    def press_and_change_ones_mind(self, start, end):
        self.does(press, self.canvas, start)
        self.does(move, self.canvas, end)
        self.does(self.key, Key.Key_Escape)
        self.does(release, self.canvas, end)

    # keys and buttons -----------------------------------------------------------------------

    @precondition(lambda self: len(self.graph) < MOST)
    @rule(pressed=st.sampled_from(KEYS))
    def press_a_key(self, pressed):
        self.does(self.key, *pressed)

    @rule(times=st.integers(1, 4), redo=st.booleans())
    def undo_or_redo(self, times, redo):
        for _ in range(times):
            self.does(self.key, Key.Key_Z, CONTROL | SHIFT if redo else CONTROL)

    @precondition(lambda self: len(self.graph) < MOST)
    @rule(op=st.sampled_from(OPS))
    def choose_an_op(self, op):
        self.does(self.window.palette_panel.chosen.emit, op)

    @rule(formula=st.sampled_from(["", "z = x*x", "y = sin(x", *FORMULAS]))
    def type_a_formula(self, formula):
        self.does(self.window.formula.setPlainText, formula)
        self.does(self.window.formula.commit)

    # what holds -----------------------------------------------------------------------------

    @invariant()
    def all_is_sound(self):
        if not hasattr(self, "workspace"):
            return
        check_sound(self.graph)
        assert in_step(self.workspace.state.text, self.graph)
        assert self.canvas.scene.ids == list(self.graph.nodes)
        assert self.workspace.selection <= self.graph.nodes.keys()

    def teardown(self):
        if not hasattr(self, "workspace"):
            return
        undo = self.workspace.undo
        self.does(self.key, Key.Key_Escape)
        there, last = undo.index(), self.workspace.state
        while undo.canUndo():
            before = undo.index()
            self.does(self.key, Key.Key_Z, CONTROL)
            assert undo.index() < before, f"Ctrl+Z went to {QApplication.focusWidget()}"
        assert self.workspace.state.text == self.first.text
        assert alike(self.graph, self.first.graph)
        while undo.index() < there:
            self.does(self.key, Key.Key_Z, CONTROL | SHIFT)
        assert self.workspace.state.text == last.text
        assert alike(self.graph, last.graph)


@pytest.mark.usefixtures("dark")
def test_whatever_the_hands_do_the_graph_is_sound_and_undo_leads_back(window, qtbot):
    hands = type("Hands", (AnyHands,), {"window": window, "qtbot": qtbot})

    run_state_machine_as_test(hands, settings=budget(6, 20, 200, 50))
