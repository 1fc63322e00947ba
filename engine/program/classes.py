"""Classes of a program: real classes of Python, from a namespace that the program filled."""

from __future__ import annotations

import ast
import types
from typing import Any

from engine.autograd import Function
from engine.history import HERE
from engine.nn import Module
from engine.optim import Optimizer, lr_scheduler
from engine.program.access import BASES, CALLABLE, DUNDERS, OWN, is_special
from engine.program.comprehensions import captured
from engine.program.functions import decorated
from engine.program.scopes import CLASS_CELL, Scope
from engine.program.syntax import span_of, unsupported
from engine.program.table import block, statement, value
from engine.program.unit import UNBOUND, Code, Frame, Unit
from engine.utils import data

INSTEAD = "define __init_subclass__ in a base, or use a decorator"
GIVEN = {"__module__", "__qualname__", "__annotations__"}  # by the compiler
KEPT = {*GIVEN, "__doc__"}
BASES.update(
    {dict, list, Module, Optimizer, Function, lr_scheduler.LRScheduler, data.Dataset, data.Sampler}
)


def _is_layer(kind: type) -> bool:
    return issubclass(kind, (Module, data.Dataset)) and kind in CALLABLE


@statement(ast.ClassDef)
def _class(unit: Unit, scope: Scope, node: ast.ClassDef) -> Code:
    if any(keyword.arg == "metaclass" for keyword in node.keywords):
        raise unsupported(node, "a metaclass", INSTEAD)
    if any(isinstance(base, ast.Starred) for base in node.bases):
        raise unsupported(node, "'*' among the bases of a class")
    own = unit.scopes[node]
    bases = [value(unit, scope, base) for base in node.bases]
    keywords = [(part.arg, value(unit, scope, part.value)) for part in node.keywords]
    body = block(unit, own, node.body)
    capture = captured(scope, own)
    cells = [own.slots[name] for name in own.cells]
    doc = ast.get_docstring(node, clean=False)
    here, span = HERE, span_of(node)
    annotated = [
        part.target.id
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    ]

    def make(f: Frame) -> Any:
        kinds = tuple(code(f) for code in bases)
        options: dict[str, Any] = {}
        for key, code in keywords:
            options |= {key: code(f)} if key is not None else code(f)
        frame: Frame = [UNBOUND] * own.size
        for slot in cells:
            frame[slot] = [UNBOUND]
        for mine, theirs in capture:
            frame[mine] = f[theirs]
        body(frame)
        here.span = span
        namespace: dict[str, Any] = {
            "__module__": "__main__",
            "__qualname__": own.qualname,
            "__doc__": doc,
        }
        if annotated:
            namespace["__annotations__"] = dict.fromkeys(annotated, object)
        for name in own.bound:
            if name == "__slots__":
                continue  # a wish for speed
            if name in GIVEN:
                raise TypeError(f"class {own.name}: '{name}' cannot be set by a program")
            slot = own.slots[name]
            found = frame[slot][0] if name in own.cells else frame[slot]
            if name != CLASS_CELL and found is not UNBOUND:
                namespace[name] = found
        made = made_class(own.name, kinds, namespace, options)
        frame[own.slots[CLASS_CELL]][0] = made
        return made

    return decorated(unit, scope, node, make)


def made_class(
    name: str, bases: tuple[Any, ...], namespace: dict[str, Any], options: dict[str, Any]
) -> type:
    """A class of the program; the options are for the `__init_subclass__` of its bases.

    Errors: TypeError where a base, a special method or a metaclass may not be.
    """
    if "metaclass" in options:
        raise TypeError(f"class {name}: a metaclass is not for programs; {INSTEAD}")
    for base in bases:
        if not isinstance(base, type) or not (base in OWN or base in BASES or _is_layer(base)):
            shown = getattr(base, "__name__", repr(base))
            raise TypeError(f"class {name} cannot inherit from '{shown}'")
    for method in namespace:
        special = method.startswith("__") and method.endswith("__")
        if special and method not in DUNDERS and method not in KEPT:
            raise TypeError(f"class {name}: the special method '{method}' is not supported")
    if "__getattr__" in namespace:
        namespace["__getattr__"] = _of_plain_names(name, namespace["__getattr__"])
    namespace["__array_ufunc__"] = None  # an operator with an array is the class's own
    made = types.new_class(name, bases, options, lambda found: found.update(namespace))
    OWN.add(made)
    return made


def _of_plain_names(title: str, method: Any) -> Any:
    """A `__getattr__` that is not asked what Python and numpy look up by themselves: an answer
    to `__array_interface__` would be an address that numpy believes."""
    if not isinstance(method, types.FunctionType):
        raise TypeError(f"class {title}: __getattr__ is no function; define it with 'def'")

    def __getattr__(self: Any, name: str) -> Any:
        if is_special(name):
            raise AttributeError(f"'{title}' object has no attribute '{name}'")
        return method(self, name)

    return __getattr__
