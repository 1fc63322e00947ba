"""The menu of layouts: each gives a finite drawing or says what would mend it."""

import subprocess
import sys

import numpy as np
import pytest

from app.document.layout import CARD, LAYOUTS, LayoutError
from app.document.layout.catalogue import spread
from tests.app.document.layout.available import AVAILABLE

TREE = (np.arange(1, 31), (np.arange(1, 31) - 1) // 2)


@pytest.mark.parametrize("name", AVAILABLE)
@pytest.mark.parametrize("count", [0, 1, 2, 31, 34])
def test_a_layout_gives_every_card_a_place(name, count):
    sources, targets = (ends[TREE[0] < count] for ends in TREE)

    positions = LAYOUTS[name].arrange(count, sources, targets).positions

    assert positions.shape == (count, 2)
    assert np.isfinite(positions).all()


@pytest.mark.parametrize("name", AVAILABLE)
def test_a_layout_is_the_same_twice(name):
    one, two = (LAYOUTS[name].arrange(31, *TREE).positions for _ in range(2))

    assert np.array_equal(one, two)


@pytest.mark.parametrize("name", ["layered", "multipartite", "breadth_first", "bipartite"])
def test_layouts_in_columns_do_not_overlap(name):
    positions = LAYOUTS[name].arrange(31, *TREE).positions

    apart = np.abs(positions[:, None] - positions[None])
    assert (apart < np.array(CARD) - 1e-6).all(axis=2).sum() == 31


@pytest.mark.parametrize("name", AVAILABLE)
def test_two_wires_between_the_same_cards_are_drawn(name):
    placement = LAYOUTS[name].arrange(3, np.array([0, 0, 1]), np.array([1, 1, 2]))

    assert len(np.unique(placement.positions.round(3), axis=0)) == 3


@pytest.mark.parametrize(("name", "count"), [("kamada_kawai", 31), ("spring", 600)])
def test_a_layout_that_needs_scipy_says_so(name, count, monkeypatch):
    for module in {"scipy", *(name for name in sys.modules if name.startswith("scipy."))}:
        monkeypatch.setitem(sys.modules, module, None)  # cannot be imported

    with pytest.raises(LayoutError, match="python -m pip install scipy"):
        LAYOUTS[name].arrange(count, *TREE)


def test_a_graph_that_is_not_planar_is_refused_with_the_remedy():
    sources, targets = np.array([(a, b) for a in range(5) for b in range(a + 1, 5)]).T

    with pytest.raises(LayoutError, match=r"planar: 5 cards, 10 wires: .*choose another"):
        LAYOUTS["planar"].arrange(5, sources, targets)


def test_a_slow_layout_refuses_a_large_graph_at_once():
    with pytest.raises(LayoutError, match="100,000 cards"):
        LAYOUTS["forceatlas2"].arrange(100_000, *TREE)


def test_points_on_a_circle_are_spread_a_cards_diagonal_apart():
    angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)

    points = spread(np.stack([np.cos(angle), np.sin(angle)], axis=1))

    assert np.hypot(*(points[1] - points[0])) == pytest.approx(np.hypot(*CARD))


def test_points_that_coincide_do_not_blow_the_drawing_up():
    points = spread(np.array([[0.0, 0.0], [0.0, 0.0], [1e-7, 0.0], [1.0, 1.0]]))

    assert np.ptp(points) < 10_000


def test_the_menu_is_made_without_networkx():
    code = "import sys, app.document.layout; sys.exit('networkx' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
