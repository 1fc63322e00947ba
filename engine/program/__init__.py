"""Programs: Python as tutorials write it, run by this package and not by Python itself.

>>> from engine.program import run_program
>>> run = run_program("import torch\\nx = torch.tensor(3.0)\\nprint(x * 2)")
tensor(6.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.program.budget import Limits
from engine.program.errors import ProgramError, RunError

if TYPE_CHECKING:
    from engine.program.run import ProgramRun, run_program

__all__ = ["Limits", "ProgramError", "ProgramRun", "RunError", "run_program"]


def __getattr__(name: str) -> Any:
    """What runs programs comes when it is asked for: it brings all that programs may import."""
    if name in ("ProgramRun", "run_program"):
        from engine.program import run

        return getattr(run, name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
