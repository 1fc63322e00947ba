"""Values that come many times a second are made ready in slices and shown when they are."""

import numpy as np
import pytest
from PySide6.QtCore import QObject

from app.canvas.dressing import Dressing


class Slow:
    """A dress that is ready after so many slices."""

    def __init__(self, slices):
        self.left, self.position = slices, 0

    def seek(self, position):
        self.position = position


def prepare(dress, _until_s):
    dress.left -= 1
    return dress.left <= 0


@pytest.fixture
def dressing(qapp):
    parent = QObject()
    dressing = Dressing(prepare, parent)
    dressing.kept_parent, dressing.shown = parent, []
    dressing.ready.connect(dressing.shown.append)
    return dressing


def test_a_dress_is_shown_once_it_is_ready(qtbot, dressing):
    dress = Slow(3)
    dressing.begin(dress)

    assert dressing.shown == []
    qtbot.waitUntil(lambda: dressing.shown == [dress])
    assert dress.left == 0
    assert dressing.pending is None


def test_one_that_is_begun_is_finished_then_comes_the_latest(qtbot, dressing):
    first, second, third = Slow(2), Slow(2), Slow(2)
    for dress in (first, second, third):
        dressing.begin(dress)

    qtbot.waitUntil(lambda: dressing.shown == [first, third])
    assert second.left == 2


def test_what_is_cancelled_is_never_shown(qtbot, dressing):
    dressing.begin(Slow(1))
    dressing.cancel()
    qtbot.wait(30)

    assert dressing.shown == []


def test_what_is_not_ready_follows_the_playhead(dressing):
    first, second = Slow(9), Slow(9)
    dressing.begin(first)
    dressing.begin(second)
    dressing.seek(4)

    assert (first.position, second.position) == (4, 4)


# on the canvas --------------------------------------------------------------------------------


def value_shown(canvas, name):
    return canvas.dress.face(canvas.workspace.graph.named(name).id).value


def test_the_values_of_a_descent_come_to_the_cards(qtbot, canvas, workspace):
    workspace.edit_text("y = x**2")
    qtbot.waitUntil(lambda: not canvas._layer.dirty)
    workspace.override({"x": np.array(3.5)})
    qtbot.waitUntil(lambda: value_shown(canvas, "x") == "3.5")
    shown = canvas.grab().toImage()

    canvas._dress()

    assert canvas.grab().toImage() == shown, "made ready beforehand it looks as it always does"


def test_an_edit_meanwhile_is_shown_at_once(qtbot, canvas, workspace):
    workspace.edit_text("y = x**2")
    qtbot.waitUntil(lambda: not canvas._layer.dirty)
    workspace.override({"x": np.array(3.5)})
    workspace.override({})

    assert value_shown(canvas, "x") != "3.5"
    qtbot.wait(30)
    assert value_shown(canvas, "x") != "3.5"


def test_cards_of_other_values_are_composed_before_they_are_painted(qtbot, canvas, workspace):
    workspace.edit_text("y = x**2")
    qtbot.waitUntil(lambda: not canvas._layer.dirty)
    dress = canvas._new_dress()

    assert not canvas._layer.prepare(canvas.scene, dress, 0.0), "no time: one card, and a rest"
    assert canvas._layer.prepare(canvas.scene, dress, np.inf)
    assert canvas._layer.prepare(canvas.scene, dress, 0.0), "there is nothing left to do"
