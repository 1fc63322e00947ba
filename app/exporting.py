"""Exporting in a thread, with a progress bar and Cancel where it takes long."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QThread
from PySide6.QtWidgets import QProgressDialog, QWidget

from app.canvas.dress import Dress
from app.canvas.scene import Scene
from app.export import picture

PATIENCE_MS = 400  # a picture that is ready before shows no progress


class _Exporting(QThread):
    """A picture on its way to a file. Attributes: error (why it did not get there)."""

    def __init__(self, scene: Scene, dress: Dress, path: Path, style: picture.Style) -> None:
        super().__init__()
        self._scene, self._dress, self._path, self._style = scene, dress, path, style
        self.error: str | None = None

    def run(self) -> None:
        try:
            picture.save(
                self._scene, self._dress, self._path, self._style, self.isInterruptionRequested
            )
        except picture.PictureError as error:
            self.error = str(error)


def export_patiently(
    scene: Scene, dress: Dress, path: Path, style: picture.Style, window: QWidget
) -> str | None:
    """Write a picture while the window stays alive; what went wrong, or None.

    Cancel leaves no file behind.
    """
    work = _Exporting(scene, dress, path, style)
    progress = QProgressDialog(f"Exporting {path.name}", "Cancel", 0, 0, window)
    progress.setMinimumDuration(PATIENCE_MS)
    progress.canceled.connect(work.requestInterruption)
    loop = QEventLoop()
    work.finished.connect(loop.quit)
    work.start()
    loop.exec()
    progress.reset()
    progress.deleteLater()
    return work.error
