"""What every test stands on: no display, and folders of its own instead of the user's."""

from __future__ import annotations

import os

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported
os.environ.pop("DISPLAY", None)
os.environ.pop("WAYLAND_DISPLAY", None)
FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
}


def pytest_configure(config):
    config.addinivalue_line("filterwarnings", "ignore:.*deprecated. Use files:DeprecationWarning")
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory):
    """Settings, logs and caches go where no user keeps theirs."""
    root = tmp_path_factory.mktemp("user")
    patch = pytest.MonkeyPatch()
    for variable, name in FOLDERS.items():
        (root / name).mkdir()
        patch.setenv(variable, str(root / name))
    yield root
    patch.undo()
