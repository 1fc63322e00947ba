from __future__ import annotations

from itertools import pairwise

import pytest

from app.document.formula import parse
from app.document.planning import planned
from app.workspace.playhead import SPEEDS, Playhead, beat_ms, beats, by_level, levels
from engine.run import run
from engine.tracing import Backward, Forward


def trace_of(text):
    return run(by_level(planned(parse(text).graph).plan))


def deep(count):
    return trace_of("y = x\n" + "y = sin(y)\n" * count)


def wide(count):
    """`count` products on the first level, as many sines on the second, and their sums."""
    return trace_of("y = " + " + ".join(f"sin({i}*x)" for i in range(count)))


@pytest.fixture
def playhead(qapp):
    playhead = Playhead()
    yield playhead
    playhead.pause()


def test_a_short_trace_beats_at_every_event():
    trace = trace_of("y = x**2 + 20")

    assert beats(trace) == (0, 1, 2, 3, 4, 5)


def test_an_empty_trace_has_one_beat():
    assert beats(trace_of("y = x @ 3")) == (0,)


def test_over_120_ops_a_beat_is_a_level():
    trace = wide(80)
    level = levels(trace.plan)

    marks = beats(trace)

    assert trace.forward_count > 120
    assert marks[0] == 0
    assert marks[-1] == len(trace)
    assert len(marks) == 2 * max(level) + 1  # both ways; the seed goes with the first level back
    for start, end in pairwise(marks):
        events = [e for e in trace.events[start:end] if isinstance(e, (Forward, Backward))]
        assert len({(type(e), level[e.step]) for e in events}) <= 1


def test_120_ops_beat_singly_and_more_by_level():
    assert len(beats(deep(120))) == 120 + 1 + 120 + 1
    assert len(beats(wide(60))) < 60 + 60 + 59


@pytest.mark.parametrize(("count", "ms"), [(1, 750), (10, 750), (16, 500), (100, 80), (9999, 60)])
def test_a_beat_takes_between_60_and_750_ms(count, ms):
    assert beat_ms(count) == ms


def test_steps_go_both_ways_and_stop_at_the_ends(playhead):
    trace = trace_of("y = x**2 + 20")
    playhead.show(trace, 0)
    seen = []
    playhead.moved.connect(seen.append)

    for _ in range(7):
        playhead.step_forward()
    for _ in range(7):
        playhead.step_back()

    assert seen == [1, 2, 3, 4, 5, 5, 5, 4, 3, 2, 1, 0, 0, 0]


def test_a_step_from_within_a_level_goes_to_the_next_mark(playhead):
    trace = wide(80)
    marks = beats(trace)
    playhead.show(trace)
    wide_beat = max(range(1, len(marks)), key=lambda i: marks[i] - marks[i - 1])
    inside = marks[wide_beat - 1] + 1

    playhead.seek(inside)
    playhead.step_forward()
    after = playhead.position
    playhead.seek(inside)
    playhead.step_back()

    assert after == marks[wide_beat]
    assert playhead.position == marks[wide_beat - 1]


@pytest.mark.parametrize(("asked", "got"), [(-5, 0), (0, 0), (3, 3), (5, 5), (99, 5)])
def test_seeking_clamps_to_the_trace(playhead, asked, got):
    playhead.show(trace_of("y = x**2 + 20"))

    playhead.seek(asked)

    assert playhead.position == got


@pytest.mark.parametrize("speed", SPEEDS[2:])
def test_playing_reaches_the_end_and_stops_there(playhead, qtbot, monkeypatch, speed):
    monkeypatch.setattr("app.workspace.playhead.beat_ms", lambda _count: 40.0)
    playhead.show(trace_of("y = x**2"), 0)
    playhead.speed = speed
    seen, told = [], []
    playhead.moved.connect(seen.append)
    playhead.played.connect(told.append)

    playhead.play()
    qtbot.waitUntil(lambda: not playhead.playing)

    assert seen == [1, 2, 3]
    assert told == [True, False]
    assert playhead.progress == 0


def test_playing_at_the_end_begins_at_the_start(playhead):
    playhead.show(trace_of("y = x**2"))
    assert playhead.position == playhead.end

    playhead.play()

    assert playhead.playing
    assert playhead.position == 0


def test_nothing_plays_where_there_is_no_trace(playhead):
    playhead.show(None)

    playhead.toggle()

    assert not playhead.playing
    assert playhead.end == 0


def test_pausing_goes_back_to_the_last_whole_beat(playhead, qtbot):
    playhead.show(trace_of("y = x**2"), 0)

    playhead.play()
    qtbot.waitUntil(lambda: playhead.progress > 0)
    playhead.toggle()

    assert not playhead.playing
    assert playhead.progress == 0
    assert playhead.position == 0


def test_a_faster_speed_takes_less_time(playhead, qtbot, monkeypatch):
    monkeypatch.setattr("app.workspace.playhead.beat_ms", lambda _count: 100.0)
    playhead.show(trace_of("y = x**2"), 0)
    playhead.speed = 0.25
    playhead.play()
    qtbot.wait(60)
    slow = playhead.progress
    playhead.pause()

    playhead.speed = 1.0
    playhead.play()
    qtbot.wait(60)

    assert 0 < slow < 0.25
    assert playhead.progress > slow


def test_reduced_motion_moves_by_whole_beats_only(playhead, qtbot, monkeypatch):
    monkeypatch.setattr("app.workspace.playhead.beat_ms", lambda _count: 40.0)
    playhead.show(trace_of("y = x**2"), 0)
    playhead.reduced_motion = True
    frames = []
    playhead.advanced.connect(lambda: frames.append(playhead.playing))

    playhead.play()
    qtbot.waitUntil(lambda: not playhead.playing)

    assert frames == [False]  # the one that tells the end
    assert playhead.position == playhead.end


def test_a_new_trace_stops_the_play_and_shows_its_end(playhead):
    playhead.show(trace_of("y = x**2"), 0)
    playhead.play()

    playhead.show(trace_of("y = x**2 + 20"))

    assert not playhead.playing
    assert playhead.position == 5
