"""What tells a program from a formula: words that only a program has."""

from __future__ import annotations

import re
from functools import lru_cache

PROGRAM = re.compile(
    r"^[ \t]*(?:import\s+\w|from\s+[\w.]+\s+import\b|for\s.+:|while\b.+:|def\s+\w|class\s+\w|with\s"
    r"|if\s.+:|try\s*:|print\s*\(|assert\s|del\s|@\w)|\.backward\s*\(",
    re.MULTILINE,
)


@lru_cache(maxsize=64)
def is_program(text: str) -> bool:
    """Whether a text is to be run line by line, and not read as a formula."""
    return PROGRAM.search(text) is not None
