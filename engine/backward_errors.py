"""Backward errors: what was saved for a backward and cannot be used, in words."""

from __future__ import annotations

from engine.errors import GradientError
from engine.history import Location, Version, freed_by


def saved_inference(name: str) -> GradientError:
    """The error of recording an operation on what inference_mode made."""
    return GradientError(
        f"{name}: a tensor made under inference_mode() cannot be saved for backward",
        "clone() it outside inference_mode, or use no_grad() instead",
    )


def freed(name: str, now: int) -> GradientError:
    """The error of a second backward through `name`, freed by the one of tick `now`."""
    return GradientError(
        f"backward: what {name} saved was freed by an earlier backward ({freed_by(now)})",
        "pass retain_graph=True to that backward, run the forward again, or detach() what is "
        "carried from one step to the next",
    )


def modified(name: str, where: Location | None, version: Version, what: str) -> GradientError:
    """The error of a backward that needs memory which was overwritten since."""
    saved = f"saved at {where}" if where else "see where under detect_anomaly()"
    return GradientError(
        f"backward: {what} that {name} saved ({saved}) was modified by an in-place "
        f"operation: {version.op} at {version.where}, now at version {version.count}",
        f"write it out of place, or clone() before {version.op}",
    )
