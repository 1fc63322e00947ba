"""What `chainrule eval`, `descend` and `render` print and write."""

from __future__ import annotations

import csv
import json
import shlex
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtGui import QImageReader

from app.cli import main
from app.document.file import Document, save
from app.document.formula import parse
from tests.app.command_line import answer, exit_code

pytestmark = pytest.mark.usefixtures("qapp")  # pictures are painted in this process


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


def test_eval_says_on_stderr_why_a_value_is_not_a_number(capsys):
    code = main(["eval", "log(x)", "--at", "x=-1", "--json"])

    told = capsys.readouterr()
    assert code == 0
    assert json.loads(told.out) == {"value": None, "grads": {"x": -1.0}}
    assert told.err.startswith("log is NaN at -1: it is defined for x > 0; ")


def test_an_expression_that_begins_with_a_minus_comes_after_two_dashes(capsys):
    assert main(["eval", "--", "-x**2"]) == 0
    assert "value  -1.0" in capsys.readouterr().out

    assert exit_code(["eval", "-x**2"]) == 2
    assert "--" in capsys.readouterr().err


def test_the_first_lesson_descends_to_its_known_number(capsys):
    found = answer(capsys, "descend", "x**2", "--at", "x=10", "--lr", "0.001", "--steps", "5000")

    assert list(found) == ["steps", "loss", "params", "stopped", "backend"]
    assert found["backend"] in ("scalars", "native")
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
        "backend": "eager",
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
