from __future__ import annotations

import pytest

from app.document.formula import parse
from app.document.level import seen
from app.document.placing import arranged
from app.document.repeats import folded, repeats, unfolded

RECURRENT = "h0 = 0.0*w\n" + "\n".join(f"h{i + 1} = tanh(h{i}*w + b)" for i in range(12))
DRIVEN = "h0 = 0.0*w\n" + "\n".join(f"h{i + 1} = tanh(h{i}*w + x{i}*u + b)" for i in range(9))
DESCENT = "x0 = 1.0*s\n" + "\n".join(f"x{i + 1} = x{i} - 0.1*2*(x{i} - 3)" for i in range(20))
GATED = "h0 = 0.1*w\nc0 = 0.2*w\n" + "\n".join(
    f"c{i + 1} = sigmoid(h{i}*f)*c{i} + tanh(h{i}*g)\nh{i + 1} = tanh(c{i + 1})*sigmoid(h{i}*o)"
    for i in range(10)
)
LAYERS = "a0 = exp(x)\n" + "\n".join(f"a{i + 1} = relu(a{i} @ w{i} + b{i})" for i in range(6))


def graph_of(text):
    return arranged(parse(text + "\n").graph)


@pytest.mark.parametrize(
    ("text", "copies", "nodes"),
    [(RECURRENT, 12, 3), (DRIVEN, 9, 5), (DESCENT, 20, 3), (LAYERS, 6, 3)],
    ids=["recurrent", "driven", "descent", "layers"],
)
def test_an_unrolled_loop_is_found_whole(text, copies, nodes):
    (found,) = repeats(graph_of(text))

    assert len(found.blocks) >= copies - 1
    assert all(len(block) == nodes for block in found.blocks)


def test_a_block_takes_along_what_feeds_it_alone():
    graph = graph_of(GATED)

    (found,) = repeats(graph)

    assert len(found.blocks) >= 8
    assert all(len(block) == 10 for block in found.blocks)
    assert len(set(found.nodes)) == len(found.nodes)


@pytest.mark.parametrize(
    "text",
    [
        "y = sin(x)*cos(x) + exp(x)",
        "y = sin(cos(tan(exp(tanh(sinh(cosh(sqrt(x))))))))",
        "h1 = tanh(x*w)\nh2 = tanh(h1*w)\nh3 = tanh(h2*w)",
        "x = 1",
        "",
    ],
)
def test_what_does_not_repeat_four_times_is_left_alone(text):
    assert repeats(parse(text).graph) == []


def test_two_loops_are_two_repeats():
    text = RECURRENT + "\nk0 = exp(h12)\n"
    text += "\n".join(f"k{i + 1} = sin(k{i})*k{i}" for i in range(8))

    found = repeats(graph_of(text))

    assert [len(each.blocks) for each in found] == [12, 8]


def test_folding_shows_one_card_and_unfolding_gives_every_place_back():
    graph = graph_of(RECURRENT + "\nL = (h12 - 1)**2")

    short = folded(graph, "", repeats(graph))
    full = unfolded(short, "g1")

    cards = seen(short, "")
    assert short.arrangement.groups["g1"].copies == 12
    assert len(cards.graph) == len(graph) - 36 + 1
    assert max(x for x, _ in cards.graph.positions.values()) < 0.5 * max(
        x for x, _ in graph.positions.values()
    )
    assert not full.arrangement
    for node_id, place in graph.positions.items():
        assert full.positions[node_id] == pytest.approx(place)


def test_what_is_folded_is_not_found_again():
    graph = graph_of(RECURRENT)

    short = folded(graph, "", repeats(graph))

    assert repeats(short) == []
    assert len(repeats(short, "g1")) == 1


def test_ten_thousand_ops_are_no_deeper_than_a_dozen():
    text = "h0 = 0.0*w\n" + "\n".join(f"h{i + 1} = tanh(h{i}*w + b)" for i in range(3300))

    (found,) = repeats(parse(text).graph)

    assert len(found.blocks) == 3300
