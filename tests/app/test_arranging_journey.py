from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolButton

from app.canvas.comment_editor import CommentEditor
from app.canvas.inline_editor import InlineEditor
from app.export.picture import Style
from tests.app.canvas.spots import title_spot
from tests.app.hand import click, double_click, drag, named, op_id

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier


def test_a_graph_is_framed_noted_grouped_undone_redone_saved_and_drawn(
    window, make_window, qtbot, tmp_path
):
    workspace, canvas = window.workspace, window.canvas
    window.activateWindow()
    workspace.edit_text("h = tanh(x*w + b)\ny = sin(h)\nL = (y - 1)**2")
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    states = [workspace.state]

    def press(key, keys=PLAIN, widget=canvas):
        qtbot.keyClick(widget, getattr(Qt.Key, f"Key_{key}"), keys)

    def step():
        states.append(workspace.state)

    # frame the leaves, and give the frame a title
    click(canvas, title_spot(canvas, named(workspace, "x")))
    for name in "wb":
        click(canvas, title_spot(canvas, named(workspace, name)), keys=SHIFT)
    press("F", CONTROL | SHIFT)
    step()
    field = canvas.findChildren(InlineEditor)[-1]
    field.setText("inputs")
    press("Return", widget=field)
    step()

    # note what it is about
    QCursor.setPos(canvas.mapToGlobal(QPointF(40, canvas.height() - 220).toPoint()))
    press("C")
    field = canvas.findChildren(CommentEditor)[-1]
    field.setPlainText("A cell: $h = \\tanh(xw + b)$")
    press("Return", CONTROL, field)
    step()

    # group the cell, rename it, and move it
    click(canvas, title_spot(canvas, op_id(workspace, "mul")))
    click(canvas, title_spot(canvas, op_id(workspace, "add")), keys=SHIFT)
    click(canvas, title_spot(canvas, named(workspace, "h")), keys=SHIFT)
    press("G", CONTROL | ALT)
    step()
    (group,) = workspace.graph.arrangement.groups
    press("F2")
    field = canvas.findChildren(InlineEditor)[-1]
    field.setText("cell")
    press("Return", widget=field)
    step()
    start = title_spot(canvas, named(workspace, "h"))
    drag(canvas, start, start + QPointF(0, 40))
    step()

    # change something inside, by the breadcrumb back to the top
    double_click(canvas, title_spot(canvas, named(workspace, "h")))
    assert workspace.level.id == group
    inner = title_spot(canvas, op_id(workspace, "add"))
    drag(canvas, inner, inner + QPointF(0, 50))
    step()
    crumbs = window.arranging.breadcrumb.findChildren(QToolButton)
    qtbot.mouseClick(crumbs[0], Qt.MouseButton.LeftButton)
    assert workspace.level.id == ""

    # take the group apart again
    click(canvas, title_spot(canvas, named(workspace, "h")))
    press("G", CONTROL | ALT | SHIFT)
    step()
    assert not workspace.graph.arrangement.groups

    # back to the start and forth to the end, each state as it was
    for state in reversed(states[:-1]):
        press("Z", CONTROL)
        assert workspace.state == state
        assert set(canvas.scene.whole.nodes) == set(state.graph.nodes)
    for state in states[1:]:
        press("Z", CONTROL | SHIFT)
        assert workspace.state == state

    # group once more, save, open in another window, and draw it
    workspace.select([named(workspace, "h"), op_id(workspace, "add")])
    press("G", CONTROL | ALT)
    path = tmp_path / "cell.chain"
    assert window.files._write(path)
    other = make_window()
    other.open_source(str(path))
    assert other.workspace.graph == workspace.graph
    assert other.files.export_to(tmp_path / "cell.svg", Style())
    drawn = (tmp_path / "cell.svg").read_text()
    assert ">inputs<" in drawn
    assert "A cell:" in drawn
    assert ">group 1<" in drawn
