"""What a program can get hold of: everything under a namespace, and everything it gives."""

from __future__ import annotations

import inspect
import types

import numpy as np

from engine.program import access
from engine.program.namespace import Namespace

FORBIDDEN = {
    "open", "exec", "eval", "compile", "__import__", "import_module", "save", "savez", "fromfile",
    "memmap", "tofile", "system", "popen", "Popen", "frombuffer", "globals", "_getframe",
}  # fmt: skip

TRUSTED = {"get_state", "get_rng_state"}  # they read bytes that they wrote themselves


def walk(namespace, path=""):
    """(path, value) of all members, submodules included."""
    path = path or namespace.name
    for name, value in namespace.members.items():
        yield f"{path}.{name}", value
        if isinstance(value, Namespace):
            yield from walk(value, f"{path}.{name}")


def names_of(kind):
    """The listed names of a class that it really has."""
    listed = frozenset().union(*(access.READABLE.get(base, frozenset()) for base in kind.__mro__))
    return sorted(name for name in {*listed, *dir(kind)} if access.readable(kind, name))


def leaks(value, seen=None):
    """What is wrong with a value that a program holds, in words; empty where nothing is."""
    if isinstance(value, types.ModuleType):
        return f"the module {value.__name__}"
    if isinstance(value, type) and value not in access.CALLABLE:
        return f"the class {value}"
    if isinstance(value, (types.CodeType, types.FrameType, types.TracebackType)):
        return f"a {type(value).__name__}"
    if isinstance(value, np.ndarray) and value.dtype.hasobject:
        return "an array of objects"
    for function in functions(value):
        used = FORBIDDEN & set(words(function.__code__))
        if used and function.__name__ not in TRUSTED:
            return f"a function that uses {sorted(used)}"
    return ""


def functions(value):
    """The Python functions behind a callable: itself, and what it wraps."""
    while value is not None:
        value = getattr(value, "__func__", value)
        if isinstance(value, types.FunctionType):
            yield value
        try:
            value = inspect.getattr_static(value, "__wrapped__", None)
        except AttributeError:
            return


def words(code):
    """The names a function's code uses, those of inner functions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from words(constant)
