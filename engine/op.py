"""The one table of ops: each is declared once, with its rule and with what the app shows of it."""

from __future__ import annotations

import inspect
import sys
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.dtype import Array, ArrayLike, as_array, number_dtype, result_type
from engine.errors import ArgumentError, DtypeError, EngineError, ShapeError
from engine.function import NUMPY_NAMES, written
from engine.grad_mode import QUIET, is_grad_enabled, is_inference_mode_enabled
from engine.history import View, current, meta, tick, version_of
from engine.node import Node
from engine.results import shown_as
from engine.tensor import Tensor, wrap

OPS: dict[str, Op] = {}
ARRAYS = (np.ndarray, np.generic, ArrayLike)
INPUTS = (*ARRAYS, int, float, type(None))  # what may stand for a number, or an array
NUMBERS = ("int", "float", "int | None", "float | None")  # annotations of those that must be
Static = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Interval:
    """Where an input may lie: a condition in words, its test, and a range to draw samples from."""

    text: str
    contains: Callable[[Array], Array]
    sample: tuple[float, float]


REALS = Interval("any x", lambda x: np.ones(np.shape(x), np.bool_), (-2.0, 2.0))
POSITIVE = Interval("x > 0", lambda x: x > 0, (0.2, 3.0))
NONNEGATIVE = Interval("x ≥ 0", lambda x: x >= 0, (0.2, 3.0))
NONZERO = Interval("x ≠ 0", lambda x: x != 0, (0.3, 2.0))
UNIT = Interval("−1 ≤ x ≤ 1", lambda x: np.abs(x) <= 1, (-0.9, 0.9))
OPEN_UNIT = Interval("−1 < x < 1", lambda x: np.abs(x) < 1, (-0.9, 0.9))
ABOVE_ONE = Interval("x ≥ 1", lambda x: x >= 1, (1.2, 3.0))
ABOVE_MINUS_ONE = Interval("x > −1", lambda x: x > -1, (-0.8, 2.0))


class Op:
    """A differentiable operation: numpy forward, vjp, and its face in the app.

    Attributes: name; family (palette heading); symbol (node glyph); formula and local (LaTeX of
    the result and of the derivative by each input); inputs (names of the tensor arguments);
    variadic (the first argument is a sequence of tensors); static (other arguments and their
    defaults); domains (an Interval per input); kinks (where no derivative exists, in words);
    listed (shown in the palette and known to formulas); places (where Python finds it, as in
    `engine.function`); node (torch's name of its Node without "Backward0", or a function of the
    Node that gives it whole); view (its result shares memory with its first input); several (it
    gives a tuple of results, which a rule meets as tuples of z_bar, None where none came, and z);
    bilinear (each of two inputs is needed only for the gradient of the other).

    Calling it with Tensors gives a Tensor and records; with arrays alone it gives an array, so
    that a vjp, which is written in ops, serves first and higher derivatives alike.
    """

    def __init__(
        self,
        forward: Callable[..., Any],
        name: str,
        family: str,
        *,
        symbol: str = "",
        formula: str = "",
        local: Sequence[str] = (),
        domains: Sequence[Interval] = (),
        kinks: str = "",
        promotes: str = "common",
        listed: bool = True,
        places: str = "torch tensor",
        node: str | Callable[[Node], str] = "",
        view: bool = False,
        results: Sequence[str] = (),
        bilinear: bool = False,
    ) -> None:
        self.name, self.family, self.symbol = name, family, symbol or name
        self.formula, self.local, self.kinks = formula, tuple(local), kinks
        self.listed, self.promotes, self.places = listed, promotes, places
        self.node = node or "".join(part.capitalize() for part in name.split("_"))
        self.view, self.bilinear = view, bilinear
        self.several = "tuple" in str(inspect.signature(forward).return_annotation)
        self._result: Any = _results(name, places, results)._make if results else tuple
        self.forward = forward
        self.__doc__ = inspect.getdoc(forward)
        self.__name__ = name
        parameters = inspect.signature(forward).parameters
        arrays = [p for p in parameters.values() if "Array" in str(p.annotation)]
        self.variadic = any("Sequence" in str(p.annotation) for p in arrays)
        self.inputs = tuple(p.name for p in arrays)
        self.arity = len(arrays)
        self.optional = sum(p.default is None for p in arrays)
        self.static: dict[str, Any] = {
            p.name: p.default for p in parameters.values() if p.name not in self.inputs
        }
        self._order = tuple(
            p.name for p in parameters.values() if p.kind is not inspect.Parameter.KEYWORD_ONLY
        )
        self._numbers = tuple(
            name for name in self.static if str(parameters[name].annotation) in NUMBERS
        )
        self._needs_binding = self.variadic or self.optional > 0 or _EMPTY in self.static.values()
        given = tuple(domains)
        self.domains = given + (REALS,) * (self.arity - len(given))
        self.rule: Callable[..., Any] | None = None
        self.rule_static: tuple[str, ...] = ()
        self.rule_needs = False
        self.rule_keywords = False
        self.saves_output = False
        self.frees = False
        self._saves: tuple[bool, ...] = ()

    def vjp(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        """Register the rule `(z_bar, z, *inputs, *, static…) -> a cotangent per input or None`.

        A parameter whose name starts with `_` is not kept for backward: the rule gets its Spec.
        A rule with a keyword `needs` is told which inputs want a gradient.
        """
        parameters = list(inspect.signature(rule).parameters.values())
        keyword = [p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
        self.rule, self.rule_needs, self.rule_keywords = rule, "needs" in keyword, bool(keyword)
        self.rule_static = tuple(name for name in keyword if name != "needs")
        places = parameters[1 : len(parameters) - len(keyword)]
        self.saves_output = not places[0].name.startswith("_")
        self._saves = tuple(not p.name.startswith("_") for p in places[1:])
        self.frees = self.saves_output or any(self._saves)
        return rule

    def saves(self, edges: Sequence[object]) -> tuple[bool, ...]:
        """For each input, whether backward needs its values; an edge is None where none flows."""
        if self.bilinear:
            return edges[1] is not None, edges[0] is not None
        return self._saves * len(edges) if self.variadic else self._saves

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs and kwargs.get("out") is not None:
            out = kwargs.pop("out")
            return written(self.name, out, self(*args, **kwargs))
        inputs, static = self.bind(args, kwargs)
        for value in inputs:
            if isinstance(value, Tensor):
                return self.record(inputs, static)
        self._check_arrays(inputs)
        return self.forward(inputs, **static) if self.variadic else self.forward(*inputs, **static)

    def _check_arrays(self, inputs: Sequence[Any]) -> None:
        """Refuse inputs with no array among them, and what is no number beside one."""
        wrong = [value for value in inputs if not isinstance(value, INPUTS)]
        if not wrong and any(isinstance(value, ARRAYS) for value in inputs):
            return
        named = [type(value).__name__ for value in (*wrong, *inputs)]
        found = named[0] if named else "nothing"
        raise ArgumentError(
            f"{self.name}(): argument '{self.inputs[0]}' must be Tensor, not {found}",
            "wrap it: torch.tensor(...)",
        )

    def node_name(self, node: Node) -> str:
        """Torch's name of a Node of this op."""
        return f"{self.node}Backward0" if isinstance(self.node, str) else self.node(node)

    def record(self, inputs: Sequence[Any], static: Static) -> Any:
        """Evaluate on Tensors and numbers; the result knows how it was made if gradients flow."""
        arrays: list[Any] = []
        dtype, wanted, alike = None, False, True
        for value in inputs:
            if isinstance(value, Tensor):
                if value._meta is not None:
                    current(value)
                if value._made is not None:
                    wanted = True
                array = value._data
                if isinstance(array, float):
                    array = value._array
                if array.dtype is not dtype:
                    alike = alike and dtype is None
                    dtype = array.dtype
                arrays.append(array)
            else:
                alike = False
                arrays.append(value)
        if not alike or dtype is None or (dtype.kind != "f" and self.promotes == "float"):
            arrays = self.promoted(arrays)
        z = self._run(arrays, static)
        wanted = wanted and self.rule is not None and is_grad_enabled()
        if self.several:
            results = [wrap(part) for part in z]
            for i, result in enumerate(results):
                if wanted and z[i].dtype.kind == "f":
                    result._made = Node(self, inputs, arrays, static, z, i)
                if self.view:
                    self._alias(result, z[i], inputs[0], static, i)
            return self._result(results)
        result = wrap(z)
        if wanted and z.dtype.kind == "f":
            result._made = Node(self, inputs, arrays, static, z)
        if self.view:
            self._alias(result, z, inputs[0], static)
        if is_inference_mode_enabled():
            result._data = result._array  # one number too shows that it was made here
            meta(result).inference = True
        return result

    def _alias(
        self, result: Tensor, z: Array, source: Tensor, static: Static, number: int | None = None
    ) -> None:
        """Note that `result` is a view of `source`, where they share memory."""
        x = source._array
        if (z if z.base is None else z.base) is not (x if x.base is None else x.base):
            return
        result._data = z
        held = meta(result)
        held.version = version_of(source)
        if result._made is not None:
            result._made.version = held.version
        if self.rule is None:
            return
        view = None if source._meta is None else source._meta.view
        step = ((self, static, number),)
        held.view = (
            View(source, step, self.several)
            if view is None
            else View(view.base, view.path + step, view.several or self.several)
        )
        held.stamp = tick() if is_grad_enabled() else sys.maxsize

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Sequence[Any], Static]:
        """Part a call's arguments into tensor inputs and static arguments, defaults filled in."""
        if len(args) == self.arity and not kwargs and not self._needs_binding:
            return args, self.static
        if len(args) > len(self._order):
            raise ArgumentError(
                f"{self.name}() takes {len(self._order)} positional arguments, {len(args)} given",
                f"call it as {self.signature()}",
            )
        bound = dict(zip(self._order, args, strict=False))
        for name, value in kwargs.items():
            if name not in self.static and name not in self.inputs:
                name = NUMPY_NAMES.get(name, name)
            if name in bound:
                raise ArgumentError(f"{self.name}() got two values for '{name}'", "give one")
            if name == "out" and value is None:
                continue
            if name not in self.static and name not in self.inputs:
                raise ArgumentError(
                    f"{self.name}() has no argument '{name}'", f"call it as {self.signature()}"
                )
            bound[name] = value
        needed = self.inputs[: self.arity - self.optional]
        missing = [name for name in needed if name not in bound]
        missing += [n for n, d in self.static.items() if d is _EMPTY and n not in bound]
        if missing:
            raise ArgumentError(
                f"{self.name}() is missing its argument '{missing[0]}'",
                f"call it as {self.signature()}",
            )
        static = {name: bound.get(name, default) for name, default in self.static.items()}
        for name in self._numbers:
            if name in bound and not _is_inert(bound[name]):
                found = type(bound[name]).__name__
                raise ArgumentError(
                    f"{self.name}(): argument '{name}' must be Number, not {found}",
                    "give one number",
                )
        if self.variadic:
            return tuple(bound[self.inputs[0]]), static
        inputs = [bound.get(name) for name in self.inputs]
        while inputs and inputs[-1] is None and len(inputs) > len(needed):
            inputs.pop()
        return tuple(inputs), static

    def signature(self) -> str:
        """The call in words, as `sum(input, dim=None, keepdim=False)`."""
        parts = [
            name if self.static.get(name, _EMPTY) is _EMPTY else f"{name}={self.static[name]!r}"
            for name in (*self._order, *(n for n in self.static if n not in self._order))
        ]
        return f"{self.name}({', '.join(parts)})"

    def evaluate(self, values: Sequence[Any], static: Static) -> Array:
        """Run the forward on arrays and Python numbers with torch's type promotion."""
        return self._run(self.promoted(values), static)

    def _run(self, arrays: Sequence[Any], static: Static) -> Any:
        try:
            z = (
                QUIET.copy().run(self.forward, arrays, **static)
                if self.variadic
                else QUIET.copy().run(self.forward, *arrays, **static)
            )
        except EngineError:
            if not any(isinstance(array, ArrayLike) for array in arrays):
                raise
            z = self._kept(arrays, static)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            if not any(isinstance(array, ArrayLike) for array in arrays):
                raise self._explained(arrays, error) from None
            z = self._kept(arrays, static)
        if self.several:
            return tuple(part if isinstance(part, ArrayLike) else np.asarray(part) for part in z)
        if type(z) is not np.ndarray:
            return z if isinstance(z, ArrayLike) else np.asarray(z)
        return z.copy() if arrays and z is arrays[0] and not self.view else z

    def _kept(self, arrays: Sequence[Any], static: Static) -> Any:
        """The result on Symbols of a forward that asks for their numbers: kept whole, as a call."""
        symbol = next(array for array in arrays if isinstance(array, ArrayLike))
        return symbol.kept(self.name, lambda *given: self._run(given, static), arrays)

    def promoted(self, values: Sequence[Any]) -> list[Any]:
        """The inputs as arrays of the dtype that torch would compute in."""
        if self.promotes == "none":
            return [v if v is None or isinstance(v, ArrayLike) else np.asarray(v) for v in values]
        if len(values) == 2:
            x, y = values
            if (
                isinstance(x, (np.ndarray, ArrayLike))
                and x.dtype.kind == "f"
                and type(y) in (float, int)
            ):
                return [x, as_array(y, x.dtype)]  # the most frequent mixture
        if not values:
            raise ArgumentError(f"{self.name}: no tensor is given", f"call {self.signature()}")
        dtype = result_type(values)
        if self.promotes == "float" and dtype.kind != "f":
            dtype = number_dtype(1.0)
        return [as_array(value, dtype) for value in values]

    def _explained(self, arrays: Sequence[Any], error: Exception) -> EngineError:
        """Numpy's complaint in our words: the shapes, and what must match."""
        if isinstance(error, TypeError):
            return DtypeError(f"{self.name}: {error}", f"call it as {self.signature()}")
        shapes = [array.shape for array in arrays if array is not None]
        listed = " and ".join(str(shape) for shape in shapes)
        try:
            np.broadcast_shapes(*shapes)
        except ValueError:
            return ShapeError(
                f"{self.name}: shapes {listed} do not fit together",
                "sizes must be equal or 1, compared from the last dimension",
            )
        return ShapeError(f"{self.name}: {error} (shapes {listed})", f"see {self.signature()}")

    def __repr__(self) -> str:
        return f"<op {self.signature()}>"


_EMPTY = inspect.Parameter.empty
_namedtuple: Any = namedtuple  # of names that are not known here


def _results(op: str, place: str, fields: Sequence[str]) -> Any:
    """The named tuple of an op's results; torch names those of linalg after it."""
    title = op.removesuffix("_along")
    if place == "linalg" and not title.startswith("linalg_"):
        title = f"linalg_{title}"
    kind = type(op, (_namedtuple(op, fields),), {"__slots__": ()})
    return shown_as(title)(kind)


def family(title: str) -> Callable[..., Callable[[Callable[..., Any]], Op]]:
    """The `@op(name, …)` decorator of one family; `title` heads it in the palette."""

    def op(name: str, **face: Any) -> Callable[[Callable[..., Any]], Op]:
        def declare(forward: Callable[..., Any]) -> Op:
            if name in OPS:
                raise ArgumentError(f"op '{name}' is declared twice", "choose another name")
            OPS[name] = Op(forward, name, title, **face)
            return OPS[name]

        return declare

    return op


def _is_inert(value: Any) -> bool:
    """Whether a value has no code of its own that arithmetic with it could call."""
    if isinstance(value, tuple):
        return all(isinstance(part, INPUTS) for part in value)
    return isinstance(value, (Tensor, str, *INPUTS))
