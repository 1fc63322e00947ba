"""What surrounds a training program, under torch.utils' names."""

from engine.utils import data

__all__ = ["data"]
