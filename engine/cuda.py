"""Graphics cards: there are none here, and programs that ask are told so (torch.cuda)."""

from __future__ import annotations


def is_available() -> bool:
    """Never. Source: torch.cuda.is_available."""
    return False


def device_count() -> int:
    """None. Source: torch.cuda.device_count."""
    return 0


def manual_seed(seed: int) -> None:
    """Seed the generators of no card. Source: torch.cuda.manual_seed."""


def manual_seed_all(seed: int) -> None:
    """Seed the generators of no card. Source: torch.cuda.manual_seed_all."""


def empty_cache() -> None:
    """Free the memory of no card. Source: torch.cuda.empty_cache."""


def synchronize(device: object = None) -> None:
    """Wait for no card. Source: torch.cuda.synchronize."""
