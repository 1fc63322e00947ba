from __future__ import annotations

import numpy as np
import pytest

from app.canvas.dress import Dress
from app.canvas.flow import THICKEST, THINNEST, Flow, size_of, wire_width
from app.canvas.strokes import gradient_row, value_row
from app.document.edits import with_content
from app.document.examples import EXAMPLES
from app.document.formula import parse
from app.document.graph import Value
from app.document.planning import planned
from app.document.sizes import CARD_WIDTH
from engine.run import run


def dressed(text, **leaves):
    graph = parse(text).graph
    for name, value in leaves.items():
        graph = with_content(graph, graph.named(name).id, Value(value))
    plan = planned(graph)
    trace = run(plan.plan)
    return Dress(graph, plan, trace)


def id_of(dress, name):
    return dress.graph.named(name).id


def flows(dress):
    """The state of every wire by the names of its ends and its port."""
    called = {node.id: node.name or node.op for node in dress.graph}
    return {
        (called[w.source], called[w.target], w.port): dress.flow(w.target, w.port)[0]
        for w in dress.graph.wires
    }


# faces ----------------------------------------------------------------------------------------


def test_a_face_tells_name_value_and_gradient():
    dress = dressed("y = x**2 + 20", x=10.0)

    face = dress.face(id_of(dress, "x"))

    assert (face.title, face.value, face.gradient) == ("x", "10", "∂ 20")
    assert face.leaf
    assert face.trainable
    assert not face.root


def test_the_root_is_marked_and_its_gradient_is_one():
    dress = dressed("y = x**2")

    face = dress.face(id_of(dress, "y"))

    assert face.root
    assert face.gradient == "∂ 1"


def test_before_the_run_a_card_has_dashes_and_no_zero():
    dress = dressed("y = x**2")
    dress.seek(0)

    face = dress.face(id_of(dress, "y"))

    assert face.value == "–"
    assert face.gradient == "∂ –"


def test_without_a_trace_nothing_is_computed():
    graph = parse("y = x**2").graph
    dress = Dress(graph, planned(graph), None)

    assert dress.face(graph.named("x").id).value == "–"
    assert set(flows(dress).values()) == {Flow.IDLE}
    assert dress.under_way(5) == (set(), [])


def test_a_trace_of_another_plan_is_not_shown():
    graph = parse("y = x**2").graph

    dress = Dress(graph, planned(graph), run(planned(graph).plan))

    assert dress.trace is None


def test_a_gradient_that_comes_in_two_parts_waits_for_both():
    dress = dressed("u = x**2\ny = x*u", x=3.0)
    x, seen = id_of(dress, "x"), []

    for position in range(len(dress.trace) + 1):
        dress.seek(position)
        seen.append(dress.face(x).gradient)

    assert "∂ … (1/2)" in seen
    assert seen[0] == "∂ –"
    assert seen[-1] == "∂ 27"


def test_a_node_that_no_gradient_reaches_is_cut_only_once_backward_is_over():
    dress = dressed("u = detach(x*x)\ny = u*x")
    (product,) = [n.id for n in dress.graph if n.op == "mul" and not n.name]
    dress.seek(dress.trace.forward_count)
    before = dress.face(product).gradient

    dress.seek(len(dress.trace))

    assert before == "∂ –"
    assert dress.face(product).gradient == "∂ ✂"


def test_the_shape_of_an_array_is_on_its_card():
    dress = dressed("x = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]\ny = sum(x)")

    assert dress.face(id_of(dress, "x")).shape
    assert dress.face(id_of(dress, "y")).shape == ""


# problems -------------------------------------------------------------------------------------


def test_a_fault_is_told_at_the_node_where_it_happened():
    dress = dressed("x = [1.0, 2.0]\nw = [1.0, 2.0, 3.0]\np = x*w\ny = sum(p)")

    problem = dress.face(id_of(dress, "p")).problem

    assert "(2,)" in problem.message
    assert problem.remedy
    assert dress.face(id_of(dress, "x")).problem is None


def test_an_infinite_value_gets_a_word_at_its_node():
    dress = dressed("u = log(x)\ny = u + 1", x=0.0)

    assert "infinite" in dress.face(id_of(dress, "u")).problem.message
    assert dress.face(id_of(dress, "y")).problem is None


def test_a_root_that_is_no_number_says_how_to_reduce_it():
    dress = dressed("x = [1.0, 2.0]\ny = x*x")

    assert "sum(y)" in dress.face(id_of(dress, "y")).problem.remedy


# flows ----------------------------------------------------------------------------------------


def test_wires_are_idle_then_forward_then_carry_a_gradient():
    dress, seen = dressed("y = x**2", x=3.0), []

    for position in range(len(dress.trace) + 1):
        dress.seek(position)
        seen.append(flows(dress)["x", "y", 0])

    assert seen == [Flow.FORWARD, Flow.FORWARD, Flow.FORWARD, Flow.GRADIENT]


def test_a_wire_from_a_node_that_has_not_run_is_idle():
    dress = dressed("u = x**2\ny = sin(u)")
    dress.seek(0)

    assert flows(dress)["u", "y", 0] is Flow.IDLE


def test_an_exact_zero_is_no_thin_gradient():
    dress = dressed("y = x*w", x=3.0, w=0.0)

    assert flows(dress) == {("x", "y", 0): Flow.ZERO, ("w", "y", 1): Flow.GRADIENT}


def test_a_relu_that_is_shut_carries_zero():
    dress = dressed("y = relu(x)", x=-1.0)

    assert flows(dress)["x", "y", 0] is Flow.ZERO


def test_detach_cuts_the_wire_into_it_and_the_wires_behind():
    dress = dressed("u = detach(x*x)\ny = u*x", x=3.0)

    found = flows(dress)

    assert found["u", "y", 0] is Flow.CUT
    assert found["x", "y", 1] is Flow.GRADIENT
    assert found["x", "mul", 0] is Flow.CUT
    assert found["mul", "u", 0] is Flow.CUT


def test_a_constant_cuts_its_wire():
    dress = dressed("c = const(2.0)\ny = c*x")

    assert flows(dress) == {("c", "y", 0): Flow.CUT, ("x", "y", 1): Flow.GRADIENT}


def test_a_wire_that_the_root_does_not_need_is_not_cut():
    dress = dressed("u = sin(x)\nv = exp(x)\ny = x**2")
    dress = Dress(dress.graph, dress.planned, dress.trace)

    assert flows(dress)["x", "u", 0] is Flow.FORWARD


def test_a_gradient_that_is_no_number_is_broken():
    dress = dressed("y = sqrt(x)", x=0.0)

    assert flows(dress)["x", "y", 0] is Flow.BROKEN


def test_a_square_written_as_a_product_has_a_gradient_on_each_of_two_wires():
    dress = dressed("y = x*x", x=3.0)
    x, y = id_of(dress, "x"), id_of(dress, "y")

    arrivals = [dress.arrival(y, port) for port in (0, 1)]

    assert [a.contribution for a in arrivals] == [3.0, 3.0]
    assert dress.gradient(x) == 6.0
    assert flows(dress) == {("x", "y", 0): Flow.GRADIENT, ("x", "y", 1): Flow.GRADIENT}


# widths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "largest", "px"),
    [
        (1.0, 1.0, 8.5),
        (0.1, 1.0, 7.25),
        (1e-3, 1.0, 4.75),
        (1e-6, 1.0, 1.0),
        (1e-9, 1.0, 0.75),
        (5.0, 50.0, 7.25),
        (0.0, 1.0, 0.75),
    ],
)
def test_widths_are_as_the_facts_have_them(size, largest, px):
    assert wire_width(size, largest) == pytest.approx(px)


def test_widths_never_leave_their_range():
    widths = [wire_width(10.0**k, 1e200) for k in range(-300, 201)]

    assert min(widths) == THINNEST
    assert max(widths) == THICKEST
    assert widths == sorted(widths)


def test_the_size_of_an_array_is_its_root_mean_square():
    assert size_of(np.array([3.0, 4.0, 0.0, 0.0])) == 2.5
    assert size_of(np.empty(0)) == 0
    assert not np.isfinite(size_of(np.array([1.0, np.nan])))
    assert size_of(np.full(3, 1e-30, np.float32)) == pytest.approx(1e-30)


def test_the_scale_is_pinned_for_the_whole_run():
    dress = dressed("u = 1000*x\ny = u**2", x=1.0)
    widths = []
    for position in range(len(dress.trace) + 1):
        dress.seek(position)
        widths.append(dress.flow(id_of(dress, "y"), 0)[1])

    gradients = [w for w in widths if w > 2]

    assert len(set(gradients)) == 1
    assert dress.largest == 2e6


# motion ---------------------------------------------------------------------------------------


def test_a_beat_moves_values_forward_and_gradients_back():
    dress = dressed("y = x*c", c=2.0)
    y = id_of(dress, "y")
    dress.seek(0)
    forward = dress.under_way(1)
    dress.seek(1)
    seed = dress.under_way(2)
    dress.seek(2)
    backward = dress.under_way(3)

    assert forward == ({y}, [(y, 0, False), (y, 1, False)])
    assert seed == ({y}, [])
    assert backward == ({y}, [(y, 0, True), (y, 1, True)])


def test_no_gradient_pulse_runs_into_a_constant():
    dress = dressed("c = const(2.0)\ny = x*c")
    dress.seek(2)

    assert [port for _, port, _ in dress.under_way(3)[1]] == [0]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)
def test_every_example_can_be_dressed_at_every_position(example):
    graph = example.document().graph
    plan = planned(graph)
    trace = run(plan.plan)
    dress = Dress(graph, plan, trace)

    for position in range(len(trace) + 1):
        dress.seek(position)
        for node in graph:
            assert dress.face(node.id).value
        assert set(flows(dress).values()) <= set(Flow)


def test_a_card_has_room_for_the_exponent_of_any_number(qapp):
    dress = dressed("y = x*w", x=-1.23456e-150, w=-9.87654e-120)
    row = gradient_row(dress.face(id_of(dress, "w")).gradient, CARD_WIDTH)

    assert row[0] == "∂ −1e−150"
    assert value_row(dress.face(id_of(dress, "x")).value, CARD_WIDTH)[0] == "−1.23e−150"
