from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas import layer as module
from app.canvas.camera import Camera
from app.canvas.dress import Dress
from app.canvas.layer import Layer, paint_scene
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


def painted(layer, camera, seen, ratio=1.0, theme=DARK):
    picture = QImage(VIEW.size() * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("magenta"))
    painter = QPainter(picture)
    layer.paint(painter, VIEW, ratio, camera, *seen, theme)
    painter.end()
    return picture


def differing(a, b):
    """The share of the pixels of two pictures that differ by more than an eye can see."""
    first, second = (np.frombuffer(p.constBits(), np.uint8).astype(int) for p in (a, b))
    return np.mean(np.abs(first - second) > 4)


def start_camera(seen, scale):
    centre = seen[0].bounds.center()
    return Camera(scale, 210 - centre.x() * scale, 150 - centre.y() * scale)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("scale", [0.25, 1.0])
@pytest.mark.parametrize(
    "pan", [(40, 0), (-40, 0), (0, 25), (0, -25), (31, -17), (-3, 3), (0.5, 1.5), (600, 0)], ids=str
)
def test_a_scrolled_pan_equals_a_full_redraw_pixel_for_pixel(seen, scale, ratio, pan):
    camera = start_camera(seen, scale)
    scrolled, fresh = Layer(), Layer()
    painted(scrolled, camera, seen, ratio)

    there = camera.panned(*pan)

    pictures = painted(scrolled, there, seen, ratio), painted(fresh, there, seen, ratio)
    assert differing(*pictures) == 0


def test_many_small_pans_equal_one_redraw(seen):
    camera, scrolled = start_camera(seen, 0.8), Layer()
    for _ in range(30):
        camera = camera.panned(3.3, -1.7)
        picture = painted(scrolled, camera, seen)

    assert differing(picture, painted(Layer(), camera, seen)) < 1e-3


def test_a_pan_does_not_paint_the_whole_scene_again(seen, monkeypatch):
    camera, layer, areas = start_camera(seen, 1.0), Layer(), []
    painted(layer, camera, seen)
    monkeypatch.setattr(module, "paint_scene", lambda p, world, *_a, **_k: areas.append(world))

    painted(layer, camera.panned(10, 0), seen)

    assert len(areas) == 1
    assert areas[0].width() < VIEW.width() / 10


def test_nothing_is_painted_again_where_nothing_changed(seen, monkeypatch):
    camera, layer, areas = start_camera(seen, 1.0), Layer(), []
    painted(layer, camera, seen)
    monkeypatch.setattr(module, "paint_scene", lambda *a, **_k: areas.append(a))

    painted(layer, camera, seen)
    layer.dirty = True
    painted(layer, camera, seen)
    painted(layer, camera, seen, theme=LIGHT)
    painted(layer, camera.zoomed(1.1, QRectF(VIEW).center()), seen)

    assert len(areas) == 3


@pytest.mark.parametrize(
    ("scale", "texts", "cards"), [(1.0, True, True), (0.2, False, True), (0.05, False, False)]
)
def test_detail_follows_the_scale(seen, monkeypatch, scale, texts, cards):
    found = {"card": 0, "rounded": 0}

    class Counting(QPainter):
        def drawRoundedRect(self, *_a):
            found["rounded"] += 1

    monkeypatch.setattr(
        module, "paint_card", lambda *_a: found.__setitem__("card", found["card"] + 1)
    )
    picture = QImage(VIEW.size(), QImage.Format.Format_RGB32)
    painter = Counting(picture)
    scene, dress = seen
    paint_scene(painter, scene.bounds, scale, scene, dress, DARK)
    painter.end()

    assert (found["card"] == len(scene.ids)) == texts
    assert (found["card"] + found["rounded"] == len(scene.ids)) == cards


@pytest.mark.parametrize("scale", [1.0, 0.2, 0.05])
def test_every_detail_leaves_a_mark(seen, scale):
    picture = painted(Layer(), start_camera(seen, scale), seen)

    colors = {picture.pixelColor(x, y).name() for x in range(0, 420, 3) for y in range(0, 300, 3)}

    assert len(colors) > 2


def test_thousands_of_wires_are_painted_plain(qapp, monkeypatch):
    seen = seen_of(parse("y = x\n" + "y = sin(y)\n" * 40).graph)
    monkeypatch.setattr(module, "SMOOTH_WIRES", 10)

    plain = painted(Layer(), start_camera(seen, 0.15), seen)
    monkeypatch.setattr(module, "SMOOTH_WIRES", 1000)
    smooth = painted(Layer(), start_camera(seen, 0.15), seen)

    assert plain != smooth
    assert {plain.pixelColor(x, 150).name() for x in range(420)} != {DARK.ground}
