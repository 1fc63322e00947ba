"""The arithmetic of the benchmarks: order, ratios, who is timed, what is written."""

import json

import pytest

from tests.benchmarks import alone, contest, families, measure, report
from tests.benchmarks.contest import Absent, Late, Made, Peer, Ratio, Row, Runner, Workload


class Clock:
    """Time that passes only in its works; `called` are their names in order."""

    def __init__(self):
        self.now = 0.0
        self.called = []

    def __call__(self):
        return self.now

    def work(self, name, seconds):
        def work():
            self.called.append(name)
            self.now += seconds

        return work


def runner(answer, steps=1):
    return Runner(lambda: None, None if answer is None else lambda: answer, steps)


def workload(ours, **peers):
    made = tuple(
        Peer(name, make if callable(make) else lambda make=make: make)
        for name, make in peers.items()
    )
    return Workload("title", "call", lambda: ours, made)


def test_each_contender_comes_first_equally_often():
    orders = [measure.rotated(["a", "b", "c"], number) for number in range(3)]

    assert orders == [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]
    assert measure.rotated(["a", "b", "c"], 3) == orders[0]


def test_seconds_are_those_of_one_call_in_each_round():
    clock = Clock()
    works = {"fast": clock.work("fast", 0.001), "slow": clock.work("slow", 0.5)}

    seconds = measure.measure(works, 9, least_seconds=0.01, clock=clock)

    assert seconds["fast"] == pytest.approx([0.001] * 9)
    assert seconds["slow"] == pytest.approx([0.5] * 9)


def test_a_fast_contender_is_called_until_the_least_time_is_filled_and_a_slow_one_once():
    clock = Clock()
    works = {"fast": clock.work("fast", 0.001), "slow": clock.work("slow", 0.5)}

    measure.measure(works, 2, least_seconds=0.01, clock=clock)

    last_round = clock.called[-11:]
    assert last_round == ["slow"] + ["fast"] * 10


def test_the_ratio_is_the_median_of_the_rounds_own_ratios():
    theirs = [2.0, 40.0, 6.0, 8.0, 10.0]
    ours = [1.0, 10.0, 2.0, 2.0, 1.0]

    found = measure.spread(theirs, ours)

    assert found == (4.0, 3.0, 4.0)


def test_a_machine_that_slows_down_in_some_rounds_does_not_change_the_ratio():
    ours = [1.0, 3.0, 1.0, 5.0, 1.0]

    found = measure.spread([2 * own for own in ours], ours)

    assert found == (2.0, 2.0, 2.0)


def test_a_target_is_reached_from_the_median_on():
    assert Ratio(2.0, 1.9, 2.1, 2.0).is_reached
    assert not Ratio(1.99, 1.9, 2.1, 2.0).is_reached
    assert Ratio(0.1, 0.1, 0.1).is_reached


def test_times_are_per_step_of_a_contender(monkeypatch):
    monkeypatch.setattr(contest, "measure", lambda works, rounds: {n: [6.0] * 9 for n in works})
    work = workload(runner([1.0], steps=6), torch=runner([1.0], steps=2))

    row = contest.contest("name", work, 9)

    assert row.seconds == {"ours": [1.0] * 9, "torch": [3.0] * 9}
    assert row.ratios["torch"].median == 3.0


def test_who_disagrees_with_torch_is_shown_and_not_timed(monkeypatch):
    monkeypatch.setattr(contest, "measure", lambda works, rounds: {n: [1.0] * 9 for n in works})
    work = workload(runner([1.0]), torch=runner([1.0]), other=runner([1.1]), limit=runner(None))

    row = contest.contest("name", work, 9)

    assert set(row.seconds) == {"ours", "torch", "limit"}
    assert row.wrong == {"other": "result 0 is off by 1.0e-01 of its largest element"}


def test_we_too_are_not_timed_where_we_disagree_with_torch(monkeypatch):
    monkeypatch.setattr(contest, "measure", lambda works, rounds: {n: [1.0] * 9 for n in works})

    row = contest.contest("name", workload(runner([float("nan")]), torch=runner([1.0])), 9)

    assert "ours" in row.wrong
    assert row.ratios == {}


def test_an_absent_peer_is_named_with_the_reason(monkeypatch):
    monkeypatch.setattr(contest, "measure", lambda works, rounds: {n: [1.0] * 9 for n in works})

    def fails(error):
        def make():
            raise error

        return make

    work = workload(
        runner([1.0]),
        torch=fails(Absent("not here")),
        odd=fails(KeyError("x")),
        slow=fails(Late("in 9 s")),
    )
    row = contest.contest("name", work, 9)

    assert row.absent == {"torch": "not here", "odd": "KeyError: 'x'", "slow": "in 9 s"}
    assert list(row.seconds) == ["ours"]


@pytest.mark.parametrize(
    ("found", "expected", "fault"),
    [
        ([1.0], [1.0 + 1e-12], None),
        ([1.0, 2.0], [1.0], "2 results, not 1"),
        ([[1.0, 2.0]], [[[1.0], [2.0]]], "result 0 has shape (2,), not (2, 1)"),
        ([[0.0, 1e-12]], [[0.0, 0.0]], "result 0 is off by"),
        ([[1e-12, 1.0]], [[0.0, 1.0]], None),
    ],
)
def test_answers_agree_relative_to_their_largest_element(found, expected, fault):
    said = contest.disagreement(found, expected, 1e-9)

    assert said == fault or (fault is not None and said.startswith(fault))


def test_a_row_comes_back_from_json_as_it_was():
    row = Row("name", "title", "call", Made("arrays", 0.5), {"ours": [1.0], "torch": [2.0]})
    row.ratios["torch"] = Ratio(2.0, 1.5, 2.5, 3.0)
    row.absent["jax"] = "not installed"

    written = json.loads(json.dumps(row.as_json()))

    assert written["ratios"]["torch"]["reached"] is False
    assert Row.from_json(written) == row


def test_the_report_says_of_each_target_whether_it_is_reached():
    row = Row("name", "title", "call", Made("native", 0.002, 0.03))
    row.seconds = {"ours": [1e-6], "a": [2e-6], "b": [3e-6]}
    row.ratios = {"a": Ratio(2.0, 1.9, 2.1, 1.5), "b": Ratio(3.0, 2.9, 3.1, 4.0)}
    row.absent["c"] = "not installed"

    text = report.block(row)
    whole = json.loads(report.as_json([row], 9))

    assert "1.00 µs per call, native, compiled in 2.00 ms + 30.0 ms" in text
    assert "2.00 (1.90–2.10)        target 1.5: reached" in text
    assert "target 4: MISSED" in text
    assert "absent: not installed" in text
    assert whole["rounds"] == 9
    assert whole["rows"][0]["ratios"]["b"]["reached"] is False
    assert "1 of 2 targets are reached" in report.summary([row])


def test_the_summary_says_where_the_machine_itself_is_short_of_a_target():
    row = Row("name", "title", "call")
    row.ratios = {"a": Ratio(1.2, 1, 2, 2.0), "limit: copy": Ratio(0.8, 0.7, 0.9)}
    row.ratios["b"] = Ratio(2.4, 2, 3, 2.5)

    text = report.summary([row])

    assert "1.20 of 2; the limit itself gives 1.50" in text
    assert text.endswith("2.40 of 2.5")


def test_a_contest_runs_with_blas_as_a_user_has_it_and_one_thread_each():
    given = {"HOME": "/home", "OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_L2_SIZE": "512"}

    found = alone.environment(given)

    assert not {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"} & set(found)
    assert found["HOME"] == "/home"
    assert found["OPENBLAS_NUM_THREADS"] == found["OMP_NUM_THREADS"] == "1"


def test_workloads_are_chosen_by_name_and_by_family():
    assert families.chosen(["scalar", "crowds", "scalar"]) == ["scalar", "crowd"]
    assert families.chosen([]) == list(families.WORKLOADS)
    with pytest.raises(ValueError, match="no workload is called 'sclar': choose from scalars: "):
        families.chosen(["sclar"])
