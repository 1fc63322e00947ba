"""Figures of programs: every kind of mark leaves something on the picture, in its colours."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.plots.figure_view import FigureView, save_figure
from app.theme import DARK, LIGHT
from engine.program.figures import (
    Arrows,
    Axes,
    Band,
    Bars,
    Contour,
    Figure,
    Histogram,
    Image,
    Line,
    Rule,
    Scatter,
    Text,
    Ticks,
)

X = np.linspace(0.5, 4, 20)
GRID = np.meshgrid(np.linspace(-2, 2, 15), np.linspace(-1, 1, 12))
HEIGHTS = GRID[0] ** 2 + GRID[1] ** 2
THREE = (np.arange(3.0), X[:3], np.full(3, 0.8), np.zeros(3), "orange")
MARKS = {
    "line": Line(X, X**2, "red", "--", marker="o", label="square"),
    "line with gaps": Line(X, np.where(X > 2, np.nan, X), "blue"),
    "points": Scatter(X, X, np.full(20, 40.0), ("green",), label="points"),
    "points by value": Scatter(X, X, np.full(20, 40.0), (), values=X, colormap="plasma"),
    "no points": Scatter(X[:0], X[:0], X[:0], ("green",)),
    "bars": Bars(*THREE, names=("a", "b", "c")),
    "level bars": Bars(*THREE, True),
    "histogram": Histogram(np.array([1, 3, 2]), np.arange(4.0), "teal"),
    "contour": Contour(*GRID, HEIGHTS, levels=5),
    "contour in one colour": Contour(*GRID, HEIGHTS, levels=(1.0, 2.0), colors=("black",)),
    "areas": Contour(*GRID, HEIGHTS, filled=True, colormap="coolwarm_r"),
    "flat contour": Contour(*GRID, np.zeros_like(HEIGHTS)),
    "image": Image(np.arange(12.0).reshape(3, 4)),
    "image from below": Image(np.arange(12.0).reshape(3, 4), origin="lower", extent=(0, 1, 0, 2)),
    "image of colours": Image(np.random.default_rng(1).random((4, 5, 3))),
    "band": Band(X, X - 1, X + 1, "gray", 0.4),
    "rule": Rule(1.5, True, "black", ":"),
    "text": Text(1, 1, "here", target=(2, 2)),
    "arrows": Arrows(*GRID, GRID[0], GRID[1], "purple"),
}
HARMLESS = ("no points", "flat contour")


def picture(qtbot, axes, theme=LIGHT):
    view = FigureView(Figure((axes,)), theme)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    qtbot.waitExposed(view)
    return view.grab().toImage()


@pytest.mark.parametrize("name", [name for name in MARKS if name not in HARMLESS])
def test_every_mark_leaves_something_on_the_picture(qtbot, name):
    empty = picture(qtbot, Axes((), x_limits=(-2, 4), y_limits=(-1, 4)))

    assert picture(qtbot, Axes((MARKS[name],), x_limits=(-2, 4), y_limits=(-1, 4))) != empty


@pytest.mark.parametrize("name", HARMLESS)
def test_what_has_nothing_to_show_does_no_harm(qtbot, name):
    assert not picture(qtbot, Axes((MARKS[name],))).isNull()


@pytest.mark.parametrize("name", ["line", "points", "rule"])
def test_a_logarithmic_scale_draws_elsewhere(qtbot, name):
    pictures = [
        picture(
            qtbot,
            Axes((MARKS[name],), "title", "x", "y", (0.1, 10), (0.1, 10), scale, scale,
                 Ticks((1.0, 10.0), ("one", "ten")), Ticks((1.0,)), grid=True, legend=True),
        )
        for scale in ("linear", "log")
    ]  # fmt: skip

    assert pictures[0] != pictures[1]


def test_a_colour_bar_stands_beside_an_image(qtbot):
    plain = picture(qtbot, Axes((MARKS["image"],)))

    assert picture(qtbot, Axes((MARKS["image"],), colorbar="height")) != plain


def test_a_figure_has_its_axes_in_a_grid_and_takes_the_theme(qtbot):
    axes = tuple(Axes((MARKS["line"],), f"{i}", place=(i // 2, i % 2, 1, 1)) for i in range(4))

    view = FigureView(Figure(axes, (2, 2), title="four"), DARK)
    qtbot.addWidget(view)

    assert len([item for item in view.ci.items if hasattr(item, "vb")]) == 4
    assert view.backgroundBrush().color() == DARK.color("ground")


def test_a_picture_has_the_size_that_was_asked_for(qtbot, tmp_path):
    assert save_figure(Figure((Axes((MARKS["line"],)),), size=(3, 2)), tmp_path / "a.png", LIGHT)

    assert QImage(str(tmp_path / "a.png")).size().toTuple() == (300, 200)
