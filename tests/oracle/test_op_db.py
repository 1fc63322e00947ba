"""Every entry of torch's op database that the engine has, on every sample torch gives for it."""

import pytest
import torch

from tests.oracle import op_db
from tests.oracle.judge import judge_all
from tests.oracle.table import summary

pytestmark = pytest.mark.oracle
DIFFERENTIABLE_AT_LEAST = 469  # entries; to be raised as the engine grows, never lowered
PERCENT_AT_LEAST = 99.8  # of their samples
SUPPORTED = [i for i, entry in enumerate(op_db.ENTRIES) if op_db.engine_callable(entry) is not None]


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("index", SUPPORTED, ids=lambda i: op_db.name_of(op_db.ENTRIES[i]))
def test_the_entry_agrees_with_torch_on_every_sample(index):
    report = judge_all(index)

    assert [disagreement.line() for disagreement in report.unreasoned()] == []


def test_enough_entries_and_samples_agree():
    numbers = summary([judge_all(index) for index in SUPPORTED], seconds=0)

    assert numbers["differentiable_supported"] >= DIFFERENTIABLE_AT_LEAST
    agreed, samples = numbers["differentiable_agreed"], numbers["differentiable_samples"]
    assert 100 * agreed / samples >= PERCENT_AT_LEAST
