"""The entries of torch's op database, and the engine's callable for each."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable
from types import CellType, FunctionType
from typing import Any

import torch

import engine

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.opinfo.core import OpInfo

ENTRIES: list[Any] = list(op_db)
_PLAIN = OpInfo.__dataclass_fields__["gradcheck_wrapper"].default
_VARIABLES: dict[tuple[str, str], dict[str, Any]] = {}
DTYPES = {"float32": torch.float32, "float64": torch.float64}


def name_of(entry: Any) -> str:
    """As `norm[nuc]`: the entry's name and its variant."""
    variant = entry.variant_test_name
    return f"{entry.name}[{variant}]" if variant else entry.name


def family_of(entry: Any) -> str:
    """Where torch keeps it: `nn.functional`, `linalg`, … or `torch`."""
    return entry.name.rpartition(".")[0] or "torch"


def chosen(names: Iterable[str]) -> list[int]:
    """The places in ENTRIES whose name starts with one of `names`, or has it with its variant."""
    wanted = tuple(names)
    return [
        i
        for i, entry in enumerate(ENTRIES)
        if not wanted
        or name_of(entry) in wanted
        or entry.name.startswith(tuple(name for name in wanted if "[" not in name))
    ]


def dtypes_of(entry: Any) -> list[str]:
    """Which of float32 and float64 torch computes it in."""
    supported = entry.supported_dtypes("cpu")
    return [name for name, dtype in DTYPES.items() if dtype in supported]


def is_differentiable(entry: Any) -> bool:
    return bool(entry.supports_autograd and dtypes_of(entry))


def engine_callable(entry: Any) -> Callable[..., Any] | None:
    """The engine's function or method of the entry's name; None where there is none.

    Where torch's entry is a Python lambda (it reorders arguments, or calls a method), the same
    lambda is run on the engine.
    """
    found = _found(entry.name)
    if found is None:
        return None
    return rebuilt(entry.op) if _is_written_for_tests(entry.op) else found


def _found(name: str) -> Callable[..., Any] | None:
    place: Any = engine
    for part in name.split("."):
        place = getattr(place, part, None)
    if callable(place):
        return place
    method = getattr(engine.Tensor, name, None) or getattr(engine.Tensor, f"{name}_", None)
    return method if callable(method) or isinstance(method, property) else None


def is_method(entry: Any) -> bool:
    """Whether the engine has it as a method of Tensor alone, as `__radd__`."""
    return engine_callable(entry) is getattr(engine.Tensor, entry.name, entry)


def wrapper_of(entry: Any) -> Callable[..., Any] | None:
    """What makes the entry's input fit for a gradient (Hermitian, triangular); None for most."""
    wrapper = entry.gradcheck_wrapper
    return None if wrapper is _PLAIN or wrapper.__name__ == "wrapper_set_seed" else wrapper


def _is_written_for_tests(f: Any) -> bool:
    return isinstance(f, FunctionType) and f.__module__.startswith("torch.testing")


def rebuilt(f: Any, module: Any = engine) -> Any:
    """The same Python function with `module` for what it calls torch, and its seeding left out."""
    if isinstance(f, functools.partial):
        return functools.partial(rebuilt(f.func, module), *f.args, **f.keywords)
    if not _is_written_for_tests(f):
        return f
    closure = None
    if f.__closure__ is not None:
        closure = tuple(CellType(rebuilt(cell.cell_contents, module)) for cell in f.__closure__)
    variables = _variables(f.__module__, f.__globals__, module)
    copy = FunctionType(f.__code__, variables, f.__name__, f.__defaults__, closure)
    copy.__kwdefaults__ = f.__kwdefaults__
    return copy


def _variables(name: str, variables: dict[str, Any], module: Any) -> dict[str, Any]:
    """The global variables of a module of torch's tests, with `module` as their torch."""
    key = (name, module.__name__)
    if key not in _VARIABLES:
        _VARIABLES[key] = {**variables, "torch": module, "wrapper_set_seed": _call}
    return _VARIABLES[key]


def _call(f: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return f(*args, **kwargs)
