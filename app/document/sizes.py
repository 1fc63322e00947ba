"""How large a card is and where its ports stand; layout, canvas and export agree on these."""

from __future__ import annotations

import numpy as np

from app.document.graph import Graph, Node
from engine.dtype import Array

CARD_WIDTH, CARD_HEIGHT = 138.0, 78.0  # px
PORT_GAP = 25.0  # px between the input ports of a card
PORT_MARGIN = 14.0  # px above the first and below the last port
GROUP, STUB = "group", "stub"  # ops of cards that are no nodes
STUB_HEIGHT, STUB_GAP = 32.0, 90.0  # px; a stub stands so far from the cards


def port_offset(count: int, port: int) -> float:
    """How far below the middle of a card its input `port` of `count` stands, in px."""
    return (port - (count - 1) / 2) * PORT_GAP


def card_height(node: Node) -> float:
    """The height of a card, in px; taller where inputs need room."""
    rows, least = len(node.inputs), CARD_HEIGHT
    if node.op in (GROUP, STUB):
        rows = max(rows, dict(node.static)["outputs"])
        least = STUB_HEIGHT if node.op == STUB else CARD_HEIGHT
    return max(least, (rows - 1) * PORT_GAP + 2 * PORT_MARGIN)


def card_sizes(graph: Graph) -> Array:
    """Width and height of every card (n, 2), in node order."""
    tall = np.fromiter((card_height(node) for node in graph), np.float64, len(graph))
    return np.stack([np.full(len(tall), CARD_WIDTH), tall], axis=1)
