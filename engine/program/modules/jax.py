"""jax: its numpy and its transforms on the engine, in float32; what is compiled is interpreted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from engine import func
from engine.dtype import Array as Numbers
from engine.func.trees import mapped
from engine.nn import functional
from engine.program.access import TypeName, allow
from engine.program.modules.arrays import differentiating as by
from engine.program.modules.arrays.box import Box, holds_box, openly, ruled
from engine.program.modules.arrays.rules import LINALG, RULES, SEQUENCES
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.modules.numpy.guard import guarded
from engine.program.namespace import Namespace
from engine.program.plain import plain
from engine.tensor import Tensor, from_array

CREATION = words(
    """allclose arange array_equal empty empty_like eye full full_like histogram identity indices
    isclose linspace logspace meshgrid ndim ones ones_like polyfit shape size tri unique zeros
    zeros_like"""
)
DTYPES = words("float16 float32 float64 int8 int16 int32 int64 uint8 bool_")
NEURAL = words("relu sigmoid softmax log_softmax softplus tanh elu silu leaky_relu selu")
RANDOM = "its numbers would not be those of JAX; draw them with numpy.random"
SIXTY_FOUR = "arrays are of float32 here; for float64 write the program with autograd.numpy"


class Array(Box):
    """An array of jax, which cannot be changed. Source: jax.Array."""

    library = "jax"

    @property
    def at(self) -> Updates:
        """Copies that differ in some places: x.at[0].set(1)."""
        return Updates(self, None)

    def block_until_ready(self) -> Array:
        """Itself: it is there when the call returns."""
        return self

    def __repr__(self) -> str:
        numbers = self.numbers()
        text = f"Array{repr(numbers)[len('array') :]}"
        if "dtype=" in text:
            return text
        return f"{text[:-1]}, dtype={numbers.dtype.name})"

    @classmethod
    def take(cls, array: Numbers) -> Tensor:
        """A tensor of float32, int32 or bool."""
        narrow = {"f": np.float32, "i": np.int32, "u": np.int32}.get(array.dtype.kind)
        return from_array(np.array(array, narrow if array.dtype.itemsize == 8 else None))


class Updates:
    """x.at, and with a key x.at[key]: what `set`, `add`, `multiply`, `min` and `max` begin from."""

    __slots__ = ("_array", "_key")

    def __init__(self, array: Array, key: Any) -> None:
        self._array, self._key = array, key

    def __getitem__(self, key: Any) -> Updates:
        return Updates(self._array, (openly(key, Array),))

    def _updated(self, change: Callable[[Any, Any], Any], values: Any) -> Array:
        tensor = self._array._tensor.clone()
        (key,) = self._key
        tensor[key] = change(tensor[key].clone(), openly(values, Array))
        return Array(tensor)

    def set(self, values: Any) -> Array:
        """A copy with these values there."""
        return self._updated(lambda held, new: new, values)

    def add(self, values: Any) -> Array:
        """A copy with these values added there."""
        return self._updated(lambda held, new: held + new, values)

    def multiply(self, values: Any) -> Array:
        """A copy multiplied there."""
        return self._updated(lambda held, new: held * new, values)


allow(Array, "at block_until_ready")
allow(Updates, "set add multiply")


@cache
def jax() -> Namespace:
    """jax and its submodules; the same for every run."""
    made: dict[str, Callable[..., Any]] = {
        "grad": by.gradient,
        "value_and_grad": by.value_and_gradient,
        "jacfwd": func.jacfwd,
        "jacrev": func.jacrev,
        "jacobian": func.jacrev,
        "hessian": func.hessian,
    }
    nn = {name: ruled(name, getattr(functional, name), Array) for name in NEURAL}
    nn |= {"softmax": _softmax("softmax"), "log_softmax": _softmax("log_softmax")}
    return namespace(
        "jax",
        {
            **{name: by.transform(name, rule, Array, Array) for name, rule in made.items()},
            "Array": TypeName(Array),
            "jit": jit,
            "jvp": jvp,
            "lax": namespace("jax.lax", {"stop_gradient": stop_gradient}),
            "nn": namespace("jax.nn", nn),
            "numpy": _numpy(),
            "tree_util": namespace("jax.tree_util", {"tree_map": tree_map}),
            "tree": namespace("jax.tree", {"map": tree_map}),
            "vjp": vjp,
            "vmap": vmap,
        },
        {"random": RANDOM, "config": SIXTY_FOUR, "pmap": "there is one device; use jax.vmap"},
    )


def _numpy() -> Namespace:
    functions = {name: _function(name, rule) for name, rule in RULES.items()}
    linalg = {name: _function(name, rule) for name, rule in LINALG.items()}
    created = {name: _created(name) for name in CREATION}
    return namespace(
        "jax.numpy",
        {
            **functions,
            **created,
            **{name: getattr(np, name) for name in DTYPES},
            **{name: getattr(np, name) for name in ("pi", "e", "inf", "nan", "newaxis")},
            "linalg": namespace("jax.numpy.linalg", linalg),
            "ndarray": TypeName(Array),
        },
        {"save": "programs read and write no files", "load": "programs read and write no files"},
    )


def _function(name: str, rule: Callable[..., Any]) -> Callable[..., Any]:
    """A function of jax.numpy: its rule, of boxes for all arrays and numbers."""
    by_rule = ruled(name, rule, Array)

    def called(*args: Any, **kwargs: Any) -> Any:
        given = list(args)
        dtype = kwargs.pop("dtype", None)
        if name in ("array", "asarray") and not holds_box(args):
            found: Any = Array(Array.take(plain(np.array(args[0], dtype))))
            return found
        if name == "einsum" or (name in SEQUENCES and not name.endswith("array")):
            given[1:] = [_boxed(part) for part in given[1:]] if name == "einsum" else given[1:]
        elif not holds_box(given):
            given[0] = _boxed(given[0])
        found = by_rule(*given, **kwargs)
        return found if dtype is None else found.astype(dtype)

    called.__name__ = called.__qualname__ = name
    return called


def _boxed(value: Any) -> Any:
    return value if isinstance(value, Box) else Array(Array.take(plain(np.asarray(value))))


def _created(name: str) -> Callable[..., Any]:
    """A function of numpy that makes arrays, with arrays of jax for what it gives."""
    make = guarded(getattr(np, name.replace("empty", "zeros")), name)

    def called(*args: Any, **kwargs: Any) -> Any:
        closed = [mapped(_closed, part) for part in args]
        found = make(*closed, **{word: _closed(value) for word, value in kwargs.items()})
        return mapped(lambda z: _boxed(z) if isinstance(z, (np.ndarray, np.floating)) else z, found)

    called.__name__ = called.__qualname__ = name
    return called


def _closed(value: Any) -> Any:
    return value.numbers() if isinstance(value, Box) else value


def _softmax(name: str) -> Callable[..., Any]:
    function = getattr(functional, name)
    return ruled(name, lambda x, axis=-1: function(x, axis), Array)


def jit(fun: Any = None, **options: Any) -> Any:
    """The function itself: programs are interpreted. Source: jax.jit."""
    return (lambda decorated: decorated) if fun is None else fun


def vmap(fun: Any, in_axes: Any = 0, out_axes: Any = 0, **options: Any) -> Callable[..., Any]:
    """A function of one example applied to many. Source: jax.vmap."""
    over = func.vmap(by.inside(fun, Array), in_axes, out_axes)
    return lambda *args: _given(over(*_tensors(args)))


def jvp(fun: Any, primals: Any, tangents: Any) -> Any:
    """The value, and the derivative in a direction. Source: jax.jvp."""
    return _given(func.jvp(by.inside(fun, Array), _tensors(primals), _tensors(tangents)))


def vjp(fun: Any, *primals: Any) -> Any:
    """The value, and a function from a cotangent to those of the arguments. Source: jax.vjp."""
    value, pull_back = func.vjp(by.inside(fun, Array), *_tensors(primals))

    def pulled(cotangent: Any) -> Any:
        return _given(pull_back(*_tensors((cotangent,))))

    return _given(value), pulled


def stop_gradient(x: Any) -> Any:
    """The same numbers as constants. Source: jax.lax.stop_gradient."""
    return mapped(lambda z: Array(z._tensor.detach()) if isinstance(z, Box) else z, x)


def tree_map(f: Callable[..., Any], tree: Any, *rest: Any) -> Any:
    """`f` of the leaves of trees of one form. Source: jax.tree_util.tree_map."""
    if isinstance(tree, dict):
        return {name: tree_map(f, tree[name], *(other[name] for other in rest)) for name in tree}
    if isinstance(tree, (list, tuple)):
        found = [tree_map(f, *parts) for parts in zip(tree, *rest, strict=True)]
        return type(tree)(*found) if hasattr(tree, "_fields") else type(tree)(found)
    return f(tree, *rest)


def _tensors(args: Any) -> tuple[Any, ...]:
    return tuple(mapped(lambda part: by.unboxed(part, Array), arg) for arg in args)


def _given(tree: Any) -> Any:
    return mapped(lambda part: by.boxed(part, Array), tree)
