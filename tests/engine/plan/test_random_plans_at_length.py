"""The checks of random plans with many more examples: `python -m pytest -m long`."""

import pytest
from hypothesis import given

from tests.engine.plan import test_native_programs as natively
from tests.engine.plan import test_random_descents as descents
from tests.engine.plan import test_random_numbers as numbers
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
fewer = quick(2000)


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


@fewer
@given(natively.ALL)
def test_each_native_operation(plan):
    natively.check_each_operation(plan)


@pytest.mark.parametrize("back_end", ["native", "segments"])
@fewer
@given(plan=natively.EXACT)
def test_native_plans(plan, back_end):
    natively.check_whole(plan, back_end)


@pytest.mark.parametrize("back_end", ["native", "segments"])
@fewer
@given(plan=descents.EXACT, make=descents.CHOSEN)
def test_native_descents(plan, make, back_end):
    descents.check_steps(plan, make, back_end)


@fewer
@given(plan=descents.EXACT, make=descents.CHOSEN)
def test_native_descents_in_parts(plan, make):
    with pytest.MonkeyPatch.context() as patch:
        natively.in_small_parts(patch)
        descents.check_steps(plan, make, "native")


@fewer
@given(descents.EXACT)
def test_native_descents_by_adam(plan):
    descents.check_adam(plan)


@fewer
@given(descents.EXACT, descents.CHOSEN)
def test_descents_on_arrays(plan, make):
    descents.check_steps(plan, make, "arrays")


@fewer
@given(plan=descents.LONG, make=descents.CHOSEN)
def test_descents_in_blocks(plan, make):
    with pytest.MonkeyPatch.context() as patch:
        descents.in_small_blocks(patch)
        descents.check_steps(plan, make, "blocks")


@fewer
@given(numbers.ARITHMETIC)
def test_native_numbers(plan):
    numbers.check_native(plan)


@many
@given(numbers.LEVELS)
def test_levels(plan):
    numbers.check_levels(plan)


@many
@given(numbers.SUMS)
def test_levels_that_add_up(plan):
    numbers.check_levels(plan)
