"""Folding: constants are computed beforehand, and what changes nothing is left out.

Only identities that hold for every number, NaN, infinities and signed zeros among them, are used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.plan.code import Code, Instruction, Value, renamed, run

LARGEST = 4096  # elements of a constant that is worth keeping


class _Folding:
    def __init__(self, code: Code) -> None:
        self.code = code
        self.values = list(code.values)
        self.same: dict[int, int] = {}
        self.made: dict[int, Instruction] = {}

    def whole(self) -> Code:
        kept = []
        for step in self.code.instructions:
            if not self.same.keys().isdisjoint(step.inputs):
                step = replace(step, inputs=tuple([self.same.get(n, n) for n in step.inputs]))
            if self._is_constant(step):
                continue
            rule = RULES.get((step.kind, step.name))
            found = None if rule is None else rule(self, step)
            if isinstance(found, int) and self._stands_for(found, step.output):
                self.same[step.output] = found
                continue
            if isinstance(found, Instruction):
                step = found
            self.made[step.output] = step
            kept.append(step)
        return renamed(self.code.with_(values=tuple(self.values)), self.same, kept)

    def _is_constant(self, step: Instruction) -> bool:
        """Compute a step of constants; whether it was one."""
        for number in step.inputs:
            if self.values[number].constant is None:
                return False
        value = self.values[step.output]
        if step.kind in ("call", "part", "kernel", "noted") or value.size > LARGEST:
            return False
        known = [self.values[number].constant for number in step.inputs]
        with np.errstate(all="ignore"):
            array = np.asarray(run(step, value, known), value.dtype)
        self.values[step.output] = replace(value, constant=array)
        return True

    def _stands_for(self, found: int, number: int) -> bool:
        """Whether one value is another in shape and dtype as well."""
        one, other = self.values[found], self.values[number]
        return one.shape == other.shape and one.dtype == other.dtype and one.weak == other.weak

    def number(self, at: int) -> float | None:
        """The one number of a constant."""
        array = self.values[at].constant
        if array is None or array.dtype.kind != "f":
            return None
        if array.size == 1:
            return float(array.reshape(-1)[0])
        return None

    def maker(self, at: int, kind: str, name: str) -> Instruction | None:
        """The instruction of this kind that made a value."""
        step = self.made.get(at)
        return step if step is not None and (step.kind, step.name) == (kind, name) else None


Rule = Callable[[_Folding, Instruction], int | Instruction | None]


def _product(folding: _Folding, step: Instruction) -> int | None:
    """x · 1 is x."""
    for x, y in (step.inputs, step.inputs[::-1]):
        if folding.number(y) == 1.0:
            return x
    return None


def _quotient(folding: _Folding, step: Instruction) -> int | Instruction | None:
    """x / 1 is x, and x / 2ᵏ is x · 2⁻ᵏ."""
    x, y = step.inputs
    divisor = folding.number(y)
    if divisor == 1.0:
        return x
    if divisor is None or abs(np.frexp(divisor)[0]) != 0.5 or not 1e-30 < abs(divisor) < 1e30:
        return None
    array = folding.values[y].constant
    assert array is not None
    folding.values.append(Value(array.shape, array.dtype, False, np.reciprocal(array)))
    return replace(step, name="multiply", inputs=(x, len(folding.values) - 1))


def _difference(folding: _Folding, step: Instruction) -> int | None:
    """x − 0 is x."""
    x, y = step.inputs
    zero = folding.number(y)
    return x if zero == 0.0 and not np.signbit(zero) else None


def _sum(folding: _Folding, step: Instruction) -> Instruction | None:
    """x + (−y) is x − y."""
    for x, y in (step.inputs, step.inputs[::-1]):
        negated = folding.maker(y, "ufunc", "negative")
        if negated is not None and folding.values[y].shape == folding.values[step.output].shape:
            return replace(step, name="subtract", inputs=(x, negated.inputs[0]))
    return None


def _negative(folding: _Folding, step: Instruction) -> int | None:
    """−(−x) is x."""
    inner = folding.maker(step.inputs[0], "ufunc", "negative")
    return None if inner is None else inner.inputs[0]


def _power(folding: _Folding, step: Instruction) -> int | Instruction | None:
    """x¹ is x and x² is x · x, as numpy computes it."""
    x, y = step.inputs
    exponent = folding.number(y)
    if exponent == 1.0:
        return x
    if exponent == 2.0 and folding.values[y].shape == ():
        return replace(step, name="square", inputs=(x,))
    return None


def _cast(folding: _Folding, step: Instruction) -> int:
    return step.inputs[0]


def _reshape(folding: _Folding, step: Instruction) -> int | Instruction:
    inner = folding.maker(step.inputs[0], "view", "reshape")
    source = step.inputs[0] if inner is None else inner.inputs[0]
    if folding.values[source].shape == folding.values[step.output].shape:
        return source
    return replace(step, inputs=(source,))


def _transpose(folding: _Folding, step: Instruction) -> int | Instruction | None:
    inner = folding.maker(step.inputs[0], "view", "transpose")
    if inner is None:
        return None
    axes = tuple(inner.detail[axis] for axis in step.detail)
    if axes == tuple(range(len(axes))):
        return inner.inputs[0]
    return replace(step, inputs=inner.inputs, detail=axes)


def _broadcast(folding: _Folding, step: Instruction) -> int | Instruction | None:
    inner = folding.maker(step.inputs[0], "view", "broadcast")
    return None if inner is None else replace(step, inputs=inner.inputs)


def _select(folding: _Folding, step: Instruction) -> int | None:
    """A choice that is known is made."""
    condition = folding.values[step.inputs[0]].constant
    if condition is None or condition.size == 0:
        return None
    if condition.all():
        return step.inputs[1]
    return None if condition.any() else step.inputs[2]


RULES: dict[tuple[str, str], Rule] = {
    ("ufunc", "multiply"): _product,
    ("ufunc", "divide"): _quotient,
    ("ufunc", "subtract"): _difference,
    ("ufunc", "add"): _sum,
    ("ufunc", "negative"): _negative,
    ("ufunc", "power"): _power,
    ("cast", "d"): _cast,
    ("cast", "f"): _cast,
    ("view", "reshape"): _reshape,
    ("view", "transpose"): _transpose,
    ("view", "broadcast"): _broadcast,
    ("select", "where"): _select,
}


def folded(code: Code) -> Code:
    """The code with constants computed and identities left out."""
    return _Folding(code).whole()
