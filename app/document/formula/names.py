"""Which names a formula gives a meaning of its own, and which a node may have."""

from __future__ import annotations

import keyword
import math
import unicodedata

from engine.op import OPS

CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}
RESERVED = ("pi", "inf", "nan")  # always numbers; e may be assigned to, as in  e = c - d
OPEN = "_"


def refused_name(name: str) -> str | None:
    """Why no node can have this name; None where it can. Whether it is taken is not asked here."""
    if not name.isidentifier():
        return f"'{name[:40]}' is not a name: use letters, digits and _, a letter first"
    if keyword.iskeyword(name):
        return f"'{name}' is a word of the language"
    if name.startswith("__") or name == OPEN:
        return f"'{name[:40]}' cannot be a name"
    if name in RESERVED:
        return f"'{name}' is a number"
    if unicodedata.normalize("NFKC", name) != name:
        return f"'{name[:40]}' would be read as '{unicodedata.normalize('NFKC', name)[:40]}'"
    return None


def has_meaning(name: str) -> bool:
    """Whether a formula that only mentions the name means something other than a leaf."""
    return name in CONSTANTS or (name in OPS and OPS[name].listed)
