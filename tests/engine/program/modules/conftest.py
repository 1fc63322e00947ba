"""A run's host, as the modules of a program meet it."""

from __future__ import annotations

import pytest

from engine.program.budget import Budget, Limits
from engine.program.host import Host


@pytest.fixture
def host():
    return Host(Budget(Limits(seconds=20.0)), print)
