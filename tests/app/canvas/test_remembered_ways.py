"""What is remembered of wires and cards is forgotten when they change."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from app.canvas.camera import Camera
from app.canvas.layer import Layer
from app.canvas.level_dress import dress_of
from app.canvas.level_scene import scene_of
from app.document.formula import parse
from app.document.grouping import grouped
from app.document.placing import placed
from app.document.planning import planned
from app.document.sizes import card_height, card_sizes
from app.theme import DARK
from engine.run import run

VIEW = QRect(0, 0, 700, 420)


@pytest.fixture(scope="module")
def level(qapp):
    """A level with a card of a group that several wires enter, and its dress."""
    graph = placed(parse("a = x*y\nb = a + exp(x)*y\nz = sin(b)*x").graph)
    inner = [node.id for node in graph if node.name in ("a", "b") or node.op == "exp"]
    graph = grouped(graph, inner, "")[0]
    scene, plan = scene_of(graph, ""), planned(graph)
    trace = run(plan.plan)
    return scene, dress_of(scene, plan, trace, len(trace)), plan, trace


def painted(layer, scene, dress):
    picture = QImage(VIEW.size(), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    centre = scene.bounds.center()
    camera = Camera(0.6, 350 - centre.x() * 0.6, 210 - centre.y() * 0.6)
    layer.paint(painter, VIEW, 1.0, camera, scene, dress, DARK)
    painter.end()
    return picture


def test_every_position_of_a_level_is_painted_as_if_it_were_the_first(level):
    scene, _, plan, trace = level
    kept, dress = Layer(), dress_of(scene, plan, trace, 0)
    for position in range(len(trace) + 1):
        dress.seek(position)
        kept.dirty = True

        picture = painted(kept, scene, dress)

        assert picture == painted(Layer(), scene, dress_of(scene, plan, trace, position))


def test_the_fates_of_a_level_are_those_of_its_own_wires(level):
    scene, dress, _, _ = level

    assert len(dress.fates[0]) == len(scene.wires)
    assert np.array_equal(dress.fates[0], dress.flows[0])


def test_cards_that_were_shifted_are_painted_where_they_are(level):
    scene, dress, _, _ = level
    kept = Layer()
    before = painted(kept, scene, dress)

    scene.shift([scene.ids[0]], 30, 40)
    kept.dirty = True
    picture = painted(kept, scene, dress)

    assert picture != before
    assert picture == painted(Layer(), scene, dress)
    scene.shift([scene.ids[0]], -30, -40)


def test_cards_are_as_tall_as_each_is_alone(level):
    graph = level[0].graph

    assert card_sizes(graph)[:, 1].tolist() == [card_height(node) for node in graph]


def test_a_wire_that_was_led_is_painted_on_its_way(qapp):
    graph = placed(parse("z = sin(x)*exp(y)").graph)
    scene, plan = scene_of(graph, ""), planned(graph)
    dress, kept = dress_of(scene, plan, run(plan.plan), 0), Layer()
    before = painted(kept, scene, dress)

    scene.lead(0, [(scene.bounds.center().x(), scene.bounds.top() - 40)])
    kept.dirty = True
    picture = painted(kept, scene, dress)

    assert picture != before
    assert picture == painted(Layer(), scene, dress)
