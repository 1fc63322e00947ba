"""Programs under real Python and real torch, each in a process of its own: what they print.

`python -m tests.oracle.real PATH ...` writes a JSON object of texts by path. Torch is imported
once, and the process forks for each program. Where matplotlib is not installed a stand-in takes
every call, since what a program prints does not depend on what it draws.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
DRAWING = ("matplotlib", "matplotlib.pyplot", "mpl_toolkits", "mpl_toolkits.mplot3d")


class Anything:
    """Takes every call, is every attribute, and gives as many parts as are asked for."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __getitem__(self, key):
        return self

    def __iter__(self):
        return iter((self, self))


class Drawing(ModuleType):
    """A module that takes every call."""

    __path__ = ()  # a package: its parts may be imported

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()


def printed_by_torch(paths: Iterable[Path]) -> dict[Path, str]:
    """What each program prints; a traceback at the end where it raises."""
    by_name = {str(path): path for path in paths}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.oracle.real", *by_name],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"},
        stdout=subprocess.PIPE,
        check=True,
        timeout=600,
    )
    return {by_name[name]: text for name, text in json.loads(done.stdout).items()}


def _printed(path: str) -> str:
    """The output of one program, run in a forked process."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as shared:
        child = os.fork()
        if child == 0:
            shared.write(_run(path))
            shared.flush()
            os._exit(0)
        os.waitpid(child, 0)
        shared.seek(0)
        return shared.read()


def _run(path: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            code = compile(Path(path).read_text("utf-8"), path, "exec")
            exec(code, {"__name__": "__main__"})
        except BaseException:
            traceback.print_exc(file=out)
    return out.getvalue()


def main() -> None:
    import torch

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    if find_spec("matplotlib") is None:
        for name in DRAWING:
            sys.modules[name] = Drawing(name)
        sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]
    json.dump({path: _printed(path) for path in sys.argv[1:]}, sys.stdout)


if __name__ == "__main__":
    main()
