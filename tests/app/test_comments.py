from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor

from app.canvas.comment_editor import CommentEditor
from app.document.file import load, save
from app.export.picture import Style
from tests.app.hand import click, double_click, drag, named, on_canvas

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
TEXT = "**The loss** is $L = w^2$"


@pytest.fixture
def workspace(window, qtbot):
    """A small graph on the canvas, which has the keyboard."""
    return on_canvas(window, qtbot, "y = sin(x)\nL = (y - 1)**2")


@pytest.fixture
def write(window, qtbot):
    """Press C at a point of the canvas, type, and press Ctrl+Enter; the new comment's id."""

    def written(at, text=TEXT, end=(Qt.Key.Key_Return, CONTROL)):
        QCursor.setPos(window.canvas.mapToGlobal(at.toPoint()))
        qtbot.keyClick(window.canvas, Qt.Key.Key_C)
        field = window.canvas.findChildren(CommentEditor)[-1]
        field.setPlainText(text)
        qtbot.keyClick(field, *end)
        comments = list(window.workspace.graph.arrangement.comments)
        return comments[-1] if comments else None

    return written


@pytest.fixture
def comment(workspace, write):
    """The id of a comment in the lower left of the canvas."""
    return write(QPointF(60, 420))


def rect(canvas, comment):
    world = canvas.comments.rect(canvas.workspace.graph.arrangement.comments[comment])
    return canvas.camera.to_screen(world.topLeft()), canvas.camera.to_screen(world.bottomRight())


def middle(canvas, comment):
    low, high = rect(canvas, comment)
    return (low + high) / 2


def test_c_types_a_comment_at_the_pointer(window, workspace, comment):
    made = workspace.graph.arrangement.comments[comment]
    place = workspace.graph.positions[comment]

    assert made.text == TEXT
    assert window.canvas.camera.to_world(QPointF(60, 420)).toTuple() == pytest.approx(place)
    assert window.canvas.hand.picked == {comment}
    assert workspace.undo.undoText() == "Add comment"
    assert window.canvas.hasFocus()


def test_escape_drops_what_is_typed(workspace, write):
    state = workspace.state

    write(QPointF(60, 420), end=(Qt.Key.Key_Escape,))

    assert workspace.state is state


def test_leaving_the_field_takes_what_is_typed(window, workspace, comment, qtbot):
    double_click(window.canvas, middle(window.canvas, comment))
    field = window.canvas.findChildren(CommentEditor)[-1]
    field.setPlainText("other")

    window.formula.setFocus()

    assert workspace.graph.arrangement.comments[comment].text == "other"
    assert workspace.undo.undoText() == "Edit comment"


def test_a_comment_emptied_is_gone(window, workspace, comment, qtbot):
    double_click(window.canvas, middle(window.canvas, comment))
    field = window.canvas.findChildren(CommentEditor)[-1]
    field.setPlainText("  ")
    qtbot.keyClick(field, Qt.Key.Key_Return, CONTROL)

    assert not workspace.graph.arrangement
    workspace.undo.undo()
    assert comment in workspace.graph.arrangement.comments


def test_dragging_a_comment_moves_it(window, workspace, comment):
    canvas, (x, y) = window.canvas, workspace.graph.positions[comment]
    start = middle(canvas, comment)

    drag(canvas, start, start + QPointF(80, -30), keys=SHIFT)

    scale = canvas.camera.scale
    moved = workspace.graph.positions[comment]
    assert moved == pytest.approx((x + 80 / scale, y - 30 / scale))
    assert workspace.undo.undoText() == "Move"


def test_the_right_edge_makes_a_comment_wider(window, workspace, comment):
    canvas = window.canvas
    before = workspace.graph.arrangement.comments[comment].width
    low, high = rect(canvas, comment)
    start = QPointF(high.x() - 3, (low.y() + high.y()) / 2)

    drag(canvas, start, start + QPointF(70, 0))

    after = workspace.graph.arrangement.comments[comment].width
    assert after == pytest.approx(before + 70 / canvas.camera.scale, abs=1)
    assert workspace.undo.undoText() == "Widen comment"


def test_a_comment_is_deleted_copied_and_pasted_like_a_node(window, workspace, comment, qtbot):
    canvas = window.canvas
    click(canvas, middle(canvas, comment))

    qtbot.keyClick(canvas, Qt.Key.Key_C, CONTROL)
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    gone = workspace.graph.arrangement.comments
    name = workspace.undo.undoText()
    qtbot.keyClick(canvas, Qt.Key.Key_V, CONTROL)

    (pasted,) = workspace.graph.arrangement.comments.values()
    assert not gone
    assert name == "Delete comment"
    assert pasted.text == TEXT
    assert canvas.hand.picked == {pasted.id}


def test_a_band_takes_comments_with_cards_and_both_move_together(window, workspace, comment):
    canvas, x = window.canvas, named(workspace, "x")
    before = workspace.graph.positions
    qt_all = workspace.graph.nodes
    drag(canvas, QPointF(canvas.width() - 3, 3), QPointF(3, canvas.height() - 3))
    card = canvas.scene.rect(canvas.scene.number[x])
    start = canvas.camera.to_screen(QPointF(card.center().x(), card.top() + 10))

    drag(canvas, start, start + QPointF(0, 33), keys=SHIFT)

    after, dy = workspace.graph.positions, 33 / canvas.camera.scale
    assert workspace.selection == set(qt_all)
    for each in (x, comment):
        assert after[each][1] - before[each][1] == pytest.approx(dy)


def test_a_comment_goes_into_a_group_with_the_nodes(window, workspace, comment, qtbot):
    workspace.select([named(workspace, "x")])
    window.canvas.pick({comment})

    qtbot.keyClick(window.canvas, Qt.Key.Key_G, CONTROL | ALT)

    (group,) = workspace.graph.arrangement.groups
    assert workspace.graph.arrangement.within[comment] == group
    assert window.canvas.scene.comments == ()
    window.canvas.groups.enter(group)
    assert [each.id for each in window.canvas.scene.comments] == [comment]
    workspace.select([named(workspace, "x")])
    window.canvas.delete_selection()
    assert [each.id for each in window.canvas.scene.comments] == [comment]


def test_a_comment_is_in_the_file_and_in_pictures(window, workspace, comment, tmp_path):
    save(workspace.document, tmp_path / "a.chain")
    for suffix in ("svg", "pdf", "png"):
        window.files.export_to(tmp_path / f"a.{suffix}", Style())

    assert load(tmp_path / "a.chain").graph == workspace.graph
    assert "The loss" in (tmp_path / "a.svg").read_text()
    assert (tmp_path / "a.pdf").stat().st_size > 1000


def test_mathematics_is_typeset_beside_the_interface(window, workspace, comment, qtbot):
    comments = window.canvas.comments

    def typeset():
        window.canvas.repaint()
        return any(note.formulas for note in comments._notes.values())

    qtbot.waitUntil(typeset, timeout=10_000)

    assert not comments._incomplete


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("costs $5 and $6", []),
        (r"a \$x\$", []),
        ("$x$ and $$y$$", ["x", "y"]),
        (r"$\frac{a}{b}$", [r"\frac{a}{b}"]),
    ],
)
def test_mathematics_stands_between_dollar_signs(text, found):
    from app.canvas.notes import formulas

    assert formulas(text) == found
