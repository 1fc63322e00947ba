"""Figures: what a program drew, as plain data for whoever shows or writes it.

Colours are CSS names or "#rrggbb"; sizes are in points, and those of figures in inches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.dtype import Array

Limits: TypeAlias = "tuple[float, float] | None"


@dataclass(frozen=True, eq=False)
class Line:
    """Points (n,) joined in order. `style` is "-", "--", "-.", ":", or "" for no line; `marker` is
    matplotlib's letter, "" for none."""

    x: Array
    y: Array
    color: str
    style: str = "-"
    width: float = 1.5
    marker: str = ""
    marker_size: float = 6.0
    alpha: float = 1.0
    label: str = ""


@dataclass(frozen=True, eq=False)
class Scatter:
    """Points (n,) of areas `sizes` (n,). `values` (n,) are coloured by `colormap` from `low` to
    `high` where they are not None, else each point has its colour, or all have the one."""

    x: Array
    y: Array
    sizes: Array
    colors: tuple[str, ...]
    values: Array | None = None
    colormap: str = "viridis"
    low: float | None = None
    high: float | None = None
    marker: str = "o"
    alpha: float = 1.0
    label: str = ""


@dataclass(frozen=True, eq=False)
class Bars:
    """Rectangles from `base` by `lengths` (n,), `widths` (n,) wide about `places` (n,); along x
    where they are `horizontal`. `names` stand at the places where they are texts."""

    places: Array
    lengths: Array
    widths: Array
    base: Array
    color: str
    horizontal: bool = False
    names: tuple[str, ...] = ()
    alpha: float = 1.0
    label: str = ""


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many numbers lie between each two of `edges` (n + 1,): `counts` (n,)."""

    counts: Array
    edges: Array
    color: str
    alpha: float = 1.0
    label: str = ""


@dataclass(frozen=True, eq=False)
class Contour:
    """Lines of equal height, or areas between them where `filled`: heights z (rows, columns) at
    x and y of the same shape. `levels` are the heights, or how many there are to be, or None."""

    x: Array
    y: Array
    z: Array
    levels: tuple[float, ...] | int | None = None
    filled: bool = False
    colormap: str = "viridis"
    colors: tuple[str, ...] = ()
    labelled: bool = False
    alpha: float = 1.0


@dataclass(frozen=True, eq=False)
class Image:
    """Cells (rows, columns), or pixels (rows, columns, 3 or 4) from 0 to 1; `extent` is (left,
    right, bottom, top), and the first row lies at the top unless `origin` is "lower"."""

    values: Array
    colormap: str = "viridis"
    low: float | None = None
    high: float | None = None
    extent: tuple[float, float, float, float] | None = None
    origin: str = "upper"
    alpha: float = 1.0


@dataclass(frozen=True, eq=False)
class Band:
    """The area between `low` (n,) and `high` (n,) over x (n,)."""

    x: Array
    low: Array
    high: Array
    color: str
    alpha: float = 1.0
    label: str = ""


@dataclass(frozen=True)
class Rule:
    """A straight line across the axes at `at`, level where it is `horizontal`."""

    at: float
    horizontal: bool
    color: str
    style: str = "-"
    width: float = 1.5
    alpha: float = 1.0
    label: str = ""


@dataclass(frozen=True)
class Text:
    """A text at a point; an arrow leads from it to `target` where there is one."""

    x: float
    y: float
    text: str
    color: str = "black"
    size: float = 10.0
    target: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Arrows:
    """Arrows (u, v) from points (x, y), all (n,)."""

    x: Array
    y: Array
    u: Array
    v: Array
    color: str


Mark: TypeAlias = Line | Scatter | Bars | Histogram | Contour | Image | Band | Rule | Text | Arrows


@dataclass(frozen=True)
class Ticks:
    """Where the ticks of an axis are, and what stands there; no texts: the numbers."""

    at: tuple[float, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Axes:
    """One plot of a figure.

    Attributes: marks (in the order they were drawn); title, x_label and y_label ("" where none);
    x_limits and y_limits (None: as the marks need); x_scale and y_scale ("linear" or "log");
    grid, legend, equal (one unit is as long both ways) and frame (False: no axes are drawn);
    colorbar (None, or its label); place (row, column, rows and columns that it spans).
    """

    marks: tuple[Mark, ...]
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    x_limits: Limits = None
    y_limits: Limits = None
    x_scale: str = "linear"
    y_scale: str = "linear"
    x_ticks: Ticks | None = None
    y_ticks: Ticks | None = None
    grid: bool = False
    legend: bool = False
    equal: bool = False
    frame: bool = True
    colorbar: str | None = None
    place: tuple[int, int, int, int] = (0, 0, 1, 1)


@dataclass(frozen=True)
class Figure:
    """One picture: axes in a grid of rows and columns.

    Attributes: axes; grid (rows, columns); size (width, height in inches); title; file (the name
    under which the program wanted it saved, "" where it did not).
    """

    axes: tuple[Axes, ...]
    grid: tuple[int, int] = (1, 1)
    size: tuple[float, float] = (6.4, 4.8)
    title: str = ""
    file: str = ""
