"""Dead values: what leads to no output is left out, and nothing else."""

import numpy as np

from engine.plan.dead import living
from tests.engine.plan.small_codes import assert_equal_code, code_of, names

X = np.array([1.0, 2.0])


def test_what_leads_to_no_output_is_left_out():
    code = code_of(lambda x: (np.exp(x) + np.sin(x), np.cos(x))[1], X)

    smaller = living(code)

    assert names(smaller) == ["cos"]
    assert_equal_code(smaller, code, X)


def test_what_an_output_reads_through_others_stays():
    code = code_of(lambda x: np.exp(np.sin(x))[0:1].sum(), X)

    assert living(code).instructions == code.instructions


def test_inputs_stay_though_nothing_reads_them():
    code = code_of(lambda x, y: x * 1.0, X, X)

    assert living(code).inputs == code.inputs
