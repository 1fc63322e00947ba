"""Functions composed of ops; importing this package fills their table."""

from engine.functions import elementwise  # isort: skip
from engine.functions import aliases

__all__ = ["aliases", "elementwise"]
