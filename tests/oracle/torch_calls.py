"""How torch is asked for each op of the table."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from engine.op import OPS


def _transpose(x: Any, dim0: int = -2, dim1: int = -1) -> Any:
    return x if x.ndim < 2 else torch.transpose(x, dim0, dim1)


def _unindex(x: Any, shape: Any, key: Any) -> Any:
    index = torch.arange(math.prod(shape)).reshape(shape)[_key(key)]
    flat = torch.zeros(math.prod(shape), dtype=x.dtype)
    return flat.index_add(0, index.reshape(-1), x.reshape(-1)).reshape(shape)


def _key(key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(_key(part) for part in key)
    return torch.as_tensor(key) if hasattr(key, "dtype") else key


def _amax(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
    return torch.amax(x, () if dim is None else dim, keepdim)


def _amin(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
    return torch.amin(x, () if dim is None else dim, keepdim)


def _prod(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
    if dim is not None:
        return torch.prod(x, dim, keepdim)
    return torch.prod(x).reshape((1,) * x.ndim if keepdim else ())


def _every(dim: Any, x: Any) -> Any:
    return tuple(range(x.ndim)) if dim is None else dim


_SPECIAL: dict[str, Callable[..., Any]] = {
    "transpose": _transpose,
    "unindex": _unindex,
    "getitem": lambda x, key: x[_key(key)],
    "amax": _amax,
    "amin": _amin,
    "prod": _prod,
    "sum": lambda x, dim=None, keepdim=False: torch.sum(x, dim, keepdim),
    "mean": lambda x, dim=None, keepdim=False: torch.mean(x, dim, keepdim),
    "norm": lambda x, p=2, dim=None, keepdim=False: torch.norm(x, p, dim, keepdim),
    "logsumexp": lambda x, dim=None, keepdim=False: torch.logsumexp(x, _every(dim, x), keepdim),
    "squeeze": lambda x, dim=None: torch.squeeze(x) if dim is None else torch.squeeze(x, dim),
    "softmax": lambda x, dim=-1: torch.softmax(x, dim),
    "log_softmax": lambda x, dim=-1: torch.log_softmax(x, dim),
    "normal_cdf": torch.special.ndtr,
    "expand": lambda x, size: x.expand(size),
    "to": lambda x, dtype: x.to(getattr(torch, str(dtype))),
    "cat": lambda *tensors, dim=0: torch.cat(tensors, dim),
    "stack": lambda *tensors, dim=0: torch.stack(tensors, dim),
    "where": lambda condition, x, y: torch.where(condition.bool(), x, y),
}
_ACTIVATIONS = "leaky_relu elu logsigmoid softplus silu gelu mse_loss cross_entropy"


def torch_call(name: str) -> Callable[..., Any]:
    """Torch's function for the op of this name."""
    assert name in OPS
    if name in _SPECIAL:
        return _SPECIAL[name]
    if name in _ACTIVATIONS.split() or name == "binary_cross_entropy_with_logits":
        return getattr(functional, name)
    return getattr(torch, name)
