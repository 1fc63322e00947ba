"""Optimizers under torch's names."""

from engine.optim.sgd import SGD

__all__ = ["SGD"]
