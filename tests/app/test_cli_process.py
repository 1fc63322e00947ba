"""The program as a process: its version, its display, its libraries and its streams."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app import __version__, application
from app.cli import COMMANDS, main
from tests.app.command_line import ROOT, exit_code, started

pytestmark = pytest.mark.usefixtures("qapp")  # pictures are painted in this process


def test_version_and_help_are_printed(capsys):
    assert exit_code(["--version"]) == 0
    assert capsys.readouterr().out == f"chainrule {__version__}\n"
    assert exit_code(["--help"]) == 0
    assert "chainrule descend" in capsys.readouterr().out
    for command in ("eval", "render", "descend"):
        assert exit_code([command, "--help"]) == 0
        assert "FILE_OR_EXPR" in capsys.readouterr().out


def test_eval_never_imports_qt():
    code = (
        "import sys; from app.cli import main; main(['eval', 'x**2', '--json']);"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'pyqtgraph', 'qtawesome'))])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert done.stdout == '{"value": 1.0, "grads": {"x": 2.0}}\n[]\n'


def test_without_a_display_the_window_says_what_to_do_instead():
    for variables in (
        {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None},
        {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": "xcb"},
        {"DISPLAY": ":77", "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None},
        {"DISPLAY": None, "WAYLAND_DISPLAY": "nowhere", "QT_QPA_PLATFORM": None},
    ):
        done = started(**variables)

        assert done.returncode == 2
        assert done.stderr == application.NO_DISPLAY + "\n"
        assert all(f"'chainrule {command}'" in done.stderr for command in COMMANDS)
        assert done.stdout == ""


def test_the_headless_commands_need_no_display(tmp_path):
    path = tmp_path / "graph.png"

    done = started(
        *("render", "x**2", "-o", str(path)),
        DISPLAY=None,
        WAYLAND_DISPLAY=None,
        QT_QPA_PLATFORM=None,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert path.stat().st_size > 1000


def test_a_library_that_is_missing_is_named_with_its_package(monkeypatch, capsys):
    monkeypatch.setattr(application, "NEEDED", {"libnowhere.so.9": "libnowhere9"})
    monkeypatch.setattr(application, "HEADLESS", {"libnowhere.so.9"})
    monkeypatch.setenv("DISPLAY", ":0")

    for platform in ("offscreen", "xcb"):
        monkeypatch.setenv("QT_QPA_PLATFORM", platform)
        code = main(["x**2"])

        err = capsys.readouterr().err
        assert code == 2
        assert "libnowhere.so.9" in err
        assert "apt-get install libnowhere9" in err


def test_a_library_that_is_missing_stops_a_picture_with_the_same_sentence(
    monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr(application, "NEEDED", {"libnowhere.so.9": "libnowhere9"})
    monkeypatch.setattr(application, "HEADLESS", {"libnowhere.so.9"})

    assert main(["render", "x**2", "-o", str(tmp_path / "g.png")]) == 1
    assert "libnowhere9" in capsys.readouterr().err
    assert main(["eval", "x**2"]) == 0


def test_a_terminal_that_knows_ascii_only_gets_its_answer():
    done = started("eval", "x**2", PYTHONIOENCODING="ascii")

    assert (done.returncode, done.stderr) == (0, "")
    assert "value  1.0" in done.stdout


def test_a_reader_that_leaves_early_is_no_error():
    reader = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    reader.wait()
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "eval", "x**2"],
        stdout=reader.stdin,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    reader.stdin.close()

    assert (done.returncode, done.stderr) == (0, "")
