"""Variable: the name that tensors with gradients had before they were tensors."""

from __future__ import annotations

from engine.errors import ArgumentError
from engine.tensor import Tensor


class _Variables(type):
    """Lets every tensor be a Variable."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor)

    def __call__(cls, data: Tensor, requires_grad: bool = False) -> Tensor:
        if not isinstance(data, Tensor):
            raise ArgumentError(
                f"Variable: data is a {type(data).__name__}, not a tensor",
                "use torch.tensor(..., requires_grad=True)",
            )
        return data.detach().requires_grad_(requires_grad)


class Variable(metaclass=_Variables):
    """A leaf that shares the memory of a tensor, with or without a gradient.

    Source: torch.autograd.Variable.
    """
