"""`python -m tests.benchmarks`: the engine against every peer, as ratios taken in one run.

Name workloads, or families of them, to run only those. With `--canvas` the speed of the canvas and
the layout, with `--stalls` how long the interface stands still at ten thousand nodes, with
`--program` the speed of programs, with `--descent` the frames while a descent of a million steps is
drawn; none of these needs the peers.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.benchmarks.measure import LEAST_ROUNDS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help="these, or families")
    parser.add_argument(
        "--rounds", type=int, default=LEAST_ROUNDS, help="interleaved rounds (at least 9)"
    )
    parser.add_argument("--json", type=Path, help="write all times and ratios to this file")
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
    elif options.stalls is not None:
        from tests.benchmarks import stalls

        stalls.report(options.stalls)
    elif options.canvas is not None:
        from tests.benchmarks import canvas

        canvas.report(options.canvas)
    else:
        compare(options.workloads, max(options.rounds, LEAST_ROUNDS), options.json)


def compare(names: list[str], rounds: int, path: Path | None) -> None:
    """Run these workloads one after the other, and show each row as it comes."""
    from tests.benchmarks import report
    from tests.benchmarks.alone import run_alone
    from tests.benchmarks.families import chosen

    try:
        workloads = chosen(names)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    print(report.head(rounds), flush=True)
    rows = []
    for name in workloads:
        rows.append(run_alone(name, rounds))
        print(report.block(rows[-1]), flush=True)
        if path is not None:
            path.write_text(report.as_json(rows, rounds), "utf-8")
    print(report.summary(rows))


if __name__ == "__main__":
    main()
