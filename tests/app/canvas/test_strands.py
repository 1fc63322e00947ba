from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas import strands
from app.canvas.flow import Flow
from app.canvas.strands import Strand, firsts, packed

FLOWS = (Flow.GRADIENT,)
MOVE = np.array([7.0, -3.0])


@pytest.fixture
def strand(qapp):
    """Thirty wires of dashes in all directions, those of the last wires the widest."""
    rng = np.random.default_rng(0)
    wires = np.repeat(np.arange(30), 12)
    angle = np.repeat(rng.uniform(0, np.pi, 30), 12)
    way = np.stack([np.cos(angle), np.sin(angle)], 1)
    start = (
        np.repeat(rng.uniform(20, 180, (30, 2)), 12, 0)
        + 10 * np.tile(np.arange(12), 30)[:, None] * way
    )
    lines = np.concatenate([start, start + 6 * way], 1)
    return Strand(FLOWS, QColor("orange"), lines, wires, 1 + wires // 3)


def drawn(strand, states):
    picture = QImage(320, 320, QImage.Format.Format_RGB32)
    picture.fill(QColor("black"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    strand.draw(painter, states, MOVE)
    painter.end()
    return np.frombuffer(picture.constBits(), np.uint8).astype(int)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.0])
def test_what_is_drawn_from_a_sheet_looks_as_it_did_when_it_was_lines(strand, share, monkeypatch):
    states = np.full(30, Flow.FORWARD)
    states[: int(30 * share)] = Flow.GRADIENT
    as_lines = drawn(strand, states)
    drawn(strand, np.full(30, Flow.GRADIENT))
    drawn(strand, np.full(30, Flow.GRADIENT))
    monkeypatch.setattr(strands, "draw_lines", None)

    from_sheet = drawn(strand, states)

    assert np.abs(from_sheet - as_lines).max() <= 4
    assert (as_lines.reshape(-1, 4)[:, 2] > 0).any() == (share > 0)


def test_a_sheet_that_would_be_too_large_is_not_made(strand, monkeypatch):
    monkeypatch.setattr(strands, "LARGEST", 100)
    monkeypatch.setattr(strands, "draw_pieces", None)
    states = np.full(30, Flow.GRADIENT)

    pictures = [drawn(strand, states) for _ in range(3)]

    assert all((picture == pictures[0]).all() for picture in pictures)


def test_a_run_is_of_one_wire_and_no_longer_than_a_picture():
    x = np.array([0.0, 10, 20, 30, 40, 50, 0, 10])
    lines = np.stack([x, 0 * x, x + 6, 0 * x], 1)

    found = firsts(lines, np.array([4, 4, 4, 4, 4, 4, 7, 7]))

    assert found.tolist() == [0, 3, 5, 6]


def test_boxes_on_a_sheet_do_not_overlap():
    sizes = np.random.default_rng(1).integers(1, 60, (200, 2)).astype(float)

    corners, size = packed(sizes)

    filled = np.zeros((size.height(), size.width()), int)
    for (x, y), (wide, high) in zip(corners.astype(int), sizes.astype(int), strict=True):
        filled[y : y + high, x : x + wide] += 1
    assert filled.max() == 1
    assert filled.sum() == sizes.prod(1).sum()
