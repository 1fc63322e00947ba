"""What holds of a graph after any edit, and how long the machines that edit at random go on.

`HYPOTHESIS_PROFILE=long` makes ten thousand edits each.
"""

from __future__ import annotations

import math
import os

from hypothesis import HealthCheck, settings

from app.document.file import Document, check, dumps, loads
from app.document.formula.reconcile import facts
from app.document.graph import Ref
from app.document.planning import planned
from app.document.wiring import port_count
from engine.op import OPS

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"


def budget(examples, steps, long_examples, long_steps):
    """Settings of a machine: so many runs of so many edits, or of those of the long profile."""
    return settings(
        max_examples=long_examples if LONG else examples,
        stateful_step_count=long_steps if LONG else steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def check_sound(graph):
    """No wire or route hangs in the air, nothing runs in a circle, all stand somewhere, and the
    graph can be planned and kept in a file."""
    check(graph)
    for node in graph:
        assert graph[node.id] is node
        assert all(source in graph.nodes for source in node.sources)
        if not node.is_leaf and not OPS[node.op].variadic:
            assert len(node.inputs) == port_count(node.op)
    check_order(graph)
    for (target, port), way in graph.routes.items():
        assert target in graph.nodes, f"a route to {target}, which is gone"
        assert isinstance(graph[target].input(port), Ref), f"a route to {target} without a wire"
        assert all(math.isfinite(x) for point in way for x in point)
    assert graph.positions.keys() == graph.nodes.keys()
    assert all(math.isfinite(x) for point in graph.positions.values() for x in point)
    assert graph.root in graph.nodes if graph.nodes else graph.root is None
    assert graph.chosen_root is None or graph.chosen_root in graph.nodes
    assert set(graph.also_roots) | graph.head_gradients.keys() <= graph.nodes.keys()
    assert len(set(graph.roots)) == len(graph.roots)
    plan = planned(graph)
    assert plan.slots.keys() | plan.problems.keys() == graph.nodes.keys()
    assert not plan.slots.keys() & plan.problems.keys()
    read = loads(dumps(Document("", graph, {}))).graph
    assert alike(read, graph)


def check_order(graph):
    """Inputs come before what reads them, and nothing is left out."""
    place = {node_id: i for i, node_id in enumerate(graph.order)}
    assert place.keys() == graph.nodes.keys()
    assert all(place[wire.source] < place[wire.target] for wire in graph.wires)


def alike(one, other):
    """Whether two graphs are equal, NaN being NaN."""
    return (
        list(one.nodes) == list(other.nodes)
        and all(facts(node) == facts(other[node.id]) for node in one)
        and all(node.implied == other[node.id].implied for node in one)
        and dict(one.positions) == dict(other.positions)
        and dict(one.routes) == dict(other.routes)
        and one.bends & one.routes.keys() == other.bends & other.routes.keys()
        and (one.chosen_root, one.also_roots) == (other.chosen_root, other.also_roots)
        and one.head_gradients == other.head_gradients
    )
