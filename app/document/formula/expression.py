"""A node → the expression that a person would write for it, down to the nodes that have names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import Parameter
from itertools import takewhile
from typing import Any, NamedTuple

from app.document.formula.leaves import quoted, write, write_number
from app.document.formula.operators import BINARY, COMPARISON
from app.document.graph import Graph, Input, Literal, Node, Ref, Value
from engine.op import OPS, Op

COMPARED, ADDED, MULTIPLIED, SIGNED, RAISED, ATOM = range(1, 7)
INFIX = {  # op: what stands between, how firmly it binds, which operators it mixes with
    "eq": (" == ", COMPARED, ""),
    "ne": (" != ", COMPARED, ""),
    "lt": (" < ", COMPARED, ""),
    "le": (" <= ", COMPARED, ""),
    "gt": (" > ", COMPARED, ""),
    "ge": (" >= ", COMPARED, ""),
    "add": (" + ", ADDED, "sum"),
    "sub": (" - ", ADDED, "sum"),
    "mul": ("*", MULTIPLIED, "product"),
    "div": ("/", MULTIPLIED, "product"),
    "floor_divide": ("//", MULTIPLIED, "quotient"),
    "remainder": (" % ", MULTIPLIED, "remainder"),
    "matmul": (" @ ", MULTIPLIED, "matmul"),
    "pow": ("**", RAISED, ""),
}
FOLDED = ("add", "sub", "mul", "div")  # of two numbers, these would be read as one number
SPOKEN = {"amax": "max", "amin": "min", "maximum": "max", "minimum": "min"}
assert set(INFIX) == {*BINARY.values(), *COMPARISON.values()}


class Text(NamedTuple):
    """A piece of formula: how firmly it holds together, with which operators it mixes, and how
    many brackets stand in one another."""

    text: str
    level: int = ATOM
    kind: str = ""
    brackets: int = 0


Reference = Callable[[str], str | None]  # node id → the name to use, None to write it out


def expression(graph: Graph, node_id: str, reference: Reference) -> Text:
    """The right-hand side for a node; nodes below it are named by `reference` or written out."""
    done: dict[str, Text] = {}
    stack = [node_id]
    while stack:
        node = graph[stack[-1]]
        waiting = []
        for source in node.sources:
            if source not in done:
                name = reference(source)
                if name is None:
                    waiting.append(source)
                else:
                    done[source] = Text(name)
        if waiting:
            stack.extend(reversed(waiting))
            continue
        stack.pop()
        done[node.id] = written(node, done.__getitem__, whole=node.id == node_id)
    return done[node_id]


def written(node: Node, text_of: Callable[[str], Text], *, whole: bool) -> Text:
    """One node's expression in terms of its inputs' texts; `whole` where it fills a line."""
    if node.is_leaf:
        return _leaf(node, whole)
    parts = [_input(value, text_of) for value in node.inputs]
    deep = max((part.brackets for part in parts), default=0)
    if node.op == "getitem":
        key = _key(dict(node.static)["key"])
        return Text(f"{_held(parts[0])}[{key}]", ATOM, "", _around(parts[0], ATOM) or 1)
    if node.op == "transpose" and not node.static:
        return Text(f"{_held(parts[0])}.T", ATOM, "", _around(parts[0], ATOM))
    numbers = all(isinstance(value, Literal) for value in node.inputs)
    if node.op == "neg" and not numbers:
        return Text(f"-{_bound(parts[0], SIGNED)}", SIGNED, "", _around(parts[0], SIGNED))
    if node.op in INFIX and not node.static and not (numbers and node.op in FOLDED):
        return _infix(node, parts)
    return Text(f"{SPOKEN.get(node.op, node.op)}({_arguments(node, parts)})", ATOM, "", deep + 1)


def _infix(node: Node, parts: list[Text]) -> Text:
    sign, level, kind = INFIX[node.op]
    left, right = parts
    firm = level in (COMPARED, RAISED) or (left.level == level and left.kind != kind)
    left_level = level + 1 if firm else level
    right_level = level if level == RAISED else level + 1
    if isinstance(node.inputs[1], Literal) and level == RAISED:
        right_level = SIGNED  # x**-1 needs no brackets
    elif right.text.startswith("-") and level in (ADDED, MULTIPLIED):
        right_level = ATOM  # and x + (-y) reads better with them
    return Text(
        f"{_bound(left, left_level)}{sign}{_bound(right, right_level)}",
        level,
        kind,
        max(_around(left, left_level), _around(right, right_level)),
    )


def _around(part: Text, level: int) -> int:
    """How deep the brackets are once a part stands where `level` is asked for."""
    return part.brackets + (part.level < level)


def _arguments(node: Node, parts: list[Text]) -> str:
    words, op, static = [part.text for part in parts], OPS[node.op], dict(node.static)
    if op.variadic:
        words = [f"[{', '.join(words)}]"]
    if len(parts) == op.arity:  # what must be given follows without its name
        for name in takewhile(static.__contains__, _required(op)):
            words.append(_static(static.pop(name)))
    return ", ".join([*words, *(f"{name}={_static(value)}" for name, value in static.items())])


def _required(op: Op) -> Iterator[str]:
    """The arguments that have no default and come right after the inputs."""
    return takewhile(lambda name: op.static[name] is Parameter.empty, op.static)


def _leaf(node: Node, whole: bool) -> Text:
    assert node.content is not None
    if node.name or not isinstance(node.content, Value):
        return Text(write(node.content, node.trainable), ATOM, "", 2)
    if isinstance(node.content.value, tuple):  # a list inside an expression is a constant
        text = write(node.content, True)
        return Text(f"param({text})" if node.trainable else text, ATOM, "", 2)
    text = write(node.content, True)  # a number inside an expression is no leaf
    if whole and node.trainable:
        return Text(text)
    return Text(f"{'param' if node.trainable else 'const'}({text})", ATOM, "", 1)


def _input(value: Input, text_of: Callable[[str], Text]) -> Text:
    if value is None:
        return Text("_")
    if isinstance(value, Ref):
        return text_of(value.node)
    text = write_number(value.value)
    return Text(text, SIGNED if text.startswith("-") else ATOM)


def _bound(part: Text, level: int) -> str:
    """A part in brackets where it would fall apart without them."""
    return part.text if part.level >= level else f"({part.text})"


def _held(part: Text) -> str:
    """A part before a point or an index; 3.T would be no formula."""
    return f"({part.text})" if part.text.isdigit() else _bound(part, ATOM)


def _static(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_static, value))}{',' if len(value) == 1 else ''})"
    return quoted(value) if isinstance(value, str) else write_number(value)


def _key(key: Any) -> str:
    if isinstance(key, tuple):
        return ", ".join(_items(key)) + ("," if len(key) == 1 else "") if key else "()"
    return next(_items((key,)))


def _items(keys: tuple[Any, ...]) -> Iterator[str]:
    for key in keys:
        if isinstance(key, slice):
            parts = ["" if p is None else str(p) for p in (key.start, key.stop, key.step)]
            yield ":".join(parts if parts[2] else parts[:2])
        else:
            yield "..." if key is ... else repr(key)
