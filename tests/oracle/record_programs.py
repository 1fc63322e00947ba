"""`python -m tests.oracle.record_programs [NAME ...]`: what torch prints, beside each program."""

from __future__ import annotations

import sys

from tests.engine.program.tutorials import TORCH
from tests.oracle.real import printed_by_torch


def main() -> int:
    """Write the `.out` files; 1 where a program raises."""
    wanted = sys.argv[1:]
    chosen = [path for path in TORCH if not wanted or path.stem.startswith(tuple(wanted))]
    failed = 0
    for path, text in printed_by_torch(chosen).items():
        if "Traceback (most recent call last)" in text:
            print(f"{path.name}:\n{text}", file=sys.stderr)
            failed += 1
            continue
        path.with_suffix(".out").write_text(text, "utf-8")
    print(f"{len(chosen) - failed} of {len(chosen)} recorded")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
