"""Hooks, states, names, containers and first values behave as torch's."""

import numpy as np
import pytest
import torch

import engine
from engine import nn
from engine.errors import EngineError

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.filterwarnings("ignore:.*hook is (firing|called):UserWarning"),
    pytest.mark.filterwarnings("ignore:[Ff]ull backward hook:UserWarning"),
    pytest.mark.filterwarnings("ignore:Initializing zero-element:UserWarning"),
]
SIDES = [(engine, nn), (torch, torch.nn)]


def numbers(tree):
    """Tensors within tuples as rounded lists, modules as their class."""
    if isinstance(tree, (tuple, list)):
        return [numbers(part) for part in tree]
    if hasattr(tree, "detach"):
        return np.round(np.array(tree.detach().numpy(), np.float64), 4).tolist()
    return type(tree).__name__ if hasattr(tree, "forward") else tree


def hooked(library, layers, inputs_need_gradient):
    """What hooks of every kind see while a net runs forward and backward."""
    log = []
    parts = [layers.Linear(2, 3), layers.ReLU(), layers.Linear(3, 2), layers.Identity()]
    net = layers.Sequential(*parts).double()
    with library.no_grad():
        for k, parameter in enumerate(net.parameters()):
            values = np.linspace(-1, 1, parameter.numel()) + 0.1 * k
            parameter.copy_(library.tensor(values.reshape(tuple(parameter.shape))))

    def note(kind):
        def hook(*seen):
            log.append([kind, *map(numbers, seen)])

        return hook

    for part in net:
        part.register_forward_pre_hook(note("before"))
        part.register_forward_hook(note("after"))
        part.register_full_backward_pre_hook(note("backward pre"))
        part.register_full_backward_hook(note("backward"))
    net[1].register_forward_pre_hook(lambda m, a: (a[0] + 1,))
    net[1].register_forward_hook(lambda m, a, z: z * 3)
    net[2].register_full_backward_pre_hook(lambda m, g: (g[0] * 2,))
    net[2].register_full_backward_hook(lambda m, g, h: (g[0] * 5,))
    net[1].register_full_backward_hook(note("prepended"), prepend=True)
    x = library.tensor(
        [[1.0, 2.0], [0.5, -1.0]], requires_grad=inputs_need_gradient, dtype=library.float64
    )
    z = net(x)
    (z * z).sum().backward()
    gradients = [x.grad] if inputs_need_gradient else []
    return log, numbers([z, *gradients, *(p.grad for p in net.parameters())])


@pytest.mark.parametrize("needed", [True, False], ids=["inputs with gradient", "without"])
def test_hooks_see_what_torchs_see_in_the_same_order(needed):
    ours, theirs = (hooked(*side, needed) for side in SIDES)

    assert ours == theirs


CALLS = {
    "a state that does not fit": lambda t, n: n.Linear(1, 2).load_state_dict(
        {"weight": t.zeros(1, 1), "x": t.zeros(1), "weight.y": t.zeros(1)}
    ),
    "a state of no tensor": lambda t, n: n.Linear(1, 2).load_state_dict({"bias": 3}, strict=False),
    "missing and unexpected": lambda t, n: n.Linear(1, 2).load_state_dict({"x": 3}, strict=False),
    "all keys": lambda t, n: n.ReLU().load_state_dict({}),
    "no attribute": lambda t, n: n.Linear(1, 2).gain,
    "no submodule": lambda t, n: n.Sequential(n.ReLU()).get_submodule("0.x"),
    "no buffer": lambda t, n: n.Linear(1, 2).get_buffer("weight"),
    "no parameter": lambda t, n: n.BatchNorm1d(2).get_parameter("running_mean"),
    "a number for a parameter": lambda t, n: setattr(n.Linear(1, 2), "weight", 3),
    "a number for a part": lambda t, n: setattr(n.Sequential(n.ReLU()), "0", 3),
    "no module": lambda t, n: n.Module().add_module("x", 3),
    "no forward": lambda t, n: n.Module()(3),
    "an integer dtype": lambda t, n: n.Linear(1, 2).to(t.int64),
    "dtypes": lambda t, n: repr([b.dtype for b in n.BatchNorm1d(2).half().buffers()]),
    "a list of parameters": lambda t, n: n.ParameterList([t.zeros(2, 3), 3]),
    "a dict of parameters": lambda t, n: n.ParameterDict({"b": t.zeros(()), "a": t.zeros(2, 1)}),
    "a list": lambda t, n: n.ModuleList([n.ReLU(), n.ReLU(), n.Sequential(n.ReLU())]),
    "a dict": lambda t, n: n.ModuleDict({"a": n.ReLU(), "b": n.ModuleList()}),
    "a parameter": lambda t, n: n.Parameter(t.ones(2, 2)),
    "a constant parameter": lambda t, n: n.Parameter(t.ones(()), requires_grad=False),
    "no data": lambda t, n: n.Parameter(),
    "a buffer": lambda t, n: n.Buffer(t.ones(2)),
    "a lazy layer": lambda t, n: n.LazyInstanceNorm1d(),
    "gains": lambda t, n: [
        float(n.init.calculate_gain(k, 0.3)) for k in ("leaky_relu", "selu", "conv1d")
    ],
    "an unknown gain": lambda t, n: n.init.calculate_gain("sin"),
    "an unknown fan": lambda t, n: n.init.kaiming_normal_(t.zeros(2, 2), mode="up"),
    "a vector without fan": lambda t, n: n.init.xavier_normal_(t.zeros(2)),
    "dirac": lambda t, n: n.init.dirac_(t.zeros(4, 2, 3), 2),
    "eye": lambda t, n: n.init.eye_(t.zeros(2, 3)),
    "padded": lambda t, n: n.utils.rnn.pad_sequence([t.ones(2), t.ones(3)], True, 7.0, "left"),
}


def outcome(call, library, layers):
    try:
        found = call(library, layers)
    except Exception as error:
        text = getattr(error, "message", None) or str(error.args[0])
        kinds = (TypeError, RuntimeError, AttributeError, Exception)
        caught = next(kind for kind in kinds if isinstance(error, kind))
        return caught.__name__, text
    return repr(found)


SAID_BETTER = {"an unknown gain", "an unknown fan", "a vector without fan", "no forward"}


@pytest.mark.parametrize("name", CALLS)
def test_results_and_messages_are_torchs(name):
    ours, theirs = (outcome(CALLS[name], *side) for side in SIDES)

    if name in SAID_BETTER:  # of another class
        ours, theirs = ours[1], theirs[1]
    if name == "an integer dtype":
        theirs = theirs[0], theirs[1].replace(" or complex", "")
    if name == "a state that does not fit":  # shapes in our errors are tuples
        theirs = theirs[0], EngineError(theirs[1]).message
    assert ours == theirs


@pytest.mark.parametrize("order", [1.0, 2.0, 3.0, float("inf"), 0.5])
@pytest.mark.parametrize("limit", [0.1, 100.0])
def test_clipped_gradients_are_torchs(order, limit):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in ((2, 3), (), (4,))]
    found = []
    for library, layers in SIDES:
        held = [layers.Parameter(library.tensor(array)) for array in arrays]
        for parameter, array in zip(held, arrays, strict=True):
            parameter.grad = library.tensor(3 * array)
        norm = layers.utils.clip_grad_norm_(held, limit, order)
        layers.utils.clip_grad_value_(held[:1], 0.05)
        found.append(numbers([norm, *(parameter.grad for parameter in held)]))

    assert found[0] == found[1]
