"""Type promotion over all pairs of dtype and kind of operand, as torch.result_type has it."""

import operator
from itertools import product

import numpy as np
import pytest
import torch

from engine.dtype import DTYPES, result_type
from engine.tensor import from_array

pytestmark = pytest.mark.oracle
NAMES = [dtype.name for dtype in DTYPES.values()]
NUMBERS = {
    "True": True,
    "3": 3,
    "2.5": 2.5,
    "np.float64(2.5)": np.float64(2.5),
    "np.int64(3)": np.int64(3),
}
OPERATORS = {
    name: getattr(operator, name)
    for name in ("add", "mul", "truediv", "floordiv", "mod", "pow", "lt", "eq")
}
OPERATIONS = [  # but those of two truth values that torch has no kernel for
    (name, left, right)
    for name, left, right in product(OPERATORS, NAMES, [*NAMES, *NUMBERS])
    if not (name in ("floordiv", "mod") and left == "bool" and right in ("bool", "True"))
    and not (name == "pow" and left == right == "bool")
]


def pair(name, shape):
    array = np.ones(shape, DTYPES_BY_NAME[name].numpy)
    return array, torch.tensor(array)


DTYPES_BY_NAME = {dtype.name: dtype for dtype in DTYPES.values()}


def name_of(dtype):
    return str(dtype).removeprefix("torch.")


@pytest.mark.parametrize("right", NAMES)
@pytest.mark.parametrize("left", NAMES)
@pytest.mark.parametrize("shapes", [((2,), (2,)), ((2,), ()), ((), (2,)), ((), ())], ids=str)
def test_two_tensors(left, right, shapes):
    (a, torch_a), (b, torch_b) = pair(left, shapes[0]), pair(right, shapes[1])

    found = result_type([a, b])

    assert found.name == name_of(torch.result_type(torch_a, torch_b))


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(2,), ()], ids=str)
def test_a_tensor_and_a_number(name, number, shape):
    a, torch_a = pair(name, shape)

    found = result_type([a, number])

    assert found.name == name_of(torch.result_type(torch_a, number))


@pytest.mark.parametrize(("name", "left", "right"), OPERATIONS)
def test_operators_give_torchs_dtype(name, left, right):
    apply = OPERATORS[name]
    a, torch_a = pair(left, (2,))
    b, torch_b = (NUMBERS[right],) * 2 if right in NUMBERS else pair(right, (2,))
    x = from_array(a)
    y = from_array(b) if isinstance(b, np.ndarray) else b

    found, expected = apply(x, y), apply(torch_a, torch_b)

    assert found.dtype.name == name_of(expected.dtype)
    np.testing.assert_allclose(found.tolist(), expected.tolist(), rtol=1e-3)
