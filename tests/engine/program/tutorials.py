"""Tutorials as programs: where they are, and when two printed texts agree.

A program whose first lines hold `# rounding: N, because ...` may differ by N units in the last
digit that is printed of a number; all else is compared character by character.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "programs"
TORCH = sorted((FOLDER / "torch").glob("*.py"))
MXNET = sorted((FOLDER / "mxnet").glob("*.py"))
ROUNDING = re.compile(r"^# rounding: (\d+), ", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])-?\d+\.?\d*(?:e[-+]?\d+)?")


def rounding(source: str) -> int:
    """The units in the last printed digit by which numbers may differ."""
    found = ROUNDING.search(source)
    return int(found[1]) if found else 0


def differences(found: str, expected: str, units: int = 0) -> list[str]:
    """The lines that differ, as `found | expected`."""
    ours, theirs = found.splitlines(), expected.splitlines()
    longest = max(len(ours), len(theirs))
    pairs = zip(
        ours + ["(no line)"] * (longest - len(ours)),
        theirs + ["(no line)"] * (longest - len(theirs)),
        strict=True,
    )
    return [f"{a} | {b}" for a, b in pairs if a != b and not _near(a, b, units)]


def _near(found: str, expected: str, units: int) -> bool:
    if not units or _words(found) != _words(expected):
        return False
    pairs = zip(NUMBER.findall(found), NUMBER.findall(expected), strict=True)
    return all(_apart(a, b) <= units for a, b in pairs)


def _words(line: str) -> list[str]:
    return NUMBER.sub(" 0 ", line).split()


def _apart(a: str, b: str) -> Decimal:
    """How many units in the last digit of the shorter one lie between two numbers."""
    one, other = Decimal(a), Decimal(b)
    last = max(one.as_tuple().exponent, other.as_tuple().exponent)
    return abs(one - other).scaleb(-last)
