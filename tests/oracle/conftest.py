"""Without torch and expecttest the oracle's tests are skipped before anything is imported."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

MISSING = [name for name in ("torch", "expecttest") if find_spec(name) is None]


class Skipped(pytest.Module):
    """A module of tests that is not opened."""

    def collect(self):
        pytest.skip(f"needs {' and '.join(MISSING)}", allow_module_level=True)


def pytest_pycollect_makemodule(module_path, parent):
    return Skipped.from_parent(parent, path=module_path) if MISSING else None
