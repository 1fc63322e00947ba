"""The times that a line of a program ran."""

from __future__ import annotations

from app.document.program import traced
from app.document.program.iterations import common, iterations, nearest, told
from engine.program import run_program

TEXT = """import torch
w = torch.tensor(1.0, requires_grad=True)
def double(x):
    return x * 2
y = w
for i in range(3):
    for j in range(2):
        y = double(y) + i
z = double(y)
z.backward()
"""


def times():
    result = run_program(TEXT, write=len)
    found = traced(result.trace(result.sections[-1]), TEXT)
    return found, iterations(found.spans, found.paths)


def test_a_line_has_an_iteration_for_each_round_and_call_in_the_order_of_the_run():
    found, lines = times()

    of_loop, of_call = lines[8], lines[4]
    values = [float(found.trace.value(found.planned.slots[t.nodes[-1]])) for t in of_loop]
    assert values == [2.0, 4.0, 9.0, 19.0, 40.0, 82.0]
    assert len(of_call) == 7
    assert [told(time, common(of_loop)) for time in of_loop][:3] == [
        "round 1 · round 1",
        "round 1 · round 2",
        "round 2 · round 1",
    ]
    assert told(of_call[-1], common(of_call)) == "double() of line 9"


def test_a_line_that_ran_once_has_one():
    assert [len(found) for line, found in times()[1].items() if line == 10] == []
    assert len(times()[1][4]) == 7


def test_the_round_that_is_chosen_is_followed_by_the_other_lines():
    _, lines = times()
    path = lines[8][3].path

    at = nearest(lines[4], path)

    assert told(lines[4][at], 0) == "round 2 · round 2 · double() of line 8"
    assert nearest(lines[4], None) == 6
