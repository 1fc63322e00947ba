"""Commands: the table of everything the window can do, with its words and keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from app import theme
from app.actions import Actions, Entry
from app.document.layout import LAYOUTS
from app.finder import WORDS
from app.generating import EXPORT, SHOW
from app.laying_out import lay_out

if TYPE_CHECKING:
    from app.window import MainWindow


def register(actions: Actions, window: MainWindow) -> None:
    """Fill the registry."""
    for entry in _entries(window):
        actions.add(entry)
    for name, layout in LAYOUTS.items():
        text = f"Layout: {layout.title}"
        keys = "Ctrl+L" if name == "layered" else ""
        actions.add(Entry("Layout", text, partial(lay_out, window, name), keys))


def _entries(window: MainWindow) -> list[Entry]:
    canvas, files, playhead = window.canvas, window.files, window.workspace.playhead
    undo = window.workspace.undo

    def nothing_undone() -> str:
        return "" if undo.canUndo() else "nothing was changed yet"

    def nothing_redone() -> str:
        return "" if undo.canRedo() else "nothing was undone"

    def docks(title: str) -> Callable[[], None]:
        return partial(window.docks.toggle, title)

    return [
        Entry("File", "New", files.new, "Ctrl+N"),
        Entry("File", "Open…", files.open, "Ctrl+O"),
        Entry("File", "Gallery", window.show_gallery),
        Entry("File", "Save", files.save, "Ctrl+S"),
        Entry("File", "Save as…", files.save_as, "Ctrl+Shift+S"),
        Entry("File", "Export PNG…", lambda: files.export(".png"), "Ctrl+E"),
        Entry("File", "Export SVG…", lambda: files.export(".svg")),
        Entry("File", "Export PDF…", lambda: files.export(".pdf")),
        Entry("File", EXPORT, window.generating.export, unless=window.generating.missing),
        Entry("File", "Quit", window.close, "Ctrl+Q"),
        Entry("Edit", "Undo", undo.undo, "Ctrl+Z", unless=nothing_undone),
        Entry("Edit", "Redo", undo.redo, "Ctrl+Shift+Z|Ctrl+Y", unless=nothing_redone),
        Entry("Edit", "Delete", canvas.delete_selection, "Delete|Backspace", on_canvas=True),
        Entry("Edit", "Copy picture", files.copy_picture, "Ctrl+Shift+C"),
        Entry("View", "Fit", canvas.fit, "F|Ctrl+0", on_canvas=True),
        Entry("View", "Fit selection", canvas.fit_selection, "Shift+F", on_canvas=True),
        Entry("View", "Zoom in", lambda: canvas.zoom(1.25), "Ctrl++|Ctrl+="),
        Entry("View", "Zoom out", lambda: canvas.zoom(0.8), "Ctrl+-"),
        Entry("View", "Palette", docks("Palette"), "Ctrl+1"),
        Entry("View", "Inspector", docks("Inspector"), "Ctrl+2"),
        Entry("View", "Source", docks("Source"), "Ctrl+3"),
        Entry("View", "Descent", docks("Descent"), "Ctrl+4"),
        Entry("View", "Outline", docks("Outline"), "Ctrl+5"),
        Entry("View", "History", docks("History"), "Ctrl+6"),
        Entry("View", "Theme: system", lambda: choose_theme(window, "system")),
        Entry("View", "Theme: light", lambda: choose_theme(window, "light")),
        Entry("View", "Theme: dark", lambda: choose_theme(window, "dark")),
        Entry("View", "Reduce motion", lambda: _reduce_motion(window), checkable=True),
        Entry("Run", "Run and play", window.run, "Ctrl+Return|F5"),
        Entry("Run", "Run all at once", playhead.to_end, "Shift+F5|End", on_canvas=True),
        Entry("Run", "Play or pause", playhead.toggle, "Shift+Space", on_canvas=True),
        Entry("Run", "Step forward", playhead.step_forward, ".", on_canvas=True),
        Entry("Run", "Step back", playhead.step_back, ",", on_canvas=True),
        Entry("Run", "To the start", playhead.to_start, "Home", on_canvas=True),
        Entry("Run", "Descend or pause", window.descend, "Ctrl+D"),
        Entry("Run", "Reset descent", window.descent_run.reset),
        Entry("Run", SHOW, window.generating.show, unless=window.generating.missing),
        Entry("Help", WORDS, window.editing.find_action, "Ctrl+K|Ctrl+Shift+P"),
        Entry("Help", "Show log", _show_log),
        Entry("Help", "About Chainrule", lambda: _about(window)),
    ]


def choose_theme(window: MainWindow, name: str) -> None:
    """Light, dark, or as the desktop has it; remembered."""
    window.settings.setValue("theme", name)
    theme.apply(theme.THEMES.get(name) or theme.system())
    QTimer.singleShot(0, window.restyle)


def _reduce_motion(window: MainWindow) -> None:
    playhead = window.workspace.playhead
    playhead.reduced_motion = not playhead.reduced_motion
    window.settings.setValue("reduced_motion", playhead.reduced_motion)


def _show_log() -> None:
    from app.crash import log_file

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file().parent)))


def _about(window: MainWindow) -> None:
    from app import __version__

    QMessageBox.about(
        window,
        "About Chainrule",
        f"<b>Chainrule {__version__}</b><br>See automatic differentiation.<br><br>"
        "MIT License. Fonts: Inter and JetBrains Mono, SIL Open Font License.",
    )
