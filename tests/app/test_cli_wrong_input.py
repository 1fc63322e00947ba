"""Wrong input on the command line ends with an exit code and a sentence."""

from __future__ import annotations

import pytest

from app.cli import main
from tests.app.command_line import exit_code

pytestmark = pytest.mark.usefixtures("qapp")  # pictures are painted in this process

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
