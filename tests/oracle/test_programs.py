"""Tutorials print under `run_program` what they print under real Python with real torch."""

from __future__ import annotations

import pytest

from tests.engine.program.both import by_us
from tests.engine.program.tutorials import TORCH, differences, rounding
from tests.oracle.real import printed_by_torch

pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def real():
    return printed_by_torch(TORCH)


@pytest.mark.parametrize("path", TORCH, ids=lambda path: path.stem)
def test_it_prints_what_torch_prints(path, real):
    source = path.read_text("utf-8")

    found = by_us(source)

    assert (found.kind, found.message) == ("", "")
    assert differences(found.printed, real[path], rounding(source)) == []
