"""Parameters as one long vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import ArgumentError
from engine.ops.joining import cat
from engine.ops.shape import reshape
from engine.tensor import Tensor


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All parameters flattened one after another, with history.

    Source: torch.nn.utils.parameters_to_vector.
    """
    return cat([reshape(parameter, (-1,)) for parameter in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Let the parameters be parts of the vector, whose memory they share from now on.

    Errors: ArgumentError for what is no tensor. Source: torch.nn.utils.vector_to_parameters.
    """
    if not isinstance(vec, Tensor):
        raise ArgumentError(
            f"expected torch.Tensor, but got: {type(vec).__name__}", "wrap it: torch.tensor(...)"
        )
    start = 0
    for parameter in parameters:
        stop = start + parameter.numel()
        parameter.data = reshape(vec.detach()[start:stop], parameter.shape)
        start = stop
