from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from app.canvas.scene import Scene, curve, curves, path_of
from app.document.formula import parse
from app.document.graph import Graph
from app.document.placing import placed

coordinates = st.floats(-1e4, 1e4)
points = st.tuples(coordinates, coordinates)


def scene_of(text):
    return Scene(placed(parse(text).graph))


def id_of(scene, name):
    return scene.graph.named(name).id


@given(points, points)
def test_a_wire_begins_and_ends_at_its_ports_and_is_level_there(start, end):
    a, b, c, d = curve(start, end)

    assert tuple(a) == start
    assert tuple(d) == end
    assert a[1] == b[1]
    assert c[1] == d[1]
    assert b[0] > a[0]
    assert c[0] < d[0]


@given(points, st.lists(points, max_size=4), points)
def test_a_wire_through_way_points_is_in_one_piece(start, way, end):
    segments = curves(start, way, end)

    assert segments.shape == (len(way) + 1, 4, 2)
    assert (segments[1:, 0] == segments[:-1, 3]).all()
    assert path_of(segments).elementCount() == 1 + 3 * len(segments)


def test_an_empty_graph_has_nothing_to_pick():
    scene, spot = Scene(Graph()), QPointF(0, 0)

    assert scene.bounds.isEmpty()
    assert scene.node_at(spot) is None
    assert scene.out_port_at(spot) is None
    assert scene.in_port_at(spot) is None
    assert scene.wire_at(spot) is None
    assert scene.within(QRectF(-9, -9, 99, 99)) == []


def test_every_card_is_picked_in_its_middle_and_not_beside_it():
    scene = scene_of("y = sin(x*w) + b")

    for i, node_id in enumerate(scene.ids):
        card = scene.rect(i)
        assert scene.node_at(card.center()) == node_id
        assert scene.node_at(card.center() + QPointF(0, card.height())) != node_id


def test_of_two_cards_on_each_other_the_later_is_picked():
    scene = scene_of("y = x*w")
    scene.xy[:] = 0

    assert scene.node_at(QPointF(0, 0)) == scene.ids[-1]


def test_every_port_is_picked_within_its_reach_only():
    scene = scene_of("y = x*w + b")

    for wire in scene.wires:
        inlet = QPointF(*scene.in_port(wire.target, wire.port))
        outlet = QPointF(*scene.out_port(wire.source))
        assert scene.in_port_at(inlet + QPointF(-3, 2)) == (wire.target, wire.port)
        assert scene.out_port_at(outlet + QPointF(3, 2)) == wire.source
        assert scene.in_port_at(inlet + QPointF(-13, 0)) is None
        assert scene.out_port_at(outlet + QPointF(13, 0)) is None


def test_a_wire_is_picked_along_its_whole_way():
    scene = scene_of("y = x*w + b")

    for k in range(len(scene.wires)):
        for share in (0.2, 0.5, 0.8):
            at = scene.along(k, share)
            assert scene.wire_at(at) == k
            assert scene.wire_at(at + QPointF(0, 2)) == k


def test_a_square_has_two_wires_from_the_same_node_to_two_ports():
    scene = scene_of("y = x*x")

    first, second = scene.wires

    assert (first.source, first.target) == (second.source, second.target)
    assert (first.port, second.port) == (0, 1)
    assert not np.array_equal(scene.segments[0], scene.segments[1])


def test_shifting_a_card_takes_its_wires_along_and_no_others():
    scene = scene_of("u = x*w\ny = u + b")
    b = id_of(scene, "b")
    before = [s.copy() for s in scene.segments]
    start = scene.out_port(b)

    scene.shift([b], 30, -20)

    assert scene.out_port(b) == pytest.approx((start[0] + 30, start[1] - 20))
    for k, wire in enumerate(scene.wires):
        moved = not np.array_equal(before[k], scene.segments[k])
        assert moved == (wire.source == b)
        assert (scene.low[k] == scene.segments[k].min((0, 1))).all()
        assert (scene.high[k] == scene.segments[k].max((0, 1))).all()


def test_shifting_back_restores_the_picture():
    scene = scene_of("y = x*w")
    xy, segments = scene.xy.copy(), [s.copy() for s in scene.segments]

    scene.shift(scene.ids, 7, 9)
    scene.shift(scene.ids, -7, -9)

    np.testing.assert_allclose(scene.xy, xy)
    np.testing.assert_allclose(np.stack(scene.segments), np.stack(segments))


def test_a_shifted_scene_leaves_the_graph_as_it_was():
    scene = scene_of("y = x*w")
    before = dict(scene.graph.positions)

    scene.shift(scene.ids, 7, 9)

    assert scene.graph.positions == before


def test_the_bounds_hold_every_card_and_no_more():
    scene = scene_of("y = sin(x*w) + b")

    united = scene.rect(0)
    for i in range(1, len(scene.ids)):
        united = united.united(scene.rect(i))

    assert scene.bounds == united


def test_a_band_meets_the_cards_it_touches():
    scene = scene_of("y = x*w")
    x = id_of(scene, "x")
    card = scene.rect(scene.number[x])

    corner = QRectF(card.left() - 5, card.top() - 5, 6, 6)

    assert scene.within(corner) == [x]
    assert set(scene.within(scene.bounds)) == set(scene.ids)


def test_points_along_a_wire_run_from_output_to_input():
    scene = scene_of("y = x*w")

    for k, wire in enumerate(scene.wires):
        assert scene.along(k, -1) == QPointF(*scene.out_port(wire.source))
        assert scene.along(k, 2) == QPointF(*scene.in_port(wire.target, wire.port))
