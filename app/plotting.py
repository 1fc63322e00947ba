"""Plotting: what the panels plot with; pyqtgraph, slow to import, comes only once it is wanted."""

from __future__ import annotations

import importlib
from typing import Any


def preload() -> None:
    """Import pyqtgraph and what draws with it."""
    for name in ("curves", "landscape", "rates"):
        importlib.import_module(f"app.plots.{name}")


def descent_plots() -> tuple[Any, ...]:
    """Those of a descent: loss, parameters, landscape and learning rates."""
    from app.plots.curves import CurvePlot
    from app.plots.landscape import LandscapePlot
    from app.plots.rates import RatePlot

    return (
        CurvePlot("loss", "backward", logarithmic=True),
        CurvePlot("parameters", "hand"),
        LandscapePlot(),
        RatePlot(),
    )


def program_plots() -> tuple[Any, Any]:
    """Those of a program: its roots and its leaves."""
    from app.plots.curves import CurvePlot

    return CurvePlot("roots", "backward"), CurvePlot("leaves", "hand")


def figure_view(figure: Any) -> Any:
    """The view of what a program drew."""
    from app.plots.figure_view import FigureView

    return FigureView(figure)
