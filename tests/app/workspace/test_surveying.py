from __future__ import annotations

import contextlib
import threading
from multiprocessing import Pipe

import numpy as np
import pytest

from app.document.formula import parse
from app.document.planning import planned
from app.workspace.surveying import (
    COARSEST,
    Wanted,
    serve_landscape,
    serve_sweep,
    surveyed,
)
from engine.errors import ArgumentError
from engine.landscape import Landscape, Number

X, Y = Number("x"), Number("y")
BOX = ((-2.0, 2.0), (-1.0, 3.0))


def plan_of(text):
    return planned(parse(text).graph).plan


@pytest.fixture
def serve():
    """Starts a job in a thread; our end of its pipe."""
    threads = []

    def begin(job, *payload):
        ours, theirs = Pipe()
        thread = threading.Thread(target=job, args=(theirs, *payload))
        thread.start()
        threads.append((thread, ours))
        return ours

    yield begin
    for thread, ours in threads:
        with contextlib.suppress(BrokenPipeError):  # it has ended by itself
            ours.send(("quit", None))
        thread.join(10)
        assert not thread.is_alive()


def heard(pipe):
    assert pipe.poll(10), "the survey fell silent"
    return pipe.recv()[1]


def test_a_landscape_comes_coarse_at_first_and_then_for_every_pixel():
    landscape = Landscape(plan_of("x**2 + 3*y"), [X, Y])

    found = list(surveyed(landscape, Wanted(BOX, (180, 90), 7)))

    shapes = [part.losses.shape for part in found]
    assert shapes == [(COARSEST, 20), (30, 60), (90, 180)]
    assert [part.complete for part in found] == [False, False, True]
    assert {part.ticket for part in found} == {7}
    for part in found:
        rows, columns = part.losses.shape
        x, y = np.meshgrid(np.linspace(-2, 2, columns), np.linspace(-1, 3, rows))
        np.testing.assert_allclose(part.losses, x**2 + 3 * y, rtol=1e-12, atol=1e-12)


def test_one_number_has_a_curve():
    landscape = Landscape(plan_of("x**2"), [X])

    *_, last = surveyed(landscape, Wanted((BOX[0],), (300,)))

    np.testing.assert_allclose(last.losses, np.linspace(-2, 2, 300) ** 2, atol=1e-12)


def test_a_survey_ends_when_it_is_told_to():
    landscape = Landscape(plan_of("x**2 + y"), [X, Y])

    assert list(surveyed(landscape, Wanted(BOX, (100, 100)), lambda: True)) == []


def test_the_latest_wish_is_the_one_that_is_met(serve):
    pipe = serve(serve_landscape, plan_of("sin(x)*y"), [X, Y])

    for ticket in range(40):
        pipe.send(("go", Wanted(((-1.0, 1.0 + ticket), BOX[1]), (200, 200), ticket)))
    parts = [heard(pipe)]
    while not (parts[-1].complete and parts[-1].ticket == 39):
        parts.append(heard(pipe))

    assert parts[-1].box == ((-1.0, 40.0), BOX[1])
    assert len(parts) < 40


def test_a_landscape_that_would_take_minutes_is_refused(monkeypatch):
    landscape = Landscape(plan_of("x**2 + y"), [X, Y])
    monkeypatch.setattr("app.workspace.surveying.LONGEST_S", 0.0)

    with pytest.raises(ArgumentError, match="would take"):
        serve_landscape(None, landscape._plan, [X, Y])


def test_a_sweep_tells_of_rates_in_rising_order_until_all_are_there(serve):
    rates = np.logspace(-4, 1, 31)
    pipe = serve(serve_sweep, plan_of("x = 10\nx**2"), ["x"], rates, 50, 0.0)

    parts = [heard(pipe)]
    while not parts[-1].complete:
        parts.append(heard(pipe))

    np.testing.assert_array_equal(parts[-1].rates, rates)
    quiet = rates < 0.9
    exact = 100 * (1 - 2 * rates[quiet]) ** 100
    np.testing.assert_allclose(parts[-1].losses[quiet], exact, rtol=1e-9, atol=1e-60)
    assert np.isinf(parts[-1].losses[rates > 1.2]).all()
    assert all((np.diff(part.rates) > 0).all() for part in parts)


def test_a_sweep_ends_when_something_else_is_wanted(serve):
    pipe = serve(serve_sweep, plan_of("x**2"), ["x"], np.logspace(-9, -8, 50), 10_000_000, 0.0)

    pipe.send(("quit", None))  # the fixture waits for the end, not for ever
