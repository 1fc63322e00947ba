"""`python -m tests.oracle`: the engine against torch's op database, as a table."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

try:
    from tests.oracle import golden, op_db, table
except ModuleNotFoundError as error:
    sys.exit(f"the oracle needs {error.name}: pip install 'chainrule[oracle]'")
from tests.oracle.judge import ERRORS


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="entries by prefix")
    parser.add_argument("--missing", action="store_true", help="list what the engine lacks")
    parser.add_argument("--failures", type=int, default=3, metavar="N", help="shown per entry")
    parser.add_argument("--failing", action="store_true", help="rows with disagreements only")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes")
    parser.add_argument("--dtype", choices=op_db.DTYPES, help="one dtype, without wrong calls")
    parser.add_argument("--seed", type=int, default=0, help="of the cotangents")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything found")
    parser.add_argument("--write", type=Path, metavar="FILE", help="torch's answers, and no table")
    return parser.parse_args()


def main() -> int:
    """Print the table; 1 where a disagreement has no reason."""
    options = arguments()
    indices = op_db.chosen(options.only)
    if options.missing:
        print("\n".join(table.missing(indices)))
        return 0
    if options.write:
        count = golden.write(options.write, indices, _progress)
        print(f"{count} entries, {options.write.stat().st_size // 1000} kB")
        return 0
    start = time.perf_counter()
    reports = table.judged(
        indices,
        [options.dtype] if options.dtype else [*op_db.DTYPES, ERRORS],
        jobs=options.jobs,
        seed=options.seed,
        progress=_progress,
    )
    shown = [r for r in reports if r.unreasoned()] if options.failing else reports
    print("\n".join(table.rows(shown, options.failures)))
    numbers = table.summary(reports, time.perf_counter() - start)
    print(table.closing(numbers))
    if options.json:
        found = {"summary": numbers, "entries": [table.plain(r) for r in reports]}
        options.json.write_text(json.dumps(found, indent=1))
    return 1 if numbers["unreasoned"] else 0


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty() or done % 100 == 0:
        end = "\r" if sys.stderr.isatty() and done < total else "\n"
        print(f"{done} of {total} parts", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
