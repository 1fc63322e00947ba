"""Unit: what all parts of one program share while it is compiled and while it runs.

Compiled code is closures: an expression becomes a function of the frame that gives its value, a
statement one that returns None, or a Signal that leaves the block.
"""

from __future__ import annotations

import ast
import inspect
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from engine.history import HERE
from engine.plan import Span
from engine.program import modules
from engine.program.host import Host
from engine.program.namespace import Namespace
from engine.program.scopes import Scope, shown

Frame = list[Any]
Code = Callable[[Frame], Any]


class Unbound:
    """What stands in the slot of a variable that has no value yet."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<no value yet>"


UNBOUND = Unbound()


class Signal:
    """Why a block is left: break, continue or return."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


BREAK, CONTINUE, RETURN = Signal("break"), Signal("continue"), Signal("return")


@dataclass(frozen=True)
class Noted:
    """A call that an error left: where, and the variables as they are."""

    scope: Scope
    span: Span
    frame: Frame

    def variables(self) -> Mapping[str, str]:
        """The names of the frame and what they held, in few characters; no modules or functions."""
        found = {}
        for name, slot in self.scope.slots.items():
            value = self.frame[slot]
            if name in self.scope.cells or name in self.scope.free:
                value = value[0]
            plain = not isinstance(value, (Namespace, type)) and not inspect.isroutine(value)
            if value is not UNBOUND and name[0] not in "._" and plain:
                found[shown(name)] = value
        return {name: brief(value) for name, value in found.items()}


class _Brief(reprlib.Repr):
    """Few characters of a value, however large it is or whatever its own `__repr__` does."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxstring, self.maxother, self.maxlong = 3, 100, 120, 60

    def repr_int(self, x: int, level: int) -> str:
        return repr(x) if x.bit_length() < 200 else f"<an int of {x.bit_length():,} bits>"

    def repr_instance(self, x: Any, level: int) -> str:
        try:
            text = " ".join(repr(x).split())
        except BaseException:  # a __repr__ of the program, which may also run into a limit
            text = f"<{type(x).__name__} whose __repr__ failed>"
        return text if len(text) <= self.maxother else f"{text[: self.maxother - 3]}..."


_SHORT = _Brief()


def brief(value: Any) -> str:
    """A value in at most 120 characters."""
    try:
        text = _SHORT.repr(value)
    except BaseException:  # of what a container of the program's own does
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 120 else f"{text[:117]}..."


@dataclass
class Unit:
    """One program on its way.

    Attributes: host; scopes (of the parts of the tree that have one); globals (the module's frame);
    builtins (by name); calls (that the latest error has left, innermost first); handled (the errors
    that `except` blocks are at work on, innermost last); placed (whether what is computed remembers
    the round of each loop that it was computed in).
    """

    host: Host
    scopes: Mapping[ast.AST, Scope]
    globals: Frame
    builtins: Mapping[str, Any]
    placed: bool = True
    failing: BaseException | None = None
    calls: list[Noted] = field(default_factory=list)
    handled: list[BaseException] = field(default_factory=list)
    loaded: dict[str, Namespace] = field(default_factory=dict)

    def load(self, name: str) -> Namespace:
        """An imported module. Errors: ImportError."""
        found = self.loaded.get(name)
        if found is None:
            found = self.loaded[name] = modules.load(name, self.host)
        return found

    def load_member(self, name: str, member: str) -> Any:
        """A submodule that is imported from a module. Errors: ImportError."""
        try:
            return self.load(f"{name}.{member}")
        except ImportError:
            raise ImportError(
                f"cannot import '{member}' from '{name}': there is none that programs may use"
            ) from None

    def note(self, error: BaseException, scope: Scope, frame: Frame) -> None:
        """Remember that an error leaves a call."""
        if error is not self.failing:
            self.failing, self.calls = error, []
        self.calls.append(Noted(scope, HERE.span or Span(1, 0, 1, 0), frame))


def missing(name: str, kind: str = "") -> NoReturn:
    """Errors: NameError, of a global variable that has no value, or one that is local or free."""
    name = shown(name)
    unset = f"cannot access {kind} variable '{name}' where it is not associated with a value"
    if kind == "local":
        raise UnboundLocalError(unset)
    if kind:
        raise NameError(f"{unset} in enclosing scope", name=name)
    raise NameError(f"name '{name}' is not defined", name=name)
