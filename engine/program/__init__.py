"""Programs: Python as tutorials write it, run by this package and not by Python itself.

>>> from engine.program import run_program
>>> run = run_program("import torch\\nx = torch.tensor(3.0)\\nprint(x * 2)")
tensor(6.)
"""

from __future__ import annotations

from engine.program.budget import Limits
from engine.program.errors import ProgramError, RunError
from engine.program.run import ProgramRun, run_program

__all__ = ["Limits", "ProgramError", "ProgramRun", "RunError", "run_program"]
