"""Optimizer: parameter groups, state and the loop over parameters that all optimizers share."""

from __future__ import annotations

import inspect
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import chain
from typing import Any, ClassVar

import numpy as np

from engine.dtype import Array, ArrayLike, float64, get_default_dtype
from engine.errors import ArgumentError, RangeError
from engine.grad_mode import enable_grad, no_grad
from engine.inplace import overwrite
from engine.optim.settings import plain, whole
from engine.tensor import Tensor, from_array

Params = Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]
Closure = Callable[[], Any]
Rule = Callable[..., tuple[Array | None, ...]]


class Optimizer:
    """Base of all optimizers. Source: torch.optim.Optimizer.

    A kind of optimizer gives its `rule`, a pure function on arrays:
    `rule(x, g, *buffers, *, step, lr, …) -> (x, *buffers)`, keywords taken from the group;
    `buffers`, the names its arrays have in the state; and `counted`, whether steps are.
    Or it gives a `step` of its own.

    Attributes: param_groups (dicts of options, with their tensors under "params"; any option may
    be changed between steps); state (by parameter); defaults; steps_taken.
    Errors: RangeError for no parameters, for no leaf tensor, for a tensor in two groups.
    """

    rule: ClassVar[Rule]
    buffers: ClassVar[tuple[str, ...]] = ()
    counted: ClassVar[bool] = True
    _wanted: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        if "rule" in cls.__dict__:
            parameters = inspect.signature(cls.rule).parameters.values()
            cls._wanted = tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)

    def __init__(self, params: Params, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise ArgumentError(
                f"{type(self).__name__}: params is one tensor", "give a list of tensors: [x]"
            )
        self.defaults = defaults
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        self.steps_taken = 0
        groups: list[Any] = list(params)
        if not groups:
            raise RangeError(
                "optimizer got an empty parameter list", "give a tensor with requires_grad=True"
            )
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add {"params": tensors, option: value, …}; missing options are the defaults."""
        if not isinstance(param_group, dict) or "params" not in param_group:
            raise ArgumentError('a parameter group is no dict with "params"', "write one")
        group = dict(param_group)
        given = group["params"]
        if isinstance(given, set):
            raise ArgumentError("the parameters are a set, which has no order", "give a list")
        members = [given] if isinstance(given, Tensor) else list(given)
        if any(isinstance(member, tuple) for member in members):
            group["param_names"] = [name for name, _ in members]
            members = [member for _, member in members]
        for member in members:
            self._check(member)
        if len(set(members)) < len(members):
            warnings.warn("optimizer contains a parameter group with duplicates", stacklevel=3)
        if any(held is new for held in self._parameters() for new in members):
            raise RangeError(
                "some parameters appear in more than one parameter group", "give each once"
            )
        group["params"] = members
        self.param_groups.append({**self.defaults, **group})

    def _parameters(self) -> Iterator[Tensor]:
        return chain.from_iterable(group["params"] for group in self.param_groups)

    def _check(self, member: Any) -> None:
        """Refuse what cannot be moved."""
        if not isinstance(member, Tensor):
            raise ArgumentError(
                f"optimizer can only optimize Tensors, not {type(member).__name__}",
                "wrap it: torch.tensor(..., requires_grad=True)",
            )
        if not member.is_leaf and not member.retains_grad:
            raise RangeError("can't optimize a non-leaf Tensor", "use .detach()")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or fill them with zeros."""
        for parameter in self._parameters():
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                with no_grad():
                    parameter.grad.detach_().zero_()

    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient, in place; the loss of `closure`, if given."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad(), np.errstate(all="ignore"):
            for group in self.param_groups:
                hyper = {name: plain(group[name]) for name in self._wanted if name != "step"}
                for parameter in group["params"]:
                    if parameter.grad is not None:
                        self._move(parameter, group, hyper)
        self.steps_taken += 1
        return loss

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """The buffers of a parameter before its first step: zeros unless a kind says otherwise."""
        return {name: np.zeros_like(x) for name in self.buffers}

    def _move(self, parameter: Tensor, group: dict[str, Any], hyper: dict[str, Any]) -> None:
        """One parameter's update: read its state, apply the rule, write both."""
        assert parameter.grad is not None
        x, g = parameter._array, parameter.grad._array
        state = self.state.get(parameter, {})
        if not state:
            if self.counted:
                state["step"] = from_array(np.zeros((), scalar_dtype()))
            state.update((name, from_array(array)) for name, array in self.start(x, group).items())
        if self.counted:
            state["step"]._array += 1
        counts = {"step": whole(state["step"]._array)} if "step" in self._wanted else {}
        held = [state[name]._array if name in state else None for name in self.buffers]
        moved, *kept = self.rule(x, -g if group.get("maximize") else g, *held, **hyper, **counts)
        assert moved is not None
        overwrite(parameter, moved, f"{type(self).__name__}.step")
        for name, array in zip(self.buffers, kept, strict=True):
            if array is not None:
                is_traced = isinstance(array, ArrayLike)
                state[name] = from_array(array if is_traced else np.asarray(array))
        if state:
            self.state[parameter] = state

    def state_dict(self) -> dict[str, Any]:
        """{"state": by number of the parameter, "param_groups": with these numbers}."""
        numbers: dict[Any, int] = {}
        for parameter in self._parameters():
            numbers.setdefault(parameter, len(numbers))
        return {
            "state": {numbers.get(owner, owner): state for owner, state in self.state.items()},
            "param_groups": [
                {
                    **{name: option for name, option in group.items() if name != "params"},
                    "params": [numbers[parameter] for parameter in group["params"]],
                }
                for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from another optimizer's state, which is copied.

        Errors: RangeError where its groups have other sizes.
        """
        saved = state_dict["param_groups"]
        sizes = [len(group["params"]) for group in self.param_groups]
        found = [len(group["params"]) for group in saved]
        if sizes != found:
            raise RangeError(
                f"load_state_dict: the state has groups of {found} parameters, "
                f"the optimizer of {sizes}",
                "build the optimizer as it was when it was saved",
            )
        owners = {
            number: parameter
            for group, other in zip(self.param_groups, saved, strict=True)
            for parameter, number in zip(group["params"], other["params"], strict=True)
        }
        self.state = defaultdict(dict)
        for number, state in state_dict["state"].items():
            owner = owners.get(number, number)
            self.state[owner] = {
                name: _copied(value, None if name == "step" else owner)
                for name, value in state.items()
            }
        for group, other in zip(self.param_groups, saved, strict=True):
            group.update((name, option) for name, option in other.items() if name != "params")

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for number, group in enumerate(self.param_groups):
            text += f"\nParameter Group {number}\n"
            options = sorted(name for name in group if name != "params")
            text += "".join(f"    {name}: {group[name]}\n" for name in options)
        return text + ")"


def scalar_dtype() -> np.dtype[Any]:
    """The dtype of counts and other single numbers of a state."""
    return np.dtype(np.float64 if get_default_dtype() is float64 else np.float32)


def _copied(value: Any, owner: Any) -> Any:
    """A copy of a part of a state; arrays take the dtype of the parameter they belong to."""
    if isinstance(value, Tensor):
        dtype = owner._array.dtype if isinstance(owner, Tensor) else value._array.dtype
        return from_array(value._array.astype(dtype))
    if isinstance(value, (list, tuple)):
        return type(value)(_copied(part, owner) for part in value)
    return deepcopy(value)
