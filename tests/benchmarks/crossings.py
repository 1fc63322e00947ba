"""How many wires of a drawing cross, and where Graphviz dot would put its nodes."""

from __future__ import annotations

import math
import shutil
import subprocess

import numpy as np
from numpy.typing import NDArray

BLOCK = 256  # wires compared with all others at once


def dot_positions(
    count: int, sources: NDArray[np.int64], targets: NDArray[np.int64]
) -> NDArray[np.float64] | None:
    """(count, 2) of Graphviz dot, None where it is not installed."""
    program = shutil.which("dot")
    if program is None:
        return None
    head = "rankdir=LR;nodesep=.3;ranksep=1;node[shape=box,fixedsize=1,width=.5,height=.5]"
    nodes = ";".join(map(str, range(count)))
    wires = ";".join(f"{s}->{t}" for s, t in zip(sources, targets, strict=True))
    text = f"digraph{{{head};{nodes};{wires}}}"
    answer = subprocess.run([program, "-Tplain"], input=text, capture_output=True, text=True)
    found = np.zeros((count, 2))
    for line in answer.stdout.splitlines():
        if line.startswith("node "):
            _, name, x, y, *_ = line.split()
            found[int(name)] = float(x), float(y)
    return found


def share(ours: int, theirs: int) -> float:
    """Our crossings as a share of theirs: one where neither has any, infinite where they have
    none."""
    if ours == theirs:
        return 1.0
    return ours / theirs if theirs else math.inf


def crossings(
    positions: NDArray[np.float64], sources: NDArray[np.int64], targets: NDArray[np.int64]
) -> int:
    """How many pairs of straight wires without a common end cross."""
    start, end = positions[sources], positions[targets]
    order = np.argsort(np.minimum(start[:, 0], end[:, 0]), kind="stable")
    start, end = start[order], end[order]
    ends = np.stack([sources, targets], 1)[order]
    low, high = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
    total = 0
    for i in range(0, len(order), BLOCK):
        last = int(np.searchsorted(low, high[i : i + BLOCK].max(), "right"))
        a, b = start[i : i + BLOCK, None], end[i : i + BLOCK, None]
        c, d = start[None, i:last], end[None, i:last]
        cross = (_side(a, b, c) * _side(a, b, d) < -1e-18) & (
            _side(c, d, a) * _side(c, d, b) < -1e-18
        )
        mine, others = ends[i : i + BLOCK, None], ends[None, i:last]
        for one in (0, 1):
            for other in (0, 1):
                cross &= mine[..., one] != others[..., other]
        cross &= np.arange(i, i + a.shape[0])[:, None] < np.arange(i, last)
        total += int(cross.sum())
    return total


def _side(
    p: NDArray[np.float64], q: NDArray[np.float64], r: NDArray[np.float64]
) -> NDArray[np.float64]:
    """On which side of the line pq the point r lies: the sign."""
    across: NDArray[np.float64] = (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (
        q[..., 1] - p[..., 1]
    ) * (r[..., 0] - p[..., 0])
    return across
