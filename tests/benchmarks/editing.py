"""`python -m tests.benchmarks.editing`: ms that edits of a graph of ten thousand nodes take."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from app.document import aligning, fragment, healing, selecting
from app.document.graph import Graph, Node, Ref, Value
from app.document.search import Facts, holds, query

COUNT, LEAVES, ROUNDS = 10_000, 1_000, 5


def large_graph() -> Graph:
    """Named nodes on a raster, each op reading two of the thousand before it."""
    rng = random.Random(1)
    nodes = []
    for i in range(COUNT):
        if i < LEAVES:
            nodes.append(Node(f"n{i}", name=f"p{i}", content=Value(rng.random()), trainable=True))
            continue
        sources = (rng.randrange(max(0, i - LEAVES), i) for _ in range(2))
        inputs = tuple(Ref(f"n{k}") for k in sources)
        nodes.append(Node(f"n{i}", "mul" if i % 2 else "add", f"v{i}", inputs))
    at = {f"n{i}": (200.0 * (i // 100), 100.0 * (i % 100)) for i in range(COUNT)}
    graph = Graph().with_nodes(*nodes, at=at)
    assert graph.consumers
    return graph


def found(graph: Graph, text: str) -> int:
    conditions = query(text)
    return sum(holds(conditions, Facts(graph, node, lambda _which: None)) for node in graph)


def main() -> None:
    graph = large_graph()
    one, all_ids = ["n5000"], set(graph.nodes)
    some = {f"n{i}" for i in range(5000, 5100)}
    copied, whole = fragment.taken(graph, some), fragment.taken(graph, all_ids)
    jobs: dict[str, Callable[[], object]] = {
        "find a name": lambda: found(graph, "v99"),
        "select upstream": lambda: selecting.upstream(graph, one),
        "select connected": lambda: selecting.linked(graph, one),
        "go up": lambda: selecting.neighbour(graph, one[0], "up"),
        "copy 100": lambda: fragment.taken(graph, some).to_bytes(),
        "copy 100 as text": lambda: fragment.written(graph, some),
        "paste 100": lambda: fragment.put(graph, copied, (0.0, 0.0), wired=True),
        "copy all": lambda: fragment.taken(graph, all_ids).to_bytes(),
        "paste all": lambda: fragment.put(graph, whole, (0.0, 0.0)),
        "delete 100 and join": lambda: healing.healed(graph, some),
        "align all": lambda: aligning.aligned(graph, all_ids, "left"),
        "space all": lambda: aligning.distributed(graph, all_ids, 0),
    }
    for name, job in jobs.items():
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            job()
            times.append(time.perf_counter() - start)
        print(f"{name:22s} {min(times) * 1e3:8.1f} ms")


if __name__ == "__main__":
    main()
