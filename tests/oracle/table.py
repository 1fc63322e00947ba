"""The table of all entries, judged in parallel processes and printed."""

from __future__ import annotations

import dataclasses
import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch

from tests.oracle.judge import Report, judge, parts_of
from tests.oracle.op_db import ENTRIES, engine_callable, family_of, is_differentiable, name_of

Task = tuple[int, str, int]
LONGEST = ("grid_sampler_3d", "max_pool", "nn.functional.max_pool", "linalg", "cdist", "svd")


def judged(
    indices: Sequence[int],
    dtypes: Sequence[str],
    *,
    jobs: int = 2,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Report]:
    """The reports on these entries, in their order; `dtypes` are the parts to judge.

    Those that the engine does not have are reported as not supported, without running torch.
    """
    reports = {
        i: Report(name_of(ENTRIES[i]), is_differentiable(ENTRIES[i]), False) for i in indices
    }
    tasks = [
        (i, part, seed)
        for i in indices
        if engine_callable(ENTRIES[i]) is not None
        for part in parts_of(i)
        if part in dtypes
    ]
    tasks.sort(key=lambda task: not ENTRIES[task[0]].name.startswith(LONGEST))
    for done, (i, report) in enumerate(_run(tasks, jobs), 1):
        reports[i].supported = True
        reports[i].add(report)
        progress(done, len(tasks))
    return [reports[i] for i in indices]


def _run(tasks: Sequence[Task], jobs: int) -> Iterable[tuple[int, Report]]:
    torch.set_num_threads(1)
    if jobs < 2:
        yield from map(_judge, tasks)
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(_judge, tasks)


def _judge(task: Task) -> tuple[int, Report]:
    return task[0], judge(*task)


def rows(reports: Sequence[Report], failures: int) -> Iterable[str]:
    """A line per supported entry; under it what it skips and its first disagreements."""
    width = max((len(r.entry) for r in reports if r.supported), default=0)
    for r in sorted(reports, key=lambda r: r.entry):
        if not r.supported:
            continue
        bad, reasoned = len(r.unreasoned()), len(r.disagreements) - len(r.unreasoned())
        yield (
            f"{'ok  ' if not bad else 'FAIL'} {r.entry:{width}} {r.agreed:5}/{r.samples:<5}"
            f"errors {r.refused:3}/{r.wrong_calls:<3} {r.seconds:6.1f} s"
            f"{f'  {reasoned} with a reason' if reasoned else ''}"
            f"{'' if r.differentiable else '  (not differentiable)'}"
        )
        for why, count in r.skipped.items():
            yield f"       {count} skipped: {why}"
        for why, count in Counter(d.reason for d in r.disagreements if d.reason).items():
            yield f"       {count} as they are: {why}"
        for d in r.unreasoned()[:failures]:
            yield f"       {d.line()}"
        if bad > failures:
            yield f"       … and {bad - failures} more"


def missing(indices: Iterable[int]) -> Iterable[str]:
    """The differentiable entries that the engine does not have, by family."""
    families: dict[str, list[str]] = defaultdict(list)
    for i in indices:
        if is_differentiable(ENTRIES[i]) and engine_callable(ENTRIES[i]) is None:
            families[family_of(ENTRIES[i])].append(name_of(ENTRIES[i]))
    for family, names in sorted(families.items()):
        yield f"{family} ({len(names)})"
        yield from (f"    {name}" for name in sorted(names))


def summary(reports: Sequence[Report], seconds: float) -> dict[str, Any]:
    """The numbers under the table."""
    able = [r for r in reports if r.differentiable]
    used = [r for r in able if r.supported and r.samples]
    samples = sum(r.samples for r in reports)
    agreed = sum(r.agreed for r in reports)
    disagreements = [d for r in reports for d in r.disagreements]
    return {
        "differentiable_supported": len(used),
        "differentiable_in_full": sum(not r.disagreements for r in used),
        "differentiable": len(able),
        "supported": sum(r.supported and r.samples > 0 for r in reports),
        "entries": len(reports),
        "samples": samples,
        "agreed": agreed,
        "percent": 100 * agreed / samples if samples else 0.0,
        "differentiable_samples": sum(r.samples for r in used),
        "differentiable_agreed": sum(r.agreed for r in used),
        "wrong_calls": sum(r.wrong_calls for r in reports),
        "refused": sum(r.refused for r in reports),
        "skipped": dict(sum((r.skipped for r in reports), Counter())),
        "unreasoned": sum(d.reason is None for d in disagreements),
        "reasoned": sum(d.reason is not None for d in disagreements),
        "kinds": dict(Counter(d.kind for d in disagreements if d.reason is None).most_common()),
        "seconds": round(seconds, 1),
    }


def plain(report: Report) -> dict[str, Any]:
    """The report for JSON."""
    return {
        **vars(report),
        "skipped": dict(report.skipped),
        "disagreements": [dataclasses.asdict(d) for d in report.disagreements],
    }


def closing(numbers: dict[str, Any]) -> str:
    """The summary in words."""
    n = numbers
    able, agreed = n["differentiable_samples"], n["differentiable_agreed"]
    kinds = ", ".join(f"{kind} {count}" for kind, count in n["kinds"].items())
    return "\n".join(
        (
            f"differentiable entries: {n['differentiable_supported']} of {n['differentiable']}, "
            f"{n['differentiable_in_full']} of them without a disagreement",
            f"all entries:            {n['supported']} of {n['entries']}",
            f"samples that agree:     {agreed} of {able} of the differentiable entries "
            f"({100 * agreed / max(able, 1):.2f} %), {n['agreed']} of {n['samples']} of all "
            f"({n['percent']:.2f} %)",
            f"wrong calls refused:    {n['refused']} of {n['wrong_calls']}",
            f"samples skipped:        {sum(n['skipped'].values())}",
            f"disagreements:          {n['unreasoned']} without a reason"
            f"{f' ({kinds})' if kinds else ''}, {n['reasoned']} with one",
            f"seconds:                {n['seconds']}",
        )
    )
