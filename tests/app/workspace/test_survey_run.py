from __future__ import annotations

import os
import signal
from functools import partial

import numpy as np
import pytest

from app.document.formula import parse
from app.document.planning import planned
from app.workspace.survey_run import MOST_STEPS, RATES, SurveyRun
from engine.landscape import Number

WAIT_MS = 10000
BOX = ((-2.0, 2.0), (-1.0, 3.0))
XY = (Number("x"), Number("y"))


@pytest.fixture
def run(qapp):
    run = SurveyRun()
    yield run
    run.close()


def plan_of(text):
    return planned(parse(text).graph).plan


def complete(qtbot, signal, begin):
    """What a signal says last."""
    with qtbot.waitSignal(signal, timeout=WAIT_MS, check_params_cb=lambda part: part.complete) as s:
        begin()
    return s.args[0]


def test_a_landscape_and_then_another_part_of_it(run, qtbot):
    plan = plan_of("x**2 - y")
    for box in (BOX, ((5.0, 6.0), (0.0, 1.0))):
        found = complete(
            qtbot, run.surveyed, lambda box=box: run.show_landscape(plan, XY, box, (80, 40))
        )

        assert found.box == box
        x, y = np.meshgrid(np.linspace(*box[0], 80), np.linspace(*box[1], 40))
        np.testing.assert_allclose(found.losses, x**2 - y, rtol=1e-12, atol=1e-12)


def test_what_is_no_longer_wanted_is_not_told(run, qtbot):
    heard = []
    run.surveyed.connect(lambda part: heard.append(part.box))

    run.show_landscape(plan_of("x*y"), XY, BOX, (400, 400))
    other = plan_of("x + y")
    complete(
        qtbot, run.surveyed, lambda: run.show_landscape(other, XY, ((0.0, 1.0),) * 2, (40, 40))
    )

    assert set(heard) == {((0.0, 1.0),) * 2}


def test_a_sweep_follows_a_landscape_and_a_landscape_a_sweep(run, qtbot):
    plan = plan_of("x = 3.0\ny = 1.0\nx**2 + y**2")
    show = partial(run.show_landscape, plan, XY, BOX, (40, 40))
    complete(qtbot, run.surveyed, show)

    swept = complete(qtbot, run.swept, lambda: run.try_rates(plan, ["x", "y"], 10**9, 0.0))

    assert (len(swept.rates), swept.steps) == (RATES, MOST_STEPS)
    assert swept.losses[swept.rates < 1e-5].min() > 1
    assert complete(qtbot, run.surveyed, show).complete


def test_what_has_no_landscape_says_why_and_the_next_one_comes(run, qtbot):
    with qtbot.waitSignal(run.failed, timeout=WAIT_MS) as failed:
        run.show_landscape(plan_of("y = 1.0\nx*[1.0, 2.0] + y"), XY, BOX, (40, 40))

    assert failed.args == ["landscape: the root has shape (2,)", "reduce it: sum or mean"]
    plan = plan_of("x + y")
    complete(qtbot, run.surveyed, lambda: run.show_landscape(plan, XY, BOX, (40, 40)))


def test_a_process_that_dies_is_told_of_and_started_again(run, qtbot):
    plan = plan_of("x + y")
    show = partial(run.show_landscape, plan, XY, BOX, (40, 40))
    complete(qtbot, run.surveyed, show)

    with qtbot.waitSignal(run.failed, timeout=WAIT_MS) as failed:
        os.kill(run._worker._process.pid, signal.SIGKILL)

    assert "died" in failed.args[0]
    assert complete(qtbot, run.surveyed, show).complete
