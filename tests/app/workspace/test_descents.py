"""What the child process sends while it descends: little, however many steps it takes."""

from __future__ import annotations

import pickle
import threading
from multiprocessing import Pipe

import numpy as np
import pytest

from app.document.formula import parse
from app.document.planning import planned
from app.workspace.descents import BUCKETS, MOST_CURVES, Burst, Recent, serve_descent
from engine.descent import Descent
from engine.plan.lowering import Uncompilable

SETTINGS = {"lr": 1e-6, "momentum": 0.0}


@pytest.fixture
def serve():
    """Starts a descent in a thread; our end of its pipe."""
    threads = []

    def begin(text, params, **settings):
        ours, theirs = Pipe()
        plan = planned(parse(text).graph).plan
        job = (theirs, plan, params, {**SETTINGS, **settings})
        thread = threading.Thread(target=serve_descent, args=job)
        thread.start()
        threads.append((thread, ours))
        return ours

    yield begin
    for thread, ours in threads:
        ours.send(("quit", None))
        thread.join(10)
        assert not thread.is_alive()


def news_until_rest(pipe):
    found = []
    while True:
        assert pipe.poll(10), "the descent fell silent"
        kind, payload = pipe.recv()
        if kind == "rested":
            return found, payload
        found.append(payload)


def begun(pipe):
    """The report on the start."""
    assert pipe.poll(10), "the descent does not start"
    return pipe.recv()[1]


def test_a_descent_of_a_million_steps_sends_little_and_all_that_can_be_seen(serve):
    pipe = serve("y = x**2", ["x"])
    begun(pipe)

    pipe.send(("go", (1_000_000, None)))
    news, stopped = news_until_rest(pipe)

    assert stopped is None
    assert max(len(part["loss"][0]) for part in news) <= 2 * BUCKETS + 1
    assert max(len(pickle.dumps(part)) for part in news) < 20_000
    steps = np.concatenate([part["loss"][0] for part in news])
    assert (np.diff(steps) > 0).all()
    assert (steps[0], steps[-1]) == (1, 1_000_000)
    assert news[-1]["values"]["x"] == pytest.approx((1 - 2e-6) ** 1_000_000)
    assert news[-1]["backend"] in ("scalars", "native")


def test_a_pause_is_obeyed_amid_a_hundred_million_steps_and_the_next_go_goes_on(serve):
    pipe = serve("y = x**2", ["x"])
    begun(pipe)

    pipe.send(("go", (100_000_000, None)))
    last = 0
    while last < 1000:
        last = pipe.recv()[1]["loss"][0][-1]
    pipe.send(("pause", None))
    before, _ = news_until_rest(pipe)
    last = before[-1]["loss"][0][-1] if before else last
    pipe.send(("go", (10, None)))
    after, _ = news_until_rest(pipe)

    assert last < 100_000_000
    assert [s for part in after for s in part["loss"][0]] == list(last + np.arange(1.0, 11))


def test_another_rate_is_used_from_the_next_burst_on(serve):
    pipe = serve("y = x**2", ["x"])
    begun(pipe)
    pipe.send(("go", (100_000_000, None)))
    pipe.recv()

    pipe.send(("set", {"lr": 0.25, "momentum": 0.0}))
    loss = 1.0
    while loss > 1e-12:
        loss = pipe.recv()[1]["loss"][1][-1]
    pipe.send(("pause", None))
    news_until_rest(pipe)


@pytest.mark.parametrize("rate_hz", [200.0, 20_000.0])
def test_steps_come_at_the_rate_that_is_asked_for(serve, rate_hz):
    pipe = serve("y = x**2", ["x"])
    begun(pipe)

    pipe.send(("go", (round(rate_hz / 4), rate_hz)))
    news, _ = news_until_rest(pipe)

    assert news[-1]["loss"][0][-1] == rate_hz / 4
    assert len(news) >= 3


def test_a_divergence_within_a_burst_ends_at_its_step(serve):
    pipe = serve("y = x**4", ["x"], lr=0.4)
    begun(pipe)
    pipe.send(("go", (1, None)))
    news_until_rest(pipe)
    pipe.send(("set", {"lr": 50.0, "momentum": 0.0}))

    pipe.send(("go", (100_000, None)))
    news, stopped = news_until_rest(pipe)

    assert stopped.startswith("diverged at step")
    assert f"step {news[-1]['loss'][0][-1]:.0f}:" in stopped


def test_what_cannot_be_compiled_descends_eagerly(serve, monkeypatch):
    def refuse(*_):
        raise Uncompilable("no", "it runs eagerly")

    monkeypatch.setattr("engine.descent.lower", refuse)
    pipe = serve("y = x**2", ["x"], lr=0.1)
    begun(pipe)

    pipe.send(("go", (50, None)))
    news, _ = news_until_rest(pipe)

    assert news[-1]["loss"][0][-1] == 50
    assert news[-1]["backend"] == "eager"
    assert news[-1]["values"]["x"] == pytest.approx(0.8**50)


def test_a_large_parameter_is_told_by_its_norm_and_its_values_seldom(serve):
    pipe = serve("x = randn(50_000, seed=1)\nsum(x**2)", ["x"])
    start = begun(pipe)

    pipe.send(("go", (500, None)))
    news, _ = news_until_rest(pipe)

    assert list(start["curves"]) == ["‖x‖"]
    assert start["values"]["x"].shape == (50_000,)
    assert news[-1]["values"] is not None
    if len(news) > 10:
        assert sum(part["values"] is not None for part in news) < len(news) / 2


def test_of_many_parameters_the_first_are_drawn(serve):
    names = [f"p{k}" for k in range(30)]
    pipe = serve("y = " + " + ".join(f"{name}**2" for name in names), names)

    assert list(begun(pipe)["curves"]) == names[:MOST_CURVES]


def test_a_burst_grows_while_there_is_time_and_starts_with_one_step():
    recent = Recent()
    descent = Descent(planned(parse("y = x**2").graph).plan, ["x"], lr=1e-6, history=recent)
    burst = Burst(descent)

    taken = [burst.take(1_000_000_000) for _ in range(8)]

    assert taken[0] == 1
    assert max(taken) > 100
    losses, paths = recent.taken()
    assert len(losses) == len(paths["x"]) == sum(taken) + 1
    assert len(recent.taken()[0]) == 0
