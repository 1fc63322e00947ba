"""Neural networks: their functions stand in `engine.nn.functional`."""

from engine.nn import functional

__all__ = ["functional"]
