from __future__ import annotations

import csv
import json
import os
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QImageReader

from app import __version__, application
from app.cli import main
from app.document.file import Document, save
from app.document.formula import parse

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("qapp")  # pictures are painted in this process


def started(*arguments, **variables):
    """`python main.py` in a process of its own, with some variables set, or unset by None."""
    env = {**os.environ, **{k: v for k, v in variables.items() if v is not None}}
    for name in [k for k, v in variables.items() if v is None]:
        env.pop(name, None)
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def exit_code(arguments):
    """What `main` returns, or the code with which argparse exits."""
    try:
        return main(arguments)
    except SystemExit as leaving:
        return leaving.code


def answer(capsys, *arguments):
    """The JSON that a command prints."""
    assert main([*arguments, "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return json.loads(out)


# eval -------------------------------------------------------------------------------------------


def test_eval_prints_the_value_and_the_gradients(capsys):
    assert main(["eval", "x**2 + y", "--at", "x=3"]) == 0

    assert capsys.readouterr().out == "value  10.0\n∂/∂x  6.0\n∂/∂y  1.0\n"


def test_eval_as_json_has_a_value_and_grads_and_nothing_else(capsys):
    found = answer(capsys, "eval", "x**2 + y", "--at", "x=3", "--at", "y=-1.5e1")

    assert found == {"value": -6.0, "grads": {"x": 6.0, "y": 1.0}}
    assert list(found) == ["value", "grads"]


@pytest.mark.parametrize(
    ("text", "at", "value", "grads"),
    [
        ("sum(x**2)", ["x=[1,2,3]"], 14.0, {"x": [2.0, 4.0, 6.0]}),
        (
            "sum(x @ w)",
            ["x=[[1,2],[3,4]]", "w=[1.0, 1.0]"],
            10.0,
            {"x": [[1, 1], [1, 1]], "w": [4, 6]},
        ),
        ("mean(x)", ["x=randn(4, seed=1)"], None, {"x": [0.25] * 4}),
        ("x*y", ["x=const(2)", "y = 3"], 6.0, {"x": 3.0, "y": 2.0}),
        ("relu(x)", ["x=-1"], 0.0, {"x": 0.0}),
        ("detach(x)*y", ["x=4"], 4.0, {"x": 0.0, "y": 4.0}),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_eval_takes_numbers_and_arrays(capsys, text, at, value, grads):
    found = answer(capsys, "eval", text, *(part for a in at for part in ("--at", a)))

    assert value is None or found["value"] == value
    assert found["grads"] == grads


@pytest.mark.parametrize(
    ("text", "x", "value", "gradient"),
    [("1/x", "0.0", None, None), ("log(x)", "-1.0", None, None), ("exp(x)", "1000.0", None, None)],
)
def test_numbers_that_json_does_not_know_become_null(capsys, text, x, value, gradient):
    found = answer(capsys, "eval", text, "--at", f"x={x}")

    assert found["value"] is value
    assert found["grads"]["x"] in (gradient, -1.0)


def test_eval_reads_a_document_and_a_formula_file(capsys, tmp_path):
    document, formula = tmp_path / "lesson.chain", tmp_path / "lesson.formula"
    save(Document("y = x**3", parse("y = x**3").graph), document)
    formula.write_text("u = x**2\nu*x\n", encoding="utf-8")

    for path in (document, formula):
        found = answer(capsys, "eval", str(path), "--at", "x=2")

        assert found == {"value": 8.0, "grads": {"x": 12.0}}


def test_eval_of_a_table_fits_its_columns(capsys, tmp_path):
    path = tmp_path / "line.csv"
    path.write_text("t,d\n0,1\n1,3\n2,5\n", encoding="utf-8")

    found = answer(capsys, "eval", str(path))

    assert set(found["grads"]) == {"w", "b"}
    assert found["value"] == pytest.approx(35 / 3)


def test_an_expression_that_begins_with_a_minus_comes_after_two_dashes(capsys):
    assert main(["eval", "--", "-x**2"]) == 0
    assert "value  -1.0" in capsys.readouterr().out

    assert exit_code(["eval", "-x**2"]) == 2
    assert "--" in capsys.readouterr().err


# descend ----------------------------------------------------------------------------------------


def test_the_first_lesson_descends_to_its_known_number(capsys):
    found = answer(capsys, "descend", "x**2", "--at", "x=10", "--lr", "0.001", "--steps", "5000")

    assert list(found) == ["steps", "loss", "params", "stopped"]
    assert list(found["loss"]) == ["first", "last"]
    assert found["params"]["x"] == pytest.approx(0.0004494759, abs=5e-11)
    assert found["steps"] == 5000
    assert found["loss"]["first"] == 100.0
    assert found["stopped"] is None


def test_descend_prints_the_same_as_words(capsys):
    assert main(["descend", "x**2", "--at", "x=10", "--lr", "0.1", "--steps", "1"]) == 0

    assert capsys.readouterr().out == "steps  1\nloss   100.0 → 64.0\nx  8.0\n"


def test_descend_moves_only_what_it_is_told_to(capsys):
    found = answer(
        capsys, "descend", "x**2 + y**2", "--params", " y ", "--lr", "0.5", "--steps", "1"
    )

    assert found["params"] == {"y": 0.0}


def test_momentum_is_taken(capsys):
    found = answer(
        capsys,
        *("descend", "x**2", "--at", "x=10", "--lr", "0.1", "--momentum", "0.5", "--steps", "2"),
    )

    assert found["params"]["x"] == pytest.approx(5.4)


def test_a_divergence_stops_with_a_reason_and_null_losses(capsys):
    found = answer(capsys, "descend", "exp(x)", "--at", "x=800", "--steps", "10")

    assert found["loss"] == {"first": None, "last": None}
    assert "diverged at step 0" in found["stopped"]
    assert main(["descend", "x**2", "--lr", "100"]) == 0
    assert "stopped: diverged" in capsys.readouterr().out


def test_no_steps_at_all_is_a_descent_too(capsys):
    found = answer(capsys, "descend", "x**2", "--at", "x=3", "--steps", "0")

    assert found == {
        "steps": 0,
        "loss": {"first": 9.0, "last": 9.0},
        "params": {"x": 3.0},
        "stopped": None,
    }


def test_the_csv_has_a_row_per_step_and_a_column_per_number(capsys, tmp_path):
    path = tmp_path / "history.csv"

    command = 'descend "x**2 + sum(w**2)" --at x=1 --at w=[2,4] --lr 0.25 --steps 2 --csv'
    main([*shlex.split(command), str(path)])

    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["step", "loss", "x", "w[0]", "w[1]"]
    assert [[float(n) for n in row] for row in rows[1:]] == [
        [0, 21.0, 1.0, 2.0, 4.0],
        [1, 5.25, 0.5, 1.0, 2.0],
        [2, 1.3125, 0.25, 0.5, 1.0],
    ]


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_loss_curve_is_written_as_a_picture(tmp_path, suffix):
    path = tmp_path / f"loss.{suffix}"

    assert main(["descend", "x**2", "--steps", "9", "-o", str(path), "--theme", "dark"]) == 0

    assert path.stat().st_size > 500


# render -----------------------------------------------------------------------------------------


def test_render_writes_a_png_of_the_scale_asked_for(tmp_path):
    sizes = []
    for scale in ("1", "2"):
        path = tmp_path / f"{scale}.png"
        assert main(["render", "tanh(w*x + b)", "-o", str(path), "--scale", scale]) == 0
        sizes.append(QImageReader(str(path)).size())

    assert sizes[1] == sizes[0] * 2


@pytest.mark.parametrize("layout", ["", "layered", "circular", "spring"])
def test_render_writes_an_svg_in_every_layout(tmp_path, layout):
    path = tmp_path / "graph.svg"

    assert main(["render", "tanh(w*x + b)", "-o", str(path), "--layout", layout]) == 0

    assert "tanh" in "".join(ET.parse(path).getroot().itertext())


def test_render_shows_the_values_of_at(tmp_path):
    path = tmp_path / "graph.svg"

    main(["render", "x**2", "-o", str(path), "--at", "x=7", "--theme", "dark", "--transparent"])

    assert "49" in "".join(ET.parse(path).getroot().itertext())


# what is wrong ----------------------------------------------------------------------------------

WRONG = {
    "a bad formula": (["eval", "sin("], 1, "line 1, column 4"),
    "an empty formula": (["eval", ""], 1, "nothing"),
    "only a comment": (["eval", "# nothing"], 1, "empty"),
    "an unknown function": (["eval", "sine(x)"], 1, "sine"),
    "an unknown leaf": (["eval", "x**2", "--at", "q=1"], 1, "no leaf is called 'q'; there is x"),
    "a value without a name": (["eval", "x**2", "--at", "3"], 1, "--at x=1.5"),
    "a value that is none": (["eval", "x**2", "--at", "x=banana"], 1, "no value"),
    "a value cut short": (["eval", "x**2", "--at", "x=[1,"], 1, "--at x=[1,"),
    "a value for an op": (["eval", "y = x**2", "--at", "y=1"], 1, "no leaf is called 'y'"),
    "ragged rows": (["eval", "sum(x)", "--at", "x=[[1],[2,3]]"], 1, "equal"),
    "shapes that do not fit": (
        ["eval", "sum(x*y)", "--at", "x=[1,2]", "--at", "y=[1,2,3]"],
        1,
        "(2,)",
    ),
    "a root of several numbers": (["eval", "2*x", "--at", "x=[1,2]"], 1, "sum("),
    "nothing to differentiate": (["eval", "const(1) + 1"], 1, "parameter"),
    "a file that is not there": (["eval", "nowhere.chain"], 1, "nowhere.chain"),
    "a file of another kind": (["eval", "notes.docx"], 1, "notes.docx"),
    "no command's argument": (["eval"], 2, "FILE_OR_EXPR"),
    "an unknown option": (["eval", "x", "--fast"], 2, "--fast"),
    "render without a file": (["render", "x**2"], 2, "--output"),
    "a picture of another kind": (["render", "x**2", "-o", "graph.gif"], 1, ".gif"),
    "a folder that is not there": (["render", "x**2", "-o", "nowhere/graph.png"], 1, "written"),
    "an unknown layout": (["render", "x", "-o", "g.png", "--layout", "heap"], 1, "heap"),
    "a scale of zero": (["render", "x", "-o", "g.png", "--scale", "0"], 2, "above 0"),
    "a scale too large": (["render", "x*y", "-o", "g.png", "--scale", "64"], 1, "smaller scale"),
    "an empty picture": (["render", "# nothing", "-o", "g.png"], 1, "empty"),
    "an unknown theme": (["render", "x", "-o", "g.png", "--theme", "pink"], 2, "pink"),
    "an unknown optimizer": (["descend", "x**2", "--optimizer", "adamant"], 1, "sgd"),
    "an unknown parameter": (["descend", "x**2", "--params", "q"], 1, "'q' is not a leaf"),
    "a rate that is no number": (["descend", "x**2", "--lr", "fast"], 2, "'fast' is no number"),
    "a negative rate": (["descend", "x**2", "--lr=-1"], 2, "at least 0"),
    "a rate of nan": (["descend", "x**2", "--lr", "nan"], 2, "at least 0"),
    "half a step": (["descend", "x**2", "--steps", "2.5"], 2, "whole number"),
    "no number of steps": (["descend", "x**2", "--steps", "many"], 2, "'many' is no number"),
    "a loss of several numbers": (["descend", "2*x", "--at", "x=[1,2]"], 1, "shape (2,)"),
    "no parameter": (["descend", "const(2)**2"], 1, "parameter"),
    "a csv that cannot be written": (
        ["descend", "x**2", "--steps", "1", "--csv", "nowhere/a.csv"],
        1,
        "nowhere/a.csv",
    ),
    "a curve of another kind": (["descend", "x**2", "--steps", "1", "-o", "a.txt"], 1, ".txt"),
    "two expressions": (["x**2", "y**2"], 2, "one file or expression"),
    "two expressions after dashes": (["--", "-x", "y"], 2, "one file or expression"),
}


@pytest.mark.parametrize(("arguments", "code", "words"), WRONG.values(), ids=WRONG.keys())
def test_wrong_input_ends_with_its_code_and_a_sentence(
    capsys, tmp_path, monkeypatch, arguments, code, words
):
    monkeypatch.chdir(tmp_path)

    found = exit_code(arguments)

    out, err = capsys.readouterr()
    assert found == code
    assert words in err
    assert "Traceback" not in err
    assert out == ""
    assert [p.name for p in tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"{}", b'{"format": "chainrule"}', b"[[[["], ids=repr
)
@pytest.mark.parametrize("suffix", [".chain", ".formula", ".csv"])
def test_a_broken_file_is_told_without_a_traceback(capsys, tmp_path, suffix, content):
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(content)

    code = main(["eval", str(path)])

    err = capsys.readouterr().err
    assert code == 1
    assert err.strip()
    assert "Traceback" not in err


# the program itself -----------------------------------------------------------------------------


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


def test_eval_says_on_stderr_why_a_value_is_not_a_number(capsys):
    code = main(["eval", "log(x)", "--at", "x=-1", "--json"])

    told = capsys.readouterr()
    assert code == 0
    assert json.loads(told.out) == {"value": None, "grads": {"x": -1.0}}
    assert told.err.startswith("log is NaN at -1: it is defined for x > 0; ")
