"""The tree of modules: parameters, buffers and parts found by walking it or by dotted names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from engine.nn.parameter import Parameter
from engine.nn.state import Stateful
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.nn.module import Module


class Tree(Stateful):
    """What walks over a module and its parts, each met once."""

    def named_modules(
        self, memo: set[Any] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module, its parts and theirs, with dotted names; this one's is `prefix`."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, cast("Module", self)
        for name, child in self._modules.items():
            if child is not None:
                below = f"{prefix}.{name}" if prefix else name
                yield from child.named_modules(memo, below, remove_duplicate)

    def modules(self) -> Iterator[Module]:
        """This module, its parts and theirs."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The parts of this module with their names."""
        met: set[Any] = set()
        for name, child in self._modules.items():
            if child is not None and child not in met:
                met.add(child)
                yield name, child

    def children(self) -> Iterator[Module]:
        """The parts of this module."""
        return (child for _, child in self.named_children())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Parameters with dotted names; without `recurse` those of this module alone."""
        return self._named(lambda m: m._parameters, prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Parameters; without `recurse` those of this module alone."""
        return (held for _, held in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Buffers with dotted names; without `recurse` those of this module alone."""
        return self._named(lambda m: m._buffers, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Buffers; without `recurse` those of this module alone."""
        return (held for _, held in self.named_buffers(recurse=recurse))

    def _named(
        self, table: Callable[[Any], dict[str, Any]], prefix: str, recurse: bool, once: bool
    ) -> Iterator[tuple[str, Any]]:
        met: set[Any] = set()
        walked = self.named_modules(None, prefix, once) if recurse else iter([(prefix, self)])
        for path, module in walked:
            for name, held in table(module).items():
                if held is None or held in met:
                    continue
                if once:
                    met.add(held)
                yield (f"{path}.{name}" if path else name), held

    def get_submodule(self, target: str) -> Module:
        """The part of this dotted name; "" is this module. Errors: AttributeError."""
        found: Any = self
        for name in target.split(".") if target else ():
            if not hasattr(found, name):
                raise AttributeError(f"{found._get_name()} has no attribute `{name}`")
            found = getattr(found, name)
            if not isinstance(found, Tree):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return found

    def get_parameter(self, target: str) -> Parameter:
        """The parameter of this dotted name. Errors: AttributeError."""
        module, name = self._place(target)
        if not isinstance(getattr(module, name), Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return getattr(module, name)

    def get_buffer(self, target: str) -> Tensor:
        """The buffer of this dotted name. Errors: AttributeError."""
        module, name = self._place(target)
        getattr(module, name)
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return getattr(module, name)

    def _place(self, target: str) -> tuple[Any, str]:
        """The module that holds what has this dotted name, and the last part of the name."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
        return module, name
