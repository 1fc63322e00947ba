"""Copies: torch's view functions under their names with _copy, which share no memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.function import FUNCTIONS, function
from engine.functions import indexing, shapes, splitting
from engine.op import OPS
from engine.ops.conversion import clone
from engine.tensor import Tensor

_VIEWS: dict[str, Callable[..., Any]] = {
    "alias": lambda input: input,
    "as_strided": indexing.as_strided,
    "diagonal": OPS["diagonal"],
    "expand": FUNCTIONS["tensor"]["expand"],
    "narrow": splitting.narrow,
    "permute": FUNCTIONS["tensor"]["permute"],
    "select": splitting.select,
    "split": FUNCTIONS["tensor"]["split"],
    "split_with_sizes": splitting.split_with_sizes,
    "squeeze": OPS["squeeze"],
    "t": OPS["t"],
    "transpose": OPS["transpose"],
    "unbind": OPS["unbind"],
    "unfold": shapes.unfold,
    "unsqueeze": OPS["unsqueeze"],
    "view": shapes.view,
}


def _declare(name: str, view: Callable[..., Any]) -> None:
    def copied(input: Tensor, *args: Any, **kwargs: Any) -> Any:
        found = view(input, *args, **kwargs)
        return tuple(map(clone, found)) if isinstance(found, tuple) else clone(found)

    copied.__name__ = f"{name}_copy"
    copied.__doc__ = f"As {name}, with memory of its own. Source: torch.{name}_copy."
    function("torch")(copied)


for _name, _view in _VIEWS.items():
    _declare(_name, _view)
