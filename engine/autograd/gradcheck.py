"""gradcheck: gradients against central differences, with kinks told from mistakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.autograd.gradients import grad
from engine.dtype import Array
from engine.errors import EngineError, RangeError
from engine.grad_mode import enable_grad, no_grad
from engine.tensor import Tensor, from_array

Tensors = Tensor | Sequence[Any]


class GradcheckError(EngineError, RuntimeError):
    """A gradient differs from what is measured on the function."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Tensors,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
) -> bool:
    """Whether the gradients of `func` at `inputs` agree with central differences.

    Every floating point output is checked by every input that requires a gradient; give float64.
    Errors: GradcheckError where they differ, unless `raise_exception` is False, saying "a kink
    here" where the function has none; RangeError where no input requires a gradient.
    Source: torch.autograd.gradcheck.
    """
    given = _listed(inputs)
    wanted = [x for x in given if isinstance(x, Tensor) and x.requires_grad]
    if not wanted:
        raise RangeError(
            "gradcheck: no input requires a gradient", "set requires_grad=True on one of them"
        )
    try:
        for i, output in enumerate(_differentiable(_outputs(func, given))):
            for j, x in enumerate(wanted):
                _compare(func, given, output, i, x, j, eps, atol, rtol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Tensors,
    grad_outputs: Tensors | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
) -> bool:
    """Whether the gradients of the gradients of `func` agree with central differences.

    Head gradients are drawn at random unless given. Source: torch.autograd.gradgradcheck.
    """
    given = _listed(inputs)
    outputs = _differentiable(_outputs(func, given))
    rng = np.random.default_rng(0)
    heads = (
        [from_array(rng.standard_normal(z.shape).astype(z._array.dtype), True) for z in outputs]
        if grad_outputs is None
        else _listed(grad_outputs)
    )

    def gradients(*args: Any) -> tuple[Tensor, ...]:
        here = args[: len(given)]
        wanted = [x for x in here if isinstance(x, Tensor) and x.requires_grad]
        with enable_grad():
            found = _differentiable(_outputs(func, list(here)))
            parts = grad(found, wanted, args[len(given) :], create_graph=True, allow_unused=True)
        return tuple(part for part in parts if part is not None and part.requires_grad)

    if not gradients(*given, *heads):
        return True
    return gradcheck(
        gradients,
        [*given, *heads],
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
    )


def _listed(tensors: Tensors) -> list[Any]:
    return [tensors] if isinstance(tensors, Tensor) else list(tensors)


def _outputs(func: Callable[..., Any], given: Sequence[Any]) -> list[Any]:
    found = func(*given)
    return [found] if isinstance(found, Tensor) else list(found)


def _differentiable(outputs: Sequence[Any]) -> list[Tensor]:
    return [z for z in outputs if isinstance(z, Tensor) and z.requires_grad]


def _compare(
    func: Callable[..., Any],
    given: Sequence[Any],
    output: Tensor,
    i: int,
    x: Tensor,
    j: int,
    eps: float,
    atol: float,
    rtol: float,
) -> None:
    analytic = _analytic(output, x)
    for place, column in zip(np.ndindex(*x.shape), analytic.T, strict=True):
        right, left = _slopes(func, given, i, x, place, eps)
        numeric = (right + left) / 2
        wrong = ~np.isclose(column, numeric, rtol, atol, equal_nan=True)
        if not wrong.any():
            continue
        k = int(np.flatnonzero(wrong)[0])
        where = f"output {i}[{k}] by input {j}{list(place)}"
        fine = x._array.dtype == np.float64
        if fine and not np.isclose(right[k], left[k], 0.05, 10 * atol):
            raise GradcheckError(
                f"gradcheck: a kink here, {where}: the slope is {left[k]:.6g} before and "
                f"{right[k]:.6g} after, so the gradient {column[k]:.6g} is a choice",
                "check at another point",
            )
        raise GradcheckError(
            f"gradcheck: {where}: the gradient is {column[k]:.10g}, central differences give "
            f"{numeric[k]:.10g}",
            "mend the backward of the function"
            if fine
            else "give float64 inputs: float32 is too coarse for differences",
        )


def _analytic(output: Tensor, x: Tensor) -> Array:
    """The Jacobian (outputs, inputs) by one backward per output element."""
    rows = np.zeros((output.numel(), x.numel()))
    for k in range(output.numel()):
        head = np.zeros(output.numel(), output._array.dtype)
        head[k] = 1
        (part,) = grad(
            output, x, from_array(head.reshape(output.shape)), retain_graph=True, allow_unused=True
        )
        if part is not None:
            rows[k] = part._array.ravel()
    return rows


def _slopes(
    func: Callable[..., Any], given: Sequence[Any], i: int, x: Tensor, place: Any, eps: float
) -> tuple[Array, Array]:
    """The slopes of output `i` after and before the element of `x` at `place`."""
    here, after, before = _values(func, given, i, x, place, (0.0, eps, -eps))
    return (after - here) / eps, (here - before) / eps


def _values(
    func: Callable[..., Any],
    given: Sequence[Any],
    i: int,
    x: Tensor,
    place: Any,
    steps: Sequence[float],
) -> Iterator[Array]:
    array = x._array
    kept = array[place].copy()
    for step in steps:
        array[place] = kept + step
        try:
            with enable_grad():
                found = _differentiable(_outputs(func, given))[i]
            with no_grad():
                yield np.array(found._array, np.float64).ravel()
        finally:
            array[place] = kept
