"""The command line as tests call it: in this process, or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from app.cli import main

ROOT = Path(__file__).resolve().parents[2]


def started(*arguments, **variables):
    """`python main.py` in a process of its own, with some variables set, or unset by None."""
    env = {**os.environ, **{k: v for k, v in variables.items() if v is not None}}
    for name in [k for k, v in variables.items() if v is None]:
        env.pop(name, None)
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def exit_code(arguments):
    """What `main` returns, or the code with which argparse exits."""
    try:
        return main(arguments)
    except SystemExit as leaving:
        return leaving.code


def answer(capsys, *arguments):
    """The JSON that a command prints."""
    assert main([*arguments, "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return json.loads(out)
