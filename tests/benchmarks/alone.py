"""A workload in a process of its own, on one core, with one thread each and BLAS as a user has it.

XLA multiplies matrices on all cores that it finds, whatever its flags say; so it finds one.

`python -m tests.benchmarks.alone WORKLOAD ROUNDS` writes the row as the last line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping

from tests.benchmarks.contest import Row, contest
from tests.benchmarks.families import WORKLOADS

CAN_BIND = hasattr(os, "sched_setaffinity")
PRESETS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
THREADS = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "TORCHINDUCTOR_COMPILE_THREADS": "1",
}


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment of a contest: presets of BLAS unset, one thread each."""
    kept = {name: value for name, value in given.items() if name not in PRESETS}
    return {**kept, **THREADS}


def run_alone(name: str, rounds: int) -> Row:
    """The row of a workload, from its own process; where that fails, a row that says why."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.alone", name, str(rounds)],
        env=environment(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        said = done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"]
        return Row(name, name, "", wrong={"all": said[-1]})
    return Row.from_json(json.loads(lines[-1]))


def bind() -> None:
    """Keep this process, and the threads that it will start, on one core where that can be."""
    if CAN_BIND:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def main() -> None:
    bind()
    warnings.simplefilter("ignore")
    name, rounds = sys.argv[1:]
    print(json.dumps(contest(name, WORKLOADS[name](), int(rounds)).as_json()))


if __name__ == "__main__":
    main()
