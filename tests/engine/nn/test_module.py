"""A module knows its parameters, buffers and parts, and what may be assigned to it."""

import copy
import pickle
import warnings

import numpy as np
import pytest

import engine
from engine import nn
from engine.errors import ArgumentError, DtypeError, GradientError, UnsupportedError


class Net(nn.Module):
    """A layer, a parameter of its own, a buffer, and another one that is not saved."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.scale = nn.Parameter(engine.ones(3))
        self.seen = nn.Buffer(engine.zeros(1))
        self.register_buffer("scratch", engine.zeros(2), persistent=False)

    def forward(self, x, shift=0.0):
        return self.first(x) * self.scale + shift


def test_what_is_assigned_is_found_by_name():
    net = Net()

    assert [name for name, _ in net.named_parameters()] == ["scale", "first.weight", "first.bias"]
    assert [name for name, _ in net.named_parameters(recurse=False)] == ["scale"]
    assert [name for name, _ in net.named_buffers(prefix="net")] == ["net.seen", "net.scratch"]
    assert list(net.state_dict()) == ["scale", "seen", "first.weight", "first.bias"]
    assert dict(net.named_children()) == {"first": net.first}
    assert [name for name, _ in net.named_modules()] == ["", "first"]


def test_a_parameter_shared_by_two_parts_is_listed_once():
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    net[1].weight = net[0].weight

    assert len(list(net.parameters())) == 3
    assert len(list(net.named_parameters(remove_duplicate=False))) == 4


def test_dotted_names_lead_to_parts_parameters_and_buffers():
    net = Net()

    assert net.get_submodule("first") is net.first
    assert net.get_submodule("") is net
    assert net.get_parameter("first.weight") is net.first.weight
    assert net.get_buffer("seen") is net.seen
    for call, name in (
        (net.get_submodule, "second"),
        (net.get_submodule, "first.weight"),
        (net.get_parameter, "seen"),
        (net.get_parameter, "first.gain"),
        (net.get_buffer, "scale"),
    ):
        with pytest.raises(AttributeError):
            call(name)


def test_a_registered_name_takes_only_its_own_kind():
    net = Net()

    with pytest.raises(ArgumentError, match="as parameter 'scale'"):
        net.scale = engine.zeros(3)
    with pytest.raises(ArgumentError, match="as child module 'first'"):
        net.first = 3
    with pytest.raises(ArgumentError, match="as buffer 'seen'"):
        net.seen = 3
    net.scale, net.first = None, None

    assert list(net.parameters()) == []


def test_assigning_another_kind_of_object_moves_the_name():
    net = Net()

    net.note = 3
    net.note = nn.Parameter(engine.zeros(1))
    net.seen = nn.Parameter(engine.zeros(1))
    net.scale = nn.ReLU()

    assert "note" not in vars(net)
    assert [name for name, _ in net.named_parameters(recurse=False)] == ["note", "seen"]
    assert isinstance(net.get_submodule("scale"), nn.ReLU)


def test_a_deleted_name_is_gone():
    net = Net()
    net.note = 3

    del net.scale, net.first, net.scratch, net.note

    assert list(net.state_dict()) == ["seen"]
    for name in ("scale", "first", "scratch", "note"):
        assert not hasattr(net, name)
    assert "seen" in dir(net)
    assert "forward" in dir(net)


def test_names_that_cannot_be_looked_up_are_refused():
    net = Net()

    for name in ("", "a.b", 3, "forward"):
        with pytest.raises(ArgumentError):
            net.register_buffer(name, None)
    with pytest.raises(ArgumentError, match="not a Module"):
        net.add_module("part", 3)
    with pytest.raises(ArgumentError, match="Parameter or None required"):
        net.register_parameter("gain", engine.zeros(1))
    with pytest.raises(ArgumentError, match="Tensor or None required"):
        net.register_buffer("gain", 3)


def test_a_parameter_with_a_history_is_refused():
    x = nn.Parameter(engine.ones(2))
    made = nn.Parameter(engine.ones(1), requires_grad=False)
    made.mul_(x.sum())

    with pytest.raises(GradientError, match="history"):
        nn.Module().register_parameter("y", made)


@pytest.mark.parametrize("value", [nn.Parameter(engine.zeros(1)), nn.ReLU()], ids=["x", "module"])
def test_assignment_before_init_says_so(value):
    class Hasty(nn.Module):
        def __init__(self):
            self.part = value

    with pytest.raises(AttributeError, match=r"before Module.__init__\(\) call"):
        Hasty()


def test_a_missing_attribute_and_a_missing_forward_are_errors():
    with pytest.raises(AttributeError, match="'Net' object has no attribute 'gain'"):
        _ = Net().gain
    with pytest.raises(UnsupportedError, match='missing the required "forward"'):
        nn.Module()(1)


def test_train_and_eval_reach_every_part():
    net = nn.Sequential(nn.Dropout(1.0), nn.Sequential(nn.Dropout(1.0)))
    x = engine.ones(2)

    assert net(x).tolist() == [0.0, 0.0]
    assert net.eval()(x).tolist() == [1.0, 1.0]
    assert not net[1][0].training
    with pytest.raises(ArgumentError):
        net.train("yes")


def test_apply_visits_inner_parts_first():
    net = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU()))
    visited = []

    net.apply(lambda module: visited.append(type(module).__name__))

    assert visited == ["Linear", "ReLU", "Sequential", "Sequential"]


def test_gradients_are_forgotten_or_filled_with_zeros():
    net = nn.Linear(2, 1)
    net(engine.ones(2)).sum().backward()

    net.zero_grad(set_to_none=False)
    zeros = net.weight.grad.tolist()
    net.zero_grad()

    assert zeros == [[0.0, 0.0]]
    assert net.weight.grad is None


def test_frozen_parameters_get_no_gradient():
    net = nn.Linear(2, 1).requires_grad_(False)

    assert not net(engine.ones(2)).requires_grad


def test_conversions_leave_whole_numbers_alone():
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    weight = net[0].weight
    net(engine.ones(2, 2)).sum().backward()

    assert net.double() is net
    assert net[0].weight is weight
    assert weight.dtype == weight.grad.dtype == net[1].running_mean.dtype == engine.float64
    assert net[1].num_batches_tracked.dtype == engine.int64
    assert net.to("cpu", engine.float16)[0].weight.dtype == engine.float16
    assert net.to(engine.zeros(1))[0].weight.dtype == engine.float32
    assert net.type(engine.float64)[1].num_batches_tracked.dtype == engine.float64
    assert net.half().float().cpu().share_memory()[0].bias.dtype == engine.float32
    with pytest.raises(ArgumentError, match="only accepts floating point"):
        net.to(engine.int64)


def test_a_copy_has_parameters_of_its_own_and_pickling_keeps_the_numbers():
    net = Net()

    copied, restored = copy.deepcopy(net), pickle.loads(pickle.dumps(net))

    for other in (copied, restored):
        assert other.first.weight is not net.first.weight
        assert isinstance(other.first.weight, nn.Parameter)
        assert other.first.weight.requires_grad
        for (key, x), (_, y) in zip(net.named_parameters(), other.named_parameters(), strict=True):
            np.testing.assert_array_equal(x.detach().numpy(), y.detach().numpy(), key)


def test_functional_call_replaces_tensors_and_puts_them_back():
    net = Net()
    before = net.scale
    scale = engine.zeros(3)

    z = engine.func.functional_call(net, {"scale": scale}, (engine.ones(2),), {"shift": 2.0})

    assert z.tolist() == [2.0, 2.0, 2.0]
    assert net.scale is before
    with pytest.raises(ArgumentError, match="no parameter or buffer 'gain'"):
        engine.func.functional_call(net, {"gain": scale}, (engine.ones(2),))


def test_a_shared_tensor_is_replaced_under_all_its_names():
    net = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False))
    net[1].weight = net[0].weight

    z = engine.func.functional_call(net, {"0.weight": 2 * engine.eye(2)}, engine.ones(2))

    assert z.tolist() == [4.0, 4.0]


def test_the_repr_nests_and_shows_what_extra_repr_says():
    class Described(Net):
        def extra_repr(self):
            return "one\ntwo"

    assert repr(Described()) == (
        "Described(\n  one\n  two\n  (first): Linear(in_features=2, out_features=3, bias=True)\n)"
    )
    assert repr(nn.Module()) == "Module()"


def test_a_parameter_reads_as_torchs():
    assert repr(nn.Parameter(engine.tensor([1.0, 2.0]))) == (
        "Parameter containing:\ntensor([1., 2.], requires_grad=True)"
    )
    assert repr(nn.Parameter(engine.tensor(1), requires_grad=False)) == (
        "Parameter containing:\ntensor(1)"
    )
    assert nn.Parameter().shape == (0,)
    with pytest.raises(ArgumentError):
        nn.Parameter([1.0])
    with pytest.raises(DtypeError):
        nn.Parameter(engine.tensor([1]))


def test_a_part_may_be_registered_as_missing():
    net = nn.Module()

    net.register_module("part", None)

    assert net.part is None
    assert list(net.modules()) == [net]
    assert list(net.named_children()) == []
    assert net.double() is net
    assert net.state_dict() == {}
    net.load_state_dict({})


def test_a_shared_part_is_met_once_unless_asked_otherwise():
    part = nn.ReLU()
    net = nn.Sequential(part, part)

    assert [name for name, _ in net.named_modules()] == ["", "0"]
    assert [name for name, _ in net.named_modules(remove_duplicate=False)] == ["", "0", "1"]


def test_buffers_are_listed_with_those_of_the_parts():
    net = nn.Sequential(nn.BatchNorm1d(1))

    assert [buffer.tolist() for buffer in net.buffers()] == [[0], [1], 0]
    assert list(net.buffers(recurse=False)) == []


def test_a_net_goes_to_the_kind_of_a_tensor_and_stays_on_the_cpu():
    net = nn.Linear(1, 1)

    net.to(engine.ones(1, dtype=engine.float64), True)

    assert net.weight.dtype == engine.float64
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert net.to(0) is net
        assert net.cuda() is net
    assert net.cpu() is net
    assert net.type(engine.float32).weight.dtype == engine.float32


def test_a_net_takes_no_dtype_of_whole_numbers():
    with pytest.raises(ArgumentError, match="floating point"):
        nn.Linear(1, 1).to(engine.int64)


def test_a_name_is_a_word():
    with pytest.raises(ArgumentError):
        nn.Module().add_module(1, nn.ReLU())


def test_gradients_that_are_not_there_are_not_filled():
    net = nn.Linear(1, 1)

    net.zero_grad(set_to_none=False)

    assert net.weight.grad is None


@pytest.mark.parametrize(
    ("kind", "register"),
    [
        ("module", lambda net: net.add_module("a", nn.ReLU())),
        ("buffer", lambda net: net.register_buffer("a", engine.ones(1))),
        ("parameter", lambda net: net.register_parameter("a", None)),
    ],
)
def test_registering_before_init_says_so(kind, register):
    with pytest.raises(AttributeError, match=f"cannot assign {kind} before Module"):
        register(nn.Module.__new__(nn.Module))
