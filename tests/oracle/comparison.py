"""Whether two outcomes agree, and in words where they do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.oracle.outcome import Outcome

TOLERANCES = {"float16": (1e-3, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7)}
ROUNDING = 10.0  # how many times torch's own rounding error ours may be, in float32
NEAR = 1e-2  # and how far from the exact answer at most, relative to the largest number in it
Exact = Callable[[], Outcome]
STAGES = {"value": "values", "gradient": "first", "second derivative": "second"}


def complaints(ours: Outcome, theirs: Outcome, exact: Exact | None = None) -> list[tuple[str, str]]:
    """Pairs (kind of disagreement, in words), of the first stage that disagrees; [] for none.

    `exact` gives torch's answer in float64: a float32 answer that misses the tolerance is right
    too where it is about as near to that as torch's is.
    """
    if ours.error is not None and ours.stage == "value":
        return [_raised(ours)]
    if ours.kinds != theirs.kinds:
        return [_kinds(ours.kinds, theirs.kinds)]
    for stage, attribute in STAGES.items():
        if ours.error is not None and ours.stage == stage:
            return [_raised(ours)]
        found, expected = getattr(ours, attribute), getattr(theirs, attribute)
        if len(found) != len(expected):
            return [(stage, f"{len(found)} parts, torch {len(expected)}")]
        scaled = stage != "value"
        texts = [
            f"part {i}: {text}"
            for i, (a, b) in enumerate(zip(found, expected, strict=True))
            for text in difference(a, b, scaled)
            if exact is None or not _as_near(a, b, exact, attribute, i)
        ]
        if texts:
            return [(stage, "; ".join(texts))]
    return []


def difference(found: Any, expected: Any, scaled: bool = False) -> Iterator[str]:
    """What is different between two parts, in words; nothing where they agree.

    With `scaled` an error is measured against the largest number of the whole array, as sums of
    terms that cancel need it.
    """
    if not (isinstance(found, np.ndarray) and isinstance(expected, np.ndarray)):
        if (found is None) != (expected is None) or not _equal(found, expected):
            yield f"{_short(found)}, torch {_short(expected)}"
        return
    if found.shape != expected.shape:
        yield f"shape {found.shape}, torch {expected.shape}"
        return
    wrong = ~_close(found, expected, scaled)
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        yield (
            f"{int(wrong.sum())} of {wrong.size} elements differ, at {list(place)} "
            f"{found[place]!s}, torch {expected[place]!s}"
        )


def _close(found: np.ndarray, expected: np.ndarray, scaled: bool) -> np.ndarray:
    if expected.dtype.kind not in "fc":
        return found == expected
    rtol, atol = TOLERANCES[_coarser(found, expected)]
    if scaled:
        atol += rtol * _size(expected)
    with np.errstate(all="ignore"):
        return np.isclose(found, expected, rtol, atol, equal_nan=True)


def _as_near(found: Any, expected: Any, exact: Exact, attribute: str, i: int) -> bool:
    """Whether ours is about as near to the exact answer as torch's is."""
    if not isinstance(found, np.ndarray) or not isinstance(expected, np.ndarray):
        return False
    if found.dtype != np.float32 or found.shape != expected.shape:
        return False
    parts = getattr(exact(), attribute)
    if len(parts) <= i or not isinstance(parts[i], np.ndarray) or parts[i].shape != found.shape:
        return False
    truth = parts[i]
    finite = np.isfinite(truth)
    if not np.array_equal(found[~finite], expected[~finite], equal_nan=True):
        return False
    scale = max(_size(truth), 1e-30)
    with np.errstate(all="ignore"):
        error = np.abs(found - truth)[finite].max(initial=0.0)
        usual = np.abs(expected - truth)[finite].max(initial=0.0)
    return bool(error <= ROUNDING * usual + 1e-5 and error <= NEAR * scale + 1e-5)


def _size(array: np.ndarray) -> float:
    """The largest finite number in it."""
    return float(np.abs(array[np.isfinite(array)]).max(initial=0.0))


def _coarser(found: np.ndarray, expected: np.ndarray) -> str:
    return str(min(found.dtype, expected.dtype, key=lambda dtype: dtype.itemsize))


def _equal(found: Any, expected: Any) -> bool:
    if isinstance(found, np.ndarray) or isinstance(expected, np.ndarray):
        return False
    if isinstance(found, float) and isinstance(expected, float):
        return bool(np.isclose(found, expected, 1e-6, 1e-6, equal_nan=True))
    return bool(found == expected)


def _kinds(ours: list[str], theirs: list[str]) -> tuple[str, str]:
    if len(ours) != len(theirs):
        return "structure", f"{len(ours)} results, torch {len(theirs)}"
    a, b = next((a, b) for a, b in zip(ours, theirs, strict=True) if a != b)
    return "shape or dtype", f"{a}, torch {b}"


def _raised(ours: Outcome) -> tuple[str, str]:
    error = ours.error
    return f"raises in {ours.stage}", f"{type(error).__name__}: {str(error)[:200]}"


def _short(value: Any) -> str:
    return f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else repr(value)[:60]
