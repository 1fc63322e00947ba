"""The application as `launch` dresses it, for benchmarks of the interface."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app import theme


def dressed() -> QApplication:
    """The one application: Fusion, the shipped fonts, the dark theme."""
    application = QApplication.instance() or QApplication(["chainrule"])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    theme.load_fonts()
    theme.apply(theme.DARK)
    return application
