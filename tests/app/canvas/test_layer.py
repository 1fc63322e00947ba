from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas import look
from app.canvas.camera import Camera
from app.canvas.dress import Dress
from app.canvas.layer import AHEAD, RIM, Layer
from app.canvas.pixels import Pixels
from app.canvas.scene import Scene
from app.document.examples import EXAMPLES
from app.document.formula import parse
from app.document.placing import placed
from app.document.planning import planned
from app.theme import DARK, LIGHT
from engine.run import run

VIEW = QRect(0, 0, 420, 300)
MICROGRAD = next(e for e in EXAMPLES if e.key == "micrograd")


def seen_of(graph):
    graph = placed(graph)
    plan = planned(graph)
    return Scene(graph), Dress(graph, plan, run(plan.plan))


@pytest.fixture(scope="module", params=["forward", "backward"])
def seen(qapp, request):
    """The picture in the middle of the run, and at its end with every wire dashed."""
    scene, dress = seen_of(MICROGRAD.document().graph)
    if request.param == "forward":
        dress.seek(dress.trace.forward_count)
    return scene, dress


def painted(layer, camera, seen, ratio=1.0, theme=DARK, resting=True):
    picture = QImage(VIEW.size() * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("magenta"))
    painter = QPainter(picture)
    layer.paint(painter, VIEW, ratio, camera, *seen, theme, resting=resting)
    painter.end()
    return picture


def differing(a, b):
    """The share of the pixels of two pictures that differ by more than an eye can see."""
    first, second = (np.frombuffer(p.constBits(), np.uint8).astype(int) for p in (a, b))
    return np.mean(np.abs(first - second) > 4)


@pytest.fixture
def areas(monkeypatch):
    """The areas that are painted and not only shown again, in device px."""
    found = []
    monkeypatch.setattr(Pixels, "paint", lambda _s, _p, area, *_a: found.append(area))
    return found


def start_camera(seen, scale):
    centre = seen[0].bounds.center()
    return Camera(scale, 210 - centre.x() * scale, 150 - centre.y() * scale)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("scale", [0.25, 1.0])
@pytest.mark.parametrize(
    "pan",
    [
        *((40, 0), (-40, 0), (0, 25), (0, -25), (31, -17), (-3, 3), (0.5, 1.5)),
        *((600, 0), (150, -140), (-139, 5)),
    ],
    ids=str,
)
def test_a_scrolled_pan_equals_a_full_redraw_pixel_for_pixel(seen, scale, ratio, pan):
    camera = start_camera(seen, scale)
    scrolled, fresh = Layer(), Layer()
    painted(scrolled, camera, seen, ratio)

    there = camera.panned(*pan)

    pictures = painted(scrolled, there, seen, ratio), painted(fresh, there, seen, ratio)
    assert differing(*pictures) == 0


@pytest.mark.parametrize("scale", [0.25, 0.5, 1.0])
def test_a_pan_of_what_was_painted_again_and_again_equals_a_full_redraw(seen, scale):
    camera = start_camera(seen, scale)
    scrolled, fresh = Layer(), Layer()
    for _ in range(3):
        scrolled.dirty = True
        painted(scrolled, camera, seen)

    there = camera.panned(150, -140)

    assert differing(painted(scrolled, there, seen), painted(fresh, there, seen)) == 0


def test_many_small_pans_equal_one_redraw(seen):
    camera, scrolled = start_camera(seen, 0.8), Layer()
    for _ in range(150):
        camera = camera.panned(3.3, -1.7)
        picture = painted(scrolled, camera, seen)

    assert differing(picture, painted(Layer(), camera, seen)) < 1e-3


def test_a_pan_does_not_paint_the_whole_scene_again(seen, areas):
    camera, layer = start_camera(seen, 1.0), Layer()
    painted(layer, camera, seen)

    painted(layer, camera.panned(10, 0), seen)

    assert [area.width() for area in areas] == [VIEW.width() + 2 * RIM, AHEAD + 2 * RIM]


def test_a_pan_within_what_is_painted_paints_nothing(seen, areas):
    camera, layer = start_camera(seen, 1.0), Layer()
    painted(layer, camera, seen)
    painted(layer, camera.panned(10, -4), seen)
    areas.clear()

    for pan in ((60, -30), (AHEAD, -AHEAD), (0, 0)):
        painted(layer, camera.panned(*pan), seen)

    assert not areas


def test_nothing_is_painted_again_where_nothing_changed(seen, areas):
    camera, layer = start_camera(seen, 1.0), Layer()
    painted(layer, camera, seen)
    areas.clear()

    painted(layer, camera, seen)
    layer.dirty = True
    painted(layer, camera, seen)
    painted(layer, camera, seen, theme=LIGHT)
    painted(layer, camera.zoomed(1.1, QRectF(VIEW).center()), seen, theme=LIGHT)

    assert len(areas) == 3


@pytest.fixture(scope="module")
def large(qapp):
    return seen_of(parse("y = x\n" + "y = sin(y)\n" * 90).graph)


def test_while_zooming_the_last_picture_is_stretched_and_then_painted_exactly(large, areas):
    camera, layer = start_camera(large, 0.02), Layer()
    painted(layer, camera, large)
    areas.clear()

    for _ in range(5):
        camera = camera.zoomed(1.1, QRectF(VIEW).center())
        painted(layer, camera, large, resting=False)

    assert not areas

    painted(layer, camera, large)

    assert len(areas) == 1


def test_a_stretched_picture_stands_where_the_exact_one_will(large):
    camera, layer = start_camera(large, 0.02), Layer()
    painted(layer, camera, large)
    camera = camera.zoomed(1.6, QRectF(VIEW).center()).panned(-30, 8)

    stretched, exact = (painted(layer, camera, large, resting=r) for r in (False, True))

    inked = [
        [y for y in range(300) if p.pixelColor(210, y).name() != DARK.ground]
        for p in (stretched, exact)
    ]
    assert inked[0]
    assert abs(np.mean(inked[0]) - np.mean(inked[1])) < 2


def test_few_cards_are_painted_exactly_while_zooming(qapp, areas):
    few = seen_of(parse("y = sin(x)*x").graph)
    camera, layer = start_camera(few, 1.0), Layer()
    painted(layer, camera, few)

    painted(layer, camera.zoomed(1.1, QRectF(VIEW).center()), few, resting=False)

    assert len(areas) == 2


@pytest.mark.parametrize(
    ("scale", "detail"),
    [(1.0, look.Detail.TEXTS), (0.2, look.Detail.CARDS), (0.05, look.Detail.RECTANGLES)],
)
def test_detail_follows_the_scale(seen, scale, detail):
    assert look.look_at(seen[0], scale, QSizeF(VIEW.size())).detail == detail


@pytest.mark.parametrize("scale", [1.0, 0.2, 0.05])
def test_every_detail_leaves_a_mark(seen, scale):
    picture = painted(Layer(), start_camera(seen, scale), seen)

    colors = {picture.pixelColor(x, y).name() for x in range(0, 420, 3) for y in range(0, 300, 3)}

    assert len(colors) > 2


@pytest.fixture(scope="module")
def chain(qapp):
    return seen_of(parse("y = x\n" + "y = sin(y)\n" * 40).graph)


def test_thousands_of_wires_are_painted_plain(chain, monkeypatch):
    smooth = painted(Layer(), start_camera(chain, 0.15), chain)
    monkeypatch.setattr(look, "SMOOTH_WIRES", 10)
    plain = painted(Layer(), start_camera(chain, 0.15), chain)

    assert plain != smooth
    assert {plain.pixelColor(x, 150).name() for x in range(420)} != {DARK.ground}


@pytest.mark.parametrize("pan", [(40, 0), (-40, 0), (0, 25), (31, -17), (600, 0)], ids=str)
@pytest.mark.parametrize("limit", ["SMOOTH_WIRES", "COUNTED_WIRES"])
def test_a_pan_of_a_large_graph_equals_a_full_redraw(seen, monkeypatch, limit, pan):
    monkeypatch.setattr(look, limit, 5)
    camera, scrolled = start_camera(seen, 0.15), Layer()
    painted(scrolled, camera, seen)

    there = camera.panned(*pan)

    pictures = painted(scrolled, there, seen), painted(Layer(), there, seen)
    assert differing(*pictures) == 0


def test_where_more_is_in_view_than_can_be_told_apart_the_picture_is_a_density(seen, monkeypatch):
    monkeypatch.setattr(look, "COUNTED_WIRES", 5)

    picture = painted(Layer(), start_camera(seen, 0.05), seen)

    assert look.look_at(seen[0], 0.05, QSizeF(VIEW.size())).detail == look.Detail.DENSITY
    assert len({picture.pixelColor(x, y).name() for x in range(420) for y in range(300)}) > 5
