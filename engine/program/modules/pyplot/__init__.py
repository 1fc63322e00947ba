"""matplotlib: a recorder of figures under pyplot's names; what is drawn is the app's business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.program.access import TypeName
from engine.program.host import Host
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.modules.pyplot.axes import Axes
from engine.program.modules.pyplot.colors import CYCLE
from engine.program.modules.pyplot.figure import Figure, Figures
from engine.program.modules.pyplot.reading import flat
from engine.program.namespace import Namespace

DRAWN = words(  # by the current axes, under the same name
    """annotate axhline axis axvline bar barh cla clabel contour contourf fill_between grid hist
    imshow legend loglog matshow margins minorticks_on pcolormesh plot quiver scatter semilogx
    semilogy text tick_params"""
)
SET = {  # by the current axes, under another
    "title": "set_title",
    "xlabel": "set_xlabel",
    "xlim": "set_xlim",
    "xscale": "set_xscale",
    "ylabel": "set_ylabel",
    "ylim": "set_ylim",
    "yscale": "set_yscale",
}
FIGURES = words("clf savefig subplots_adjust suptitle tight_layout")  # by the current figure
NOTHING = words("ion ioff pause draw isinteractive rc rcdefaults switch_backend")
COLORMAPS = words(
    """viridis plasma inferno magma cividis coolwarm bwr seismic RdBu RdBu_r RdYlBu RdYlGn jet hot
    cool gray gray_r grey bone copper Greys Blues Reds Greens Oranges Purples YlGnBu YlOrRd rainbow
    turbo terrain ocean Spectral spring summer autumn winter PiYG PRGn BrBG tab10 tab20 hsv twilight
    Accent Paired Set1 Set2 Set3 Pastel1 Pastel2 binary"""
)
FILMS = "draw each step as a figure of its own; the app plays runs by itself"


class Settings(dict[str, Any]):
    """rcParams: settings that are taken, of which the size of figures is used."""


def matplotlib(host: Host) -> Namespace:
    """matplotlib for one run."""
    state = Figures(host)
    settings = Settings(state.settings)
    state.settings = settings
    maps = namespace("matplotlib.cm", {name: name for name in COLORMAPS})
    pyplot = namespace(
        "matplotlib.pyplot",
        {
            **_by_axes(state),
            **_by_figure(state),
            **_functions(state),
            **dict.fromkeys(NOTHING, _nothing),
            "Axes": TypeName(Axes),
            "Figure": TypeName(Figure),
            "cm": maps,
            "rcParams": settings,
            "style": namespace("matplotlib.style", {"use": _nothing, "available": ("default",)}),
        },
    )
    return namespace(
        "matplotlib",
        {
            "cm": maps,
            "colors": namespace("matplotlib.colors", {"TABLEAU_COLORS": CYCLE}),
            "pyplot": pyplot,
            "rcParams": settings,
            "style": pyplot.get("style"),
            "use": _nothing,
        },
        {"animation": FILMS},
    )


def toolkits(host: Host) -> Namespace:
    """mpl_toolkits, which programs import to have axes of three dimensions."""
    axes = namespace("mpl_toolkits.mplot3d", {"Axes3D": TypeName(Axes)})
    return namespace("mpl_toolkits", {"mplot3d": axes})


def _nothing(*args: Any, **kwargs: Any) -> None:
    """Nothing to do here."""


def _by_axes(state: Figures) -> dict[str, Callable[..., Any]]:
    def call(name: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: getattr(state.current.gca(), name)(*args, **kwargs)

    return {**{name: call(name) for name in DRAWN}, **{name: call(n) for name, n in SET.items()}}


def _by_figure(state: Figures) -> dict[str, Callable[..., Any]]:
    def call(name: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: getattr(state.current, name)(*args, **kwargs)

    return {name: call(name) for name in FIGURES}


def _functions(state: Figures) -> dict[str, Callable[..., Any]]:
    def subplots(nrows: int = 1, ncols: int = 1, **kwargs: Any) -> tuple[Figure, Any]:
        """A new figure with axes in rows and columns. Source: pyplot.subplots, as all here."""
        used = ("sharex", "sharey", "squeeze", "subplot_kw", "gridspec_kw")
        own = {word: kwargs.pop(word) for word in used if word in kwargs}
        figure = state.figure(**kwargs)
        return figure, figure.subplots(nrows, ncols, **own)

    def subplot(*args: Any, **kwargs: Any) -> Axes:
        return state.current.add_subplot(*args, **kwargs)

    def axes(*args: Any, **kwargs: Any) -> Axes:
        return state.current.gca(**kwargs)

    def colorbar(mappable: Any = None, *args: Any, **kwargs: Any) -> Any:
        return state.current.colorbar(mappable, **kwargs)

    def ticks(axis: str) -> Callable[..., Any]:
        def set_ticks(ticks: Any = None, labels: Any = None, **kwargs: Any) -> None:
            if ticks is not None:
                getattr(state.current.gca(), f"set_{axis}ticks")(ticks, labels)

        return set_ticks

    def figimage(fname: Any, values: Any, **kwargs: Any) -> None:
        """Mark an image as to be written under this name."""
        figure = state.figure(figsize=flat(state.settings["figure.figsize"], "figsize"))
        figure.gca().imshow(values, **kwargs)
        figure.gca().set_axis_off()
        figure.savefig(fname)
        state.close()

    return {
        "axes": axes,
        "close": state.close,
        "colorbar": colorbar,
        "figure": state.figure,
        "gca": lambda **kwargs: state.current.gca(),
        "gcf": lambda: state.current,
        "get_cmap": lambda name="viridis", lut=None: str(name),
        "imsave": figimage,
        "sca": lambda ax: state.current.sca(ax),
        "set_cmap": _nothing,
        "show": state.show,
        "subplot": subplot,
        "subplots": subplots,
        "xticks": ticks("x"),
        "yticks": ticks("y"),
    }
