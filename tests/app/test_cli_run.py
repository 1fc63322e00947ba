"""What `chainrule run` prints, and what programs give `eval`, `render` and `descend`."""

from __future__ import annotations

import json

import pytest

from app.cli import main

PROGRAM = """import torch
x = torch.tensor(10.0, requires_grad=True)
y = x**2 + 20
y.backward()
print(y.item(), x.grad.item(), sep=" | ")
"""


@pytest.fixture
def program(tmp_path):
    """Writes a program, and gives its path."""

    def write(text=PROGRAM):
        path = tmp_path / "program.py"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_run_prints_what_the_program_prints_and_nothing_else(program, capsys):
    assert main(["run", program()]) == 0

    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("120.0 | 20.0\n", "")


def test_an_error_is_the_programs_traceback_on_stderr(program, capsys):
    text = "def f(x):\n    return 1 / x\n\nprint('before')\nf(0)\n"

    assert main(["run", program(text)]) == 1

    printed = capsys.readouterr()
    assert printed.out == "before\n"
    assert printed.err == (
        "Traceback (most recent call last):\n"
        "  line 5, in <module>\n    f(0)\n"
        "  line 2, in f\n    return 1 / x\n"
        "ZeroDivisionError: division by zero\n"
    )


def test_a_mistake_in_the_text_names_its_line(program, capsys):
    assert main(["run", program("import torch\nx = = 1\n")]) == 1

    assert capsys.readouterr().err.startswith("line 2: invalid syntax")


def test_json_adds_roots_leaves_and_limits(program, capsys):
    assert main(["run", program(), "--json", "--max-steps", "1000"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["output"] == "120.0 | 20.0\n"
    assert found["backwards"] == [4]
    assert found["roots"]["root of line 4"]["values"] == [120.0]
    assert found["leaves"]["x"] == {
        "elements": 1, "at": [0], "values": [10.0], "gradients": [20.0],
    }  # fmt: skip
    assert found["limits"]["steps"] == 1000
    assert found["error"] is None


def test_json_tells_an_error_too(program, capsys):
    assert main(["run", program("x = [1]\nx[3]\n"), "--json"]) == 1

    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["kind"], error["line"]) == ("IndexError", 2)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--max-seconds", "0.2"], "ran for 0.2 seconds"),
        (["--max-steps", "1000"], "took 1,000 steps"),
    ],
)
def test_limits_end_a_loop_without_end(program, capsys, options, words):
    assert main(["run", program("while True: pass"), *options]) == 1

    printed = capsys.readouterr().err
    assert words in printed
    assert printed.startswith("line 1: ")


def test_a_file_that_is_not_there_is_said(capsys):
    assert main(["run", "nowhere.py"]) == 1

    assert "nowhere.py cannot be read" in capsys.readouterr().err


def test_what_may_not_be_imported_is_said(program, capsys):
    assert main(["run", program("import os\n")]) == 1

    assert "os" in capsys.readouterr().err


def test_eval_and_descend_take_programs(program, capsys):
    path = program()

    assert main(["eval", path]) == 0
    assert capsys.readouterr().out == "value  120.0\n∂/∂x  20.0\n"

    assert main(["eval", path, "--at", "x=3.0"]) == 0
    assert capsys.readouterr().out == "value  29.0\n∂/∂x  6.0\n"

    assert main(["descend", path, "--lr", "0.1", "--steps", "100"]) == 0
    assert "loss   120.0 → 20.0" in capsys.readouterr().out


@pytest.mark.usefixtures("qapp")
def test_render_draws_the_graph_of_a_program(program, tmp_path):
    picture = tmp_path / "graph.svg"

    assert main(["render", program(), "-o", str(picture)]) == 0

    assert ">x<" in picture.read_text(encoding="utf-8")


def test_a_program_without_a_graph_says_so(program, capsys, tmp_path):
    assert main(["render", program("print(1)"), "-o", str(tmp_path / "a.svg")]) == 1

    assert "requires a gradient" in capsys.readouterr().err
