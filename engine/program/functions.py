"""Functions of a program: real ones of Python, so that they are methods, keys and hooks too."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from engine.history import HERE
from engine.program.access import CODES
from engine.program.comprehensions import captured
from engine.program.generators import flow, generating
from engine.program.lifting import Lifted
from engine.program.names import store
from engine.program.scopes import RESULT, Scope, parameters
from engine.program.syntax import span_of
from engine.program.table import block, expression, statement, value
from engine.program.unit import UNBOUND, Code, Frame, Unit

Entry = tuple[Code, int, Frame]  # what takes a frame, its count of arguments, what follows them
NONE_PLAINLY = -1  # the count where arguments want a closer look


class Signature:
    """The parameters of a function, and which argument goes where.

    Attributes: names (by position); required (how many of those have no default).
    """

    def __init__(self, name: str, node: ast.arguments, own: Scope) -> None:
        positional = [*node.posonlyargs, *node.args]
        self.function = name
        self.names = [part.arg for part in positional]
        self.slots = [own.slots[name] for name in self.names]
        self.only_by_position = {part.arg for part in node.posonlyargs}
        self.keyword = {part.arg: own.slots[part.arg] for part in node.kwonlyargs}
        self.more = own.slots[node.vararg.arg] if node.vararg else None
        self.rest = own.slots[node.kwarg.arg] if node.kwarg else None

    def bind(
        self,
        frame: Frame,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        defaults: Sequence[Any],
        keyword_defaults: dict[str, Any],
    ) -> None:
        """Put the arguments of a call into the frame. Errors: TypeError, as Python's."""
        count, given = len(self.names), len(args)
        if given > count and self.more is None:
            few = count - len(defaults)
            takes = f"from {few} to {count}" if defaults else str(count)
            plural = "" if count == 1 and not defaults else "s"
            were = "was" if given == 1 else "were"
            also = sum(name in self.keyword for name in kwargs)
            if also:
                words = f"positional argument{'' if given == 1 else 's'} (and {also} keyword-only"
                were = f"{words} argument{'' if also == 1 else 's'}) were"
            raise TypeError(
                f"{self.function}() takes {takes} positional argument{plural} but {given} {were} "
                "given"
            )
        for slot, argument in zip(self.slots, args, strict=False):  # fewer may be given
            frame[slot] = argument
        if self.more is not None:
            frame[self.more] = tuple(args[count:])
        rest = self._bind_keywords(frame, kwargs)
        first_default = count - len(defaults)
        missing = []
        for i in range(count):
            slot = self.slots[i]
            if frame[slot] is UNBOUND:
                if i >= first_default:
                    frame[slot] = defaults[i - first_default]
                else:
                    missing.append(self.names[i])
        for name, slot in self.keyword.items():
            if frame[slot] is UNBOUND:
                if name in keyword_defaults:
                    frame[slot] = keyword_defaults[name]
                else:
                    missing.append(name)
        if missing:
            raise TypeError(self._missing(missing))
        if self.rest is not None:
            frame[self.rest] = rest

    def _bind_keywords(self, frame: Frame, kwargs: dict[str, Any]) -> dict[str, Any]:
        rest: dict[str, Any] = {}
        for name, argument in kwargs.items():
            if name in self.keyword:
                frame[self.keyword[name]] = argument
            elif name in self.names and name not in self.only_by_position:
                slot = self.slots[self.names.index(name)]
                if frame[slot] is not UNBOUND:
                    raise TypeError(f"{self.function}() got multiple values for argument '{name}'")
                frame[slot] = argument
            elif self.rest is not None:
                rest[name] = argument
            elif name in self.only_by_position:
                named = ", ".join(key for key in kwargs if key in self.only_by_position)
                raise TypeError(
                    f"{self.function}() got some positional-only arguments passed as keyword "
                    f"arguments: '{named}'"
                )
            else:
                raise TypeError(f"{self.function}() got an unexpected keyword argument '{name}'")
        return rest

    def _missing(self, names: Sequence[str]) -> str:
        listed = [f"'{name}'" for name in names]
        words = listed[0]
        if len(listed) > 1:
            comma = "," if len(listed) > 2 else ""
            words = f"{', '.join(listed[:-1])}{comma} and {listed[-1]}"
        kind = "keyword-only" if names[0] in self.keyword else "positional"
        plural = "s" if len(names) > 1 else ""
        return f"{self.function}() missing {len(names)} required {kind} argument{plural}: {words}"


def calling(
    entry: Entry, frame_of: Callable[[Sequence[Any], dict[str, Any]], Frame]
) -> Callable[..., Any]:
    """The function of Python that whoever calls it sees."""

    def call(*args: Any, **kwargs: Any) -> Any:
        enter, count, tail = entry
        if len(args) == count and not kwargs:
            return enter([None, *args, *tail])
        return enter(frame_of(args, kwargs))

    return call


PLAIN = calling((lambda frame: None, 0, []), lambda args, kwargs: []).__code__  # of all it makes
_ENTRY = PLAIN.co_freevars.index("entry")


def entry_of(called: FunctionType, count: int) -> tuple[Code, Frame]:
    """How a function whose code is PLAIN is called with `count` arguments by position: what takes
    a frame of nothing to return yet, those, and a tail; and the tail."""
    assert called.__closure__ is not None
    enter, wanted, tail = called.__closure__[_ENTRY].cell_contents
    if wanted == count:
        return enter, tail
    return lambda frame: called(*frame[1:]), []


def function(
    unit: Unit,
    scope: Scope,
    own: Scope,
    name: str,
    arguments: ast.arguments,
    body: Any,
    node: Any,
    only: ast.expr | None,
) -> Code:
    """Code that makes a function; `body` leaves what is returned in the frame, or gives it, where
    there is `only` an expression."""
    defaults = [value(unit, scope, part) for part in arguments.defaults]
    keyword_defaults = {
        part.arg: value(unit, scope, default)
        for part, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    }
    signature = Signature(own.qualname, arguments, own)
    capture = captured(scope, own)
    parameter_cells = [own.slots[p.arg] for p in parameters(arguments) if p.arg in own.cells]
    other_cells = [own.slots[n] for n in own.cells if own.slots[n] not in parameter_cells]
    count, size = len(signature.names), own.size
    in_order = signature.slots == list(range(1, count + 1))
    extra = signature.keyword or signature.more is not None or signature.rest is not None
    plain = in_order and not extra and not own.cells
    if unit.placed and not own.yields:
        body = _within(own.name, body)
    budget = unit.host.budget
    deepest = budget.limits.recursion
    qualname, gives = own.qualname, only is not None
    doc = ast.get_docstring(node, clean=False) if isinstance(node, ast.FunctionDef) else None

    def make(f: Frame) -> Any:
        given = [code(f) for code in defaults]
        named = {key: code(f) for key, code in keyword_defaults.items()}
        blank: Frame = [None] + [UNBOUND] * (size - 1)
        for mine, theirs in capture:
            blank[mine] = f[theirs]
        tail = blank[count + 1 :]

        def frame_of(args: Sequence[Any], kwargs: dict[str, Any]) -> Frame:
            frame = blank.copy()
            signature.bind(frame, args, kwargs, given, named)
            for slot in parameter_cells:
                frame[slot] = [frame[slot]]
            for slot in other_cells:
                frame[slot] = [UNBOUND]
            return frame

        def enter(frame: Frame) -> Any:
            budget.left = left = budget.left - 1
            if left < 0:
                budget.refill()
            outside = budget.depth
            budget.depth = outside + 1
            try:
                if outside >= deepest:
                    budget.too_deep()
                found = body(frame)
            except BaseException as error:
                budget.depth = outside
                unit.note(error, own, frame)
                raise
            budget.depth = outside
            return found if gives else frame[RESULT]

        entry = enter, count if plain else NONE_PLAINLY, tail

        def generate(*args: Any, **kwargs: Any) -> Any:
            return generating(unit, own, body, frame_of(args, kwargs))

        made: Any = generate if own.yields else calling(entry, frame_of)
        made.__name__, made.__qualname__, made.__doc__ = name, qualname, doc
        CODES.add(id(made.__code__))
        made.__module__ = "__main__"
        return made

    return make


def _within(title: str, body: Code) -> Code:
    """A body whose every operation remembers in which call it stands."""
    here = HERE

    def run(f: Frame) -> Any:
        outer = here.scope
        here.scope = (outer, here.span, title)
        try:
            return body(f)
        finally:
            here.scope = outer

    return run


@statement(ast.FunctionDef)
def _def(unit: Unit, scope: Scope, node: ast.FunctionDef) -> Code:
    own = unit.scopes[node]
    first, body = node.body[0], (flow if own.yields else block)(unit, own, node.body)
    only = first.value if isinstance(first, ast.Return) and not own.yields else None
    if only is not None:
        body = value(unit, own, only)
    make = function(unit, scope, own, own.name, node.args, body, node, only)
    return decorated(unit, scope, node, make)


def decorated(unit: Unit, scope: Scope, node: ast.FunctionDef | ast.ClassDef, make: Code) -> Code:
    """Code that makes a function or class, hands it to its decorators, and gives it its name."""
    decorators = [value(unit, scope, part) for part in node.decorator_list]
    put = store(unit, scope, node.name)
    here, spans = HERE, [span_of(part) for part in node.decorator_list]

    def run(f: Frame) -> None:
        wrap = [code(f) for code in decorators]
        found = make(f)
        for decorator, span in zip(wrap[::-1], spans[::-1], strict=True):
            here.span = span
            found = decorator(found)
        put(f, found)

    return run


@expression(ast.Lambda)
def _lambda(unit: Unit, scope: Scope, node: ast.Lambda) -> Code:
    own = unit.scopes[node]
    if isinstance(node.body, Lifted):
        turns = flow(unit, own, node.body.statements)
        return function(unit, scope, own, "<lambda>", node.args, turns, node, None)
    code = value(unit, own, node.body)
    return function(unit, scope, own, "<lambda>", node.args, code, node, node.body)
