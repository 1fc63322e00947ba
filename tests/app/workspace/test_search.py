from __future__ import annotations

import pytest

from app.document.file import Document
from app.document.graph import Graph, Node, Value
from app.workspace import search as module
from app.workspace.search import Search


@pytest.fixture
def search(workspace):
    return Search(workspace)


@pytest.fixture
def many(workspace):
    """Three thousand leaves: i stands at x = −i, and every third is negative."""
    nodes = [
        Node(f"n{i}", name=f"v{i}", content=Value(-1.0 if i % 3 == 0 else 1.0))
        for i in range(1, 3001)
    ]
    at = {node.id: (-float(node.id[1:]), 0.0) for node in nodes}
    workspace.open(Document("", Graph().with_nodes(*nodes, at=at)))
    return workspace


def test_a_long_search_gives_the_event_loop_its_turns(search, many, qtbot, monkeypatch):
    monkeypatch.setattr(module, "SLICE_MS", 0.5)
    told = []
    search.changed.connect(lambda: told.append(len(search.found)))

    search.look_for("< 0")
    at_once = (search.busy, len(told))
    qtbot.waitUntil(lambda: not search.busy)

    assert at_once == (True, 0)
    assert told == [1000]


def test_matches_are_in_order_from_left_to_right(search, many, qtbot):
    search.look_for("v299")
    qtbot.waitUntil(lambda: not search.busy)

    assert search.found[0] == "n2999"
    assert search.found[-1] == "n299"


def test_a_change_during_a_search_is_looked_at_afterwards(search, many, qtbot, monkeypatch):
    monkeypatch.setattr(module, "SLICE_MS", 0.5)
    search.look_for("< 0")

    many.edit("Delete", many.graph.without([f"n{i}" for i in range(1, 301)]))
    qtbot.waitUntil(lambda: not search.busy)

    assert len(search.found) == 900
    assert set(search.found) <= many.graph.nodes.keys()


def test_nothing_typed_finds_nothing(search, many):
    search.look_for("< 0")

    search.look_for("")

    assert search.found == ()
    assert not search.busy
