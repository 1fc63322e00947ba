"""What all optimizers share: groups, states, closures, and what is refused."""

import numpy as np
import pytest

import engine
from engine import optim
from engine.errors import ArgumentError, RangeError
from engine.optim import SGD, Adam, Optimizer

KINDS = [
    optim.SGD,
    optim.Adagrad,
    optim.RMSprop,
    optim.Adadelta,
    optim.Adam,
    optim.AdamW,
    optim.NAdam,
    optim.RAdam,
    optim.Adamax,
    optim.Rprop,
    optim.Lion,
]


def parameter(*numbers):
    return engine.tensor(numbers, requires_grad=True)


def stepped(optimizer, x, gradient):
    x.grad = engine.tensor(gradient)
    optimizer.step()
    return x.tolist()


def test_groups_have_options_of_their_own():
    x, y = parameter(1.0), parameter(1.0)
    optimizer = SGD([{"params": [x]}, {"params": y, "lr": 0.5}], lr=0.1)
    x.grad = y.grad = engine.tensor([1.0])

    optimizer.step()

    np.testing.assert_allclose([x.item(), y.item()], [0.9, 0.5], rtol=1e-6)
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.5]
    assert optimizer.defaults["lr"] == 0.1


def test_an_option_may_be_changed_between_steps():
    x = parameter(1.0)
    optimizer = SGD([x], lr=0.1)

    optimizer.param_groups[0]["lr"] = engine.tensor(0.5)

    assert stepped(optimizer, x, [1.0]) == [0.5]


def test_named_parameters_keep_their_names():
    x = parameter(1.0)

    optimizer = SGD([("weight", x)], lr=0.1)

    assert optimizer.param_groups[0]["param_names"] == ["weight"]
    assert optimizer.param_groups[0]["params"] == [x]


def test_a_group_may_be_added_later():
    x, y = parameter(1.0), parameter(1.0)
    optimizer = SGD([x], lr=0.1)

    optimizer.add_param_group({"params": [y], "momentum": 0.9})

    assert [group["momentum"] for group in optimizer.param_groups] == [0, 0.9]


@pytest.mark.parametrize("kind", KINDS)
def test_maximizing_goes_the_other_way(kind):
    x, y = parameter(1.0), parameter(1.0)
    stepped(kind([x], lr=0.1, weight_decay=0) if kind is optim.AdamW else kind([x]), x, [1.0])
    options = {"weight_decay": 0, "lr": 0.1} if kind is optim.AdamW else {}

    stepped(kind([y], maximize=True, **options), y, [1.0])

    assert x.item() < 1 < y.item()
    np.testing.assert_allclose(x.item() + y.item(), 2, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_writes_into_the_memory_of_the_parameter(kind):
    x = parameter(1.0, 2.0)
    array = x._array

    stepped(kind([x]), x, [1.0, -1.0])

    assert x._array is array
    assert array.dtype == np.float32
    assert array.tolist() != [1, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_a_loaded_state_goes_on_where_it_was_saved(kind):
    x, y = parameter(1.0, 2.0), parameter(1.0, 2.0)
    first, second = kind([x], lr=0.1), kind([y])
    for gradient in ([1.0, 0.5], [-0.3, 0.2]):
        stepped(first, x, gradient)
    y._array[...] = x._array

    second.load_state_dict(first.state_dict())

    assert stepped(second, y, [0.4, 0.1]) == stepped(first, x, [0.4, 0.1])


def test_a_loaded_state_is_a_copy():
    x, y = parameter(1.0), parameter(1.0)
    first, second = Adam([x]), Adam([y])
    stepped(first, x, [1.0])
    second.load_state_dict(first.state_dict())

    stepped(first, x, [1.0])

    assert first.state[x]["step"].item() == 2
    assert second.state[y]["step"].item() == 1


def test_a_state_of_other_sizes_is_refused():
    saved = SGD([parameter(1.0), parameter(1.0)]).state_dict()

    with pytest.raises(RangeError, match=r"groups of \[2\] parameters, the optimizer of \[1\]"):
        SGD([parameter(1.0)]).load_state_dict(saved)


def test_gradients_are_forgotten_or_filled_with_zeros():
    x, y = parameter(1.0), parameter(1.0)
    optimizer = SGD([x, y])
    x.grad = engine.tensor([1.0])

    optimizer.zero_grad(set_to_none=False)
    filled = x.grad.tolist()
    optimizer.zero_grad()

    assert filled == [0]
    assert x.grad is None
    assert y.grad is None


def test_a_closure_gives_its_loss_even_where_nothing_is_recorded():
    x = parameter(3.0)
    optimizer = SGD([x], lr=0.5)

    def closure():
        optimizer.zero_grad()
        loss = (x * x).sum()
        loss.backward()
        return loss

    with engine.no_grad():
        loss = optimizer.step(closure)

    assert loss.item() == 9
    assert x.item() == 0


def test_it_reads_as_in_torch():
    assert repr(optim.Adamax([parameter(1.0)])) == (
        "Adamax (\nParameter Group 0\n    betas: (0.9, 0.999)\n    capturable: False\n"
        "    differentiable: False\n    eps: 1e-08\n    foreach: None\n    lr: 0.002\n"
        "    maximize: False\n    weight_decay: 0\n)"
    )


def test_a_state_counts_its_steps_first():
    x = parameter(1.0)
    optimizer = Adam([x])

    stepped(optimizer, x, [1.0])

    assert list(optimizer.state_dict()["state"][0]) == ["step", "exp_avg", "exp_avg_sq"]


def test_an_optimizer_of_ones_own_needs_only_a_step():
    class Shrink(Optimizer):
        def __init__(self, params, share):
            super().__init__(params, {"share": share})

        def step(self, closure=None):
            for group in self.param_groups:
                for member in group["params"]:
                    member._array[...] *= group["share"]

    x = parameter(4.0)

    Shrink([x], 0.5).step()

    assert x.item() == 2


def test_duplicates_in_a_group_are_warned_of():
    x = parameter(1.0)

    with pytest.warns(UserWarning, match="duplicate"):
        SGD([x, x])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda x: SGD([]), "optimizer got an empty parameter list"),
        (lambda x: SGD(x), "params is one tensor"),
        (lambda x: SGD([1.0]), "can only optimize Tensors, not float"),
        (lambda x: SGD([x * 2]), "non-leaf"),
        (lambda x: SGD([{"params": [x]}, {"params": [x]}]), "more than one parameter group"),
        (lambda x: SGD([{"params": {x}}]), "no order"),
        (lambda x: SGD([{"lr": 1.0}]), 'no dict with "params"'),
        (lambda x: SGD([x], differentiable=True), "differentiable=True is not supported"),
        (lambda x: SGD([x], color=1), "no argument 'color'"),
        (lambda x: Adam([x], betas=(1.0, 0.9)), "beta1 is 1.0"),
        (lambda x: Adam([x], eps=float("nan")), "eps is nan"),
        (lambda x: optim.Adadelta([x], rho=1.5), "rho is 1.5"),
        (lambda x: optim.Rprop([x], etas=(1.5, 2)), "etas are"),
        (lambda x: optim.LBFGS([x], line_search_fn="golden"), "'golden'"),
        (lambda x: optim.LBFGS([{"params": [x]}, {"params": [x * 1]}]), "non-leaf"),
        (lambda x: optim.LBFGS([{"params": [x]}, {"params": [x.detach()]}]), "several"),
        (lambda x: optim.LBFGS([x]).step(), "needs a closure"),
    ],
)
def test_what_cannot_be_optimized_is_refused(make, words):
    with pytest.raises((ArgumentError, RangeError), match=words):
        make(parameter(1.0))


def test_lbfgs_goes_on_from_a_state():
    x, y = parameter(1.5, 1.5), parameter(1.5, 1.5)

    def closure_of(tensor, optimizer):
        def closure():
            optimizer.zero_grad()
            loss = (1 - tensor[0]) ** 2 + 5 * (tensor[1] - tensor[0] ** 2) ** 2
            loss.backward()
            return loss

        return closure

    first, second = optim.LBFGS([x], max_iter=2), optim.LBFGS([y], max_iter=2)
    first.step(closure_of(x, first))
    y._array[...] = x._array
    second.load_state_dict(first.state_dict())

    first.step(closure_of(x, first))
    second.step(closure_of(y, second))

    assert x.tolist() == y.tolist()
    assert second.state[y]["n_iter"] == 2


def test_counts_are_doubles_where_the_default_is():
    x = parameter(1.0)
    x.grad = engine.ones(1)
    optimizer = Adam([x])
    engine.set_default_dtype(engine.float64)

    try:
        optimizer.step()
    finally:
        engine.set_default_dtype(engine.float32)

    assert optimizer.state[x]["step"].dtype == engine.float64


def test_lists_in_a_state_are_copied_too():
    x = parameter(1.0)
    optimizer = SGD([x])
    saved = {"state": {0: {"past": [engine.ones(1)]}}, "param_groups": [{"params": [0]}]}

    optimizer.load_state_dict(saved)
    saved["state"][0]["past"][0].fill_(5)

    assert optimizer.state[x]["past"][0].item() == 1
