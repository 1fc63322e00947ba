from __future__ import annotations

import numpy as np
import pytest

from app.canvas.badges import KINKS, value_badges
from app.canvas.dress import Dress
from app.canvas.tips import node_tip
from app.document.formula import parse
from app.document.planning import planned
from engine.op import OPS
from engine.run import run
from tests.app.canvas.spots import inlet, outlet, title_spot, typed
from tests.app.hand import named, op_id

NOT_TESTED = {"equal elements in a window", "equal elements"}


def dressed(text):
    graph = parse(text).graph
    plan = planned(graph)
    return Dress(graph, plan, run(plan.plan))


def words(dress, name):
    return [badge.word for badge in dress.face(dress.graph.named(name).id).badges]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("x = -1.0\ny = log(x)", "y", ["NaN"]),
        ("x = -1.0\ny = log(x)\nz = y + 1", "z", ["NaN"]),
        ("x = 0.0\ny = 1/x", "y", ["inf"]),
        ("x = 0.0\ny = 1/x", "x", ["∂ inf"]),
        ("x = 0.0\ny = relu(x)", "y", ["kink"]),
        ("x = 2.0\ny = relu(x)", "y", []),
        ("x = param([1, -1, 3])\ny = sum(abs(x*0))", "x", ["∂ 0"]),
        ("x = 3.0\ny = clamp(x, min=-1, max=1)", "y", ["clip"]),
        ("x = 1.0\ny = clamp(x, min=-1, max=1)", "y", ["kink"]),
        ("y = max([1, 2, 2]*x)", "y", ["kink"]),
        ("y = max([1, 2, 3]*x)", "y", []),
        ("x = 1.0\nw = 1.0\ny = maximum(x, w)", "y", ["kink"]),
        ("x = 0.0\ny = x*3", "x", []),
        ("x = 2.0\ny = detach(x) + w", "x", ["cut"]),
    ],
)
def test_a_card_has_a_badge_for_what_deserves_a_word(text, name, expected):
    dress = dressed(text)

    assert words(dress, name) == expected


def test_every_kink_of_the_table_is_looked_for():
    asked = {op.kinks for op in OPS.values() if op.kinks}

    assert asked - KINKS.keys() == NOT_TESTED


@pytest.mark.parametrize(
    "op", [op for op in OPS.values() if op.kinks in KINKS], ids=lambda o: o.name
)
def test_no_test_for_a_kink_fails_on_any_input(op):
    for shape in ((), (3,), (2, 3)):
        inputs = [np.zeros(shape)] * op.arity
        value_badges(op.name, inputs, {}, np.zeros(shape))


def test_gradient_badges_come_with_the_gradient():
    dress = dressed("x = 3.0\ny = relu(x*0)*2")

    dress.seek(dress.trace.forward_count)

    assert words(dress, "x") == []


def test_some_elements_are_counted_in_the_sentence():
    dress = dressed("x = param([1, -1, 4])\ny = clamp(x, min=0, max=2)\nz = sum(y)")

    (badge,) = dress.face(dress.graph.named("y").id).badges

    assert badge.sentence == "2 of 3 are clipped: no gradient passes there"
    assert badge.sentence in node_tip(dress, dress.graph.named("y").id)


# tips -------------------------------------------------------------------------------------------


def test_a_card_tells_its_op_shape_and_every_digit(canvas, workspace):
    typed(canvas, "y = sin(x)*[1, 2]")
    workspace.set_content(
        named(workspace, "x"), parse("q = 0.123456789012345").graph.leaves[0].content
    )
    canvas.fit()

    tip = canvas.tip(title_spot(canvas, named(workspace, "y")))

    assert "<b>y</b> · mul" in tip
    assert "mul(sin, [ ])" in tip
    assert "2, float64" in tip
    assert "0.1231434" in tip
    assert "0.123456789012345" in canvas.tip(title_spot(canvas, named(workspace, "x")))


def test_an_input_tells_its_name_and_from_where_it_is_fed(canvas, workspace):
    typed(canvas, "y = x/2")
    y = named(workspace, "y")

    assert canvas.tip(inlet(canvas, y, 0)) == "<b>input</b> of y<br>from x<br>float64"
    assert canvas.tip(inlet(canvas, y, 1)) == "<b>other</b> of y<br>the number 2"


def test_an_open_input_tells_what_to_do(canvas, workspace):
    workspace.add_op("mul", (0.0, 0.0))
    canvas.fit()
    (node_id,) = workspace.selection

    assert "open: draw a wire to it" in canvas.tip(inlet(canvas, node_id, 1))


def test_an_output_tells_who_reads_it(canvas, workspace):
    typed(canvas, "y = sin(x) + cos(x)")

    tip = canvas.tip(outlet(canvas, named(workspace, "x")))

    assert tip == "output of <b>x</b><br>float64<br>read by sin, cos"


def test_a_wire_tells_what_it_carried_both_ways(canvas, workspace):
    typed(canvas, "x = 3.0\ny = x*4")
    middle = canvas.camera.to_screen(canvas.scene.along(0, 0.5))

    tip = canvas.tip(middle)

    assert tip == "<b>x → y</b><br>value 3.0<br>gradient back along this wire: 4.0"


def test_words_of_a_tip_are_never_read_as_markup(canvas, workspace):
    typed(canvas, "y = sum((x < 2)*w)")

    tip = canvas.tip(title_spot(canvas, op_id(workspace, "lt")))

    assert tip.startswith("<b>x &lt; 2</b> · lt<br>lt(x, 2)")
