"""Application: Qt's start, the theme that follows the system, and the first window."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import socket
import sys

NO_DISPLAY = (
    "Chainrule needs a display to open its window; without one use 'chainrule eval', "
    "'chainrule render', 'chainrule descend' or 'chainrule run' (see chainrule --help)."
)
NO_LIBRARY = (
    "Chainrule cannot load Qt's system library {name}; install it, on Debian and Ubuntu with "
    "'apt-get install {package}', or use 'chainrule eval', 'chainrule descend' "
    "and 'chainrule run'."
)
NEEDED = {  # what Qt's xcb plugin loads on Linux, and who brings it on Debian and Ubuntu
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
HEADLESS = {"libEGL.so.1", "libGL.so.1", "libfontconfig.so.1"}  # what a picture needs, too


def missing_library(needed: set[str] | None = None) -> str | None:
    """One sentence on the first of Qt's system libraries that is not there (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    for name, package in NEEDED.items():
        if needed is not None and name not in needed:
            continue
        try:
            ctypes.CDLL(name)
        except OSError:
            return NO_LIBRARY.format(name=name, package=package)
    return None


def obstacle() -> str | None:
    """Why no window can be opened here, in one sentence; None where it can."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux"):
        return None
    if platform.split(":")[0] in ("offscreen", "minimal", "vnc"):
        return missing_library(HEADLESS)
    x11, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    if not x11 and not wayland:
        return NO_DISPLAY
    problem = missing_library(HEADLESS if wayland and not x11 else None)
    if problem is None and not (wayland and _listens(wayland)) and not (x11 and _answers(x11)):
        return NO_DISPLAY
    return problem


def _listens(wayland: str) -> bool:
    """Whether a Wayland compositor listens there."""
    with socket.socket(socket.AF_UNIX) as end:
        try:
            end.connect(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), wayland))
        except OSError:
            return False
    return True


def _answers(display: str) -> bool:
    """Whether an X server answers there: Qt would abort where none does."""
    name = ctypes.util.find_library("xcb") or "libxcb.so.1"
    try:
        xcb = ctypes.CDLL(name)
    except OSError:
        return True  # Qt itself will say what it misses
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    alive = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return alive


def launch(source: str | None) -> int:
    """Open the window, with a file or a formula if one is given; the exit code of the app."""
    problem = obstacle()
    if problem is not None:
        print(problem, file=sys.stderr)
        return 2
    from PySide6.QtCore import QSettings, QTimer
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from app import theme
    from app.crash import CrashReporter, start_log
    from app.garbage import Collector
    from app.window import MainWindow
    from app.workspace.workspace import Workspace

    application = QApplication([sys.argv[0]])
    application.setApplicationName("Chainrule")
    application.setOrganizationName("chainrule")
    application.setStyle("Fusion")
    start_log()
    reporter = CrashReporter(application)
    reporter.install()
    Collector(application)
    theme.load_fonts()
    settings = QSettings()

    def dress() -> None:
        chosen = theme.THEMES.get(str(settings.value("theme") or "system"))
        theme.apply(chosen or theme.system())

    dress()
    workspace = Workspace()
    window = MainWindow(workspace, settings)
    reduced = settings.value("reduced_motion", False, type=bool)
    workspace.playhead.reduced_motion = bool(reduced)
    window.actions_.by_text["Reduce motion"].setChecked(bool(reduced))

    def follow_system() -> None:
        dress()
        window.restyle()

    QGuiApplication.styleHints().colorSchemeChanged.connect(follow_system)
    window.show()
    if source is not None:
        QTimer.singleShot(0, lambda: window.open_source(source))
    else:
        QTimer.singleShot(0, window.show_gallery)
    return application.exec()
