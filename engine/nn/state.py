"""The state of a module: its parameters and buffers by name, saved and loaded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from engine.errors import ArgumentError, EngineError, GradientError, RangeError, ShapeError
from engine.grad_mode import no_grad
from engine.hooks import RemovableHandle
from engine.nn.hooks import Hooks, add
from engine.nn.parameter import Parameter
from engine.tensor import Tensor

EXTRA = "_extra_state"


class _Keys(NamedTuple):
    missing_keys: list[str]
    unexpected_keys: list[str]


class _IncompatibleKeys(_Keys):
    """The names that a state lacked, and those that it should not have had."""

    __slots__ = ()

    def __repr__(self) -> str:
        return super().__repr__() if any(self) else "<All keys matched successfully>"


class Stateful:
    """What saves and loads. Its tables hold the module's parameters, buffers and parts by name."""

    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _non_persistent_buffers_set: set[str]
    _modules: dict[str, Any]
    _hooks: Hooks

    def get_extra_state(self) -> Any:
        """What else belongs to the state; a subclass may define it, with `set_extra_state`."""
        raise RangeError(
            f"{type(self).__name__} has no extra state", "define get_extra_state and its setter"
        )

    def set_extra_state(self, state: Any) -> None:
        """Take back what `get_extra_state` gave."""
        raise RangeError(
            f"{type(self).__name__} has no extra state", "define set_extra_state and its getter"
        )

    def state_dict(
        self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> Any:
        """Parameters and persistent buffers by their dotted names, sharing memory.

        They have no history unless `keep_vars`. Source: torch.nn.Module.state_dict.
        """
        found = OrderedDict() if destination is None else destination
        for hook in list(self._hooks.state_pre.values()):
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(found, prefix, keep_vars)
        for name, child in self._modules.items():
            if child is not None:
                child.state_dict(destination=found, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in list(self._hooks.state.values()):
            changed = hook(self, found, prefix, {})
            found = found if changed is None else changed
        return found

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        for name, held in self._own_state():
            destination[prefix + name] = held if keep_vars else held.detach()
        if type(self).get_extra_state is not Stateful.get_extra_state:
            destination[prefix + EXTRA] = self.get_extra_state()

    def _own_state(self) -> list[tuple[str, Tensor]]:
        """Parameters and persistent buffers of this module without its parts."""
        own = [*self._parameters.items(), *self._buffers.items()]
        left_out = self._non_persistent_buffers_set
        return [(name, held) for name, held in own if held is not None and name not in left_out]

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Copy the values in, or with `assign` take the tensors themselves.

        Returns (missing_keys, unexpected_keys). Errors: ShapeError, with every complaint in it,
        for sizes that do not fit and, if `strict`, for keys that do not; ArgumentError for what
        is no dict. Source: torch.nn.Module.load_state_dict.
        """
        if not isinstance(state_dict, Mapping):
            raise ArgumentError(
                f"Expected state_dict to be dict-like, got {type(state_dict)}.",
                "give what state_dict() returned",
            )
        keys = _IncompatibleKeys([], [])
        complaints: list[str] = []
        self._load(dict(state_dict), "", assign, keys, complaints)
        if strict:
            for title, names in (("Unexpected", keys[1]), ("Missing", keys[0])):
                if names:
                    listed = ", ".join(f'"{name}"' for name in names)
                    complaints.insert(0, f"{title} key(s) in state_dict: {listed}. ")
        if complaints:
            listed = "\n\t".join(complaints)
            raise ShapeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{listed}",
                "the state is another module's, or use strict=False",
            )
        return keys

    def _load(
        self,
        state: dict[str, Any],
        prefix: str,
        assign: bool,
        keys: _IncompatibleKeys,
        complaints: list[str],
    ) -> None:
        local = {"assign_to_params_buffers": True} if assign else {}
        self._load_from_state_dict(state, prefix, local, True, keys[0], keys[1], complaints)
        for name, child in self._modules.items():
            if child is not None:
                below = f"{prefix}{name}."
                part = {key: held for key, held in state.items() if key.startswith(below)}
                child._load(part, below, assign, keys, complaints)
        for hook in list(self._hooks.load.values()):
            if hook(self, keys) is not None:
                raise GradientError(
                    "a load_state_dict post-hook returned something",
                    "change the lists of keys in place and return None",
                )

    def _load_from_state_dict(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Load this module without its parts; note what is missing, unexpected or does not fit."""
        keys = (missing_keys, unexpected_keys, error_msgs)
        for hook in list(self._hooks.load_pre.values()):
            hook(self, state_dict, prefix, local_metadata, strict, *keys)
        assign = bool(local_metadata.get("assign_to_params_buffers"))
        for name, held in self._own_state():
            key = prefix + name
            if key not in state_dict:
                missing_keys.append(key)
                continue
            complaint = self._taken(name, held, key, state_dict[key], assign)
            if complaint:
                error_msgs.append(complaint)
        extra = prefix + EXTRA
        if type(self).set_extra_state is not Stateful.set_extra_state:
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            else:
                missing_keys.append(extra)
            known = {EXTRA}
        else:
            known = set()
        known.update(name for name, _ in self._own_state())
        for key in state_dict:
            if key.startswith(prefix):
                name, *rest = key[len(prefix) :].split(".", 1)
                if (rest and name not in self._modules) or (not rest and name not in known):
                    unexpected_keys.append(key)

    def _taken(self, name: str, held: Tensor, key: str, given: Any, assign: bool) -> str:
        """Load one tensor; what is wrong with it, or nothing."""
        if not isinstance(given, Tensor):
            return (
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like '
                f"object from checkpoint but received {type(given)}"
            )
        if not held.ndim and given.shape == (1,):
            given = given[0]
        if given.shape != held.shape:
            return (
                f"size mismatch for {key}: copying a param with shape {given.shape} from "
                f"checkpoint, the shape in current model is {held.shape}."
            )
        if assign:
            if isinstance(held, Parameter):
                given = (
                    given if isinstance(given, Parameter) else Parameter(given, held.requires_grad)
                )
            setattr(self, name, given)
            return ""
        try:
            with no_grad():
                held.copy_(given)
        except EngineError as error:
            return (
                f'While copying the parameter named "{key}", whose dimensions in the model are '
                f"{held.shape} and whose dimensions in the checkpoint are {given.shape}, an "
                f"exception occurred : {error.args}."
            )
        return ""

    def register_state_dict_pre_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call `hook(module, prefix, keep_vars)` before the state is collected."""
        return add(self._hooks.state_pre, hook)

    def register_state_dict_post_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call `hook(module, state_dict, prefix, local_metadata)` after the state is collected."""
        return add(self._hooks.state, hook)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call `hook(module, state_dict, prefix, local_metadata, strict, missing_keys,
        unexpected_keys, error_msgs)` before this module's part of a state is loaded."""
        return add(self._hooks.load_pre, hook)

    def register_load_state_dict_post_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call `hook(module, incompatible_keys)` after a state is loaded."""
        return add(self._hooks.load, hook)
