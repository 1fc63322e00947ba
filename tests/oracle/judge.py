"""One entry judged: every sample and every wrong call, on torch and on the engine."""

from __future__ import annotations

import functools
import time
import warnings
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

import engine
from tests.oracle.comparison import complaints
from tests.oracle.conversion import Conversion, Unconvertible, flat, in_float64
from tests.oracle.op_db import (
    DTYPES,
    ENTRIES,
    dtypes_of,
    engine_callable,
    is_differentiable,
    is_method,
    name_of,
    rebuilt,
    wrapper_of,
)
from tests.oracle.outcome import ENGINE, TORCH, Call, Outcome, outcome
from tests.oracle.reasons import RANDOM, SEEDED, UNINITIALISED, reason_for

ERRORS = "errors"
RUNS = 16  # of a random entry, to see whether a sample's result is always the same


@dataclass(frozen=True)
class Disagreement:
    """One sample, or one wrong call, on which engine and torch differ."""

    entry: str
    dtype: str
    number: int
    kind: str
    detail: str
    sample: str
    reason: str | None = None

    def line(self) -> str:
        return f"{self.dtype} #{self.number} {self.kind}: {self.detail} | {self.sample}"


@dataclass
class Report:
    """What came of one entry, or of a part of it.

    Attributes: samples (compared), agreed; wrong_calls (that torch refuses), refused (by the engine
    too); skipped (how many samples for which reason); disagreements; seconds.
    """

    entry: str
    differentiable: bool
    supported: bool
    samples: int = 0
    agreed: int = 0
    wrong_calls: int = 0
    refused: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: Report) -> None:
        """Count another part of the same entry in."""
        self.samples += other.samples
        self.agreed += other.agreed
        self.wrong_calls += other.wrong_calls
        self.refused += other.refused
        self.skipped += other.skipped
        self.disagreements += other.disagreements
        self.seconds += other.seconds

    def object(self, *found: Any) -> None:
        """Keep a disagreement, with the reason why it stands if there is one."""
        plain = Disagreement(self.entry, *found)
        self.disagreements.append(
            Disagreement(self.entry, *found, reason=reason_for(self.entry, plain.line()))
        )

    def unreasoned(self) -> list[Disagreement]:
        return [d for d in self.disagreements if d.reason is None]


def parts_of(index: int) -> list[str]:
    """The parts an entry is judged in: each dtype, and its wrong calls."""
    entry = ENTRIES[index]
    return [*dtypes_of(entry), *([ERRORS] if entry.error_inputs_func is not None else [])]


def judge(index: int, part: str, seed: int = 0) -> Report:
    """The report on one part of an entry; empty where the engine does not have it."""
    start = time.perf_counter()
    entry = ENTRIES[index]
    f = engine_callable(entry)
    report = Report(name_of(entry), is_differentiable(entry), f is not None)
    if f is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if part == ERRORS:
                _judge_wrong_calls(report, entry, f)
            else:
                _judge_samples(report, entry, f, part, seed)
    report.seconds = time.perf_counter() - start
    return report


@functools.cache
def judge_all(index: int) -> Report:
    """The report on a whole entry."""
    first, *rest = [judge(index, part) for part in parts_of(index)] or [judge(index, "float32")]
    for part in rest:
        first.add(part)
    return first


def _judge_samples(report: Report, entry: Any, f: Callable, dtype: str, seed: int) -> None:
    differentiable = DTYPES[dtype] in entry.supported_backward_dtypes("cpu")
    order = (2 if entry.supports_gradgrad else 1) if differentiable else 0
    samples = entry.sample_inputs("cpu", DTYPES[dtype], requires_grad=differentiable)
    for number, sample in enumerate(samples):
        key = zlib.crc32(f"{seed} {report.entry} {number}".encode())
        try:
            found = _judge_sample(entry, f, sample, order, key, dtype)
        except Unconvertible as error:
            report.skipped[str(error)] += 1
            continue
        report.samples += 1
        report.agreed += not found
        for kind, detail in found:
            report.object(dtype, number, kind, detail, _summary(sample))


def _judge_sample(
    entry: Any, f: Callable, sample: Any, order: int, seed: int, dtype: str
) -> list[tuple[str, str]]:
    """The complaints about one sample. Errors: Unconvertible where it cannot be compared."""
    convert = Conversion()
    args = convert((sample.input, *sample.args))
    kwargs = convert(sample.kwargs)
    process, wrapper = sample.output_process_fn_grad, wrapper_of(entry)
    theirs = Call(
        entry.op,
        (sample.input, *sample.args),
        sample.kwargs,
        [leaf for leaf, _ in convert.leaves],
        process,
        wrapper,
    )
    ours = Call(f, args, kwargs, [x for _, x in convert.leaves], rebuilt(process), rebuilt(wrapper))
    random = entry.name in RANDOM and not is_repeatable(theirs)
    compared = not random and entry.name not in (*SEEDED, *UNINITIALISED)
    order = order if compared else 0
    expected = outcome(TORCH, theirs, order, seed, dtype)
    if expected.error is not None and order > 1:  # torch has no second derivative of it
        order = 1
        expected = outcome(TORCH, theirs, order, seed, dtype)
    if expected.error is not None:
        raise Unconvertible(f"torch refuses: {type(expected.error).__name__}")
    found = outcome(ENGINE, ours, order, seed, dtype)
    if not compared:
        expected.values, found.values = [], []
    if any("complex" in kind or "bfloat16" in kind for kind in expected.kinds):
        raise Unconvertible("complex or bfloat16 results")

    @functools.cache
    def exact() -> Outcome:
        return outcome(TORCH, _exactly(theirs), order, seed, dtype)

    return complaints(found, expected, exact if dtype == "float32" else None)


def _exactly(call: Call) -> Call:
    """The call in float64."""
    args, kwargs = in_float64(tuple(call.args)), in_float64(call.kwargs)
    leaves = [p for p in _tensors(args, kwargs) if p.requires_grad]
    return Call(call.f, args, kwargs, leaves, call.process, call.wrapper)


def _tensors(*trees: Any) -> Iterator[torch.Tensor]:
    return (part for part in flat(trees) if isinstance(part, torch.Tensor))


def is_repeatable(call: Call) -> bool:
    """Whether torch gives the same result whatever the state of its generator."""
    f = rebuilt(call.f, torch)
    with torch.no_grad():
        runs = [list(_tensors(f(*call.args, **call.kwargs))) for _ in range(RUNS)]
    return all(torch.equal(*pair) for run in runs for pair in zip(runs[0], run, strict=True))


def _judge_wrong_calls(report: Report, entry: Any, f: Callable) -> None:
    for number, wrong in enumerate(entry.error_inputs("cpu")):
        sample = wrong.sample_input
        convert = Conversion()
        try:
            entry.op(sample.input, *sample.args, **sample.kwargs)
        except Exception as error:
            expected = type(error)
        else:
            report.skipped["torch does not refuse it here"] += 1
            continue
        try:
            args = convert((sample.input, *sample.args))
            kwargs = convert(sample.kwargs)
        except Unconvertible as error:
            report.skipped[str(error)] += 1
            continue
        if is_method(entry) and not isinstance(args[0], engine.Tensor):
            report.skipped["a method of what is no tensor"] += 1
            continue
        report.wrong_calls += 1
        try:
            f(*args, **kwargs)
        except (engine.EngineError, expected):
            report.refused += 1
            continue
        except Exception as error:
            kind, detail = "raises otherwise", f"{type(error).__name__}: {error}"
        else:
            kind, detail = "does not refuse", f"torch: {expected.__name__}, {wrong.error_regex}"
        report.object(ERRORS, number, kind, detail[:200], _summary(sample))


def _summary(sample: Any) -> str:
    """The sample's shapes and arguments, on one line."""
    text = sample.summary().removeprefix("SampleInput(")
    return text.replace("\n", " ").partition(", broadcasts_input")[0][:300]
