"""Large leaves are made while the interface goes on, and the making can be stopped."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from app.document import contents
from app.document.contents import described, is_large
from app.document.graph import Data, Made, Node, Value
from app.document.stock import SPARE, Stock
from app.document.table import load
from tests.app.hand import named, value

LARGE = "A = randn(500, 500, seed=1)\ny = sum(A*A)"


@pytest.fixture
def gate(monkeypatch):
    """Random leaves wait for this event, or until they are stopped."""
    gate, draw = threading.Event(), contents._drawn

    def slowly(generator, sizes, stop):
        while not gate.wait(0.005):
            if stop():
                raise contents.Stopped
        return draw(generator, sizes, stop)

    monkeypatch.setattr(contents, "_drawn", slowly)
    yield gate
    gate.set()


def table(folder, rows, name="large.csv", cell="0.25"):
    path = folder / name
    path.write_text("a,b\n" + f"{cell},1.5\n" * rows, encoding="utf-8")
    return path


def rested(workspace):
    return lambda: not workspace.busy


def test_a_large_leaf_is_made_meanwhile_and_then_the_graph_runs(workspace, gate, qtbot):
    told = []
    workspace.running.connect(told.append)

    workspace.edit_text(LARGE)
    during = workspace.busy, workspace.trace, workspace.doing
    gate.set()
    qtbot.waitUntil(rested(workspace))

    assert during == (True, None, "Making A (500 × 500)… press Stop to end it")
    assert told == [True, False]
    expected = np.random.default_rng(1).standard_normal((500, 500))
    assert np.array_equal(value(workspace, "A"), expected)


def test_what_waits_for_a_large_leaf_is_no_problem(workspace, gate):
    workspace.edit_text(LARGE)

    assert not any(problem.remedy for problem in workspace.planned.problems.values())
    assert workspace.planned.waiting == frozenset(
        node.id for node in workspace.graph if node.name in ("A", "y") or node.op == "mul"
    )


def test_stop_leaves_the_document_as_it_is_and_run_makes_the_leaf_after_all(workspace, gate, qtbot):
    workspace.edit_text(LARGE)
    state, count = workspace.state, workspace.undo.count()

    workspace.stop()

    problem = workspace.planned.problems[named(workspace, "A")]
    assert (problem.message, problem.remedy) == ("not made", "press Run")
    assert (workspace.state, workspace.undo.count(), workspace.busy) == (state, count, False)
    gate.set()
    workspace.run_and_play()
    qtbot.waitUntil(rested(workspace))
    assert value(workspace, "y") > 0


def test_an_edit_elsewhere_does_not_begin_again_what_was_stopped(workspace, gate):
    workspace.edit_text(LARGE + "\nz = u**2")
    workspace.stop()

    workspace.set_content(named(workspace, "u"), Value(3.0))

    assert not workspace.busy
    assert value(workspace, "z") == 9.0


def test_undo_ends_the_making_and_shows_the_graph_before(workspace, gate, qtbot):
    workspace.edit_text("y = x**2")
    workspace.undo.setClean()
    workspace.edit_text(LARGE)

    workspace.undo.undo()

    assert not workspace.busy
    assert value(workspace, "y") == 1.0
    gate.set()
    qtbot.wait(50)
    assert value(workspace, "y") == 1.0


def test_an_edit_of_another_node_lets_the_making_go_on(workspace, gate, qtbot):
    workspace.edit_text("A = randn(500, 500, seed=1)\nb = 2.0\ny = sum(A*b)")
    thread = workspace._maker._thread

    workspace.set_content(named(workspace, "b"), Value(0.0))

    assert workspace._maker._thread is thread
    gate.set()
    qtbot.waitUntil(rested(workspace))
    assert value(workspace, "y") == 0.0


def test_several_large_leaves_are_made_one_after_the_other(workspace, qtbot):
    lines = [f"x{i} = randn(210000, seed={i})" for i in range(SPARE + 20)]
    total = " + ".join(f"sum(x{i})" for i in range(SPARE + 20))

    workspace.edit_text("\n".join([*lines, f"y = {total}"]))
    qtbot.waitUntil(rested(workspace), timeout=20000)

    assert not workspace.planned.problems
    assert np.isfinite(value(workspace, "y"))


def test_a_large_table_is_read_meanwhile(workspace, tmp_path, qtbot):
    path = table(tmp_path, 200_001)

    workspace.edit_text(f'x = data("{path}", "a")\ny = sum(x)')
    during = workspace.trace, workspace.doing
    qtbot.waitUntil(rested(workspace), timeout=20000)

    assert during == (None, "Reading large.csv… press Stop to end it")
    assert value(workspace, "y") == 50_000.25


def test_a_mistake_in_a_large_table_is_told_at_its_leaf(workspace, tmp_path, qtbot):
    path = table(tmp_path, 200_001)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("1,2,3\n")

    workspace.edit_text(f'x = data("{path}", "a")\ny = sum(x)')
    qtbot.waitUntil(rested(workspace), timeout=20000)

    problem = workspace.planned.problems[named(workspace, "x")]
    assert "row 200003 has 3 cells" in problem.message
    assert problem.remedy


def test_an_error_that_nobody_foresaw_is_told_at_the_leaf(workspace, monkeypatch, qtbot):
    def broken(*_args):
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(contents, "_drawn", broken)
    workspace.edit_text(LARGE)
    qtbot.waitUntil(rested(workspace))

    assert "the disk is on fire" in workspace.planned.problems[named(workspace, "A")].message


def test_a_table_that_has_changed_is_read_again(workspace, tmp_path, qtbot):
    path = table(tmp_path, 200_001)
    workspace.edit_text(f'x = data("{path}", "a")\ny = sum(x)')
    qtbot.waitUntil(rested(workspace), timeout=20000)

    table(tmp_path, 200_001, cell="0.50")
    workspace.recompute()
    qtbot.waitUntil(rested(workspace), timeout=20000)

    assert value(workspace, "y") == 100_000.5


def test_reading_a_table_is_given_up_when_told_to(tmp_path):
    path = table(tmp_path, 200_001)
    asked = []

    def soon():
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(contents.Stopped):
        load(str(path), None, soon)

    assert len(asked) == 4


@pytest.mark.parametrize(
    ("content", "large"),
    [
        (Made("zeros", (447, 447)), False),
        (Made("zeros", (448, 448)), True),
        (Made("eye", (448,)), True),
        (Made("arange", (0, 300_000, 2)), False),
        (Made("linspace", (0, 1, 300_000)), True),
        (Made("zeros", (-1, 3)), False),
        (Made("zeros", (10_000, 10_000)), False),
        (Made("arange", (0, 1, 0)), False),
        (Data("nowhere.csv", ("a",)), False),
        (Value(1.0), False),
    ],
    ids=str,
)
def test_only_what_can_be_made_and_takes_long_is_large(content, large):
    assert is_large(content) is large


def test_making_is_described_by_name_and_size():
    nodes = [
        Node("n1", name="A", content=Made("full", (500, 600, 0.5))),
        Node("n2", content=Made("linspace", (0, 1, 300_000))),
    ]

    assert [described(node) for node in nodes] == [
        "Making A (500 × 600)",
        "Making linspace (300000)",
    ]


def test_a_stock_forgets_the_oldest_of_what_is_no_longer_asked_for():
    stock = Stock()
    for number in range(SPARE + 3):
        stock.put(number, np.zeros(1))

    stock.clear_out()

    assert list(stock._held) == list(range(3, SPARE + 3))
