"""Shapes by function: what torch gives, and what it refuses."""

import numpy as np
import pytest

import engine
from engine.errors import ArgumentError, AxisError, EngineError, ShapeError
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "two unknown sizes": (
        lambda: GRID.unflatten(1, (-1, -1)),
        ShapeError,
        "unflatten: sizes (-1, -1)",
        "give at least one, at most one of them −1",
    ),
    "one place for two dimensions": (
        lambda: GRID.movedim((0, 1), 0),
        ShapeError,
        "movedim: source (0, 1) and destination 0 differ in number",
        "give one destination for each source",
    ),
    "shapes that do not broadcast": (
        lambda: engine.broadcast_shapes((2,), (3,)),
        ShapeError,
        "shapes (2,), (3,) do not broadcast",
        "sizes must be equal or 1, compared from the last dimension",
    ),
    "a sum to what was never expanded": (
        lambda: GRID.sum_to_size(3, 3),
        ShapeError,
        "sum_to_size: (2, 3) does not sum to (3, 3)",
        "each size must be 1 or stay",
    ),
    "a turn within one dimension": (
        lambda: engine.rot90(GRID, 1, (0, 0)),
        ShapeError,
        "rot90: dims (0, 0)",
        "name two dimensions",
    ),
    "a vector turned": (
        lambda: engine.rot90(LINE),
        ShapeError,
        "rot90: a tensor of 1 dimensions",
        "give one of at least 2",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


def grid(*shape):
    return engine.arange(int(np.prod(shape))).reshape(shape)


def test_a_view_shares_memory_and_refuses_strides_that_do_not_fit():
    x = engine.zeros(2, 3)

    x.view(3, 2)[0, 0] = 5.0

    assert x[0, 0].item() == 5
    assert x.view(-1).shape == (6,)
    with pytest.raises(ShapeError, match=r"strides .* use reshape"):
        x.t().view(6)


def test_a_view_as_another_dtype_reads_the_same_bits():
    x = engine.tensor([1.0, -2.0])

    bits = x.view(engine.int32)

    assert bits.tolist() == [1065353216, -1073741824]
    with pytest.raises(EngineError, match="4 bytes"):
        x.view(engine.float64)


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        (lambda x: x.unflatten(-1, (2, -1)), (2, 3, 2, 2)),
        (lambda x: x.movedim(0, -1), (3, 4, 2)),
        (lambda x: engine.moveaxis(x, (0, 1), (1, 0)), (3, 2, 4)),
        (lambda x: x.swapaxes(0, 2), (4, 3, 2)),
        (lambda x: x.mT, (2, 4, 3)),
        (lambda x: x[0].T, (4, 3)),
        (lambda x: x.permute(2, 0, 1), (4, 2, 3)),
        (lambda x: x.tile(2), (2, 3, 8)),
        (lambda x: x.repeat(2, 1, 1, 3), (2, 2, 3, 12)),
        (lambda x: x.expand(5, -1, -1, -1), (5, 2, 3, 4)),
        (lambda x: x.unfold(2, 2, 1), (2, 3, 3, 2)),
        (lambda x: x.sum_to_size(3, 1), (3, 1)),
        (lambda x: x.squeeze(()), (2, 3, 4)),
        (lambda x: engine.atleast_3d(x[0, 0]), (1, 4, 1)),
        (lambda x: engine.hstack([x, x]), (2, 6, 4)),
        (lambda x: engine.dstack([x[0], x[1]]), (3, 4, 2)),
        (lambda x: engine.column_stack([x[0, 0], x[0].T]), (4, 4)),
        (lambda x: engine.meshgrid(x[0, 0], x[0, :, 0], indexing="xy")[1], (3, 4)),
        (lambda x: engine.broadcast_tensors(x[0, 0], x)[0], (2, 3, 4)),
        (lambda x: engine.diagflat(x[0, 0], 1), (5, 5)),
        (lambda x: engine.cat([engine.zeros(0), x], 1), (2, 3, 4)),
    ],
)
def test_shapes_are_torchs(call, shape):
    assert call(grid(2, 3, 4)).shape == shape


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: x.unflatten(0, (3, 3)), ShapeError, "does not multiply up to 2"),
        (lambda x: x.movedim((0, 1), (0, 0)), ShapeError, "repeats one"),
        (lambda x: x[0, 0].mT, ShapeError, "no matrix"),
        (lambda x: x.t(), ShapeError, "use transpose"),
        (lambda x: x.repeat(2), ShapeError, "does not fit a tensor of 3"),
        (lambda x: x.narrow(0, 1, 2), ShapeError, "2 slices from 1 on"),
        (lambda x: x.split([1, 2]), ShapeError, "do not add up to 2"),
        (lambda x: x.hsplit(2), ShapeError, "no 2 equal parts"),
        (lambda x: x.unfold(0, 3, 1), ShapeError, "windows of 3"),
        (lambda x: engine.meshgrid(x), ShapeError, "give vectors"),
        (lambda x: x.reshape(1.5), ArgumentError, "no whole numbers|not iterable"),
        (lambda x: x.select(3, 0), AxisError, "dimension 3 is out of range"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call(grid(2, 3, 4))


def test_parts_have_the_sizes_of_torch():
    x = grid(7)

    sizes = [
        [part.tolist() for part in parts]
        for parts in (x.split(3), x.chunk(3), x.tensor_split(3), x.tensor_split((2, 5)))
    ]

    assert sizes == [
        [[0, 1, 2], [3, 4, 5], [6]],
        [[0, 1, 2], [3, 4, 5], [6]],
        [[0, 1, 2], [3, 4], [5, 6]],
        [[0, 1], [2, 3, 4], [5, 6]],
    ]


def test_parts_are_views_whose_gradients_meet_in_the_whole():
    x = engine.tensor([1.0, 2, 3], requires_grad=True)

    first, *_, last = x.unbind()
    (first * 2 + last * 5).backward()

    assert x.grad.tolist() == [2, 0, 5]
    assert first.grad_fn.name() == "UnbindBackward0"


def test_a_part_may_not_be_changed_while_its_history_counts():
    x = engine.ones(4, requires_grad=True) * 1

    with pytest.raises(engine.EngineError, match="one of several views"):
        x.split(2)[0].mul_(2)


def test_a_diagonal_can_be_written_through():
    x = engine.zeros(3, 3)

    x.diagonal()[:] = engine.tensor([1.0, 2, 3])

    assert x.tolist() == [[1, 0, 0], [0, 2, 0], [0, 0, 3]]
    assert x.diag().sum().item() == 6


def test_turning_a_matrix_follows_the_clock_backwards():
    x = grid(2, 3)

    turned = [x.rot90(k).tolist() for k in (1, 2, 3)]

    assert turned == [
        [[2, 5], [1, 4], [0, 3]],
        [[5, 4, 3], [2, 1, 0]],
        [[3, 0], [4, 1], [5, 2]],
    ]


def test_contiguous_copies_only_where_the_strides_ask_for_it():
    x = grid(2, 3)

    assert x.contiguous() is x
    assert not x.t().is_contiguous()
    assert x.t().contiguous().stride() == (2, 1)
    assert x.stride() == (3, 1)
    assert x.t().stride(0) == 1


def test_four_quarter_turns_are_none():
    turned = engine.rot90(GRID, 4)

    assert turned.tolist() == GRID.tolist()
    assert turned is not GRID


def test_swapping_axes_is_transposing():
    assert GRID.swapaxes(0, 1).tolist() == GRID.swapdims(0, 1).tolist() == GRID.t().tolist()
