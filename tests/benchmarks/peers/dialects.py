"""What the peers call by names of their own; all else is the same in every one of them."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np


def relu(m: Any, x: Any) -> Any:
    """The positive part."""
    if m.__name__ == "jax.numpy":
        return importlib.import_module("jax").nn.relu(x)
    if m.__name__ == "mygrad":
        return importlib.import_module("mygrad.nnet.activations").relu(x)
    if m.__name__ == "autograd.numpy":
        return m.maximum(x, 0)
    return m.relu(x)


def cross_entropy(m: Any, logits: Any, labels: Any) -> Any:
    """The mean of -log softmax at the labels: logits (n, classes), labels (n,)."""
    if m.__name__ == "jax.numpy":
        logs = importlib.import_module("jax").nn.log_softmax(logits)
        return -m.take_along_axis(logs, labels[:, None], 1).mean()
    if m.__name__ == "mygrad":
        return importlib.import_module("mygrad.nnet.losses").softmax_crossentropy(logits, labels)
    if m.__name__ == "autograd.numpy":
        logsumexp = importlib.import_module("autograd.scipy.special").logsumexp
        return m.mean(logsumexp(logits, axis=1) - logits[np.arange(len(labels)), labels])
    return m.nn.functional.cross_entropy(logits, labels)
