"""Values, shapes, dtypes and gradients of the whole table, as torch has them."""

import numpy as np
import pytest
import torch

from engine.op import OPS
from engine.tape import backward
from engine.tensor import from_array
from tests.engine.cases import BINARY, DIFFERENTIABLE, FORWARD_ONLY, UNARY, Case
from tests.oracle.torch_calls import torch_call

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.filterwarnings("ignore:Using a target size"),
]
DTYPES = {"float32": np.float32, "float64": np.float64}
EDGES = np.array([0.0, -0.0, 0.5, -0.5, 1, -1, 2, -3, 30, -40, 1e3, np.inf, -np.inf, np.nan])
PAIRS = tuple(a.ravel() for a in np.meshgrid(EDGES, EDGES))
HEADS = {"ones": 1.0, "infinite": np.inf}
WITHOUT_GRADIENT = ["floor_divide"]
WITHOUT_INTEGERS = ("logsigmoid", "silu")  # torch has no kernel of whole numbers for them


def differs_in_torch(case):
    """Torch 2.13's gradient of var and std with dim=() is infinite; ours is that of dim=None."""
    return case.op in ("var", "std") and case.static.get("dim") == ()


# Steps of a change in place, compared as programs, and samples: torch has no function for them.
WITHOUT_FUNCTION = ("copy", "copy_slices", "draw", "index_write")
CASES = [
    case
    for case in (*DIFFERENTIABLE, *FORWARD_ONLY)
    if not differs_in_torch(case) and case.op not in WITHOUT_FUNCTION
]


def ours(case, arrays, head=1.0):
    """Value and gradients by the engine; None for an input that gets none."""
    wanted = case.op not in WITHOUT_GRADIENT
    tensors = [from_array(np.array(a), wanted and a.dtype.kind == "f") for a in arrays]
    z = case.call(tensors)
    if not z.requires_grad:
        return z._array, [None] * len(tensors)
    found = backward([(z, np.full(z.shape, head, z._array.dtype))])
    return z._array, [found.get(t) for t in tensors]


def theirs(case, arrays, head=1.0):
    """Value and gradients by torch."""
    wanted = case.op not in WITHOUT_GRADIENT
    tensors = [torch.tensor(a, requires_grad=wanted and a.dtype.kind == "f") for a in arrays]
    z = torch_call(case.op)(*tensors, **case.static)
    if case.op == "detach" or not z.requires_grad:
        return z.numpy(), [None] * len(tensors)
    z.backward(torch.full_like(z, head))
    return z.detach().numpy(), [None if t.grad is None else t.grad.numpy() for t in tensors]


def assert_same(found, expected, rtol, atol):
    assert (found is None) == (expected is None)
    if found is not None:
        assert found.shape == expected.shape
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_op_agrees_with_torch(case, dtype):
    if case.op == "to":
        case = Case("to", case.inputs, {"dtype": np.dtype(dtype)})
    arrays = case.arrays(dtype)[: None if OPS[case.op].variadic else OPS[case.op].arity]
    rtol, atol = (1e-5, 1e-5) if dtype is np.float32 else (1e-10, 1e-12)

    value, gradients = ours(case, arrays)

    torch_value, torch_gradients = theirs(case, arrays)
    assert_same(value, torch_value, rtol, atol)
    for found, expected in zip(gradients, torch_gradients, strict=True):
        assert_same(found, expected, rtol, atol)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("name", [*UNARY.split(), "leaky_relu", "elu", "softplus", "gelu"])
def test_edges_of_one_input_agree_with_torch(name, head):
    case = Case(name, (EDGES,))

    value, (x_bar,) = ours(case, [EDGES], head)

    torch_value, (torch_x_bar,) = theirs(case, [EDGES], head)
    assert_same(value, torch_value, 1e-10, 1e-12)
    assert_same(x_bar, torch_x_bar, 1e-10, 1e-12)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("name", BINARY.split())
def test_edges_of_two_inputs_agree_with_torch(name, head):
    case = Case(name, PAIRS)

    value, gradients = ours(case, PAIRS, head)

    torch_value, torch_gradients = theirs(case, PAIRS, head)
    assert_same(value, torch_value, 1e-10, 1e-12)
    for found, expected in zip(gradients, torch_gradients, strict=True):
        wrong = ~np.isclose(found, expected, rtol=1e-10, atol=1e-12, equal_nan=True)
        columns = (*PAIRS, found, expected)
        assert [tuple(row) for row in np.stack(columns, 1)[wrong].tolist()] == []


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp", "norm", "amax", "std"])
@pytest.mark.parametrize(
    "values",
    [[-np.inf, 0, 1], [-np.inf, -np.inf], [np.inf, 0, 1], [0, 0], [1e3, -1e3], [5.0], [2.0, 2, 1]],
    ids=str,
)
def test_edges_of_reductions_agree_with_torch(name, values):
    x = np.array(values, np.float64)
    case = Case(name, (x,), {"dim": 0})
    if name == "std" and len(values) == 1:
        case = Case(name, (x,), {"dim": 0, "correction": 0})

    value, (x_bar,) = ours(case, [x])

    torch_value, (torch_x_bar,) = theirs(case, [x])
    assert_same(value, torch_value, 1e-10, 1e-12)
    assert_same(x_bar, torch_x_bar, 1e-10, 1e-12)


@pytest.mark.parametrize("name", [name for name in UNARY.split() if name not in WITHOUT_INTEGERS])
def test_whole_numbers_come_out_in_torchs_dtype(name):
    x = np.array([1, 2])

    found = Case(name, (x,)).call([from_array(x)])

    expected = torch_call(name)(torch.tensor(x))
    assert found.dtype.name == str(expected.dtype).removeprefix("torch.")
