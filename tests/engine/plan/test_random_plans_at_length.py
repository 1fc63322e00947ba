"""The checks of random plans with many more examples: `python -m pytest -m long`."""

import pytest
from hypothesis import given

from tests.engine.plan.test_random_plans import (
    ALL,
    ARITHMETIC,
    SINES,
    SUMMED,
    check_arrays,
    check_exact_scalars,
    check_poisoned,
    check_shortened,
    check_simplified,
    check_smooth_scalars,
    quick,
)

pytestmark = pytest.mark.long
many = quick(5000)


@many
@given(ALL)
def test_simplified_code(plan):
    check_simplified(plan)


@many
@given(ALL)
def test_array_functions(plan):
    check_arrays(plan)


@many
@given(plan=ALL)
def test_freed_buffers(plan):
    with pytest.MonkeyPatch.context() as patch:
        check_poisoned(plan, patch)


@many
@given(SUMMED)
def test_inner_products(plan):
    check_shortened(plan)


@many
@given(ARITHMETIC)
def test_arithmetic_on_single_numbers(plan):
    check_exact_scalars(plan)


@many
@given(SINES)
def test_functions_of_single_numbers(plan):
    check_smooth_scalars(plan)
