"""Neural networks under torch.nn's names: modules, their layers, first values, functions.

    >>> import engine
    >>> from engine import nn
    >>> nn.Linear(3, 2)
    Linear(in_features=3, out_features=2, bias=True)

The layers are imported when the first of them is asked for: a start without them is faster.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.nn import functional

if TYPE_CHECKING:
    from engine.nn.catalogue import *  # noqa: F403


def __getattr__(name: str) -> Any:
    catalogue = import_module("engine.nn.catalogue")
    if name not in catalogue.__all__:
        raise AttributeError(f"module 'engine.nn' has no attribute '{name}'")
    globals().update({known: getattr(catalogue, known) for known in catalogue.__all__})
    return globals()[name]


def __dir__() -> list[str]:
    catalogue = import_module("engine.nn.catalogue")
    return sorted({*globals(), *catalogue.__all__})


__all__ = ["functional"]
