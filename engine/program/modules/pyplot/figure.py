"""Figures as a program draws them, one of which is current, until they are shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine.program import figures
from engine.program.access import allow
from engine.program.host import Host
from engine.program.modules.pyplot.axes import Artist, Axes, Grid
from engine.program.modules.pyplot.reading import flat, options

SIZE = "figure.figsize"


class Figure:
    """A picture as it grows: axes in a grid."""

    def __init__(self, host: Host, size: tuple[float, float], number: Any) -> None:
        self._host, self._size, self.number = host, size, number
        self._title = ""
        self.clf()

    def clf(self) -> None:
        """Take all axes away."""
        self._shown = -1  # how many changes there were when it was shown or saved
        self._axes: list[Axes] = []
        self._current: Axes | None = None

    clear = clf

    @property
    def axes(self) -> list[Axes]:
        """All its axes."""
        return list(self._axes)

    def gca(self, **kwargs: Any) -> Axes:
        """The current axes, made where there are none."""
        if self._current is None:
            return self.add_subplot()
        return self._current

    def sca(self, axes: Axes) -> None:
        """Let these axes be the current ones."""
        self._current = axes

    def add_subplot(self, *args: Any, **kwargs: Any) -> Axes:
        """Axes at a place of a grid: add_subplot(2, 1, 2), or 212. Source: Figure.add_subplot.

        Errors: ValueError for a place outside the grid.
        """
        if kwargs.get("projection") == "3d":
            self._host.warn("matplotlib: what has a height is drawn flat, its heights as colors")
        if len(args) == 1 and isinstance(args[0], int):
            args = tuple(int(digit) for digit in str(args[0]))
        rows, columns, cells = args if len(args) == 3 else (1, 1, 1)
        first, last = cells if isinstance(cells, tuple) else (cells, cells)
        if not 1 <= first <= last <= rows * columns:
            raise ValueError(
                f"num must be an integer with 1 <= num <= {rows * columns}, not {cells}"
            )
        place = (int(rows), int(columns), int(first) - 1, int(last) - 1)
        found = next((held for held in self._axes if held.place == place), None)
        if found is None:
            found = Axes(self._host, place)
            self._axes.append(found)
        self._current = found
        return found

    def subplots(self, nrows: int = 1, ncols: int = 1, **kwargs: Any) -> Any:
        """Axes in rows and columns: one, a row of them, or rows. Source: Figure.subplots."""
        if not 1 <= nrows * ncols <= 400 or nrows < 1:
            raise ValueError(f"subplots: {nrows} rows of {ncols}; give 1 to 400 axes in all")
        if isinstance(kwargs.get("subplot_kw"), Mapping):
            kwargs = {**kwargs, **kwargs["subplot_kw"]}
        made = [
            [
                self.add_subplot(nrows, ncols, row * ncols + column + 1, **kwargs)
                for column in range(ncols)
            ]
            for row in range(nrows)
        ]
        self._current = made[0][0]
        if kwargs.get("squeeze", True):
            if nrows == ncols == 1:
                return made[0][0]
            if nrows == 1 or ncols == 1:
                return Grid([part for row in made for part in row])
        return Grid(made)

    def suptitle(self, t: Any, **kwargs: Any) -> None:
        """The title of all."""
        self._title = str(t)

    def colorbar(self, mappable: Any = None, ax: Any = None, **kwargs: Any) -> ColorBar:
        """Show what the colours of a mark, or of the current axes, mean."""
        owner = ax if isinstance(ax, Axes) else self._owner(mappable)
        owner.colorbar(kwargs.get("label", ""))
        return ColorBar(owner)

    def _owner(self, mappable: Any) -> Axes:
        for held in self._axes:
            if isinstance(mappable, Artist) and held.holds(mappable):
                return held
        return self.gca()

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        """Mark it as to be written under this name; the app asks where."""
        self.show_as(str(fname))

    def set_size_inches(self, w: Any, h: Any = None, **kwargs: Any) -> None:
        """The width and the height."""
        width, height = flat(w if h is None else (w, h), "the size of a figure").tolist()
        self._size = (width, height)

    def tight_layout(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the app leaves room by itself."""

    subplots_adjust = autofmt_xdate = tight_layout

    def show(self, *args: Any, **kwargs: Any) -> None:
        """Give it to the host, unless it was given as it is."""
        self.show_as("")

    def show_as(self, file: str) -> None:
        """Give it to the host under a name; nothing where it is empty or was given already."""
        changes = sum(held.changes for held in self._axes) + len(self._axes)
        if all(held.is_empty for held in self._axes) or (changes == self._shown and not file):
            return
        self._shown = changes
        rows = math.lcm(*(held.place[0] for held in self._axes))
        columns = math.lcm(*(held.place[1] for held in self._axes))
        frozen = tuple(held.frozen(rows, columns) for held in self._axes)
        self._host.figures.append(
            figures.Figure(frozen, (rows, columns), self._size, self._title, file)
        )


class ColorBar:
    """The bar beside axes that says what colours mean."""

    __slots__ = ("_axes",)

    def __init__(self, axes: Axes) -> None:
        self._axes = axes

    def set_label(self, label: Any, **kwargs: Any) -> None:
        """What stands beside it."""
        self._axes.colorbar(label)


class Figures:
    """All figures of a run that have not been shown, and which is current."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._held: list[Figure] = []
        self._current: Figure | None = None
        self.settings: dict[str, Any] = {SIZE: (6.4, 4.8)}

    @property
    def current(self) -> Figure:
        """The figure that is drawn on, made where there is none."""
        return self._current or self.figure()

    def figure(self, num: Any = None, figsize: Any = None, **kwargs: Any) -> Figure:
        """A new figure, or the one of this number, which is the current one from now on."""
        for held in self._held:
            if num is not None and held.number == num:
                self._current = held
                return held
        options("figure", kwargs, (), self._host.warn)
        given = self.settings.get(SIZE) if figsize is None else figsize
        width, height = flat(given, "figsize").tolist()
        number = len(self._held) + 1 if num is None else num
        self._current = Figure(self._host, (width, height), number)
        self._held.append(self._current)
        return self._current

    def show(self, *args: Any, **kwargs: Any) -> None:
        """Give all figures to the host, and start anew."""
        for held in self._held:
            held.show()
        self._held, self._current = [], None

    def close(self, fig: Any = None) -> None:
        """Forget the current figure, the given one, or "all"."""
        wanted = self._current if fig is None else fig
        if fig != "all":
            self._held = [
                held for held in self._held if held is not wanted and held.number != wanted
            ]
        else:
            self._held = []
        if self._current not in self._held:
            self._current = self._held[-1] if self._held else None


allow(
    Figure,
    """add_subplot autofmt_xdate axes clear clf colorbar gca number savefig sca set_size_inches show
    subplots subplots_adjust suptitle tight_layout""",
)
allow(ColorBar, "set_label")
