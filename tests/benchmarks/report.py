"""The table on screen, and the same as JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tests.benchmarks.alone import CAN_BIND, THREADS
from tests.benchmarks.contest import OURS, Made, Row

CORES = (
    "all on one core" if CAN_BIND else "JAX takes every core: this system binds no process to one"
)
PACKAGES = ("numpy", "llvmlite", "torch", "jax", "autograd", "mygrad", "micrograd")


def versions() -> dict[str, str]:
    """What is compared, by package; "absent" for what is not here."""
    return {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def head(rounds: int) -> str:
    """The conditions of the run."""
    with_versions = ", ".join(f"{name} {number}" for name, number in versions().items())
    threads = ", ".join(f"{name}={value}" for name, value in THREADS.items())
    return (
        f"Python {platform.python_version()} on {os.cpu_count()} processors; {with_versions}\n"
        f"threads: {threads}, torch.set_num_threads(1); {CORES}\n"
        f"{rounds} interleaved rounds; median (quartiles) of a contender's time ÷ ours"
    )


def block(row: Row) -> str:
    """A row of the table: a line for each contender."""
    lines = [f"\n{row.workload}: {row.title}"]
    if OURS in row.seconds:
        own = duration(statistics.median(row.seconds[OURS]))
        lines.append(f"    {OURS:24}{own:>10} per {row.unit}{_made(row.made)}")
    for name, seconds in row.seconds.items():
        if name == OURS:
            continue
        line = f"    {name:24}{duration(statistics.median(seconds)):>10}"
        if name in row.ratios:
            ratio = row.ratios[name]
            quartiles = f"({_digits(ratio.low)}–{_digits(ratio.high)})"
            line += f"  {_digits(ratio.median):>8} {quartiles:18}"
            if ratio.target is not None:
                verdict = "reached" if ratio.is_reached else "MISSED"
                line += f" target {ratio.target:g}: {verdict}"
        lines.append(line.rstrip())
    lines += [f"    {name:24}absent: {why}" for name, why in row.absent.items()]
    lines += [f"    {name:24}WRONG, not timed: {why}" for name, why in row.wrong.items()]
    return "\n".join(lines)


def _made(made: Made | None) -> str:
    if made is None:
        return ""
    native = f" + {duration(made.native_seconds)}" if made.backend == "native" else ""
    return f", {made.backend}, compiled in {duration(made.seconds)}{native}"


def summary(rows: Sequence[Row]) -> str:
    """How many targets are reached, and the others by how much they are missed."""
    aimed = [
        (row, name, ratio, ratio.target)
        for row in rows
        for name, ratio in row.ratios.items()
        if ratio.target is not None
    ]
    missed = [part for part in aimed if not part[2].is_reached]
    missed.sort(key=lambda part: part[2].median / part[3])
    lines = [f"\n{len(aimed) - len(missed)} of {len(aimed)} targets are reached"]
    for row, name, ratio, target in missed:
        line = f"    {row.workload:20}{name:24}{_digits(ratio.median):>8} of {target:g}"
        most = at_limit(row, name)
        short = most is not None and most < target
        lines.append(line + (f"; the limit itself gives {_digits(most)}" if short else ""))
    return "\n".join(lines)


def at_limit(row: Row, name: str) -> float | None:
    """The peer's time ÷ the machine's limit: no engine gets more; None where none is measured."""
    limits = [ratio.median for other, ratio in row.ratios.items() if other.startswith("limit")]
    return row.ratios[name].median / limits[0] if limits else None


def as_json(rows: Sequence[Row], rounds: int) -> str:
    """All times and ratios, with the conditions of the run."""
    whole: Mapping[str, Any] = {
        "python": platform.python_version(),
        "processor": platform.processor() or platform.machine(),
        "versions": versions(),
        "environment": THREADS,
        "cores": CORES,
        "rounds": rounds,
        "rows": [row.as_json() for row in rows],
    }
    return json.dumps(whole, indent=1, ensure_ascii=False)


def duration(seconds: float) -> str:
    """Three digits and a unit: 1.23 µs."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{_digits(seconds / size)} {unit}"
    return f"{_digits(seconds * 1e9)} ns"


def _digits(number: float) -> str:
    places = 0 if number >= 100 else 1 if number >= 10 else 2
    return f"{number:.{places}f}"
