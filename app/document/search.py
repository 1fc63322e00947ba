"""What is typed to find nodes: words, kinds, and conditions on values and gradients."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.document.graph import Data, Graph, Made, Node
from app.document.labels import title
from engine.dtype import Array

Condition = Callable[["Facts"], bool]
Test = Callable[[Array], bool]

NUMBER = r"[-+−]?(?:\d[\d_]*\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf)"
OF = r"(?:(?P<of>value|gradient|grad|∂)s?\s*)?"
COMPARISON = re.compile(rf"{OF}(?P<sign>>=|<=|!=|==|[>=<≥≤≠])\s*(?P<number>\S*)")
RANGE = re.compile(rf"{OF}(?P<low>{NUMBER})\s*\.\.\s*(?P<high>{NUMBER})(?!\S)")
STATE = re.compile(
    r"(?:(?P<of>value|gradient|grad|∂)\s*)?(?P<state>zero|nan|inf|infinite|no|none)\b"
    r"(?:\s*(?P<by>value|gradient|grad|∂)s?)?(?!\S)"
)
WORD = re.compile(r"\S+")
COMPARED: dict[str, Callable[[Array, float], Array]] = {
    ">": np.greater,
    "<": np.less,
    ">=": np.greater_equal,
    "≥": np.greater_equal,
    "<=": np.less_equal,
    "≤": np.less_equal,
    "=": np.equal,
    "==": np.equal,
    "!=": np.not_equal,
    "≠": np.not_equal,
}
STATES: dict[str, Test] = {
    "zero": lambda a: a.size > 0 and not a.any(),
    "nan": lambda a: bool(np.isnan(a).any()),
    "inf": lambda a: bool(np.isinf(a).any()),
    "infinite": lambda a: bool(np.isinf(a).any()),
}
KINDS: dict[str, Condition] = {
    "leaf": lambda f: f.node.is_leaf,
    "op": lambda f: not f.node.is_leaf,
    "parameter": lambda f: f.node.is_leaf and f.node.trainable,
    "constant": lambda f: f.node.is_leaf and not f.node.trainable,
    "data": lambda f: isinstance(f.node.content, Data),
    "random": lambda f: (
        isinstance(f.node.content, Made) and f.node.content.function.startswith("rand")
    ),
    "root": lambda f: f.node.id == f.graph.root,
    "open": lambda f: None in f.node.inputs,
    "array": lambda f: (value := f.read("value")) is not None and value.ndim > 0,
    "problem": lambda f: f.problem,
}
EXAMPLES = "mul, > 3, 0..1, gradient < 0, nan, zero gradient, parameter, open, problem"


class QueryError(ValueError):
    """What was typed cannot be searched for: what was found, and the remedy."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions ask about. `read` gives the node's "value" or "gradient", or None."""

    graph: Graph
    node: Node
    read: Callable[[str], Array | None]
    problem: bool = False


def query(text: str) -> tuple[Condition, ...]:
    """The conditions that a node must all meet. Of an array one element is enough, but for zero,
    which all must be. Errors: QueryError."""
    rest, found = text.strip().lower(), []
    while rest:
        for pattern, meaning in (
            (RANGE, _within),
            (COMPARISON, _compared),
            (STATE, _state),
            (WORD, _word),
        ):
            match = pattern.match(rest)
            if match is not None:
                found.append(meaning(match))
                rest = rest[match.end() :].lstrip()
                break
    return tuple(found)


def holds(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Whether a node meets them all."""
    return all(condition(facts) for condition in conditions)


def _within(match: re.Match[str]) -> Condition:
    low, high = _number(match["low"]), _number(match["high"])
    if low > high:
        raise QueryError(
            f"from {match['low']} to {match['high']} lies nothing; put the smaller number first"
        )
    return _about(_which(match["of"]), lambda a: bool(((a >= low) & (a <= high)).any()))


def _compared(match: re.Match[str]) -> Condition:
    sign, word = match["sign"], match["number"]
    if not re.fullmatch(NUMBER, word):
        found = f"'{word}' is no number" if word else "a number is missing"
        raise QueryError(f"{found} after {sign}; type one, as {sign} 3")
    compare, number = COMPARED[sign], _number(word)
    return _about(_which(match["of"]), lambda a: bool(compare(a, number).any()))


def _state(match: re.Match[str]) -> Condition:
    which, state = _which(match["of"] or match["by"]), match["state"]
    if state in ("no", "none"):
        return lambda facts: facts.read(which) is None
    return _about(which, STATES[state])


def _word(match: re.Match[str]) -> Condition:
    word = match.group()
    singular = {"leaves": "leaf"}.get(word, word.removesuffix("s"))
    kind = KINDS.get(word) or KINDS.get(singular)
    if kind is not None:
        return lambda facts: kind(facts) or facts.node.name.lower() == word
    return lambda facts: (
        word in facts.node.name.lower()
        or word in facts.node.op.lower()
        or word in title(facts.graph, facts.node).lower()
    )


def _about(which: str, test: Test) -> Condition:
    def condition(facts: Facts) -> bool:
        array = facts.read(which)
        return array is not None and test(array)

    return condition


def _which(word: str | None) -> str:
    return "value" if word in (None, "value") else "gradient"


def _number(word: str) -> float:
    return float(word.replace("−", "-").replace("_", ""))
