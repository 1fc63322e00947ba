"""No module lets a program out: not by its members, nor by the attributes of what they give."""

from __future__ import annotations

import inspect
import types

import numpy as np
import pytest

import engine
from engine import mxnet, nn
from engine.autograd.function import Context
from engine.program import access
from engine.program.budget import Budget, Limits
from engine.program.errors import Denied
from engine.program.host import Host
from engine.program.modules import LIBRARIES, load
from engine.program.modules.names import PlainNames
from engine.program.namespace import Namespace
from engine.utils import data
from tests.engine.program.modules.reach import leaks, names_of, walk

MUTABLE = (dict, list, set, bytearray, np.ndarray)


KINDS = sorted(access.READABLE, key=lambda kind: (kind.__module__, kind.__qualname__))


@pytest.mark.parametrize("library", LIBRARIES)
def test_no_member_of_a_module_is_of_the_host(library, host):
    found = {path: leaks(value) for path, value in walk(load(library, host))}

    assert {path: leak for path, leak in found.items() if leak} == {}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_member_that_is_a_list_or_dict_is_not_shared_between_runs(library, host):
    other = Host(Budget(Limits()), print)

    mine, theirs = (dict(walk(load(library, run))) for run in (host, other))

    held = [path for path, value in mine.items() if isinstance(value, MUTABLE)]
    assert [path for path in held if mine[path] is theirs[path]] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__qualname__)
def test_no_listed_attribute_of_a_class_is_of_the_host(kind):
    found = {name: inspect.getattr_static(kind, name, None) for name in names_of(kind)}

    bad = {name: leaks(value) for name, value in found.items() if leaks(value)}
    shared = [name for name, value in found.items() if isinstance(value, MUTABLE)]
    assert bad == {}
    assert shared == []


PROTOCOLS = """__class__ __dict__ __globals__ __code__ __closure__ __subclasses__ __bases__ __mro__
    __reduce__ __reduce_ex__ __getattribute__ __array_interface__ __array_struct__ __wrapped__
    __self__ __func__ __module__ __builtins__ __traceback__ __setstate__ __init_subclass__"""
INSIDES = """gi_frame gi_code cr_frame f_globals tb_frame with_traceback format_map ctypes base
    tofile dump dumps view setflags resize getfield setfield data_as tb_next obj mro"""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__qualname__)
def test_no_list_names_what_reaches_the_interpreter_itself(kind):
    made_up = (
        kind is Context or kind in nn.Module.__mro__ or issubclass(kind, nn.Module)
    )  # their plain names are the program's own
    names = PROTOCOLS.split() + ([] if made_up else INSIDES.split())

    assert {name for name in names if access.readable(kind, name)} <= OURS.get(kind, set())
    assert not {name for name in names if name in access.SETTABLE.get(kind, ())}


OURS = {kind: {"view"} for kind in (engine.Tensor, nn.Parameter, nn.Buffer)}


def samples():
    """Objects of each kind that programs meet."""
    x = engine.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = (x * x).sum()
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    sgd = engine.optim.Adam(net.parameters())
    rows = data.TensorDataset(x.detach())
    yield from (x, y, y.grad_fn, y.grad_fn.next_functions[0][0], x.shape, x.dtype, x.device)
    yield from (net, net[0], sgd, engine.optim.lr_scheduler.StepLR(sgd, 2), rows)
    yield from (data.DataLoader(rows), engine.Generator(), x.max(0), engine.linalg.qr(x.detach()))
    yield from (engine.finfo(engine.float32), engine.iinfo(engine.int32), nn.LSTM(2, 3))
    yield from (mxnet.nd.ones((2, 2)), mxnet.np.ones(2), mxnet.cpu(), mxnet.autograd.record())
    yield from (nn.MultiheadAttention(4, 2), engine.backends.cudnn, engine.errors.RangeError("a"))


@pytest.mark.filterwarnings("ignore:the .grad of a tensor that is not a leaf")
@pytest.mark.parametrize("value", [*samples()], ids=lambda value: type(value).__name__)
def test_what_an_object_gives_is_not_of_the_host(value):
    names = {*names_of(type(value)), *(n for n in dir(value) if access.readable(type(value), n))}

    for name in names:
        try:
            got = access.read(value, name)
        except (Denied, AttributeError, RuntimeError):
            continue
        assert leaks(got) == "", name
        assert not isinstance(got, types.BuiltinFunctionType) or got.__self__ is not None


def test_all_classes_that_can_be_called_are_not_classes_of_classes():
    assert not any(issubclass(kind, type) for kind in access.CALLABLE)


def test_any_name_but_those_of_protocols_may_be_a_part_of_a_module():
    names = PlainNames("shown")

    assert "weight" in names
    assert not [name for name in ("__dict__", "_parameters", "shown") if name in names]
    assert "_kept" in PlainNames(private=True)
    assert "__dict__" not in PlainNames(private=True)


@pytest.mark.parametrize("name", ["_data", "a", "mark", "__array_interface__", "__dict__"])
def test_what_the_engine_keeps_in_a_tensor_stays_there(name):
    x = engine.tensor([1.0])

    with pytest.raises(Denied):
        access.read(x, name)


def test_memory_cannot_be_forged_through_a_module_or_its_state():
    forged = {"data": (1, False), "shape": (8,), "typestr": "|u1", "version": 3}
    net = nn.Linear(1, 1)
    made = nn.Linear(1, 1)
    made._parameters["__array_interface__"] = forged  # as a subclass of a program could
    step = engine.optim.lr_scheduler.StepLR(engine.optim.SGD(net.parameters(), 0.1), 1)

    with pytest.raises((TypeError, ValueError, AttributeError, RuntimeError)):
        engine.tensor(made)
    with pytest.raises(TypeError, match="a state has no '__array_interface__'"):
        step.load_state_dict({"__array_interface__": forged})
    with pytest.raises(TypeError, match="attribute of every ParameterDict"):
        nn.ParameterDict()["__class__"] = int


def test_namespaces_are_all_that_can_be_loaded(host):
    for library in LIBRARIES:
        assert isinstance(load(library, host), Namespace)
