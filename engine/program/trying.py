"""Trying: `try`, `raise` and `with`; a limit or Stop passes all of them by."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator
from typing import Any

from engine.history import HERE
from engine.program.access import is_own
from engine.program.assigning import target
from engine.program.names import Store, store
from engine.program.scopes import Scope
from engine.program.syntax import span_of, unsupported
from engine.program.table import block, optional, statement, value
from engine.program.unit import UNBOUND, Code, Frame, Unit

Handler = tuple[Code | None, Store | None, Code]  # the classes, the name, the block


@statement(ast.Try)
def _try(unit: Unit, scope: Scope, node: ast.Try) -> Code:
    body, otherwise = block(unit, scope, node.body), block(unit, scope, node.orelse)
    last = block(unit, scope, node.finalbody)
    handlers = handlers_of(unit, scope, node)
    here, budget = HERE, unit.host.budget

    def guarded(f: Frame) -> Any:
        outer = here.scope
        try:
            signal = body(f)
        except BaseException as error:
            if budget.over:
                raise
            here.scope = outer
            handler = chosen(unit, handlers, error, f)
            if handler is None:
                raise
            return handled(unit, handler, error, f)
        return otherwise(f) if signal is None else signal

    if not node.finalbody:
        return guarded

    def run(f: Frame) -> Any:
        outer = here.scope
        try:
            signal = guarded(f)
        except BaseException as error:
            if budget.over:
                raise
            span, here.scope = here.span, outer
            unit.handled.append(error)
            try:
                leaving = last(f)
            finally:
                unit.handled.pop()
            if leaving is not None:
                return leaving
            here.span = span
            raise
        leaving = last(f)
        return signal if leaving is None else leaving

    return run


def handlers_of(unit: Unit, scope: Scope, node: ast.Try, *, blocks: bool = True) -> list[Handler]:
    """What each `except` catches, the name it gives it, and (unless it yields) what it does."""
    return [
        (
            optional(unit, scope, part.type),
            store(unit, scope, part.name) if part.name else None,
            block(unit, scope, part.body if blocks else ()),
        )
        for part in node.handlers
    ]


def chosen(unit: Unit, handlers: list[Handler], error: BaseException, f: Frame) -> Handler | None:
    """The first handler that catches an error."""
    for handler in handlers:
        classes = handler[0]
        if classes is None or isinstance(error, caught_by(classes(f))):
            return handler
    return None


def caught_by(classes: Any) -> tuple[type[BaseException], ...]:
    """The classes behind `except`. Errors: TypeError where they are none of errors."""
    found = classes if isinstance(classes, tuple) else (classes,)
    for kind in found:
        if not isinstance(kind, type) or not issubclass(kind, BaseException):
            raise TypeError(
                "catching classes that do not inherit from BaseException is not allowed"
            )
    return found


def handled(unit: Unit, handler: Handler, error: BaseException, f: Frame) -> Any:
    """Carry the block of a handler out."""
    _, name, body = handler
    unit.handled.append(error)
    if name is not None:
        name(f, error)
    try:
        return body(f)
    finally:
        unit.handled.pop()
        if name is not None:
            name(f, UNBOUND)


def handled_in_turns(
    unit: Unit,
    handler: Handler,
    body: Callable[[Frame], Generator[Any, Any, Any]],
    error: BaseException,
    f: Frame,
) -> Generator[Any, Any, Any]:
    """The same of a handler that yields."""
    name = handler[1]
    unit.handled.append(error)
    if name is not None:
        name(f, error)
    try:
        return (yield from body(f))
    finally:
        unit.handled.remove(error)
        if name is not None:
            name(f, UNBOUND)


@statement(ast.Raise)
def _raise(unit: Unit, scope: Scope, node: ast.Raise) -> Code:
    here, span = HERE, span_of(node)
    code = optional(unit, scope, node.exc)
    source = optional(unit, scope, node.cause)

    def run(f: Frame) -> None:
        if code is None:
            if not unit.handled:
                here.span = span
                raise RuntimeError("No active exception to reraise")
            raise unit.handled[-1]
        error = code(f)
        cause = source(f) if source else None
        here.span = span
        if isinstance(error, type) and issubclass(error, BaseException):
            error = error()
        if not isinstance(error, BaseException):
            raise TypeError("exceptions must derive from BaseException")
        if source:
            raise error from cause
        raise error

    return run


Entered = tuple[Any, Callable[..., Any]]


def enter(manager: Any) -> Entered:
    """Enter a context manager: what it gives, and how it is left. Errors: TypeError."""
    kind = type(manager)
    if not hasattr(kind, "__enter__") or not hasattr(kind, "__exit__"):
        raise TypeError(f"'{kind.__name__}' object does not support the context manager protocol")
    return kind.__enter__(manager), lambda *error: kind.__exit__(manager, *error)


def leave(unit: Unit, exit_: Callable[..., Any], manager: Any, error: BaseException | None) -> bool:
    """Leave a context manager; whether it takes the error away.

    Those of the program are not told that a limit ended it.
    """
    if error is None:
        exit_(None, None, None)
        return False
    own = is_own(type(manager))
    if unit.host.budget.over:
        if not own:
            exit_(type(error), error, None)
        return False
    return bool(exit_(type(error), error, None if own else error.__traceback__))


@statement(ast.With)
def _with(unit: Unit, scope: Scope, node: ast.With) -> Code:
    run = block(unit, scope, node.body)
    for item in node.items[::-1]:
        run = _one(unit, scope, item, run)
    return run


def _one(unit: Unit, scope: Scope, item: ast.withitem, body: Code) -> Code:
    code = value(unit, scope, item.context_expr)
    put = target(unit, scope, item.optional_vars) if item.optional_vars else None
    here, span = HERE, span_of(item.context_expr)

    def run(f: Frame) -> Any:
        manager = code(f)
        here.span = span
        given, exit_ = enter(manager)
        outer = here.scope
        try:
            if put is not None:
                put(f, given)
            signal = body(f)
        except BaseException as error:
            place, here.scope = here.span, outer
            if leave(unit, exit_, manager, error):
                return None
            here.span = place
            raise
        here.span = span
        leave(unit, exit_, manager, None)
        return signal

    return run


@statement(ast.TryStar)
def _try_star(unit: Unit, scope: Scope, node: ast.TryStar) -> Code:
    raise unsupported(node, "'except*'", "write an 'except' for each kind of error")
