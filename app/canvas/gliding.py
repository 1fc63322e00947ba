"""Gliding: cards that go from where they stood to where a layout has put them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEasingCurve, QVariantAnimation

from app.canvas.scene import Scene
from app.canvas.view import View

GLIDE_MS = 200
MOST = 3000  # cards that glide: more would stutter


class CardGlide(QVariantAnimation):
    """Moves the cards of the scene that is shown; it ends at once where another is shown."""

    def __init__(self, canvas: View) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._scene: Scene | None = None
        self._start = self._end = np.empty((0, 2))
        self.setDuration(GLIDE_MS)
        self.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setStartValue(0.0)
        self.setEndValue(1.0)
        self.valueChanged.connect(self._show)

    def begin(self, before: Mapping[str, Sequence[float]]) -> None:
        """Let the cards come from these places, unless motion is reduced."""
        self.finish()
        scene = self._canvas.scene
        if self._canvas.workspace.playhead.reduced_motion or len(scene.ids) > MOST:
            return
        self._end = scene.xy.copy()
        self._start = self._end.copy()
        for i, card in enumerate(scene.ids):
            if card in before:
                self._start[i] = before[card]
        if not np.array_equal(self._start, self._end):
            self._scene = scene
            self.start()

    def finish(self) -> None:
        """Put the cards where they belong."""
        if self._scene is not None:
            self.stop()
            self._show(1.0)

    def _show(self, share: float) -> None:
        scene = self._scene
        if scene is None:
            return
        done = share >= 1.0 or scene is not self._canvas.scene
        scene.stand(self._end if done else self._start + (self._end - self._start) * share)
        if done:
            self._scene = None
            scene.lead_back()
            self.stop()
        if scene is self._canvas.scene:
            self._canvas.repaint_all()
