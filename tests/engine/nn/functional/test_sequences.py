"""Embeddings, attention and alignment."""

import math

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine.errors import ArgumentError, AxisError, DtypeError, RangeError, ShapeError

TABLE = [[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]


@pytest.fixture
def table():
    return engine.tensor(TABLE, requires_grad=True)


def test_rows_looked_up_twice_gather_two_gradients(table):
    F.embedding(engine.tensor([[0, 2], [2, 2]]), table).sum().backward()

    assert table.grad.tolist() == [[1, 1], [0, 0], [3, 3]]


def test_the_padding_row_is_not_learnt_and_frequency_divides(table):
    index = engine.tensor([0, 2, 2, 1])

    F.embedding(index, table, padding_idx=-2, scale_grad_by_freq=True).sum().backward()

    assert table.grad.tolist() == [[1, 1], [0, 0], [1, 1]]


def test_rows_in_use_are_shortened_in_place():
    table = engine.tensor([[3.0, 4.0], [30.0, 40.0]])

    F.embedding(engine.tensor([0]), table, max_norm=1.0)

    assert table.tolist() == [pytest.approx([0.6, 0.8]), [30, 40]]


@pytest.mark.parametrize(("mode", "expected"), [("sum", [4, 6]), ("mean", [2, 3]), ("max", [3, 4])])
def test_bags_are_reduced_and_empty_ones_are_zero(mode, expected, table):
    index, offsets = engine.tensor([0, 1]), engine.tensor([0, 2])

    z = F.embedding_bag(index, table, offsets, mode=mode)

    assert z.tolist() == [expected, [0, 0]]


def test_padding_counts_in_no_bag(table):
    z = F.embedding_bag(engine.tensor([[0, 2], [1, 1]]), table, padding_idx=2)

    assert z.tolist() == [[1, 2], [3, 4]]


def test_samples_of_a_sum_are_weighted(table):
    weights = engine.tensor([[2.0, 0.5]], requires_grad=True)

    F.embedding_bag(engine.tensor([[0, 1]]), table, mode="sum", per_sample_weights=weights)[
        0, 0
    ].backward()

    assert weights.grad.tolist() == [[1, 3]]
    assert table.grad.tolist() == [[2, 0], [0.5, 0], [0, 0]]


def test_one_hot_makes_as_many_classes_as_are_needed():
    assert F.one_hot(engine.tensor([0, 2])).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert F.one_hot(engine.tensor(1), 2).tolist() == [0, 1]


def test_a_causal_query_sees_no_later_key():
    q = engine.eye(2)

    z = F.scaled_dot_product_attention(q, q, q, is_causal=True)

    share = 1 / (1 + math.exp(1 / math.sqrt(2)))
    assert z.tolist() == [[1, 0], [pytest.approx(share), pytest.approx(1 - share)]]


def test_a_query_that_may_see_nothing_gets_zeros_and_no_nan():
    q = engine.ones(2, 3, requires_grad=True)
    mask = engine.tensor([[True, True], [False, False]])

    z = F.scaled_dot_product_attention(q, engine.ones(2, 3), engine.ones(2, 3), mask)
    z.sum().backward()

    assert z.tolist() == [[1, 1, 1], [0, 0, 0]]
    assert np.isfinite(q.grad._array).all()


def test_fewer_key_heads_are_repeated():
    q, kv = engine.rand(4, 3, 2), engine.rand(2, 3, 2)

    z = F.scaled_dot_product_attention(q, kv, kv, enable_gqa=True)

    whole = F.scaled_dot_product_attention(q[:2], kv[:1], kv[:1])
    np.testing.assert_allclose(z[:2]._array, whole._array, rtol=1e-6)


@pytest.mark.parametrize("need_weights", [True, False])
def test_several_heads_with_identity_projections_are_attention(need_weights):
    x, eye = engine.rand(3, 1, 4), np.eye(4, dtype=np.float32)
    stacked = engine.tensor(np.concatenate([eye] * 3))

    z, weights = F.multi_head_attention_forward(
        x, x, x, 4, 1, stacked, None, None, None, False, 0.0, engine.eye(4), None,
        need_weights=need_weights,
    )  # fmt: skip

    rows = x.reshape(3, 4)
    expected = F.scaled_dot_product_attention(rows, rows, rows)
    np.testing.assert_allclose(z._array[:, 0], expected._array, rtol=1e-5)
    assert (weights is None) != need_weights


def logs():
    rows = [[0.1, 0.2, 0.3], [0.5, 0.1, 0.0], [0.0, 1.0, 2.0], [1.0, 1, 1]]
    return F.log_softmax(engine.tensor(rows), -1)


def test_alignments_are_summed_and_the_gradient_is_torchs():
    x = engine.tensor(logs().tolist(), requires_grad=True)

    loss = F.ctc_loss(x, engine.tensor([1, 2]), [4], [2])
    loss.backward()

    assert loss.item() == pytest.approx(0.7454173565)
    assert x.grad.tolist()[0] == pytest.approx([0.0173121, -0.2008949, 0.1835827], abs=1e-6)


def test_a_target_that_cannot_fit_is_infinite_unless_zeroed():
    x, target = logs().reshape(4, 1, 3), engine.tensor([[1, 1]])

    assert F.ctc_loss(x, target, [2], [2]).item() == math.inf
    assert F.ctc_loss(x, target, [2], [2], zero_infinity=True).item() == 0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda t: F.embedding(engine.tensor([3]), t), AxisError, "index 3 in a table of 3"),
        (lambda t: F.embedding(engine.tensor([0.5]), t), DtypeError, r"\.long\(\)"),
        (lambda t: F.embedding(engine.tensor([0]), t, padding_idx=3), ArgumentError, "3 rows"),
        (lambda t: F.embedding(engine.tensor([0]), t, sparse=True), ArgumentError, "sparse"),
        (lambda t: F.embedding_bag(engine.tensor([0]), t), ShapeError, "offsets"),
        (lambda t: F.embedding_bag(engine.tensor([[0]]), t, mode="all"), RangeError, "mode"),
        (lambda t: F.one_hot(engine.tensor([3]), 2), ShapeError, "2 classes"),
        (
            lambda t: F.scaled_dot_product_attention(t, t, t, t, is_causal=True),
            RangeError,
            "one of them",
        ),
        (lambda t: F.ctc_loss(logs(), t, [9], [2]), ShapeError, "at most 4"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words, table):
    with pytest.raises(error, match=words):
        call(table)


def test_ctc_is_summed_where_asked():
    logs = engine.zeros(2, 1, 2).log_softmax(2)

    each = F.ctc_loss(logs, engine.tensor([[1]]), (2,), (1,), reduction="none")

    assert each.item() == pytest.approx(-math.log(3 / 4))
    assert F.ctc_loss(logs, engine.tensor([[1]]), (2,), (1,), reduction="sum") == each[0]
