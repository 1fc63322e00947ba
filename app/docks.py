"""Docks: the panels around the canvas; they fold, float, and give way in a small window."""

from __future__ import annotations

from collections.abc import Mapping

import qtawesome
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QToolButton, QWidget

from app import theme

WIDE, TALL = 1360, 880  # px: in a smaller window palette and bottom fold first
NARROW = 1180  # px: in a narrower one a dock takes its partner's place
ROOMY = 1500  # px: in a narrower one Descent and Output do not stand beside each other
RIVALS = {"Descent": "Output", "Output": "Descent"}
PARTNERS = {
    "Palette": "Inspector",
    "Inspector": "Palette",
    "Source": "Descent",
    "Descent": "Source",
    "Output": "Source",
    "Outline": "Palette",
    "History": "Inspector",
}
PLACES = {
    "Palette": Qt.DockWidgetArea.LeftDockWidgetArea,
    "Inspector": Qt.DockWidgetArea.RightDockWidgetArea,
    "Source": Qt.DockWidgetArea.BottomDockWidgetArea,
    "Descent": Qt.DockWidgetArea.BottomDockWidgetArea,
    "Output": Qt.DockWidgetArea.BottomDockWidgetArea,
    "Outline": Qt.DockWidgetArea.RightDockWidgetArea,
    "History": Qt.DockWidgetArea.LeftDockWidgetArea,
}
FOLDED = ("Outline", "History", "Output")  # until the user asks for them


class Docks(dict[str, QDockWidget]):
    """The docks of a window by title."""

    def __init__(self, window: QMainWindow, panels: Mapping[str, QWidget]) -> None:
        super().__init__()
        self._window = window
        self._folded_by_size: set[str] = set()
        window.setCorner(Qt.Corner.BottomRightCorner, PLACES["Inspector"])
        window.setCorner(Qt.Corner.BottomLeftCorner, PLACES["Palette"])
        for title, panel in panels.items():
            dock = QDockWidget(title, window)
            dock.setObjectName(f"dock {title}")
            panel.setAccessibleName(title)
            dock.setWidget(panel)
            dock.setTitleBarWidget(TitleBar(title, dock))
            window.addDockWidget(PLACES[title], dock)
            dock.setVisible(title not in FOLDED)
            self[title] = dock
        window.splitDockWidget(self["Source"], self["Descent"], Qt.Orientation.Horizontal)
        window.splitDockWidget(self["Descent"], self["Output"], Qt.Orientation.Horizontal)

    def open(self, title: str) -> None:
        """Show a dock; in a narrow window its partner gives way first, so that nothing is cut."""
        partner = self[PARTNERS[title]]
        if self._window.width() < NARROW and not partner.isFloating():
            partner.hide()
        rival = RIVALS.get(title)
        if rival is not None and self._window.width() < ROOMY and not self[rival].isFloating():
            self[rival].hide()
        self[title].show()
        self[title].raise_()
        if title in ("Outline", "History"):
            above = self["Inspector" if title == "Outline" else "Palette"]
            self._window.resizeDocks([above, self[title]], [3, 2], Qt.Orientation.Vertical)

    def show_code(self) -> None:
        """Give a program's lines at least the room that its output has."""
        both = [self["Source"], self["Output"]]
        widths = [dock.width() for dock in both]
        if widths[0] < widths[1]:
            self._window.resizeDocks(both, [11, 9], Qt.Orientation.Horizontal)

    def toggle(self, title: str) -> None:
        """Show a dock, or fold it."""
        if self[title].isVisible():
            self[title].hide()
        else:
            self.open(title)

    @Slot()
    def first_sizes(self) -> None:
        """Widths and heights of the first start, until the user has set others."""
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks([self["Palette"], self["Inspector"]], [240, 350], across)
        self._window.resizeDocks([self["Source"]], [286], down)
        self._window.resizeDocks([self["Source"], self["Descent"]], [300, 700], across)

    @Slot()
    def fold(self) -> None:
        """Fold palette and bottom in a small window, and bring back what was folded so."""
        size = self._window.size()
        small = {"Palette": size.width() < WIDE, "Source": size.height() < TALL}
        small["Descent"] = small["Output"] = small["Source"]
        small["History"] = small["Palette"]
        for title, tight in small.items():
            dock = self[title]
            if tight and not dock.isHidden() and title not in self._folded_by_size:
                self._folded_by_size.add(title)
                dock.hide()
            elif not tight and title in self._folded_by_size:
                self._folded_by_size.discard(title)
                dock.show()

    def unfold(self) -> None:
        """Bring back what only the window's size has folded, before its state is remembered."""
        for title in self._folded_by_size:
            self[title].show()
        self._folded_by_size.clear()

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme."""
        for dock in self.values():
            bar = dock.titleBarWidget()
            if isinstance(bar, TitleBar):
                bar.restyle()


class TitleBar(QWidget):
    """A dock's quiet title with buttons to float and fold it."""

    def __init__(self, title: str, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("panel")
        self.setAccessibleName(f"{title}: title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        label = QLabel(title)
        label.setProperty("role", "section")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 0)
        row.addWidget(label, 1)
        self._buttons: list[tuple[QToolButton, str]] = []
        for icon, tip, then in (
            (
                "mdi6.dock-window",
                f"Float {title.lower()}",
                lambda: dock.setFloating(not dock.isFloating()),
            ),
            ("mdi6.close", f"Fold {title.lower()}", dock.close),
        ):
            button = QToolButton()
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setIconSize(QSize(14, 14))
            button.clicked.connect(lambda _checked=False, then=then: then())
            self._buttons.append((button, icon))
            row.addWidget(button)

    def restyle(self) -> None:
        """Icons in the theme's mute."""
        for button, icon in self._buttons:
            button.setIcon(qtawesome.icon(icon, color=theme.current().mute))
