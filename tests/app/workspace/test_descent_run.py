from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from app.document.graph import Value
from app.workspace.descent_run import DescentRun, Settings
from tests.app.hand import named

WAIT_MS = 10000


@pytest.fixture
def run(workspace):
    run = DescentRun(workspace)
    yield run
    run.close()


@pytest.fixture
def bowl(workspace, run):
    """x**2 from 10 with the rate 0.1, over which x shrinks by a fifth a step."""
    workspace.edit_text("y = x**2")
    workspace.set_content(named(workspace, "x"), Value(10.0))
    run.configure(Settings(params=("x",), lr=0.1, steps=50))
    return run


def rest(qtbot, run):
    qtbot.waitUntil(lambda: not run.active, timeout=WAIT_MS)


def test_fifty_steps_down_a_bowl_are_right_to_the_last_digit(bowl, qtbot, workspace):
    bowl.start()
    rest(qtbot, bowl)

    exact = 10 * 0.8 ** np.arange(51)
    np.testing.assert_allclose(bowl.progress.curves["x"].values, exact, rtol=1e-12)
    np.testing.assert_allclose(bowl.progress.loss.values, exact**2, rtol=1e-12)
    assert bowl.progress.steps == 50
    assert bowl.stopped is None
    assert workspace.overrides["x"] == pytest.approx(exact[-1])
    assert workspace.graph.named("x").content == Value(10.0)


def test_one_step_is_one_step(bowl, qtbot):
    for count in (1, 2, 3):
        bowl.step()
        rest(qtbot, bowl)

        assert bowl.progress.steps == count
    np.testing.assert_allclose(bowl.progress.curves["x"].values, [10, 8, 6.4, 5.12])


def test_pause_stops_and_start_goes_on_from_there(bowl, qtbot):
    bowl.configure(Settings(params=("x",), lr=1e-6, steps=10_000_000))
    bowl.start()
    qtbot.waitUntil(lambda: bowl.progress.steps > 10, timeout=WAIT_MS)
    bowl.pause()
    rest(qtbot, bowl)
    paused = bowl.progress.steps
    qtbot.wait(100)
    assert bowl.progress.steps == paused

    bowl.toggle()
    qtbot.waitUntil(lambda: bowl.progress.steps > paused, timeout=WAIT_MS)
    bowl.toggle()
    rest(qtbot, bowl)

    loss = bowl.progress.loss.values
    assert loss[0] == 100
    assert (np.diff(loss) < 0).all()


def test_a_paced_descent_takes_its_time(bowl, qtbot, monkeypatch):
    monkeypatch.setattr("app.workspace.descent_run.PACED_S", 0.5)
    bowl.configure(Settings(params=("x",), lr=0.1, steps=20, paced=True))
    seen = []
    bowl.advanced.connect(lambda progress: seen.append(progress.steps))

    bowl.start()
    rest(qtbot, bowl)

    assert seen[-1] == 20
    assert len(set(seen)) > 5


def test_reset_restores_the_start(bowl, qtbot, workspace):
    bowl.start()
    rest(qtbot, bowl)

    bowl.reset()
    qtbot.wait(100)

    assert not bowl.begun
    assert bowl.progress.steps == 0
    assert len(bowl.progress.loss.values) == 0
    assert workspace.overrides == {}
    bowl.start()
    rest(qtbot, bowl)
    np.testing.assert_allclose(bowl.progress.loss.values[:2], [100, 64])


def test_reset_amid_a_descent_is_final(bowl, qtbot, workspace):
    bowl.configure(Settings(params=("x",), lr=1e-6, steps=10_000_000))
    for _ in range(3):
        bowl.start()
        qtbot.waitUntil(lambda: bowl.progress.steps > 10, timeout=WAIT_MS)

        bowl.reset()
        qtbot.wait(80)

        assert workspace.overrides == {}
        assert bowl.progress.steps == 0
        assert not bowl.active


def test_another_learning_rate_reaches_a_descent_under_way(bowl, qtbot):
    bowl.step()
    rest(qtbot, bowl)

    bowl.configure(Settings(params=("x",), lr=0.25))
    bowl.step()
    rest(qtbot, bowl)

    np.testing.assert_allclose(bowl.progress.curves["x"].values, [10, 8, 4])


def test_momentum_reaches_a_descent_under_way(bowl, qtbot):
    bowl.configure(Settings(params=("x",), lr=0.1, momentum=0.5))
    for _ in range(2):
        bowl.step()
        rest(qtbot, bowl)

    # torch: v = 20, x = 8; v = 0.5·20 + 16 = 26, x = 8 − 2.6
    np.testing.assert_allclose(bowl.progress.curves["x"].values, [10, 8, 5.4])


def test_divergence_stops_with_its_step_and_node_named(bowl, qtbot):
    bowl.configure(Settings(params=("x",), lr=10.0, steps=5000))

    bowl.start()
    rest(qtbot, bowl)

    assert "step" in bowl.stopped
    assert "y" in bowl.stopped
    assert "learning rate" in bowl.stopped
    assert bowl.progress.steps < 50


def test_an_infinite_loss_names_the_node_where_it_began(workspace, run, qtbot):
    workspace.edit_text("u = exp(x)\ny = u**2")
    workspace.set_content(named(workspace, "x"), Value(800.0))
    run.configure(Settings(params=("x",), lr=1.0, steps=10))

    run.start()
    rest(qtbot, run)

    assert "diverged at step 0" in run.stopped
    assert "first in u" in run.stopped


def test_start_after_a_divergence_begins_anew(bowl, qtbot):
    bowl.configure(Settings(params=("x",), lr=10.0, steps=5000))
    bowl.start()
    rest(qtbot, bowl)
    bowl.configure(Settings(params=("x",), lr=0.1, steps=3))

    bowl.start()
    rest(qtbot, bowl)

    np.testing.assert_allclose(bowl.progress.loss.values, [100, 64, 40.96, 26.2144])


def test_an_objective_that_cannot_be_computed_fails_with_a_remedy(workspace, run, qtbot):
    workspace.add_op("mul")
    run.configure(Settings(params=("x",)))

    with qtbot.waitSignal(run.failed) as told:
        run.start()

    assert all(told.args)
    assert not run.active
    assert not run.begun


@pytest.mark.parametrize(
    ("text", "params", "word"),
    [
        ("y = [1.0, 2.0]*x", ("x",), "shape"),
        ("y = x**2", ("q",), "q"),
        ("y = x**2", (), "parameter"),
        ("w = [1.0, 2.0]\nv = [1.0, 2.0, 3.0]\ny = sum(w*v)", ("w",), "(3,)"),
    ],
)
def test_a_descent_that_cannot_begin_says_why(workspace, run, qtbot, text, params, word):
    workspace.edit_text(text)
    run.configure(Settings(params=params))

    with qtbot.waitSignal(run.failed, timeout=WAIT_MS) as told:
        run.start()

    assert word in " ".join(told.args)
    assert not run.active


def test_a_process_that_dies_is_told_and_the_next_start_works(bowl, qtbot):
    bowl.configure(Settings(params=("x",), lr=1e-6, steps=10_000_000))
    bowl.start()
    qtbot.waitUntil(lambda: bowl.progress.steps > 0, timeout=WAIT_MS)

    with qtbot.waitSignal(bowl.failed, timeout=WAIT_MS) as told:
        os.kill(bowl._worker._process.pid, signal.SIGKILL)

    assert "died" in told.args[0]
    assert not bowl.active
    bowl.configure(Settings(params=("x",), lr=0.1, steps=2))
    bowl.start()
    rest(qtbot, bowl)
    np.testing.assert_allclose(bowl.progress.loss.values, [100, 64, 40.96])


def test_another_objective_is_minimised_alone(workspace, run, qtbot):
    workspace.edit_text("u = (x - 3)**2\ny = u + w**2")
    run.configure(Settings(objective=named(workspace, "u"), params=("x",), lr=0.5, steps=1))

    run.start()
    rest(qtbot, run)

    np.testing.assert_allclose(run.progress.loss.values, [4, 0], atol=1e-12)


def test_an_edit_of_the_formula_ends_the_descent_on_the_old_one(bowl, qtbot, workspace):
    bowl.configure(Settings(params=("x",), lr=1e-6, steps=10_000_000))
    bowl.start()
    qtbot.waitUntil(lambda: bowl.progress.steps > 0, timeout=WAIT_MS)

    workspace.edit_text("y = x**2 + 5")
    qtbot.wait(80)

    assert not bowl.active
    assert workspace.overrides == {}


def test_moving_a_card_does_not_disturb_the_descent(bowl, qtbot, workspace):
    bowl.step()
    rest(qtbot, bowl)

    workspace.move({named(workspace, "x"): (5.0, 5.0)})

    assert bowl.begun
    assert bowl.progress.steps == 1


def test_values_that_are_kept_let_the_descent_go_on(bowl, qtbot, workspace):
    bowl.step()
    rest(qtbot, bowl)

    workspace.keep_overrides()
    bowl.step()
    rest(qtbot, bowl)

    np.testing.assert_allclose(bowl.progress.curves["x"].values, [10, 8, 6.4])
    assert workspace.graph.named("x").content == Value(8.0)


def test_a_small_vector_has_a_curve_per_number_and_a_large_one_its_norm(workspace, run, qtbot):
    workspace.edit_text("w = [1.0, 2.0]\nv = ones(9)\ny = sum(w**2) + sum(v**2)")
    run.configure(Settings(params=("w", "v"), lr=0.25, steps=1))

    run.start()
    rest(qtbot, run)

    curves = {name: c.values.tolist() for name, c in run.progress.curves.items()}
    assert curves == {"w[0]": [1, 0.5], "w[1]": [2, 1], "‖v‖": [3, 1.5]}
