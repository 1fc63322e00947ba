"""What the canvas says of the run."""

import pytest

from app.canvas.canvas import Canvas
from app.document.planning import Problem


@pytest.fixture
def canvas(qtbot, workspace):
    canvas = Canvas(workspace)
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    workspace.edit_text("x*y")
    return canvas


def test_a_long_run_is_told_until_it_ends(canvas, workspace):
    workspace.running.emit(True)

    assert canvas.accessibleDescription() == "Running… press Stop to end it"

    workspace.running.emit(False)

    assert canvas.accessibleDescription() == ""


def test_a_run_that_failed_says_why_until_the_next(canvas, workspace):
    workspace.failure = Problem("the run was stopped", "press Run to start it again")
    workspace.trace_changed.emit(None)

    assert canvas.accessibleDescription() == "The run was stopped; press Run to start it again"

    workspace.recompute()

    assert canvas.accessibleDescription() == ""


def test_only_new_cards_out_of_sight_move_the_camera(canvas, workspace):
    canvas.zoom(3.0)
    camera = canvas.camera

    workspace.type_content(workspace.graph.named("x").id, "2")

    assert canvas.camera == camera
