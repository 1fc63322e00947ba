"""Functions composed of ops; importing this package fills their table."""

from engine.functions import (
    einsum,
    elementwise,
    products,
)

from engine.functions import aliases  # isort: skip - last, since it looks names up

__all__ = ["aliases", "einsum", "elementwise", "products"]
