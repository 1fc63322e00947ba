"""The peers as modules, exact as we are and on one thread; or why they are not here."""

from __future__ import annotations

import importlib
from typing import Any

from tests.benchmarks.contest import Absent


def torch() -> Any:
    """PyTorch on one thread."""
    found = _module("torch")
    found.set_num_threads(1)
    return found


def jax() -> Any:
    """JAX with float64; its threads are told by XLA_FLAGS, before it starts."""
    found = _module("jax")
    found.config.update("jax_enable_x64", True)
    return found


def jax_numpy() -> Any:
    """JAX's numpy, with float64."""
    jax()
    return _module("jax.numpy")


def autograd() -> Any:
    """HIPS autograd."""
    return _module("autograd")


def autograd_numpy() -> Any:
    """HIPS autograd's numpy."""
    return _module("autograd.numpy")


def mygrad() -> Any:
    """MyGrad."""
    return _module("mygrad")


def micrograd() -> Any:
    """micrograd's Value."""
    return _module("micrograd.engine").Value


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Absent(f"not installed ({error})") from None
