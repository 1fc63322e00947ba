"""A dressed application, and a workspace, a canvas and a window to use in it."""

from __future__ import annotations

import gc
import sys

import pytest

LEFT = 5_000  # objects


@pytest.fixture(scope="session")
def qapp(qapp_args, qapp_cls, pytestconfig, own_folders):
    """The application as `launch` makes it: Fusion, the shipped fonts, a theme."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from app import theme

    application = QApplication.instance() or QApplication(["chainrule"])
    application.setApplicationName("Chainrule")
    application.setOrganizationName("chainrule")
    application.setStyle("Fusion")
    QSettings.setPath(
        QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(own_folders / "config")
    )
    theme.load_fonts()
    theme.apply(theme.DARK)
    gc.collect()
    gc.freeze()  # so that the search after each test is short
    return application


@pytest.fixture(autouse=True)
def garbage_here():
    """What a test leaves is searched in this thread, as in the app: see app.garbage."""
    gc.disable()
    yield
    if gc.get_count()[0] > LEFT:
        gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def hook_as_it_was():
    """The crash reporter may take Python's hook within a test only: it would swallow errors."""
    before = sys.excepthook
    yield
    sys.excepthook = before


@pytest.fixture
def dark(qapp):
    """Put the theme back after a test that changes it."""
    from app import theme

    yield
    if theme.current() is not theme.DARK:
        theme.apply(theme.DARK)


@pytest.fixture
def workspace(qapp):
    """An empty workspace; its child process ends with the test."""
    from app.workspace.workspace import Workspace

    workspace = Workspace()
    workspace.playhead.reduced_motion = True
    yield workspace
    workspace.playhead.pause()
    workspace.close()


@pytest.fixture
def settings(tmp_path):
    """Settings in a file of this test."""
    from PySide6.QtCore import QSettings

    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def canvas(qtbot, workspace):
    """A canvas of 1000 × 700 px on an empty graph."""
    from app.canvas.canvas import Canvas

    canvas = Canvas(workspace)
    qtbot.addWidget(canvas)
    canvas.resize(1000, 700)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


@pytest.fixture
def make_window(qtbot, settings):
    """Windows, each over a workspace of its own, closed without a question."""
    from app.window import MainWindow
    from app.workspace.workspace import Workspace

    made = []

    def quiet(window):
        """Nothing unsaved to ask about, and nothing that goes on without its window."""
        window.workspace.undo.setClean()
        window.workspace.undo.blockSignals(True)
        window.gallery._pending.clear()

    def make():
        workspace = Workspace()
        workspace.playhead.reduced_motion = True
        window = MainWindow(workspace, settings)
        made.append(window)
        qtbot.addWidget(window, before_close_func=quiet)
        window.resize(1600, 1000)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in made:
        window.workspace.playhead.pause()
        window.descent.close_runs()
        window.workspace.close()


@pytest.fixture
def window(make_window):
    """One main window on its start page."""
    return make_window()


@pytest.fixture
def press(window, qtbot):
    """Press a key of that name on the window's canvas."""
    from PySide6.QtCore import Qt

    def pressed(key, keys=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(window.canvas, getattr(Qt.Key, f"Key_{key}"), keys)

    return pressed
