"""Whatever computes besides the CPU: nothing here (torch.accelerator)."""

from __future__ import annotations


def is_available() -> bool:
    """Never. Source: torch.accelerator.is_available."""
    return False


def device_count() -> int:
    """None. Source: torch.accelerator.device_count."""
    return 0


def current_accelerator(check_available: bool = False) -> None:
    """None: there is no device to name. Source: torch.accelerator.current_accelerator."""


def synchronize(device: object = None) -> None:
    """Wait for no device. Source: torch.accelerator.synchronize."""
