"""One op: how a call is bound, promoted, recorded, and refused."""

import pickle

import numpy as np
import pytest

import engine
from engine.dtype import Array
from engine.errors import ArgumentError, DtypeError, EngineError, RangeError, ShapeError
from engine.op import OPS, Op, family


def test_arguments_are_bound_by_place_and_by_name():
    x = engine.ones(2, 3)

    by_place = engine.sum(x, 0, True)
    by_name = engine.sum(input=x, keepdim=True, dim=0)

    assert by_place.shape == by_name.shape == (1, 3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x: engine.sin(x, 1), r"sin\(\) takes 1 positional arguments, 2 given"),
        (lambda x: OPS["sum"](x, 0, dim=0), "two values for 'dim'"),
        (lambda x: OPS["sum"](x, axes=0), r"no argument 'axes'; .*sum\(input, dim=None"),
        (lambda x: engine.add(x), "missing its argument 'other'"),
        (lambda x: engine.unsqueeze(x), "missing its argument 'dim'"),
        (lambda x: engine.sin(1.0), "must be Tensor, not float"),
        (lambda x: OPS["cat"]([]), "must be Tensor, not nothing"),
        (lambda x: x + None, "a NoneType is neither a tensor nor a number"),
        (lambda x: x * [1.0], "a list is neither a tensor nor a number"),
        (lambda x: x * "2", "a str is neither a tensor nor a number"),
    ],
)
def test_a_call_that_does_not_fit_is_refused_with_the_remedy(call, words):
    with pytest.raises(ArgumentError, match=words) as caught:
        call(engine.ones(2))

    assert isinstance(caught.value, TypeError)
    assert caught.value.remedy


def test_a_clamp_needs_a_bound():
    with pytest.raises(RangeError, match="neither min nor max"):
        engine.ones(2).clamp()


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ShapeError, match=r"add: shapes \(2,\) and \(3,\) do not fit together"):
        engine.ones(2) + engine.ones(3)


def test_a_dtype_that_numpy_refuses_is_a_dtype_error():
    with pytest.raises(DtypeError, match="neg: "):
        engine.tensor([True]).neg()


def test_whole_numbers_are_not_divided_by_zero():
    with pytest.raises(DtypeError, match="floor_divide: whole numbers"):
        engine.tensor([1]) // 0
    with pytest.raises(DtypeError, match="remainder: whole numbers"):
        engine.tensor([1]) % engine.tensor([0])


def test_arrays_alone_give_an_array():
    result = OPS["mul"](np.array([1.0, 2.0]), np.array([3.0, 4.0]))

    assert isinstance(result, np.ndarray)
    np.testing.assert_array_equal(result, [3, 8])


def test_evaluate_promotes_as_torch_does():
    result = OPS["div"].evaluate([np.array([1, 2]), 2], {})

    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, [0.5, 1])


def test_a_whole_number_result_records_nothing():
    x = engine.tensor([1.5], requires_grad=True)

    n = x.long()

    assert n.dtype is engine.int64
    assert not n.requires_grad


def test_static_arguments_of_the_op_are_never_shared_with_a_call():
    before = dict(OPS["sum"].static)

    engine.sum(engine.ones(2, 2), dim=1, keepdim=True)

    assert OPS["sum"].static == before


def test_an_op_cannot_be_declared_twice():
    with pytest.raises(ArgumentError, match="'mul' is declared twice"):
        family("Arithmetic")("mul")(np.multiply)


def test_names_of_ops_are_attributes_of_the_engine():
    assert isinstance(engine.rsqrt, Op)
    assert engine.sin.__doc__ == OPS["sin"].__doc__
    with pytest.raises(AttributeError, match="no attribute 'sinus'"):
        _ = engine.sinus


def test_every_error_of_the_engine_survives_pickling():
    error = ShapeError("found", "mend")

    again = pickle.loads(pickle.dumps(error))

    assert isinstance(again, EngineError)
    assert (again.message, again.remedy, str(again)) == ("found", "mend", "found; mend")


def test_results_with_names_are_shown_as_torch_shows_them():
    assert repr(engine.tensor([1.0, 3.0]).max(0)) == (
        "torch.return_types.max(\nvalues=tensor(3.),\nindices=tensor(1))"
    )


def test_words_of_numpy_and_an_absent_out_are_accepted():
    x = engine.ones(2, 3)

    assert OPS["sum"](x, axis=1, keepdims=True).tolist() == [[3], [3]]
    assert OPS["sqrt"](x, out=None).tolist() == x.tolist()


def test_no_tensor_at_all_is_an_error():
    with pytest.raises(ArgumentError, match="no tensor is given"):
        OPS["cat"].record((), OPS["cat"].static)


def test_what_numpy_refuses_although_shapes_fit_keeps_its_words():
    def forward(input: "Array") -> "Array":
        raise ValueError("no such thing")

    picky = Op(forward, "picky", "Test", places="")

    with pytest.raises(ShapeError, match=r"picky: no such thing \(shapes \(2,\)\)"):
        picky(engine.ones(2))
