"""Repeats: blocks that follow each other in a graph, all alike, as an unrolled loop leaves them.

The longest path through the ops is read as a word whose letters tell op, arguments and kinds of
inputs. Where the word repeats itself the blocks are cut out, each with what feeds it alone, and
those that are wired alike make a repeat. Every step is linear in the graph, but for the periods
that are tried.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from app.document.arrangement import TOP
from app.document.graph import Graph, Ref
from app.document.grouping import grouped, ungrouped
from engine.dtype import Array
from engine.op import OPS

FEWEST = 4  # copies
LONGEST = 64  # nodes of the path in one block
MOST = 8  # repeats that are looked for
LONGEST_TITLE = 4  # ops


@dataclass(frozen=True)
class Repeat:
    """Blocks of a graph that are alike, each the ids of its nodes, in the order of the run."""

    blocks: tuple[tuple[str, ...], ...]
    title: str

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes of all blocks."""
        return tuple(node_id for block in self.blocks for node_id in block)


def repeats(graph: Graph, level: str = TOP, fewest: int = FEWEST) -> list[Repeat]:
    """The repeats of at least so many blocks among the nodes of a level, the longest first."""
    within = graph.arrangement.within
    free = {node.id for node in graph if not node.is_leaf and within.get(node.id, TOP) == level}
    found: list[Repeat] = []
    while len(found) < MOST:
        repeat = _longest(graph, free, fewest)
        if repeat is None:
            break
        found.append(repeat)
        free.difference_update(repeat.nodes)
    return found


def _longest(graph: Graph, free: set[str], fewest: int) -> Repeat | None:
    path = _path(graph, free)
    if len(path) < fewest:
        return None
    start, period, count = _period(_letters(graph, path), fewest)
    if not count:
        return None
    cuts = [path[start + k * period : start + (k + 1) * period] for k in range(count)]
    blocks = _with_sides(graph, cuts, free.difference(path))
    first, last = _alike(_shapes(graph, blocks))
    if last - first < fewest or len(blocks[first]) < 2:
        return None
    ops = [graph[node_id].op for node_id in cuts[first]]
    signs = " ".join(OPS[op].symbol if op in OPS else op for op in ops[:LONGEST_TITLE])
    title = f"{signs} …" if len(ops) > LONGEST_TITLE else signs
    return Repeat(tuple(map(tuple, blocks[first:last])), title)


def _path(graph: Graph, free: set[str]) -> list[str]:
    """The longest path through these nodes, from its start to its end."""
    depth: dict[str, int] = {}
    before: dict[str, str] = {}
    for node_id in graph.order:
        if node_id in free:
            depth[node_id] = 1
            for source in graph[node_id].sources:
                if depth.get(source, 0) >= depth[node_id]:
                    depth[node_id], before[node_id] = depth[source] + 1, source
    if not depth:
        return []
    path = [max(depth, key=lambda node_id: depth[node_id])]
    while path[-1] in before:
        path.append(before[path[-1]])
    return path[::-1]


def _letters(graph: Graph, path: list[str]) -> Array:
    """A number for each node of a path, the same for nodes that look alike."""
    known: dict[Hashable, int] = {}
    letters = []
    previous = ""
    for node_id in path:
        node = graph[node_id]
        inputs = tuple(
            ("path" if value.node == previous else _kind(graph, value.node))
            if isinstance(value, Ref)
            else repr(value)
            for value in node.inputs
        )
        key = (node.op, repr(node.static), inputs)
        letters.append(known.setdefault(key, len(known)))
        previous = node_id
    return np.array(letters, np.int64)


def _kind(graph: Graph, node_id: str) -> str:
    return "leaf" if graph[node_id].is_leaf else "op"


def _period(letters: Array, fewest: int) -> tuple[int, int, int]:
    """Where the word repeats itself for longest: start, period and number of copies, or zeros.

    The copies end where the run ends, which is where a loop's body ends.
    """
    best, result = 0, (0, 0, 0)
    for period in range(1, min(LONGEST, len(letters) // fewest) + 1):
        same = np.concatenate([[0], letters[:-period] == letters[period:], [0]])
        edges = np.flatnonzero(np.diff(same.astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        if not len(starts):
            continue
        k = int((ends - starts).argmax())
        length = int(ends[k] - starts[k]) + period
        count = length // period
        if count >= fewest and count * period > best:
            best, result = count * period, (int(starts[k]) + length % period, period, count)
    return result


def _with_sides(graph: Graph, cuts: list[list[str]], free: set[str]) -> list[list[str]]:
    """The blocks with the nodes beside the path that feed one of them, or one and the next."""
    block_of = {node_id: k for k, cut in enumerate(cuts) for node_id in cut}
    stack = list(block_of)
    order = {node_id: i for i, node_id in enumerate(graph.order)}
    beside: set[str] = set()
    while stack:
        for source in graph[stack.pop()].sources:
            if source in free and source not in block_of and source not in beside:
                beside.add(source)
                stack.append(source)
    for node_id in sorted(beside, key=lambda i: -order[i]):
        readers = [block_of.get(wire.target, -1) for wire in graph.consumers[node_id]]
        if min(readers) >= 0 and max(readers) - min(readers) <= 1:
            block_of[node_id] = min(readers)
    blocks: list[list[str]] = [[] for _ in cuts]
    for node_id in sorted(block_of, key=lambda i: order[i]):
        blocks[block_of[node_id]].append(node_id)
    return blocks


def _shapes(graph: Graph, blocks: list[list[str]]) -> list[Hashable]:
    """What each block is, whatever its nodes are called: how its ops are wired to each other."""
    found: list[Hashable] = []
    for block in blocks:
        inside = set(block)
        shape: dict[str, Hashable] = {}
        readers = dict.fromkeys(block, 0)
        for node_id in block:
            node = graph[node_id]
            inputs: list[Hashable] = []
            for value in node.inputs:
                if isinstance(value, Ref) and value.node in inside:
                    readers[value.node] += 1
                    inputs.append(hash(shape[value.node]))
                else:
                    inputs.append("outside" if isinstance(value, Ref) else repr(value))
            shape[node_id] = (node.op, repr(node.static), *inputs)
        found.append(tuple(sorted((hash(shape[i]), readers[i]) for i in block)))
    return found


def _alike(shapes: list[Hashable]) -> tuple[int, int]:
    """The first and the one after the last of the longest run of equal shapes."""
    best, start = (0, 0), 0
    for k in range(1, len(shapes) + 1):
        if k == len(shapes) or shapes[k] != shapes[start]:
            if k - start > best[1] - best[0]:
                best = start, k
            start = k
    return best


# edits --------------------------------------------------------------------------------------------


def folded(graph: Graph, level: str, found: Iterable[Repeat]) -> Graph:
    """The graph with each of these repeats as one card; what stands right of it closes up."""
    for repeat in found:
        places = [graph.positions[i] for i in repeat.nodes]
        left, right = min(x for x, _ in places), max(x for x, _ in places)
        top, bottom = min(y for _, y in places), max(y for _, y in places)
        at = (left, (top + bottom) / 2)
        graph, group = grouped(graph, repeat.nodes, level, repeat.title, len(repeat.blocks), at=at)
        others = _others(graph, level, group)
        if not any(left < x <= right for x, _ in others.values()):
            graph = _shifted(graph, others, right, left - right)
    return graph


def unfolded(graph: Graph, group: str) -> Graph:
    """The graph with a repeat shown in full again; what stands right of it makes room."""
    level = graph.arrangement.within.get(group, TOP)
    inner = [i for i, holder in graph.arrangement.within.items() if holder == group]
    xs = [graph.positions[i][0] for i in inner if i in graph.positions] or [0.0]
    wide, (x, y) = max(xs) - min(xs), graph.positions[group]
    graph = _shifted(graph, _others(graph, level, group), x, wide)
    return ungrouped(graph.moved({group: (x + wide / 2, y)}), group)


def _others(graph: Graph, level: str, group: str) -> dict[str, tuple[float, float]]:
    """Where the other cards of a level stand."""
    within, ids = graph.arrangement.within, (*graph.nodes, *graph.arrangement.groups)
    return {
        i: graph.positions[i]
        for i in ids
        if i != group and within.get(i, TOP) == level and i in graph.positions
    }


def _shifted(
    graph: Graph, places: Mapping[str, tuple[float, float]], beyond: float, by: float
) -> Graph:
    """The graph with the cards right of a line moved across."""
    moved = {i: (x + by, y) for i, (x, y) in places.items() if x > beyond}
    return graph.moved(moved) if moved and by else graph
