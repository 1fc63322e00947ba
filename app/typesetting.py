"""Typesetting: LaTeX as SVG by ziamath, at once or in a thread of its own."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, QThreadPool, Signal

SIZE = 19.0  # px


@lru_cache(maxsize=512)
def typeset(latex: str, color: str, size: float = SIZE) -> bytes:
    """An SVG of a formula; its source as text where it cannot be typeset."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # QtSvg cannot draw the symbols of SVG 2
    try:
        return Latex(latex, size=size, color=color).svg().encode()
    except Exception:  # ziamath raises many kinds for LaTeX that it does not know
        plain = latex.replace("&", "&amp;").replace("<", "&lt;")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{len(plain) * 8}" height="20">'
            f'<text y="15" fill="{color}">{plain}</text></svg>'
        ).encode()


class Typesetter(QObject):
    """Formulas typeset one after the other while the window stays alive. Signals: ready."""

    ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._found: dict[tuple[str, str, float], bytes | None] = {}

    def get(self, latex: str, color: str, size: float) -> bytes | None:
        """The SVG of a formula, or None while it is on its way; `ready` tells when it is there."""
        key = (latex, color, size)
        if key not in self._found:
            self._found[key] = None
            self._pool.start(lambda: self._make(key))
        return self._found[key]

    def close(self) -> None:
        """Wait for what is on its way, and begin no more."""
        self._pool.clear()
        self._pool.waitForDone()

    def _make(self, key: tuple[str, str, float]) -> None:
        self._found[key] = typeset(*key)
        self.ready.emit()
