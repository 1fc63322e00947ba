"""Breadcrumb: the groups from the top down to the open one, each a button that goes there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from app.canvas.canvas import Canvas
from app.document.arrangement import TOP

PLACE = (12, 10)  # px from the corner of the canvas
LONGEST = 28  # characters of a title


class Breadcrumb(QWidget):
    """A strip in the upper left corner of the canvas, shown while a group is open."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._workspace = canvas.workspace
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.setAccessibleName("Open groups")
        self.move(*PLACE)
        self.hide()
        self._workspace.level.changed.connect(self._show)
        self._workspace.graph_changed.connect(self._show)

    @Slot(object)
    def _show(self, _value: object = None) -> None:
        groups = self._workspace.graph.arrangement.groups
        path = tuple((i, groups[i].title) for i in self._workspace.level.path)
        if path == self._shown:
            return
        self._shown = path
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        steps = ((TOP, "Graph"), *path)
        for group, title in steps:
            if group != TOP:
                self._row.addWidget(QLabel("›"))
            short = title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
            button = QToolButton()
            button.setText(short.replace("&", "&&"))
            button.setObjectName("crumb")
            button.setToolTip(f"Show {title}")
            button.setAccessibleName(f"Show {title}")
            button.setChecked(group == steps[-1][0])
            button.clicked.connect(partial(self._workspace.level.enter, group))
            self._row.addWidget(button)
        self.setVisible(bool(path))
        self.adjustSize()
        self.raise_()
