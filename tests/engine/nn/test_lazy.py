"""Lazy layers find their size in the first input and keep their parameters."""

import copy

import pytest

import engine
from engine import nn, optim
from engine.errors import ArgumentError, ShapeError

KINDS = {
    "Linear": ((4,), (2, 3), "in_features"),
    "Conv1d": ((4, 3), (2, 3, 5), "in_channels"),
    "Conv2d": ((4, 3), (3, 5, 5), "in_channels"),
    "Conv3d": ((4, 1), (2, 3, 2, 2, 2), "in_channels"),
    "ConvTranspose1d": ((4, 3), (2, 3, 5), "in_channels"),
    "ConvTranspose2d": ((4, 3), (2, 3, 5, 5), "in_channels"),
    "ConvTranspose3d": ((4, 1), (2, 3, 2, 2, 2), "in_channels"),
    "BatchNorm1d": ((), (2, 3), "num_features"),
    "BatchNorm2d": ((), (2, 3, 2, 2), "num_features"),
    "BatchNorm3d": ((), (2, 3, 2, 2, 2), "num_features"),
    "InstanceNorm1d": ((), (2, 3, 4), "num_features"),
    "InstanceNorm2d": ((), (2, 3, 2, 2), "num_features"),
    "InstanceNorm3d": ((), (2, 3, 2, 2, 2), "num_features"),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_first_call_makes_it_the_layer_of_its_kind(name):
    args, shape, size = KINDS[name]
    layer = getattr(nn, f"Lazy{name}")(*args)
    held = list(layer.parameters())

    z = layer(engine.rand(*shape))

    tracked = {"affine": True, "track_running_stats": True} if "Instance" in name else {}
    expected = getattr(nn, name)(3, *args, **tracked)
    assert type(layer) is type(expected)
    assert getattr(layer, size) == 3
    assert repr(layer) == repr(expected)
    assert [p.shape for p in layer.parameters()] == [p.shape for p in expected.parameters()]
    assert all(a is b for a, b in zip(held, layer.parameters(), strict=True))
    assert z.shape == expected(engine.rand(*shape)).shape


def test_before_the_first_call_it_reads_as_lazy():
    assert repr(nn.LazyLinear(3)) == "LazyLinear(in_features=0, out_features=3, bias=True)"
    assert repr(nn.LazyConv1d(4, 3, groups=2)) == (
        "LazyConv1d(0, 4, kernel_size=(3,), stride=(1,), groups=2)"
    )


def test_an_optimizer_made_before_the_first_call_trains_it():
    net = nn.Sequential(nn.LazyLinear(4), nn.Tanh(), nn.LazyLinear(1)).double()
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    x = engine.ones(2, 3, dtype=engine.float64)

    loss = net(x).square().mean()
    loss.backward()
    optimizer.step()

    assert net[0].weight.dtype == engine.float64
    assert net(x).square().mean().item() < loss.item()


def test_a_copy_made_before_the_first_call_is_lazy_too():
    copied = copy.deepcopy(nn.LazyLinear(2))

    assert copied(engine.ones(1, 5)).shape == (1, 2)


def test_what_its_kind_does_not_take_is_refused():
    with pytest.raises(ArgumentError, match="in_features is found"):
        nn.LazyLinear(3, in_features=2)
    with pytest.raises(ShapeError, match="does not tell num_features"):
        nn.LazyBatchNorm1d()(engine.ones(3))
