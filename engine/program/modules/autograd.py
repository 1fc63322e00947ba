"""autograd: gradients of numpy programs under HIPS autograd's names, in float64.

Outside of a differentiated function everything is numpy's own; inside, what depends on its
arguments is a box.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import func
from engine.program.host import Host
from engine.program.modules.arrays import differentiating as by
from engine.program.modules.arrays.box import Box, holds_box, ruled
from engine.program.modules.arrays.rules import LINALG, RULES
from engine.program.modules.members import namespace
from engine.program.modules.numpy import numpy
from engine.program.namespace import Namespace
from engine.tensor import Tensor

OWN_RULE = "write it with functions of autograd.numpy; rules of one's own are not followed here"


class ArrayBox(Box):
    """What stands for an argument inside a function that is differentiated."""

    library = "Autograd"


def autograd(host: Host) -> Namespace:
    """autograd for one run."""
    plain = numpy(host)
    members = {name: _function(name, found, RULES) for name, found in plain.members.items()}
    linalg = plain.get("linalg").members
    members["linalg"] = namespace(
        "autograd.numpy.linalg",
        {name: _function(name, found, LINALG) for name, found in linalg.items()},
    )
    made: dict[str, Callable[..., Any]] = {
        "grad": by.gradient,
        "elementwise_grad": by.summed,
        "value_and_grad": by.value_and_gradient,
        "jacobian": func.jacrev,
        "hessian": func.hessian,
    }
    transforms = {name: by.transform(name, rule, ArrayBox, _out) for name, rule in made.items()}
    return namespace(
        "autograd",
        {
            **transforms,
            "egrad": transforms["elementwise_grad"],
            "hessian_vector_product": _hessian_vector_product(transforms),
            "numpy": namespace("autograd.numpy", members),
        },
        {
            "extend": OWN_RULE,
            "misc": "write the descent as a loop",
            "scipy": "scipy is not here; write it with autograd.numpy",
        },
    )


def _function(name: str, plain: Any, rules: dict[str, Callable[..., Any]]) -> Any:
    """A function of numpy that takes boxes too, by its rule."""
    if isinstance(plain, (type, Namespace)) or not callable(plain):
        return plain
    by_rule = ruled(name, rules[name], ArrayBox) if name in rules else None

    def called(*args: Any, **kwargs: Any) -> Any:
        if not holds_box(args) and not holds_box(tuple(kwargs.values())):
            return plain(*args, **kwargs)
        if name in SHAPES:
            return SHAPES[name](args[0])
        if by_rule is None:
            raise TypeError(
                f"autograd.numpy.{name}() has no derivative here; write it with others that have"
            )
        return by_rule(*args, **kwargs)

    called.__name__ = called.__qualname__ = name
    called.__doc__ = plain.__doc__
    return called


SHAPES: dict[str, Callable[[Any], Any]] = {  # what depends on the form alone
    "shape": lambda a: a.shape,
    "ndim": lambda a: a.ndim,
    "size": lambda a: a.size,
    "zeros_like": lambda a: np.zeros(a.shape, a.dtype),
    "ones_like": lambda a: np.ones(a.shape, a.dtype),
}


def _out(z: Tensor) -> Any:
    """A result: numpy's, unless a function around this one is being differentiated too."""
    return ArrayBox(z) if z.requires_grad else z.numpy()[()]


def _hessian_vector_product(transforms: dict[str, Callable[..., Any]]) -> Callable[..., Any]:
    grad = transforms["grad"]

    def hessian_vector_product(fun: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
        """A function of the arguments and a vector v: H v."""

        def product(*args: Any) -> Any:
            *inner, vector = args
            weights = np.asarray(vector)

            def along(*given: Any) -> Any:
                return (grad(fun, argnum)(*given) * weights).sum()

            return grad(along, argnum)(*inner)

        return product

    return hessian_vector_product
