"""A state goes out by name and comes back; what does not fit is told in torch's words."""

import pytest

import engine
from engine import nn
from engine.errors import ArgumentError, RangeError, ShapeError


def net():
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))


def test_a_state_loaded_into_another_net_makes_it_compute_the_same():
    first, second = net(), net()
    x = engine.tensor([[1.0, 2.0], [-1.0, 0.5]])
    first(x)

    found = second.load_state_dict(first.state_dict())

    assert repr(found) == "<All keys matched successfully>"
    assert second.eval()(x).tolist() == first.eval()(x).tolist()
    assert second[1].num_batches_tracked.item() == 1
    assert second[0].weight.requires_grad


def test_the_state_shares_memory_and_has_no_history_unless_asked_for():
    module = nn.Linear(1, 1)

    state = module.state_dict(prefix="net.")
    with engine.no_grad():
        module.weight.fill_(7.0)

    assert state["net.weight"].tolist() == [[7.0]]
    assert not state["net.weight"].requires_grad
    assert module.state_dict(keep_vars=True)["weight"] is module.weight


def test_everything_that_does_not_fit_is_listed():
    module = net()
    state = dict(module.state_dict())
    del state["1.bias"]
    state["0.weight"], state["2.gain"], state["0.bias"] = engine.zeros(2, 2), engine.ones(1), 3

    with pytest.raises(ShapeError) as caught:
        module.load_state_dict(state)

    assert caught.value.message == (
        "Error(s) in loading state_dict for Sequential:\n"
        '\tMissing key(s) in state_dict: "1.bias". \n'
        '\tUnexpected key(s) in state_dict: "2.gain". \n'
        "\tsize mismatch for 0.weight: copying a param with shape (2, 2) from "
        "checkpoint, the shape in current model is (3, 2).\n"
        '\tWhile copying the parameter named "0.bias", expected torch.Tensor or Tensor-like object '
        "from checkpoint but received <class 'int'>"
    )


def test_without_strict_the_other_keys_are_returned():
    module = nn.Linear(1, 1)

    found = module.load_state_dict({"weight": engine.ones(1, 1), "x": 3}, strict=False)

    assert found.missing_keys == ["bias"]
    assert found.unexpected_keys == ["x"]
    assert repr(found) == "_IncompatibleKeys(missing_keys=['bias'], unexpected_keys=['x'])"
    assert module.weight.tolist() == [[1.0]]
    with pytest.raises(ArgumentError, match="dict-like"):
        module.load_state_dict(3)


def test_values_are_cast_when_copied_and_kept_when_assigned():
    module = nn.Linear(1, 1, bias=False)
    weight = module.weight
    state = {"weight": engine.ones(1, 1, dtype=engine.float64)}

    module.load_state_dict(state)
    copied = module.weight
    module.load_state_dict(state, assign=True)

    assert copied is weight
    assert copied.dtype == engine.float32
    assert module.weight.dtype == engine.float64
    assert module.weight.requires_grad


def test_a_number_saved_as_one_element_loads_into_a_0_d_buffer():
    module = nn.BatchNorm1d(1)

    module.load_state_dict({"num_batches_tracked": engine.tensor([4])}, strict=False)

    assert module.num_batches_tracked.item() == 4


def test_extra_state_travels_with_the_state():
    class Counter(nn.Module):
        count = 3

        def get_extra_state(self):
            return self.count

        def set_extra_state(self, state):
            self.count = state

    first, second = Counter(), Counter()
    first.count = 5

    second.load_state_dict(first.state_dict())

    assert dict(first.state_dict()) == {"_extra_state": 5}
    assert second.count == 5
    with pytest.raises(ShapeError, match="_extra_state"):
        second.load_state_dict({})


def test_hooks_see_the_state_go_out_and_come_in():
    module = nn.Linear(1, 1)
    log = []

    def leave_out(module, state, prefix, metadata):
        del state[f"{prefix}bias"]

    module.register_state_dict_pre_hook(lambda m, prefix, keep: log.append(prefix))
    module.register_state_dict_post_hook(leave_out)
    module.register_load_state_dict_pre_hook(lambda m, state, *_: state.update(bias=module.bias))
    module.register_load_state_dict_post_hook(lambda m, keys: log.append(keys.missing_keys))

    state = module.state_dict()
    module.load_state_dict(state)

    assert list(state) == ["weight"]
    assert log == ["", []]


def test_a_module_without_extra_state_says_so():
    with pytest.raises(RangeError, match="no extra state"):
        nn.ReLU().get_extra_state()
    with pytest.raises(RangeError, match="no extra state"):
        nn.ReLU().set_extra_state(1)


def test_a_missing_extra_state_is_listed():
    class Counting(nn.Module):
        def get_extra_state(self):
            return 1

        def set_extra_state(self, state):
            raise AssertionError("there is none")

    assert Counting().load_state_dict({}, strict=False).missing_keys == ["_extra_state"]


def test_a_hook_after_loading_returns_nothing():
    net = nn.ReLU()
    net.register_load_state_dict_post_hook(lambda module, keys: keys)

    with pytest.raises(RuntimeError, match="return None"):
        net.load_state_dict({})


def test_a_hook_may_leave_the_state_as_it_is():
    net = nn.Linear(1, 1)
    seen = []
    net.register_state_dict_post_hook(lambda module, state, prefix, local: seen.append(len(state)))

    assert len(net.state_dict()) == 2
    assert seen == [2]


def test_only_tensors_are_loaded():
    with pytest.raises(RuntimeError, match="expected torch"):
        nn.PReLU().load_state_dict({"weight": 0.5})


def test_a_buffer_is_assigned_as_it_is():
    net, mean = nn.BatchNorm1d(1), engine.tensor([3.0], dtype=engine.float64)

    net.load_state_dict({"running_mean": mean}, strict=False, assign=True)

    assert net.running_mean is mean


def test_a_buffer_whose_elements_share_a_place_cannot_be_loaded():
    net = nn.Module()
    net.register_buffer("mean", engine.zeros(1).expand(3))

    with pytest.raises(RuntimeError, match="share one place"):
        net.load_state_dict({"mean": engine.ones(3)})


def test_what_a_hook_adds_for_another_part_is_not_unexpected_here():
    net = nn.Sequential(nn.ReLU())
    net[0].register_load_state_dict_pre_hook(
        lambda module, state, prefix, *rest: state.update(elsewhere=1)
    )

    assert net.load_state_dict({}).unexpected_keys == []
