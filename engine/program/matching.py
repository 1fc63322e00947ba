"""Matching: `match`, whose patterns become tests of a value that note what they capture."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.history import HERE
from engine.program.access import read
from engine.program.builtins import LongRange, classes_of
from engine.program.errors import SyntaxProblem
from engine.program.names import Store, store
from engine.program.scopes import Scope
from engine.program.syntax import span_of
from engine.program.table import block, optional, statement, value
from engine.program.unit import Code, Frame, Unit

Caught = dict[str, Any]  # what the names of a pattern are to hold, if all of it matches
Test = Callable[[Frame, Any, Caught], bool]
MATCHED_WHOLE = (bool, bytes, dict, float, frozenset, int, list, set, str, tuple)
ABSENT: Any = object()


@statement(ast.Match)
def _match(unit: Unit, scope: Scope, node: ast.Match) -> Code:
    choose = chosen_case(unit, scope, node)
    bodies = [block(unit, scope, case.body) for case in node.cases]

    def run(f: Frame) -> Any:
        chosen = choose(f)
        return None if chosen is None else bodies[chosen](f)

    return run


def chosen_case(unit: Unit, scope: Scope, node: ast.Match) -> Callable[[Frame], int | None]:
    """Which case fits the value, whose names are set then; None where none does.

    Errors: SyntaxProblem of patterns that Python's compiler refuses.
    """
    code = value(unit, scope, node.subject)
    cases: list[tuple[Test, list[tuple[str, Store]], Code | None]] = []
    for case in node.cases:
        last = case is node.cases[-1] or case.guard is not None
        names: dict[str, None] = {}
        test = _Patterns(unit, scope).test(case.pattern, names, last)
        puts = [(name, store(unit, scope, name)) for name in names]
        cases.append((test, puts, optional(unit, scope, case.guard)))
    here, span = HERE, span_of(node.subject)

    def choose(f: Frame) -> int | None:
        subject = code(f)
        for i, (test, puts, guard) in enumerate(cases):
            caught: Caught = {}
            here.span = span
            if test(f, subject, caught):
                for name, put in puts:
                    put(f, caught[name])
                if guard is None or guard(f):
                    return i
        return None

    return choose


class _Patterns:
    """Makes a test of each pattern; `names` collects what it captures, and `last` is whether one
    that matches everything may stand there."""

    def __init__(self, unit: Unit, scope: Scope) -> None:
        self._unit, self._scope = unit, scope

    def test(self, node: ast.pattern, names: dict[str, None], last: bool = True) -> Test:
        """The test of a pattern. Errors: SyntaxProblem."""
        if isinstance(node, ast.MatchValue):
            return self._value(node)
        if isinstance(node, ast.MatchSingleton):
            single = node.value
            return lambda f, subject, caught: subject is single
        if isinstance(node, ast.MatchAs):
            return self._as(node, names, last)
        if isinstance(node, ast.MatchOr):
            return self._or(node, names, last)
        if isinstance(node, ast.MatchSequence):
            return self._sequence(node, names)
        if isinstance(node, ast.MatchMapping):
            return self._mapping(node, names)
        assert isinstance(node, ast.MatchClass)
        return self._class(node, names)

    def _value(self, node: ast.MatchValue) -> Test:
        code = value(self._unit, self._scope, node.value)
        return lambda f, subject, caught: bool(subject == code(f))

    def _as(self, node: ast.MatchAs, names: dict[str, None], last: bool) -> Test:
        name = node.name
        if node.pattern is None and not last:
            what = "wildcard" if name is None else f"name capture '{name}'"
            raise _wrong(node, f"{what} makes remaining patterns unreachable")
        inner = None if node.pattern is None else self.test(node.pattern, names, last)
        if name is None:
            return lambda f, subject, caught: True
        _bind(node, name, names)

        def test(f: Frame, subject: Any, caught: Caught) -> bool:
            if inner is not None and not inner(f, subject, caught):
                return False
            caught[name] = subject
            return True

        return test

    def _or(self, node: ast.MatchOr, names: dict[str, None], last: bool) -> Test:
        tests, bound = [], []
        for part in node.patterns:
            mine: dict[str, None] = {}
            tests.append(self.test(part, mine, last and part is node.patterns[-1]))
            bound.append(mine)
        if any(mine.keys() != bound[0].keys() for mine in bound):
            raise _wrong(node, "alternative patterns bind different names")
        for name in bound[0]:
            _bind(node, name, names)
        return lambda f, subject, caught: any(test(f, subject, caught) for test in tests)

    def _sequence(self, node: ast.MatchSequence, names: dict[str, None]) -> Test:
        stars = [i for i, part in enumerate(node.patterns) if isinstance(part, ast.MatchStar)]
        if len(stars) > 1:
            raise _wrong(node, "multiple starred names in sequence pattern")
        count, star = len(node.patterns) - len(stars), stars[0] if stars else None
        rest, tests = None, []
        for part in node.patterns:
            if not isinstance(part, ast.MatchStar):
                tests.append(self.test(part, names))
            elif part.name is not None:
                rest = part.name
                _bind(part, rest, names)

        def test(f: Frame, subject: Any, caught: Caught) -> bool:
            if not isinstance(subject, (Sequence, LongRange)) or isinstance(subject, (str, bytes)):
                return False
            size = len(subject)
            if size < count or (star is None and size > count):
                return False
            at = count if star is None else star
            ends = [*range(at), *range(size - count + at, size)]
            if not all(tests[k](f, subject[i], caught) for k, i in enumerate(ends)):
                return False
            if rest is not None:
                caught[rest] = [subject[i] for i in range(at, size - count + at)]
            return True

        return test

    def _mapping(self, node: ast.MatchMapping, names: dict[str, None]) -> Test:
        literal = [part.value for part in node.keys if isinstance(part, ast.Constant)]
        for i, known in enumerate(literal):
            if known in literal[:i]:
                raise _wrong(node, f"mapping pattern checks duplicate key ({known!r})")
        keys = [value(self._unit, self._scope, part) for part in node.keys]
        tests = [self.test(part, names) for part in node.patterns]
        rest = node.rest
        if rest is not None:
            _bind(node, rest, names)

        def test(f: Frame, subject: Any, caught: Caught) -> bool:
            if not isinstance(subject, Mapping) or len(subject) < len(keys):
                return False
            found = {}
            for key in keys:
                wanted = key(f)
                if wanted in found:
                    raise ValueError(f"mapping pattern checks duplicate key ({wanted!r})")
                found[wanted] = subject.get(wanted, ABSENT)
                if found[wanted] is ABSENT:
                    return False
            parts = zip(tests, found.values(), strict=True)
            if not all(part(f, item, caught) for part, item in parts):
                return False
            if rest is not None:
                caught[rest] = {k: item for k, item in subject.items() if k not in found}
            return True

        return test

    def _class(self, node: ast.MatchClass, names: dict[str, None]) -> Test:
        for i, name in enumerate(node.kwd_attrs):
            if name in node.kwd_attrs[:i]:
                message = f"attribute name repeated in class pattern: {name}"
                raise _wrong(node.kwd_patterns[i], message)
        code = value(self._unit, self._scope, node.cls)
        tests = [self.test(part, names) for part in (*node.patterns, *node.kwd_patterns)]
        count, named, here, span = len(node.patterns), node.kwd_attrs, HERE, span_of(node)

        def test(f: Frame, subject: Any, caught: Caught) -> bool:
            kind = classes_of(code(f))
            here.span = span
            if not isinstance(kind, type):
                raise TypeError("called match pattern must be a type")
            if not isinstance(subject, kind):
                return False
            order = _positional(kind, count)
            if order is None:
                return tests[0](f, subject, caught) and fits(f, subject, caught, named, tests[1:])
            for name in order:
                if name in named or order.count(name) > 1:
                    raise TypeError(
                        f"{kind.__name__}() got multiple sub-patterns for attribute {name!r}"
                    )
            return fits(f, subject, caught, [*order, *named], tests)

        def fits(
            f: Frame, subject: Any, caught: Caught, names: Sequence[str], tests: Sequence[Test]
        ) -> bool:
            found = []
            for name in names:
                try:
                    found.append(read(subject, name))
                except AttributeError:
                    return False
            parts = zip(tests, found, strict=True)
            return all(part(f, item, caught) for part, item in parts)

        return test


def _positional(kind: type, count: int) -> tuple[str, ...] | None:
    """The attributes that patterns by position test; None where the one tests the value itself.

    Errors: TypeError where the class has not as many.
    """
    if not count:
        return ()
    known = getattr(kind, "__match_args__", None)
    whole = known is None and issubclass(kind, MATCHED_WHOLE)
    if known is not None and type(known) is not tuple:
        name = f"{kind.__name__}.__match_args__"
        raise TypeError(f"{name} must be a tuple (got {type(known).__name__})")
    order: tuple[Any, ...] = known or ()
    allowed = 1 if whole else len(order)
    if count > allowed:
        raise TypeError(
            f"{kind.__name__}() accepts {allowed} positional sub-pattern"
            f"{'' if allowed == 1 else 's'} ({count} given)"
        )
    for name in order[:count]:
        if type(name) is not str:
            raise TypeError(f"__match_args__ elements must be strings (got {type(name).__name__})")
    return None if whole else order[:count]


def _bind(node: ast.pattern, name: str, names: dict[str, None]) -> None:
    if name in names:
        raise _wrong(node, f"multiple assignments to name '{name}' in pattern")
    names[name] = None


def _wrong(node: ast.AST, message: str) -> SyntaxProblem:
    return SyntaxProblem(message, "", span_of(node))
