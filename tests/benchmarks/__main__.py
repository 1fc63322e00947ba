"""`python -m tests.benchmarks`: ratios against peers taken in the same run.

With `--canvas` the speed of the canvas and the layout, with `--stalls` how long the interface
stands still at ten thousand nodes, with `--program` the speed of programs, with `--descent` the
frames while a descent of a million steps is drawn; none needs torch.
"""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path

from tests.benchmarks.measure import measure, table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="interleaved rounds (at least 9)")
    parser.add_argument("--only", default="", help="workloads whose name contains this")
    parser.add_argument("--json", type=Path, help="write all times to this file")
    parser.add_argument(
        "--canvas", nargs="?", const="", metavar="PART", help="the canvas and layout instead"
    )
    parser.add_argument(
        "--stalls", nargs="?", const="", metavar="ACTION", help="stalls of the interface instead"
    )
    parser.add_argument(
        "--program", nargs="?", const="", metavar="WORKLOAD", help="programs that are interpreted"
    )
    parser.add_argument(
        "--descent", nargs="?", const="", metavar="FORMULA", help="frames while a descent runs"
    )
    options = parser.parse_args()
    if options.descent is not None:
        from tests.benchmarks import descending

        descending.report(options.descent)
        return
    if options.program is not None:
        from tests.benchmarks import program

        program.report(options.program)
        return
    if options.stalls is not None:
        from tests.benchmarks import stalls

        stalls.report(options.stalls)
        return
    if options.canvas is not None:
        from tests.benchmarks import canvas

        canvas.report(options.canvas)
        return
    try:
        import torch

        from tests.benchmarks import eager
    except ImportError:
        raise SystemExit("The peer torch is absent: pip install 'chainrule[oracle]'.") from None
    torch.set_num_threads(1)
    print(f"Python {platform.python_version()}, torch {torch.__version__}, one thread each")
    results = [
        measure(workload, max(options.rounds, 9))
        for workload in eager.workloads()
        if options.only in workload.name
    ]
    print(table(results, "engine"))
    if options.json:
        rows = [{"workload": r.workload, "seconds": r.seconds} for r in results]
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
