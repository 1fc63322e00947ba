from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt

from app.panels.timeline import EDGE, Timeline
from app.workspace.playhead import SPEEDS
from tests.app.hand import drag, press


@pytest.fixture
def timeline(qtbot, workspace):
    timeline = Timeline(workspace)
    qtbot.addWidget(timeline)
    timeline.resize(900, 70)
    timeline.show()
    qtbot.waitExposed(timeline)
    return timeline


def spot(timeline, position):
    strip = timeline.strip
    total = len(timeline._workspace.trace)
    return QPointF(EDGE + (strip.width() - 2 * EDGE) * position / total, strip.height() / 2)


def test_a_press_seeks_and_a_drag_scrubs(timeline, workspace):
    workspace.edit_text("y = x**2 + 20")

    press(timeline.strip, spot(timeline, 2))
    pressed = workspace.playhead.position
    drag(timeline.strip, spot(timeline, 1), spot(timeline, 4))

    assert pressed == 2
    assert workspace.playhead.position == 4


def test_a_press_beyond_the_ends_goes_to_the_ends(timeline, workspace):
    workspace.edit_text("y = x**2 + 20")

    press(timeline.strip, QPointF(0, 20))
    first = workspace.playhead.position
    press(timeline.strip, QPointF(timeline.strip.width() - 1, 20))

    assert (first, workspace.playhead.position) == (0, 5)


def test_the_keys_of_a_player_move_the_playhead(timeline, workspace, qtbot):
    workspace.edit_text("y = x**2 + 20")
    timeline.strip.setFocus()
    seen = []
    for key in ("Home", "Right", "Right", "Left", "End", "Left"):
        qtbot.keyClick(timeline.strip, getattr(Qt.Key, f"Key_{key}"))
        seen.append(workspace.playhead.position)

    qtbot.keyClick(timeline.strip, Qt.Key.Key_Space)
    playing = workspace.playhead.playing
    qtbot.keyClick(timeline.strip, Qt.Key.Key_Space)

    assert seen == [0, 1, 2, 1, 5, 4]
    assert playing
    assert not workspace.playhead.playing


def test_the_buttons_do_what_they_say(timeline, workspace, qtbot):
    workspace.edit_text("y = x**2 + 20")
    buttons = {b.accessibleName(): b for b in timeline.findChildren(type(timeline.play))}
    seen = []

    for name in ("To the start", "One step on", "One step on", "One step back"):
        qtbot.mouseClick(buttons[name], Qt.MouseButton.LeftButton)
        seen.append(workspace.playhead.position)
    qtbot.mouseClick(buttons["To the end: run all at once"], Qt.MouseButton.LeftButton)

    assert seen == [0, 1, 2, 1]
    assert workspace.playhead.position == 5


def test_the_count_tells_where_the_playhead_is(timeline, workspace):
    workspace.edit_text("y = x**2 + 20")

    workspace.playhead.seek(3)

    assert timeline.count.text() == "3 / 5"


def test_play_becomes_pause_while_playing(timeline, workspace, qtbot):
    workspace.edit_text("y = x**2")
    workspace.playhead.to_start()

    qtbot.mouseClick(timeline.play, Qt.MouseButton.LeftButton)
    during = timeline.play.property("icon_name")
    qtbot.mouseClick(timeline.play, Qt.MouseButton.LeftButton)

    assert (during, timeline.play.property("icon_name")) == ("mdi6.pause", "mdi6.play")


def test_every_speed_can_be_chosen(timeline, workspace):
    for action, speed in zip(timeline.speed.menu().actions(), SPEEDS, strict=True):
        action.trigger()

        assert workspace.playhead.speed == speed
        assert timeline.speed.text() == f"{speed:g}×"
        assert [a.text() for a in timeline.speed.menu().actions() if a.isChecked()] == [
            f"{speed:g}×"
        ]


@pytest.mark.parametrize("count", [0, 1, 30, 60, 150])
def test_traces_of_every_length_paint(timeline, workspace, count):
    workspace.edit_text("y = x\n" + "y = sin(y)\n" * count)
    workspace.playhead.seek(count // 2)

    picture = timeline.strip.grab().toImage()

    row = {picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())}
    assert len(row) > 1


def test_an_empty_workspace_has_nothing_to_seek(timeline, workspace, qtbot):
    press(timeline.strip, QPointF(100, 20))
    qtbot.keyClick(timeline.strip, Qt.Key.Key_Right)

    assert workspace.playhead.position == 0
    assert not timeline.grab().isNull()


def test_the_count_of_a_long_run_is_shown_whole(timeline, workspace):
    workspace.edit_text("y = " + "+".join(f"x{i}" for i in range(600)))

    metrics = timeline.count.fontMetrics()
    assert metrics.horizontalAdvance(timeline.count.text()) <= timeline.count.width()
    assert len(timeline.count.text()) > 10
