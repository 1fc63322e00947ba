"""detect_anomaly: NaN gradients become errors that name the forward line."""

from __future__ import annotations

from types import TracebackType

from engine.node import anomaly


class set_detect_anomaly:
    """Switch the detection on or off; as a context manager the state before comes back."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = anomaly.get()
        anomaly.set(mode)

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        anomaly.set(self._before)


class detect_anomaly(set_detect_anomaly):
    """`with detect_anomaly():` remember the line of each operation and refuse NaN in backward."""

    def __init__(self, check_nan: bool = True) -> None:
        self._mode = True

    def __enter__(self) -> None:
        self._before = anomaly.get()
        anomaly.set(True)


def is_anomaly_enabled() -> bool:
    """Whether detect_anomaly is in force."""
    return anomaly.get()
