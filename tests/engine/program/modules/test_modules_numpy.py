"""numpy in a program: numpy's own numbers, and nothing but plain arrays."""

from __future__ import annotations

import numpy
import pytest

import engine
from engine.program import access
from engine.program.errors import Denied
from engine.program.modules import load, reset
from engine.program.modules.names import words


@pytest.fixture
def np(host):
    reset(0)
    yield load("numpy", host)
    reset(0)


@pytest.fixture
def call(np):
    """Call a function by its dotted name."""

    return lambda name, *args, **kwargs: at(np, name)(*args, **kwargs)


def at(np, name):
    """What a dotted name stands for."""
    for part in name.split("."):
        np = access.read(np, part)
    return np


def same(name, *args, **kwargs):
    found = numpy
    for part in name.split("."):
        found = getattr(found, part)
    return found(*args, **kwargs)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("array", ([[1, 2.5], [3, 4]],)),
        ("arange", (0, 1, 0.25)),
        ("linspace", (0, 1, 7)),
        ("zeros", ((2, 3),)),
        ("sin", ([0.0, 1.0],)),
        ("polyfit", ([0, 1, 2, 3], [1, 3, 5, 7.5], 1)),
        ("meshgrid", ([1, 2], [3, 4, 5])),
        ("linalg.solve", ([[3.0, 1.0], [1.0, 2.0]], [9.0, 8.0])),
        ("linalg.eigh", ([[2.0, 1.0], [1.0, 2.0]],)),
        ("histogram", ([1, 2, 2, 3], 3)),
        ("where", ([True, False], 1, 0)),
        ("einsum", ("ij,jk", [[1, 2]], [[3], [4]])),
        ("float64", (3,)),
        ("dtype", ("float32",)),
        ("finfo", ("float32",)),
    ],
)
def test_what_a_function_gives_prints_as_with_numpy(call, name, args):
    assert repr(call(name, *args)) == repr(same(name, *args))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("rand", (3,)),
        ("randn", (2, 2)),
        ("normal", (1.0, 2.0, 3)),
        ("uniform", (-1, 1, 3)),
        ("randint", (0, 10, 5)),
        ("permutation", (6,)),
        ("choice", (["a", "b", "c"], 4)),
    ],
)
def test_a_seed_gives_the_numbers_of_numpy(call, name, args):
    call("random.seed", 7)
    numpy.random.seed(7)

    assert repr(call(f"random.{name}", *args)) == repr(same(f"random.{name}", *args))


def test_a_generator_gives_the_numbers_of_numpy(call):
    ours, theirs = call("random.default_rng", 3), numpy.random.default_rng(3)

    assert access.read(ours, "random")() == theirs.random()
    assert list(access.read(ours, "integers")(0, 9, 5)) == list(theirs.integers(0, 9, 5))
    assert repr(ours) == "Generator(PCG64)"


def test_a_run_does_not_depend_on_the_one_before(call):
    def numbers():
        reset(5)
        unseeded = access.read(call("random.default_rng"), "random")
        return call("random.rand"), unseeded(), engine.rand(1).item(), call("random.rand")

    first = numbers()
    call("set_printoptions", precision=2)
    engine.set_default_dtype(engine.float64)
    engine.set_printoptions(precision=2)

    assert numbers() == first
    assert numpy.get_printoptions()["precision"] == 8
    assert engine.get_default_dtype() is engine.float32
    assert repr(engine.tensor(1 / 3)) == "tensor(0.3333)"


def test_functions_over_an_axis_belong_to_elementwise_functions(np):
    add = access.read(np, "add")

    assert access.read(add, "reduce")([1, 2, 3]) == 6
    assert list(access.read(add, "accumulate")([1, 2, 3])) == [1, 3, 6]
    assert repr(add) == "<ufunc 'add'>"


def test_slices_make_arrays(np):
    assert access.read(np, "c_")[[1, 2], [3, 4]].tolist() == [[1, 3], [2, 4]]
    assert access.read(np, "mgrid")[0:2, 0:2].shape == (2, 2, 2)
    with pytest.raises(TypeError, match="directives"):
        access.read(np, "r_")["r", [1, 2]]


def test_a_tensor_is_an_array_to_numpy(call):
    assert call("sin", engine.tensor([0.0])).tolist() == [0.0]
    assert call("mean", engine.tensor([1.0, 3.0])) == 2.0


class Odd:
    """Something that is no number."""


@pytest.mark.parametrize(
    ("name", "args", "kwargs"),
    [
        ("array", ([Odd()],), {}),
        ("array", (Odd(),), {}),
        ("array", ([1], "O"), {}),
        ("array", ([1],), {"dtype": object}),
        ("zeros", (2,), {"dtype": "O"}),
        ("zeros", (2,), {"dtype": "i4,O"}),
        ("zeros", (2,), {"dtype": [("a", "O")]}),
        ("full", (2, Odd()), {}),
        ("dtype", ("O",), {}),
        ("dtype", (object,), {}),
        ("cumsum", ([1, 2],), {"dtype": object}),
        ("add", ([1], [Odd]), {}),
        ("random.permutation", ([Odd(), Odd()],), {}),
        ("broadcast_arrays", ([Odd()], [1]), {}),
        ("poly1d", ([Odd()],), {}),
        ("array", (["2020-01-01"],), {"dtype": "M8[D]"}),
    ],
)
def test_arrays_of_objects_are_refused(call, name, args, kwargs):
    with pytest.raises(TypeError):
        call(name, *args, **kwargs)


def test_a_function_of_elements_gives_no_objects(call):
    twice, odd = call("vectorize", lambda x: 2 * x), call("vectorize", lambda x: Odd())

    assert twice([1, 2]).tolist() == [2, 4]
    with pytest.raises(TypeError, match="not for programs"):
        odd([1])


@pytest.mark.parametrize("name", words("astype cumsum cumprod"))
def test_a_method_cannot_make_an_array_of_objects(name):
    with pytest.raises(TypeError, match="not for programs"):
        access.read(numpy.ones(2), name)(dtype=object)


@pytest.mark.parametrize(
    "name",
    words(
        """view base data ctypes tofile dump dumps tobytes setflags resize getfield setfield
        byteswap newbyteorder flags __array_interface__ __array_struct__ __setstate__ __reduce__"""
    ),
)
def test_the_memory_of_an_array_is_out_of_reach(name):
    with pytest.raises(Denied):
        access.read(numpy.ones(2), name)


@pytest.mark.parametrize("name", words("dtype strides data"))
def test_memory_cannot_be_read_as_something_else(name):
    with pytest.raises(Denied):
        access.write(numpy.ones(2), name, (8,))


@pytest.mark.parametrize(
    "name",
    words(
        """save savez load memmap fromfile frombuffer lib ctypeslib f2py core _core object_ void
        recarray frompyfunc bmat ndarray.ctypes nditer seterrcall require distutils test info
        show_config get_include os sys random.bit_generator random.mtrand random.PCG64
        testing.sys testing.run_module_suite linalg.linalg record memmap matrix"""
    ),
)
def test_what_is_not_on_the_list_is_not_there(np, name):
    with pytest.raises(Denied):
        at(np, name)


def test_the_error_of_a_name_tells_why_or_what_is_near(np):
    with pytest.raises(Denied, match="programs read and write no files"):
        np.get("save")
    with pytest.raises(Denied, match="Did you mean: 'linspace'"):
        np.get("linspase")


def test_only_the_files_of_the_run_are_read(host, tmp_path):
    path = tmp_path / "numbers.txt"
    path.write_text("1 2\n3 4\n")
    host.files = {"data.txt": path}
    read = load("numpy", host).get("loadtxt")

    assert read("data.txt").tolist() == [[1, 2], [3, 4]]
    for name in (str(path), "/etc/passwd", path, open, ["1 2"], "http://localhost/data.txt"):
        with pytest.raises((FileNotFoundError, TypeError), match=r"given no file|unhashable"):
            read(name)


def test_empty_arrays_show_nothing_of_what_lay_in_memory_before(call):
    assert not call("empty", 1000).any()
    assert not call("empty_like", numpy.ones(1000)).any()
