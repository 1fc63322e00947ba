"""Tensor: its attributes, its operators, and what it refuses."""

import copy
import operator
import pickle

import numpy as np
import pytest

import engine
from engine.errors import ArgumentError, AxisError, DtypeError, GradientError, ShapeError


@pytest.fixture
def x():
    return engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def test_shape_and_size_in_all_their_spellings(x):
    assert x.shape == x.size() == (2, 3)
    assert x.size(1) == 3
    assert (x.ndim, x.dim(), x.numel(), len(x)) == (2, 2, 6, 2)
    assert x.view(3, 2).shape == x.reshape((3, -1)).shape == x.T.shape == (3, 2)
    assert x.permute(1, 0).shape == x.permute((1, 0)).shape == (3, 2)


def test_operators_work_from_both_sides(x):
    results = [
        (2 + x, [[3, 4, 5], [6, 7, 8]]),
        (2 - x, [[1, 0, -1], [-2, -3, -4]]),
        (x / 2, [[0.5, 1, 1.5], [2, 2.5, 3]]),
        (6 / x[0], [6, 3, 2]),
        (2 ** x[0], [2, 4, 8]),
        (7 // x[0], [7, 3, 2]),
        (7 % x[0], [0, 1, 1]),
        (-x[0], [-1, -2, -3]),
        (abs(-x[0]), [1, 2, 3]),
        (np.ones(3, np.float32) @ x.T, [6, 15]),
        (np.ones(3, np.float32) * x[0], [1, 2, 3]),
    ]

    for found, expected in results:
        assert found.tolist() == expected


def test_comparisons_are_elementwise_and_with_nothing_by_identity(x):
    assert (x[0] > 1).tolist() == [False, True, True]
    assert operator.ge(2, x[0]).tolist() == [True, True, False]
    assert ((x[0] > 1) & (x[0] < 3)).tolist() == [False, True, False]
    assert operator.eq(x, None) is False
    assert (x != "a") is True


def test_a_tensor_is_a_key_by_identity(x):
    found = {x: 1}

    assert found[x] == 1
    assert engine.tensor(x) not in found


def test_indexing_takes_numbers_slices_lists_masks_and_tensors(x):
    assert x[1, 2].item() == 6
    assert x[:, 1].tolist() == [2, 5]
    assert x[[0, 0]].shape == (2, 3)
    assert x[x > 4].tolist() == [5, 6]
    assert x[engine.tensor([1]), engine.tensor([0])].tolist() == [4]
    assert x[..., None].shape == (2, 3, 1)
    assert [row.tolist() for row in x] == [[1, 2, 3], [4, 5, 6]]
    with pytest.raises(IndexError, match=r"indexing shape \(2, 3\)"):
        x[2]


def test_one_element_is_a_number():
    x = engine.tensor([2.5])

    assert (x.item(), float(x), int(x), bool(x)) == (2.5, 2.5, 2, True)
    assert operator.mod("%.2f", x) == "2.50"
    assert [10, 20, 30][engine.tensor(1)] == 20


def test_several_elements_are_not(x):
    with pytest.raises(ShapeError, match="6 elements is not one number"):
        x.item()
    with pytest.raises(ArgumentError, match="0-d tensor has no length"):
        len(engine.tensor(1.0))


def test_detach_and_data_share_memory_without_history(x):
    x.requires_grad_()

    for alias in (x.detach(), x.data):
        assert alias.is_leaf
        assert not alias.requires_grad
        assert np.shares_memory(alias.numpy(), x.detach().numpy())


def test_numpy_of_what_requires_a_gradient_names_detach(x):
    x.requires_grad = True

    with pytest.raises(GradientError, match=r"detach\(\)\.numpy\(\)"):
        x.numpy()
    assert x.detach().numpy().shape == (2, 3)


def test_requires_grad_cannot_be_switched_off_on_a_result(x):
    z = x.requires_grad_() * 2

    with pytest.raises(GradientError, match=r"leaves only.*\.detach\(\)"):
        z.requires_grad = False
    x.requires_grad_(False)

    assert not x.requires_grad


def test_zeroing_a_leaf_while_recording_is_refused(x):
    x.requires_grad_()

    with pytest.raises(GradientError, match="zero_: a leaf"):
        x.zero_()
    with engine.no_grad():
        x.zero_()

    assert x.sum().item() == 0


def test_conversions_change_the_dtype(x):
    assert x.double().dtype is engine.float64
    assert x.double().float().dtype is engine.float32
    assert x.long().dtype is engine.int64


def test_the_gradient_passes_through_a_conversion(x):
    x.requires_grad_()

    x.double().sum().backward()

    assert x.grad.dtype is engine.float32


def test_whole_numbers_refuse_to_require_a_gradient():
    with pytest.raises(DtypeError, match="only floating point"):
        engine.tensor([1]).requires_grad_()


def test_it_shows_its_history():
    x = engine.tensor([1.0, 2.5], requires_grad=True)

    assert repr(x) == "tensor([1.0000, 2.5000], requires_grad=True)"
    assert repr((x * 2).sum()).endswith("grad_fn=<SumBackward0>)")
    assert repr(engine.tensor(1.0)) == "tensor(1.)"


def test_a_deep_copy_is_a_leaf_of_its_own(x):
    x.requires_grad_()
    (x * 2).sum().backward()

    made = copy.deepcopy({"a": x, "b": x})

    assert made["a"] is made["b"]
    assert made["a"].requires_grad
    assert made["a"].grad.tolist() == x.grad.tolist()
    made["a"].grad.zero_()
    assert x.grad.sum().item() == 12
    with pytest.raises(GradientError, match="only tensors that the user made"):
        copy.deepcopy(x * 2)


def test_it_can_be_pickled(x):
    x.requires_grad_()

    again = pickle.loads(pickle.dumps(x))

    assert again.tolist() == x.tolist()
    assert again.requires_grad


def test_sizes_are_asked_by_dimension(x):
    assert x.size(-1) == 3
    assert repr(x.shape) == "torch.Size([2, 3])"
    assert x.shape.numel() == 6
    with pytest.raises(AxisError, match=r"dimension 2 is out of range for 2 dimension\(s\)"):
        x.size(2)


def test_a_forced_numpy_leaves_the_history_behind(x):
    x.requires_grad_()

    assert np.shares_memory(x.numpy(force=True), x.detach().numpy())


def test_numpy_takes_it_as_an_array(x):
    assert np.asarray(x).tolist() == x.tolist()
    assert np.array(x, np.float64).dtype == np.float64
    with pytest.raises(GradientError, match="numpy would lose"):
        np.asarray(x.requires_grad_())


def test_a_gradient_is_a_tensor_of_the_same_kind(x):
    x.requires_grad_()
    x.grad = engine.ones(2, 3)

    with pytest.raises(ArgumentError, match="a Tensor or None, not float"):
        x.grad = 1.0
    with pytest.raises(ShapeError, match=r"float32 of shape \(3,\) was assigned"):
        x.grad = engine.ones(3)
    with pytest.raises(ShapeError, match="float64 of shape"):
        x.grad = engine.ones(2, 3, dtype=engine.float64)
    held = x.grad
    del x.grad

    assert held.sum().item() == 6
    assert x.grad is None


def test_what_is_no_number_is_refused_as_one(x):
    with pytest.raises(ArgumentError, match="0-d tensor cannot be iterated"):
        iter(engine.tensor(1.0))
    with pytest.raises(ShapeError, match="6 elements is neither true nor false"):
        bool(x)
    with pytest.raises(ArgumentError, match="only integer tensors can be an index"):
        [1, 2][engine.tensor(1.0)]


def test_retain_grad_of_a_leaf_changes_nothing():
    x = engine.tensor([1.0], requires_grad=True)

    x.retain_grad()

    assert not x.retains_grad


def test_a_deep_copy_of_a_list_copies_each_tensor_once():
    x = engine.tensor([1.0, 2.0])

    first, second = copy.deepcopy([x, x])

    assert first is second
    assert first is not x


def test_a_shape_that_was_copied_before_is_taken_from_the_memo():
    x = engine.tensor([1.0])
    memo = {id(x): x}

    assert copy.deepcopy(x, memo) is x
    assert x.__deepcopy__(memo) is x
