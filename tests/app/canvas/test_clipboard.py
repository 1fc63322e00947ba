from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication

from app.canvas import clipboard
from app.document.formula import unparse
from app.document.fragment import FRAGMENT_MIME
from tests.app.hand import named

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def show(window, qtbot):
    """A formula on the canvas, which has the keyboard; the cursor is elsewhere."""

    def shown(text):
        window.workspace.edit_text(text)
        window.workspace.undo.setClean()
        window.activateWindow()
        window.canvas.setFocus()
        qtbot.waitUntil(window.canvas.hasFocus)
        QCursor.setPos(window.mapToGlobal(QPoint(5, window.height() - 5)))
        return window.workspace

    return shown


def press(qtbot, window, letter, keys=CONTROL):
    qtbot.keyClick(window.canvas, getattr(Qt.Key, f"Key_{letter}"), keys)


def clip(text):
    mime = QMimeData()
    mime.setText(text)
    QGuiApplication.clipboard().setMimeData(mime)


def test_copy_puts_nodes_and_their_expression_on_the_clipboard(window, show, qtbot):
    workspace = show("y = sin(x)*w")
    workspace.select([named(workspace, "y")])

    press(qtbot, window, "C")

    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasFormat(FRAGMENT_MIME)
    assert mime.text() == "y = sin(x)*w"


def test_copy_and_paste_make_new_selected_nodes_in_one_step(window, show, qtbot):
    workspace = show("y = sin(x)*w")
    workspace.select(workspace.graph.nodes)
    before, steps = workspace.graph, workspace.undo.count()

    press(qtbot, window, "C")
    press(qtbot, window, "V")
    after = workspace.graph
    name = workspace.undo.undoText()
    press(qtbot, window, "Z")

    assert len(after) == 2 * len(before)
    assert workspace.selection == frozenset()
    assert "y2 = sin(x2)*w2" in unparse(after)
    assert name == "Paste 4 nodes"
    assert workspace.undo.count() == steps + 1
    assert workspace.graph is before


def test_what_is_pasted_is_selected_and_stands_at_the_cursor(window, show, qtbot):
    workspace = show("y = x*w")
    workspace.select([named(workspace, "x")])
    press(qtbot, window, "C")
    canvas = window.canvas
    spot = QPoint(60, 60)
    QCursor.setPos(canvas.mapToGlobal(spot))
    wanted = canvas.camera.to_world(spot.toPointF())

    press(qtbot, window, "V")

    (new,) = workspace.selection
    assert workspace.graph[new].name == "x2"
    assert workspace.graph.positions[new] == pytest.approx((wanted.x(), wanted.y()))


def test_without_the_cursor_they_stand_below_and_cover_nothing(window, show, qtbot):
    workspace = show("y = x*w")
    workspace.select(workspace.graph.nodes)

    press(qtbot, window, "C")
    press(qtbot, window, "V")
    press(qtbot, window, "V")

    scene = window.canvas.scene
    rects = [scene.rect(i) for i in range(len(scene.ids))]
    assert len(rects) == 9
    assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[:i])


def test_cut_takes_away_and_paste_brings_back(window, show, qtbot):
    workspace = show("y = sin(x)*w")
    workspace.select([i for i in workspace.graph.nodes if workspace.graph[i].op == "sin"])

    press(qtbot, window, "X")
    cut, name = workspace.state.text, workspace.undo.undoText()
    press(qtbot, window, "V", CONTROL | SHIFT)

    assert cut.splitlines()[-1] == "y = _*w"
    assert name == "Cut node"
    (sin,) = workspace.selection
    assert workspace.graph[sin].sources == (named(workspace, "x"),)


def test_duplicate_reads_what_the_original_reads(window, show, qtbot):
    workspace = show("y = sin(x)*w")
    workspace.select([named(workspace, "y")])
    QGuiApplication.clipboard().setText("kept")

    press(qtbot, window, "D", SHIFT)

    (new,) = workspace.selection
    y = workspace.graph[named(workspace, "y")]
    assert workspace.graph[new].inputs == y.inputs
    assert workspace.undo.undoText() == "Duplicate node"
    assert QGuiApplication.clipboard().text() == "kept"


def test_nodes_go_from_one_window_to_another(window, make_window, show, qtbot):
    workspace = show("loss = (x - 3)**2")
    workspace.select(workspace.graph.nodes)
    press(qtbot, window, "C")
    other = make_window()
    other.workspace.edit_text("x = 7.0\nq = x*2")

    other.actions_.by_text["Paste"].trigger()

    text = other.workspace.state.text
    assert "q = x*2" in text
    assert "loss = (x2 - 3)**2" in text


def test_an_expression_as_text_makes_nodes(window, show, qtbot):
    workspace = show("y = x*w")
    clip("  cos(x) + 1 ")

    press(qtbot, window, "V")

    ops = {workspace.graph[i].op for i in workspace.selection}
    assert ops == {"cos", "add"}
    (cos,) = [i for i in workspace.selection if workspace.graph[i].op == "cos"]
    assert workspace.graph[cos].sources == (named(workspace, "x"),)
    assert workspace.trace is not None


def test_an_expression_can_be_pasted_on_the_start_page(window):
    clip("y = tanh(x)")

    window.actions_.by_text["Paste"].trigger()

    assert window.stack.currentIndex() == 1
    assert window.workspace.state.text == "y = tanh(x)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dear Sir (", "The text on the clipboard is no expression: "),
        ("x", "The text on the clipboard only names what is here already"),
        ("", "There is nothing to paste; copy nodes, or an expression as text"),
        ("x + " * 9000, "This cannot be pasted: the text has 36000 characters"),
    ],
)
def test_what_cannot_be_pasted_is_told_on_the_canvas(window, show, qtbot, text, words):
    workspace = show("y = x*w")
    before = workspace.graph
    clip(text)

    press(qtbot, window, "V")

    assert window.canvas.accessibleDescription().startswith(words)
    assert workspace.graph is before


def test_a_damaged_clipboard_is_told(window, show, qtbot):
    workspace = show("y = x*w")
    mime = QMimeData()
    mime.setData(FRAGMENT_MIME, b"{}")
    QGuiApplication.clipboard().setMimeData(mime)
    before = workspace.graph

    press(qtbot, window, "V")

    assert window.canvas.accessibleDescription().startswith("This cannot be pasted: ")
    assert workspace.graph is before


def test_a_clipboard_that_the_window_system_has_lost_is_told(canvas, monkeypatch):
    class Lost:
        def mimeData(self):
            return None

    monkeypatch.setattr(clipboard.QGuiApplication, "clipboard", Lost)

    assert clipboard.paste(canvas).startswith("There is nothing to paste")
