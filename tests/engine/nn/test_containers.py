"""Containers hold modules and parameters, by place and by name, and read as torch's."""

from collections import OrderedDict

import pytest

import engine
from engine import nn
from engine.errors import ArgumentError, AxisError


def test_a_sequence_is_indexed_sliced_and_changed():
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    net.append(nn.Linear(3, 1)).extend([nn.Tanh()])
    net.insert(1, nn.Sigmoid())
    del net[2]
    net[-1] = nn.Identity()
    taken = net.pop(1)

    assert repr(net) == (
        "Sequential(\n"
        "  (0): Linear(in_features=2, out_features=3, bias=True)\n"
        "  (1): Linear(in_features=3, out_features=1, bias=True)\n"
        "  (2): Identity()\n)"
    )
    assert repr(taken) == "Sigmoid()"
    assert net[:2](engine.ones(4, 2)).shape == (4, 1)
    assert [type(m).__name__ for m in net[1:] + nn.Sequential(nn.Tanh())] == [
        "Linear",
        "Identity",
        "Tanh",
    ]
    assert len(2 * net) == len(net * 2) == 6
    for wrong in (lambda: net[3], lambda: net.insert(9, nn.ReLU())):
        with pytest.raises(AxisError):
            wrong()
    for wrong in (lambda: net * 0, lambda: net + nn.ReLU(), lambda: net.insert(0, 3)):
        with pytest.raises(ArgumentError):
            wrong()


def test_a_sequence_may_have_names():
    net = nn.Sequential(OrderedDict(first=nn.Linear(1, 2), then=nn.ReLU()))

    assert net.first is net[0]
    assert list(net[1:].state_dict()) == []
    assert list(net.state_dict()) == ["first.weight", "first.bias"]
    assert repr(net[1:]) == "Sequential(\n  (then): ReLU()\n)"


def test_a_list_of_modules_shows_equal_ones_together():
    layers = nn.ModuleList(nn.Linear(1, 2) for _ in range(2))
    layers += [nn.ReLU()]
    layers.insert(2, nn.Linear(1, 2))

    assert repr(layers) == (
        "ModuleList(\n"
        "  (0-2): 3 x Linear(in_features=1, out_features=2, bias=True)\n"
        "  (3): ReLU()\n)"
    )
    assert len(list(layers.parameters())) == 6
    assert len(layers[1:]) == 3
    assert len(layers + layers) == 8
    assert repr(nn.ModuleList()) == "ModuleList()"
    with pytest.raises(ArgumentError):
        layers.extend(3)


def test_a_dict_of_modules_is_a_dict():
    parts = nn.ModuleDict({"a": nn.ReLU()})
    parts.update([["b", nn.Linear(1, 1)]])
    parts["c"] = nn.Tanh()
    del parts["a"]

    assert list(parts) == ["b", "c"]
    assert "b" in parts
    assert len(parts) == 2
    assert repr(parts.pop("c")) == "Tanh()"
    assert [key for key, _ in parts.items()] == list(parts.keys()) == ["b"]
    assert list(parts.values()) == [parts.b]
    parts.clear()
    assert not len(parts)
    for wrong in (3, [3], [("a", 1, 2)]):
        with pytest.raises(ArgumentError):
            parts.update(wrong)


def test_a_list_of_parameters_makes_tensors_parameters():
    held = nn.ParameterList([engine.zeros(2, 3)])
    held.append(nn.Parameter(engine.ones(1)))
    held += ["text"]
    held[0] = engine.ones(3)

    assert [name for name, _ in held.named_parameters()] == ["0", "1"]
    assert len(held) == 3
    assert len(held[1:]) == 2
    assert repr(held) == (
        "ParameterList(\n"
        "    (0): Parameter containing: [torch.float32 of size 3]\n"
        "    (1): Parameter containing: [torch.float32 of size 1]\n"
        "    (2): Object of type: str\n)"
    )
    for wrong in (lambda: held.extend(engine.ones(2)), lambda: held(1)):
        with pytest.raises(ArgumentError):
            wrong()


def test_a_dict_of_parameters_is_a_dict():
    held = nn.ParameterDict({"b": engine.zeros(2), "a": engine.ones(1)})
    held |= nn.ParameterDict({"c": engine.ones(3)})

    assert list(held) == ["a", "b", "c"]
    assert list(reversed(held)) == ["c", "b", "a"]
    assert held.get("d") is None
    assert held.setdefault("d", engine.ones(1)) is held["d"]
    assert held.popitem()[0] == "d"
    assert held.pop("a").tolist() == [1.0]
    assert len((held | held.copy()).fromkeys(["x", "y"], 1)) == 2
    assert repr(held) == (
        "ParameterDict(\n"
        "    (b): Parameter containing: [torch.FloatTensor of size 2]\n"
        "    (c): Parameter containing: [torch.FloatTensor of size 3]\n)"
    )
    held.clear()
    assert list(held.values()) == []
    for wrong in (lambda: held.update(3), lambda: held(1), lambda: held.update({1: 2})):
        with pytest.raises(ArgumentError):
            wrong()
    with pytest.raises(KeyError):
        held["b"]


def test_a_sequence_may_be_repeated_from_either_side():
    assert len(2 * nn.Sequential(nn.ReLU())) == 2


def test_a_slice_of_a_list_is_a_list():
    part = nn.ModuleList([nn.ReLU(), nn.Tanh(), nn.Sigmoid()])[1:]

    assert isinstance(part, nn.ModuleList)
    assert [type(module) for module in part] == [nn.Tanh, nn.Sigmoid]


def test_a_dictionary_is_filled_later():
    parts = nn.ModuleDict()

    parts["a"] = nn.ReLU()

    assert list(parts) == ["a"]


def test_parameters_are_listed_and_named_later():
    numbered, named = nn.ParameterList(), nn.ParameterDict()

    numbered.append(engine.ones(1))
    x = named.setdefault("a", engine.ones(1))

    assert len(list(numbered.parameters())) == 1
    assert named.setdefault("a", engine.zeros(1)) is x
    assert dict(named.fromkeys("bc", 1.0)) == {"b": 1.0, "c": 1.0}


def test_a_sequence_is_lengthened_by_its_own_modules():
    net = nn.Sequential(nn.ReLU())

    net *= 3

    assert len(net) == 3


def test_a_module_is_found_by_its_place_and_by_its_name():
    relu = nn.ReLU()

    assert nn.ModuleList([relu])[-1] is relu
    assert nn.ModuleDict({"a": relu})["a"] is relu
