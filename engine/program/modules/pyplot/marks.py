"""Marks from calls: what `plot`, `scatter`, `contour` and the others are given, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.program import figures
from engine.program.modules.pyplot.colors import css, read_format, style_of
from engine.program.modules.pyplot.reading import Warn, flat, numbers, options, pair

Next = Callable[[], str]  # gives the next colour of the cycle
Words = Mapping[str, Any]
LINE = ("color", "linewidth", "linestyle", "marker", "markersize", "alpha", "label")


def lines(args: tuple[Any, ...], given: Words, following: Next, warn: Warn) -> list[figures.Line]:
    """The lines of plot([x], y, [format], …): one for each column of a y of two dimensions."""
    words = options("plot", given, LINE, warn)
    found, rest = [], list(args)
    while rest:
        group = [rest.pop(0)]
        if rest and not isinstance(rest[0], str):
            group.append(rest.pop(0))
        text = rest.pop(0) if rest and isinstance(rest[0], str) else ""
        y = np.atleast_1d(numbers(group[-1], "plot"))
        x = numbers(group[0], "plot") if len(group) == 2 else np.arange(len(y), dtype=np.float64)
        columns = y.reshape(len(y), -1).T if y.ndim > 1 else y[None]
        places = np.atleast_1d(x).reshape(len(np.atleast_1d(x)), -1).T
        for i, column in enumerate(columns):
            place = places[min(i, len(places) - 1)]
            found.append(_line(*pair(place, column, "plot"), text, words, following))
    return found


def _line(x: Array, y: Array, text: str, words: Words, following: Next) -> figures.Line:
    said = read_format(text) if text else {}
    color = css(words["color"]) if "color" in words else said.get("color") or following()
    style = style_of(words["linestyle"]) if "linestyle" in words else said.get("style", "-")
    marker = str(words.get("marker", said.get("marker", "")))
    return figures.Line(
        x,
        y,
        color,
        style,
        float(words.get("linewidth", 1.5)),
        "" if marker.lower() == "none" else marker,
        float(words.get("markersize", 6.0)),
        float(words.get("alpha", 1.0)),
        str(words.get("label", "")),
    )


def scatter(args: tuple[Any, ...], given: Words, following: Next, warn: Warn) -> figures.Scatter:
    """scatter(x, y, s, c)."""
    x, y, *more = args
    given = {**dict(zip(("s", "c"), more, strict=False)), **given}
    colored = given.get("c", given.get("color"))
    known = ("s", "c", "color", "marker", "cmap", "vmin", "vmax", "alpha", "label")
    words = options("scatter", given, known, warn)
    xs, ys = pair(x, y, "scatter")
    colors, values = _point_colors(colored, len(xs), following)
    return figures.Scatter(
        xs,
        ys,
        np.broadcast_to(flat(words.get("s", 36.0), "s of scatter"), xs.shape).copy(),
        colors,
        values,
        str(words.get("cmap", "viridis")),
        _optional(words, "vmin"),
        _optional(words, "vmax"),
        str(words.get("marker", "o")),
        float(words.get("alpha", 1.0)),
        str(words.get("label", "")),
    )


def _point_colors(
    colored: Any, count: int, following: Next
) -> tuple[tuple[str, ...], Array | None]:
    """The colours of points, and the numbers that stand for colours."""
    if colored is None:
        return (following(),), None
    if isinstance(colored, str):
        return (css(colored),), None
    if isinstance(colored, (list, tuple)) and colored and isinstance(colored[0], str):
        return tuple(css(part) for part in colored), None
    found = numbers(colored, "c of scatter")
    if found.ndim == 2:
        return tuple(css(row) for row in found), None
    if len(found) == count:
        return (), found.reshape(-1)
    return (css(found),), None


def _optional(words: Words, name: str) -> float | None:
    return float(words[name]) if name in words else None


def bars(
    args: tuple[Any, ...], given: Words, following: Next, warn: Warn, *, horizontal: bool = False
) -> figures.Bars:
    """bar(x, height, width, bottom), or barh(y, width, height, left)."""
    order = ("y", "width", "height", "left") if horizontal else ("x", "height", "width", "bottom")
    told = {**dict(zip(order, args, strict=False)), **given}
    words = options("barh" if horizontal else "bar", told, (*order, *LINE), warn)
    places, lengths = words[order[0]], flat(words[order[1]], "bar")
    names: tuple[str, ...] = ()
    if isinstance(places, (list, tuple)) and any(isinstance(part, str) for part in places):
        names = tuple(map(str, places))
        places = np.arange(len(names), dtype=np.float64)
    xs, ys = pair(places, lengths, "bar")
    color = words.get("color")
    first = color[0] if isinstance(color, list) and color and isinstance(color[0], str) else color
    return figures.Bars(
        xs,
        ys,
        np.broadcast_to(flat(words.get(order[2], 0.8), "bar"), xs.shape).copy(),
        np.broadcast_to(flat(words.get(order[3], 0.0), "bar"), xs.shape).copy(),
        following() if first is None else css(first),
        horizontal,
        names,
        float(words.get("alpha", 1.0)),
        str(words.get("label", "")),
    )


def histogram(
    args: tuple[Any, ...], given: Words, following: Next, warn: Warn
) -> figures.Histogram:
    """hist(x, bins)."""
    told = {**dict(zip(("x", "bins"), args, strict=False)), **given}
    known = ("x", "bins", "range", "density", "weights", *LINE)
    words = options("hist", told, known, warn)
    bins = words.get("bins", 10)
    counts, edges = np.histogram(
        numbers(words["x"], "hist").reshape(-1),
        bins if isinstance(bins, (int, str)) else flat(bins, "bins of hist"),
        tuple(flat(words["range"], "range of hist")) if "range" in words else None,
        bool(words.get("density", False)),
        numbers(words["weights"], "weights of hist") if "weights" in words else None,
    )
    return figures.Histogram(
        counts.astype(np.float64),
        edges,
        css(words["color"]) if "color" in words else following(),
        float(words.get("alpha", 1.0)),
        str(words.get("label", "")),
    )


def contour(name: str, args: tuple[Any, ...], given: Words, warn: Warn) -> figures.Contour:
    """contour([X, Y,] Z, [levels]), and contourf, pcolormesh and plot_surface likewise."""
    rest = list(args)
    if len(rest) >= 3:
        x, y, z = (numbers(part, name) for part in rest[:3])
        rest = rest[3:]
    else:
        z = numbers(rest.pop(0), name)
        x, y = (np.arange(n, dtype=np.float64) for n in z.shape[::-1])
    if x.ndim == 1 and y.ndim == 1:
        x, y = np.meshgrid(x, y)
    if z.ndim != 2 or not x.shape == y.shape == z.shape:
        raise ValueError(f"{name}: X, Y and Z have shapes {x.shape}, {y.shape}, {z.shape}")
    words = options(name, given, ("levels", "cmap", "colors", "alpha"), warn)
    levels = words.get("levels", rest[0] if rest else None)
    colors = words.get("colors", ())
    return figures.Contour(
        x,
        y,
        z,
        levels if levels is None or isinstance(levels, int) else tuple(flat(levels, name).tolist()),
        name != "contour",
        str(words.get("cmap", "viridis")),
        tuple(css(part) for part in ([colors] if isinstance(colors, str) else colors)),
        False,
        float(words.get("alpha", 1.0)),
    )


def image(args: tuple[Any, ...], given: Words, warn: Warn) -> figures.Image:
    """imshow(values)."""
    known = ("cmap", "vmin", "vmax", "extent", "origin", "alpha")
    words = options("imshow", given, known, warn)
    values = numbers(args[0], "imshow")
    if values.ndim == 3 and values.shape[2] == 1:
        values = values[..., 0]
    if values.ndim != 2 and not (values.ndim == 3 and values.shape[2] in (3, 4)):
        raise TypeError(f"Invalid shape {values.shape} for image data")
    if values.ndim == 3 and np.size(values) and values.max() > 1:
        values = values / 255.0
    extent = words.get("extent")
    return figures.Image(
        values,
        str(words.get("cmap", "viridis")),
        _optional(words, "vmin"),
        _optional(words, "vmax"),
        None if extent is None else tuple(flat(extent, "extent").tolist()),
        str(words.get("origin", "upper")),
        float(words.get("alpha", 1.0)),
    )


def band(args: tuple[Any, ...], given: Words, following: Next, warn: Warn) -> figures.Band:
    """fill_between(x, y1, y2)."""
    told = {**dict(zip(("x", "y1", "y2"), args, strict=False)), **given}
    words = options("fill_between", told, ("x", "y1", "y2", "color", "alpha", "label"), warn)
    x, low = pair(words["x"], words["y1"], "fill_between")
    color = words.get("color", given.get("facecolor"))
    return figures.Band(
        x,
        low,
        np.broadcast_to(flat(words.get("y2", 0.0), "fill_between"), x.shape).copy(),
        following() if color is None else css(color),
        float(words.get("alpha", 1.0)),
        str(words.get("label", "")),
    )


def rule(name: str, at: Any, given: Words, warn: Warn) -> figures.Rule:
    """axhline(y), axvline(x)."""
    words = options(name, given, LINE, warn)
    return figures.Rule(
        float(flat(at, name)[0]),
        name == "axhline",
        css(words.get("color", "C0")),
        style_of(words.get("linestyle", "-")),
        float(words.get("linewidth", 1.5)),
        float(words.get("alpha", 1.0)),
        str(words.get("label", "")),
    )


def text(args: tuple[Any, ...], given: Words, warn: Warn) -> figures.Text:
    """text(x, y, s)."""
    x, y, content = args[:3]
    words = options("text", given, ("color", "size"), warn)
    color = css(words.get("color", "black"))
    return figures.Text(float(x), float(y), str(content), color, float(words.get("size", 10.0)))


def annotation(args: tuple[Any, ...], given: Words, warn: Warn) -> figures.Text:
    """annotate(text, xy, xytext): at xytext, with an arrow to xy where arrowprops are given."""
    told = {**dict(zip(("text", "xy", "xytext"), args, strict=False)), **given}
    known = ("text", "xy", "xytext", "color", "size", "arrowprops", "xycoords", "textcoords")
    words = options("annotate", told, known, warn)
    target = flat(words["xy"], "xy of annotate").tolist()
    x, y = flat(words.get("xytext", target), "xytext of annotate").tolist()
    return figures.Text(
        x,
        y,
        str(words["text"]),
        css(words.get("color", "black")),
        float(words.get("size", 10.0)),
        (target[0], target[1]) if "arrowprops" in words else None,
    )


def arrows(args: tuple[Any, ...], given: Words, warn: Warn) -> figures.Arrows:
    """quiver(X, Y, U, V)."""
    if len(args) < 4:
        raise TypeError("quiver: give X, Y, U and V")
    known = ("color", "angles", "scale", "scale_units", "units", "width", "alpha", "headwidth")
    words = options("quiver", given, known, warn)
    parts = np.broadcast_arrays(*(numbers(part, "quiver") for part in args[:4]))
    x, y, u, v = (part.reshape(-1).copy() for part in parts)
    return figures.Arrows(x, y, u, v, css(words.get("color", "black")))
