"""What is written down of torch's answers is what torch answers."""

import json

import pytest

from tests.engine.samples import disagreements, samples
from tests.oracle import golden, op_db

pytestmark = pytest.mark.oracle
SAMPLES = samples()


@pytest.mark.parametrize("name", ["sin", "where", "std[unbiased]", "nn.functional.conv1d", "T"])
def test_the_file_holds_what_torch_answers_now(name):
    (entry,) = (entry for entry in op_db.ENTRIES if op_db.name_of(entry) == name)

    written = json.loads(json.dumps(golden.written(entry)))

    assert written == SAMPLES[name]


@pytest.mark.parametrize("number", ["values", "gradient"])
def test_a_wrong_number_is_seen(number):
    sample = json.loads(json.dumps(SAMPLES["sin"][0]))
    wrong = sample["parts"][0] if number == "values" else sample["args"][0]
    wrong[number][0] += 1e-4

    assert len(disagreements(sample)) == 1


def test_a_wrong_shape_is_seen():
    sample = json.loads(json.dumps(SAMPLES["sin"][0]))
    sample["parts"][0]["shape"] = [len(sample["parts"][0]["values"]), 1]

    assert len(disagreements(sample)) == 1
