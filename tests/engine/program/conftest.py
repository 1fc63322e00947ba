"""What programs may read of the built-in types."""

from __future__ import annotations
import types
from engine.program.access import READABLE, allow, allow_public

if str not in READABLE:
    allow_public(
        (str, bytes, list, tuple, dict, set, frozenset, int, float, complex, slice, range, property)
    )
    allow(types.GeneratorType, "send throw close")
    allow(BaseException, "args")
    allow(StopIteration, "value")
    allow((KeyError, ImportError), "name")
