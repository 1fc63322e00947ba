"""Axes as a program draws on them: its methods record marks and labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.program import figures
from engine.program.access import allow
from engine.program.host import Host
from engine.program.modules.pyplot import marks
from engine.program.modules.pyplot.colors import CYCLE
from engine.program.modules.pyplot.reading import flat, number_pair, options

Place = tuple[int, int, int, int]  # rows and columns of a grid, and the first and last cell in it


class Artist:
    """What was drawn, for calls that want it back: a legend, a colorbar. Nothing can be changed."""

    __slots__ = ("mark",)

    def __init__(self, mark: figures.Mark) -> None:
        self.mark = mark


class Axes:
    """One plot as it grows. `frozen` is what it has become."""

    def __init__(self, host: Host, place: Place) -> None:
        self._host, self.place = host, place
        self.changes = 0
        self.cla()

    def cla(self) -> None:
        """Take everything away."""
        self._marks: list[figures.Mark] = []
        self._look: dict[str, Any] = {}
        self._colored = 0
        self.changes += 1

    clear = cla

    @property
    def is_empty(self) -> bool:
        """Whether nothing was drawn or written."""
        return not self._marks and not self._look

    def holds(self, artist: Artist) -> bool:
        """Whether it was drawn here."""
        return any(mark is artist.mark for mark in self._marks)

    def frozen(self, rows: int, columns: int) -> figures.Axes:
        """Itself as plain data, in a grid of so many rows and columns, multiples of its own."""
        own_rows, own_columns, first, last = self.place
        height, width = rows // own_rows, columns // own_columns
        (top, left), (bottom, right) = divmod(first, own_columns), divmod(last, own_columns)
        spans = ((bottom - top + 1) * height, (right - left + 1) * width)
        place = (top * height, left * width, *spans)
        return figures.Axes(tuple(self._marks), place=place, **self._look)

    def _next(self) -> str:
        self._colored += 1
        return CYCLE[(self._colored - 1) % len(CYCLE)]

    def _add(self, mark: figures.Mark) -> Artist:
        self._marks.append(mark)
        self.changes += 1
        return Artist(mark)

    def _set(self, **look: Any) -> None:
        self._look.update(look)
        self.changes += 1

    # marks

    def plot(self, *args: Any, **kwargs: Any) -> list[Artist]:
        """Lines and points. Source: matplotlib.axes.Axes.plot, as all that follow."""
        if not args:
            return []
        return [self._add(m) for m in marks.lines(args, kwargs, self._next, self._host.warn)]

    def semilogx(self, *args: Any, **kwargs: Any) -> list[Artist]:
        self._set(x_scale="log")
        return self.plot(*args, **kwargs)

    def semilogy(self, *args: Any, **kwargs: Any) -> list[Artist]:
        self._set(y_scale="log")
        return self.plot(*args, **kwargs)

    def loglog(self, *args: Any, **kwargs: Any) -> list[Artist]:
        self._set(x_scale="log", y_scale="log")
        return self.plot(*args, **kwargs)

    def scatter(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.scatter(args, kwargs, self._next, self._host.warn))

    def bar(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.bars(args, kwargs, self._next, self._host.warn))

    def barh(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.bars(args, kwargs, self._next, self._host.warn, horizontal=True))

    def hist(self, *args: Any, **kwargs: Any) -> tuple[Array, Array, Artist]:
        mark = marks.histogram(args, kwargs, self._next, self._host.warn)
        return mark.counts.copy(), mark.edges.copy(), self._add(mark)

    def contour(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.contour("contour", args, kwargs, self._host.warn))

    def contourf(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.contour("contourf", args, kwargs, self._host.warn))

    def pcolormesh(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.contour("pcolormesh", args, kwargs, self._host.warn))

    def plot_surface(self, *args: Any, **kwargs: Any) -> Artist:
        """A surface, drawn flat: its heights as colours."""
        self._host.warn("matplotlib: a surface is drawn flat, its heights as colors")
        return self._add(marks.contour("plot_surface", args, kwargs, self._host.warn))

    def clabel(self, artist: Artist | None = None, *args: Any, **kwargs: Any) -> None:
        """Write the heights on the lines of a contour."""
        for i, mark in enumerate(self._marks):
            mine = isinstance(artist, Artist) and artist.mark is mark
            if isinstance(mark, figures.Contour) and (mine or artist is None):
                self._marks[i] = dataclasses.replace(mark, labelled=True)
        self.changes += 1

    def imshow(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.image(args, kwargs, self._host.warn))

    matshow = imshow

    def fill_between(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.band(args, kwargs, self._next, self._host.warn))

    def quiver(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.arrows(args, kwargs, self._host.warn))

    def axhline(self, y: Any = 0, *ends: Any, **kwargs: Any) -> Artist:
        return self._add(marks.rule("axhline", y, kwargs, self._host.warn))

    def axvline(self, x: Any = 0, *ends: Any, **kwargs: Any) -> Artist:
        return self._add(marks.rule("axvline", x, kwargs, self._host.warn))

    def text(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.text(args, kwargs, self._host.warn))

    def annotate(self, *args: Any, **kwargs: Any) -> Artist:
        return self._add(marks.annotation(args, kwargs, self._host.warn))

    # words and limits

    def set_title(self, label: Any, *args: Any, **kwargs: Any) -> None:
        self._set(title=str(label))

    def set_xlabel(self, xlabel: Any, *args: Any, **kwargs: Any) -> None:
        self._set(x_label=str(xlabel))

    def set_ylabel(self, ylabel: Any, *args: Any, **kwargs: Any) -> None:
        self._set(y_label=str(ylabel))

    def set_zlabel(self, zlabel: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing: what has a height is drawn flat."""

    def set_xlim(self, left: Any = None, right: Any = None, **kwargs: Any) -> Any:
        return self._limit("x_limits", *number_pair(left, right, kwargs, "left xmin right xmax"))

    def set_ylim(self, bottom: Any = None, top: Any = None, **kwargs: Any) -> Any:
        return self._limit("y_limits", *number_pair(bottom, top, kwargs, "bottom ymin top ymax"))

    def _limit(self, name: str, low: Any, high: Any) -> Any:
        held = self._look.get(name) or self._extent(0 if name == "x_limits" else 1)
        if low is not None or high is not None:
            held = (
                held[0] if low is None else float(low),
                held[1] if high is None else float(high),
            )
            self._set(**{name: held})
        return held

    def _extent(self, axis: int) -> tuple[float, float]:
        """From the least to the greatest number drawn along an axis; 0 to 1 where there is none."""
        ends = [
            np.asarray(getattr(mark, "xy"[axis])).reshape(-1)
            for mark in self._marks
            if hasattr(mark, "xy"[axis])
        ]
        found = np.concatenate([np.zeros(0), *ends])
        found = found[np.isfinite(found)]
        return (float(found.min()), float(found.max())) if len(found) else (0.0, 1.0)

    def get_xlim(self) -> Any:
        return self._limit("x_limits", None, None)

    def get_ylim(self) -> Any:
        return self._limit("y_limits", None, None)

    def set_xscale(self, value: Any, **kwargs: Any) -> None:
        self._set(x_scale=_scale(value, self._host))

    def set_yscale(self, value: Any, **kwargs: Any) -> None:
        self._set(y_scale=_scale(value, self._host))

    def set_xticks(self, ticks: Any, labels: Any = None, **kwargs: Any) -> None:
        self._set(x_ticks=_ticks(ticks, labels))

    def set_yticks(self, ticks: Any, labels: Any = None, **kwargs: Any) -> None:
        self._set(y_ticks=_ticks(ticks, labels))

    def set_aspect(self, aspect: Any, *args: Any, **kwargs: Any) -> None:
        self._set(equal=aspect == "equal" or aspect == 1)

    def set_axis_off(self) -> None:
        self._set(frame=False)

    def axis(self, arg: Any = None, **kwargs: Any) -> Any:
        """Limits as [xmin, xmax, ymin, ymax], or "equal", "off", "on", "tight"."""
        if isinstance(arg, str):
            known = {"equal": {"equal": True}, "scaled": {"equal": True}, "square": {"equal": True}}
            look = {"off": {"frame": False}, "on": {"frame": True}, **known}
            self._set(**look.get(arg, {}))
        elif isinstance(arg, bool):
            self._set(frame=arg)
        elif arg is not None:
            low_x, high_x, low_y, high_y = flat(arg, "axis").tolist()
            self._set(x_limits=(low_x, high_x), y_limits=(low_y, high_y))
        return (*self.get_xlim(), *self.get_ylim())

    def set(self, **kwargs: Any) -> None:
        """Several at once: set(title="a", xlabel="b")."""
        known = ("title", "xlabel", "ylabel", "xlim", "ylim", "xscale", "yscale", "aspect")
        for word, value in options("set", kwargs, known, self._host.warn).items():
            getattr(self, f"set_{word}")(value)

    def grid(self, visible: Any = True, *args: Any, **kwargs: Any) -> None:
        self._set(grid=visible is None or bool(visible))

    def legend(self, *args: Any, **kwargs: Any) -> None:
        """Show the labels; those given go to the marks, or to these of them, in order."""
        labels = kwargs.get("labels", args[-1] if args else None)
        chosen = kwargs.get("handles", args[0] if len(args) == 2 else None)
        if isinstance(labels, str) or not isinstance(labels, Iterable):
            labels = []
        targets: list[Any] = [m for m in self._marks if hasattr(m, "label")]
        if isinstance(chosen, (list, tuple)):
            wanted = [id(part.mark) for part in chosen if isinstance(part, Artist)]
            targets = [m for m in targets if id(m) in wanted]
        for mark, label in zip(targets, labels, strict=False):
            if isinstance(label, str):
                place = next(i for i, held in enumerate(self._marks) if held is mark)
                self._marks[place] = dataclasses.replace(mark, label=label)
        self._set(legend=True)

    def colorbar(self, label: Any = "") -> None:
        """Show what the colours mean."""
        self._set(colorbar=str(label or ""))

    def tick_params(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: ticks look as the app has them."""

    margins = relim = autoscale = autoscale_view = minorticks_on = view_init = tick_params
    invert_yaxis = tick_params


def _scale(value: Any, host: Host) -> str:
    if value in ("linear", "log"):
        return str(value)
    host.warn(f"matplotlib: the scale {value!r} is not drawn here; it stays linear")
    return "linear"


def _ticks(ticks: Any, labels: Any) -> figures.Ticks:
    texts = () if labels is None else tuple(map(str, labels))
    return figures.Ticks(tuple(flat(ticks, "ticks").tolist()) if len(ticks) else (), texts)


class Grid:
    """Axes in rows and columns, as `subplots` gives them."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, tuple):
            row, column = key
            found = self[row]
            if isinstance(row, slice):
                picked = [part[column] for part in found]
                return Grid(picked)
            return found[column]
        found = self._rows[key]
        return Grid(found) if isinstance(found, list) else found

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of rows, and of columns where there are rows of several."""
        inner = self._rows[0] if self._rows else None
        columns = (len(inner),) if isinstance(inner, (list, Grid)) else ()
        return (len(self._rows), *columns)

    @property
    def size(self) -> int:
        return len(self.ravel())

    @property
    def flat(self) -> Iterator[Any]:
        return iter(self.ravel())

    def ravel(self) -> Grid:
        """All in one row."""
        found: list[Any] = []
        for part in self:
            found.extend(part.ravel() if isinstance(part, Grid) else [part])
        return Grid(found)

    flatten = ravel


OURS = ("frozen", "is_empty", "holds")  # for the figure
NAMES = " ".join(name for name in vars(Axes) if not name.startswith("_") and name not in OURS)
allow(Axes, NAMES)
allow(Artist, "")
allow(Grid, "shape size flat ravel flatten")
