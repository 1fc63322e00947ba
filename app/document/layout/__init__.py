"""Where cards stand: the layered layout, new cards among old ones, and the other layouts."""

from app.document.layout.catalogue import LAYOUTS, Layout, LayoutError
from app.document.layout.insertion import insert, place_missing
from app.document.layout.layered import CARD, GAP, Cancelled, Placement, layered
from app.document.layout.ranks import CycleError

__all__ = [
    "CARD",
    "GAP",
    "LAYOUTS",
    "Cancelled",
    "CycleError",
    "Layout",
    "LayoutError",
    "Placement",
    "insert",
    "layered",
    "place_missing",
]
