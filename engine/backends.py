"""What torch can compute with besides the CPU, none of which is here (torch.backends)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Backend:
    """A way to compute that is not here; its settings can be made and change nothing."""

    enabled: bool = False
    benchmark: bool = False
    deterministic: bool = False
    allow_tf32: bool = False

    def is_available(self) -> bool:
        """Never. Source: torch.backends.mps.is_available."""
        return False

    def is_built(self) -> bool:
        """Never. Source: torch.backends.mps.is_built."""
        return False


cuda, cudnn, mps = Backend(), Backend(), Backend()
