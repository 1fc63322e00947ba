"""Hooks see, in order, what goes into a module and what comes out, forward and backward."""

import pytest

import engine
from engine import nn
from engine.errors import GradientError


class Double(nn.Module):
    """Twice its input, and the sum with another one."""

    def forward(self, x, other=0.0):
        return x * 2, x + other


def note(log, text):
    """A hook that only writes down that it was called."""
    return lambda *_: log.append(text)


def test_hooks_are_called_in_order_around_forward():
    log = []
    net = nn.ReLU()
    net.register_forward_hook(note(log, "after"))
    net.register_forward_hook(note(log, "first after"), prepend=True)
    net.register_forward_pre_hook(note(log, "before"))
    handle = net.register_forward_pre_hook(note(log, "removed"))
    handle.remove()

    net(engine.ones(1))

    assert log == ["before", "first after", "after"]


def test_hooks_may_change_arguments_and_results():
    net = nn.ReLU()
    net.register_forward_pre_hook(lambda module, args: args[0] + 1)
    net.register_forward_hook(lambda module, args, z: (z, args[0]))

    z, x = net(engine.tensor([-3.0, 1.0]))

    assert z.tolist() == [0.0, 2.0]
    assert x.tolist() == [-2.0, 2.0]


def test_hooks_with_kwargs_see_and_change_them():
    net = Double()
    seen = []
    net.register_forward_pre_hook(lambda m, a, k: (a, {"other": k["other"] + 1}), with_kwargs=True)
    net.register_forward_hook(lambda m, a, k, z: seen.append(k), with_kwargs=True)

    _, total = net(engine.ones(1), other=2.0)

    assert total.tolist() == [4.0]
    assert seen == [{"other": 3.0}]
    net.register_forward_pre_hook(lambda m, a, k: 3, with_kwargs=True)
    with pytest.raises(GradientError, match="pre-hook"):
        net(engine.ones(1), other=2.0)


def test_a_hook_that_is_always_called_is_called_after_an_error():
    net = nn.Linear(2, 2)
    log = []
    net.register_forward_hook(note(log, "usual"))
    net.register_forward_hook(note(log, "always"), always_call=True)

    with pytest.raises(RuntimeError):
        net(engine.ones(3))

    assert log == ["always"]


def test_backward_hooks_get_the_gradients_of_inputs_and_outputs():
    net = Double()
    calls = []
    net.register_full_backward_hook(lambda m, x_bar, z_bar: calls.append((x_bar, z_bar)))
    x = engine.tensor([1.0], requires_grad=True)
    y = engine.tensor([1.0], requires_grad=True)

    z, total = net(x, y)
    (3 * z + 5 * total).sum().backward()

    ((x_bar, z_bar),) = calls
    assert [part.tolist() for part in x_bar] == [[11.0], [5.0]]
    assert [part.tolist() for part in z_bar] == [[3.0], [5.0]]
    assert x.grad.tolist() == [11.0]


def test_an_input_without_gradient_is_none_in_the_hook():
    net = Double()
    calls = []
    net.register_full_backward_hook(lambda m, x_bar, z_bar: calls.append(x_bar))
    x = engine.tensor([1.0], requires_grad=True)

    net(x, 3.0)[0].sum().backward()

    assert calls[0][1] is None


def test_backward_hooks_may_change_gradients():
    net = nn.ReLU()
    net.register_full_backward_pre_hook(lambda m, z_bar: (z_bar[0] * 2,))
    net.register_full_backward_hook(lambda m, x_bar, z_bar: (x_bar[0] + z_bar[0],))
    x = engine.tensor([1.0, -1.0], requires_grad=True)

    net(x).sum().backward()

    assert x.grad.tolist() == [4.0, 2.0]


def test_a_backward_hook_with_too_many_gradients_is_an_error():
    net = nn.ReLU()
    net.register_full_backward_hook(lambda m, x_bar, z_bar: (*x_bar, None))
    x = engine.tensor([1.0], requires_grad=True)

    with pytest.raises(GradientError, match="got 2, but expected 1"):
        net(x).sum().backward()


def test_a_module_whose_inputs_need_no_gradient_calls_its_hook_with_none():
    net = nn.Linear(2, 1)
    calls = []
    net.register_full_backward_hook(lambda m, x_bar, z_bar: calls.append((x_bar, z_bar)))

    z = net(engine.ones(2)).sum()
    with pytest.warns(UserWarning, match="no input"):
        z.backward()

    ((x_bar, z_bar),) = calls
    assert x_bar == (None,)
    assert z_bar[0].tolist() == [1.0]


def test_backward_hooks_do_nothing_without_recording():
    net = nn.ReLU()
    net.register_full_backward_hook(lambda *_: pytest.fail("called"))

    with engine.no_grad():
        z = net(engine.tensor([1.0], requires_grad=True))

    assert not z.requires_grad


def test_every_hook_is_told_that_no_input_needs_a_gradient():
    net, seen = nn.Linear(1, 1), []
    for _ in range(2):
        net.register_full_backward_hook(lambda module, inward, outward: seen.append(inward))

    with pytest.warns(UserWarning, match="no input"):
        net(engine.ones(1, 1)).sum().backward()

    assert seen == [(None,), (None,)]


def test_a_gradient_for_an_input_that_needs_none_is_an_error():
    net = nn.Linear(1, 1)
    net.register_full_backward_hook(lambda module, inward, outward: (engine.ones(1, 1),))

    with (
        pytest.raises(GradientError, match="require none"),
        pytest.warns(UserWarning, match="no input"),
    ):
        net(engine.ones(1, 1)).sum().backward()


def test_a_way_around_the_outputs_calls_no_hook():
    class Doubling(nn.Module):
        def forward(self, x):
            self.kept = x * 1
            return x * 2

    net, seen = Doubling(), []
    net.register_full_backward_hook(lambda module, inward, outward: seen.append(inward))
    x = engine.ones(1, requires_grad=True)
    net(x)

    net.kept.sum().backward()

    assert x.grad.tolist() == [1]
    assert seen == []


def test_named_results_stay_named_under_a_hook():
    class Largest(nn.Module):
        def forward(self, x):
            return x.max(0)

    net, seen = Largest(), []
    net.register_full_backward_hook(lambda module, inward, outward: seen.append(outward[0]))
    x = engine.tensor([1.0, 3.0], requires_grad=True)

    net(x).values.backward()

    assert x.grad.tolist() == [0, 1]
    assert seen[0].item() == 1


def test_a_hook_before_backward_may_only_look():
    net, seen = nn.Linear(1, 1), []
    net.register_full_backward_pre_hook(lambda module, outward: seen.append(outward[0].item()))
    x = engine.ones(1, 1, requires_grad=True)

    net(x).sum().backward()

    assert seen == [1]
    assert x.grad.tolist() == net.weight.tolist()
