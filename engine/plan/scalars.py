"""Scalars: a Code of single numbers as Python source on floats and `math`.

Where Python would raise, on a division by zero, an overflow or outside a domain, the call is done
again by numpy, so that infinities, NaN and signed zeros come out as numpy's. Values are those of
`math`: equal to numpy's but for the last bit of some functions.
"""

from __future__ import annotations

import keyword
import math
from collections.abc import Callable, Mapping, Sequence
from ctypes import c_float
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from engine.grad_mode import QUIET
from engine.plan.code import Code, Instruction

DEEPEST = 12  # of expressions within one line
PLAIN = {
    "add": "{} + {}",
    "subtract": "{} - {}",
    "multiply": "{} * {}",
    "divide": "{} / {}",
    "negative": "-{}",
    "positive": "+{}",
    "square": "{0} * {0}",
    "reciprocal": "1.0 / {}",
    "greater": "{} > {}",
    "greater_equal": "{} >= {}",
    "less": "{} < {}",
    "less_equal": "{} <= {}",
    "equal": "{} == {}",
    "not_equal": "{} != {}",
    "maximum": "{0} if {0} > {1} or {0} != {0} else {1}",
    "minimum": "{0} if {0} < {1} or {0} != {0} else {1}",
    "logical_and": "{} and {}",
    "logical_or": "{} or {}",
    "logical_not": "not {}",
    "bitwise_and": "{} & {}",
    "bitwise_or": "{} | {}",
    "isnan": "{0} != {0}",
    "sign": "1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else 0.0 if {0} == 0.0 else {0}",
    "where": "{1} if {0} else {2}",
}
CALLED = {
    "absolute": "abs", "exp": "exp", "expm1": "expm1", "log": "log", "log2": "log2",
    "log10": "log10", "log1p": "log1p", "sin": "sin", "cos": "cos", "tan": "tan", "arcsin": "asin",
    "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "sinh": "sinh", "cosh": "cosh",
    "tanh": "tanh", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "sqrt": "sqrt",
    "power": "pow", "copysign": "copysign", "hypot": "hypot",
}  # fmt: skip
KEPT = frozenset({"call", "part", "put", "join", "kernel", "noted"})
TWICE = frozenset({"square", "maximum", "minimum", "isnan", "sign"})  # whose operands are repeated
MATH: dict[str, Any] = {name: getattr(math, name) for name in set(CALLED.values()) - {"abs"}}
MATH |= {"inf": math.inf, "nan": math.nan}
OWN = MATH.keys() | {
    "float", "by_numpy", "single", "by_steps", "descend", "changing", "state", "losses", "path",
    "keep", "walk", "loss", "_",
}  # fmt: skip


def is_scalar(code: Code) -> bool:
    """Whether every value that is computed is one float or truth value."""
    read = {n for step in code.instructions for n in (*step.inputs, step.output)}
    return all(
        code.values[number].size == 1 and code.values[number].dtype.char in "df?"
        for number in read | set(code.inputs) | set(code.outputs)
    ) and not any(step.kind in KEPT for step in code.instructions)


@dataclass
class Writer:
    """Writes instructions as lines. `names` are those of the values that are given.

    Attributes: lines; text (of each value: a name, a number or an expression).
    """

    code: Code
    names: Mapping[int, str]
    lines: list[str] = field(default_factory=list)
    text: dict[int, str] = field(default_factory=dict)
    _depth: dict[int, int] = field(default_factory=dict)

    def write(self) -> Writer:
        """All instructions; what is read once stands within the line that reads it."""
        code = self.code
        self.text |= self.names
        for number, value in enumerate(code.values):
            if value.constant is not None and number not in self.text:
                self.text[number] = number_text(value.constant)
        uses, doubled = code.uses(), _doubled(code)
        for step in code.instructions:
            line = self._expression(step)
            depth = 1 + max((self._depth.get(n, 0) for n in step.inputs), default=0)
            inline = uses.get(step.output, 0) == 1 and step.output not in doubled
            if line.isidentifier() or _is_number(line):
                self.text[step.output] = line
            elif inline and depth <= DEEPEST and step.output not in code.outputs:
                self.text[step.output] = line if _is_call(line) else f"({line})"
                self._depth[step.output] = depth
            else:
                name = f"t{step.output}"
                self.lines.append(f"{name} = {_bare(line)}")
                self.text[step.output] = name
        return self

    def _expression(self, step: Instruction) -> str:
        """An instruction as Python; what is a float32 is rounded after each operation."""
        operands = [self.text[number] for number in step.inputs]
        if step.kind in ("view", "reduce"):
            return operands[0]  # of one number
        char = self.code.values[step.output].dtype.char
        if step.kind == "cast":
            if char == "?":
                return f"{operands[0]} != 0.0"
            is_float = self.code.values[step.inputs[0]].dtype.char != "?"
            text = operands[0] if is_float else f"float({_bare(operands[0])})"
            return f"single({_bare(text)})" if char == "f" else text
        text = self._operation(step, operands)
        return f"single({text})" if char == "f" and step.kind != "select" else text

    def _operation(self, step: Instruction, operands: list[str]) -> str:
        name = step.name
        if name == "subtract" and self._of_truths(step):
            return f"float({operands[0]}) - float({operands[1]})"
        if name in PLAIN:
            return PLAIN[name].format(*operands)
        if name in CALLED:
            return f"{CALLED[name]}({', '.join(map(_bare, operands))})"
        if self.code.values[step.output].dtype.char == "f":
            return f"by_numpy({name!r}, {', '.join(f'float32({_bare(o)})' for o in operands)})"
        return f"by_numpy({name!r}, {', '.join(map(_bare, operands))})"

    def _of_truths(self, step: Instruction) -> bool:
        return all(self.code.values[number].dtype.char == "?" for number in step.inputs)


def _doubled(code: Code) -> set[int]:
    """Values that are written twice where they are read."""
    return {n for step in code.instructions if step.name in TWICE for n in step.inputs}


def number_text(array: Any) -> str:
    """One number as Python writes it."""
    number = np.asarray(array).reshape(-1)[0].item()
    text = repr(number)
    return f"({text})" if text.startswith("-") else text


def _is_number(text: str) -> bool:
    try:
        float(text.strip("()"))
    except ValueError:
        return False
    return True


def _is_call(text: str) -> bool:
    """Whether an expression is one call, as `exp(-x)`."""
    name, bracket, _ = text.partition("(")
    return bool(bracket) and name.isidentifier() and _bare(text[len(name) :]) != text[len(name) :]


def _bare(text: str) -> str:
    """An expression without the brackets around the whole."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return text[1:-1] if place == len(text) - 1 else text
    return text


@cache
def _ufunc(name: str) -> Callable[..., Any]:
    return getattr(np, name)


def by_numpy(name: str, *operands: float) -> float:
    """The result of one of numpy's functions that `math` does not have."""
    found = QUIET.copy().run(_ufunc(name), *operands)
    return bool(found) if isinstance(found, np.bool_) else float(found)


def single(x: float) -> float:
    """A number rounded to float32."""
    return c_float(x).value


def names_of(code: Code, numbers: Sequence[int]) -> dict[int, str]:
    """A name of Python for each of these values: its own where it can be, each once."""
    taken: set[str] = set()
    found: dict[int, str] = {}
    for number in numbers:
        wish = code.values[number].name
        is_name = wish.isidentifier() and wish.isascii() and not wish.startswith("__")
        name = wish if is_name else f"v{number}"
        while name in taken or _has_meaning(name):
            name += "_"
        taken.add(name)
        found[number] = name
    return found


def _has_meaning(name: str) -> bool:
    """Whether generated code uses a name itself: numpy's, or a letter and digits, as `b1`."""
    numbered = name[0] in "bcdfknstz" and name[1:].isdigit()
    own = keyword.iskeyword(name) or name in OWN or name.endswith("_reduce")
    return numbered or own or callable(getattr(np, name, None))


def compiled(source: str, name: str, scope: Mapping[str, Any]) -> Callable[..., Any]:
    """The function `name` of generated source."""
    space = {**MATH, "by_numpy": by_numpy, "single": single, "float32": np.float32, **scope}
    exec(compile(source, "<plan>", "exec"), space)
    function: Callable[..., Any] = space[name]
    return function
