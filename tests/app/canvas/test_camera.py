from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.canvas.camera import LARGEST, SMALLEST, Camera, fitted

numbers = st.floats(-5000, 5000)
cameras = st.builds(Camera, st.floats(SMALLEST, LARGEST), numbers, numbers)
spots = st.builds(QPointF, numbers, numbers)


def near(a, b, tolerance=1e-6):
    return (a - b).manhattanLength() < tolerance


@given(cameras, spots)
def test_the_screen_and_the_plane_are_inverse_to_each_other(camera, spot):
    assert near(camera.to_screen(camera.to_world(spot)), spot, 1e-3)


@given(cameras, spots, st.floats(0.01, 100))
def test_zooming_keeps_the_point_under_the_cursor(camera, spot, factor):
    zoomed = camera.zoomed(factor, spot)

    assert near(zoomed.to_screen(camera.to_world(spot)), spot, 1e-3)
    assert SMALLEST <= zoomed.scale <= LARGEST


@given(cameras, numbers, numbers)
def test_panning_moves_every_point_alike(camera, dx, dy):
    spot = QPointF(3, 4)

    assert near(
        camera.panned(dx, dy).to_screen(spot), camera.to_screen(spot) + QPointF(dx, dy), 1e-3
    )


@pytest.mark.parametrize("world", [QRectF(0, 0, 100, 50), QRectF(-900, 40, 5000, 300)], ids=str)
def test_a_fit_shows_everything_in_the_middle_with_a_margin(world):
    view = QSizeF(800, 600)

    camera = fitted(world, view)

    corner, end = camera.to_screen(world.topLeft()), camera.to_screen(world.bottomRight())
    assert near((corner + end) / 2, QPointF(400, 300))
    assert corner.x() >= 48 - 1e-9
    assert corner.y() >= 48 - 1e-9
    assert camera.scale <= 1.0


def test_a_fit_of_nothing_looks_at_the_origin():
    assert fitted(QRectF(), QSizeF(800, 600)).to_screen(QPointF(0, 0)) == QPointF(400, 300)


def test_a_fit_of_a_huge_graph_stops_at_the_smallest_scale():
    assert fitted(QRectF(0, 0, 1e7, 1e7), QSizeF(800, 600)).scale == SMALLEST


def test_a_part_of_the_plane_is_what_lies_behind_a_part_of_the_screen():
    camera = Camera(2.0, 10, 20)

    assert camera.world_rect(QRectF(10, 20, 200, 100)) == QRectF(0, 0, 100, 50)
