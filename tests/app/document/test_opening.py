"""What a path or a formula opens as."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.file import Document, FileError, save
from app.document.formula import FormulaError, parse
from app.document.opening import opened
from app.document.planning import planned
from app.document.table import EXAMPLES
from engine.descent import Descent
from engine.run import run


def fault(source: str, folder=None) -> str:
    with pytest.raises(FileError) as caught:
        opened(source, folder)
    assert caught.value.remedy
    return caught.value.message


def descended(document: Document, folder=None) -> list[float]:
    found = planned(document.graph, folder)
    assert not found.problems, found.problems
    assert run(found.plan).fault is None
    settings = document.view["descent"]
    descent = Descent(
        found.plan, settings["params"], lr=settings["lr"], momentum=settings["momentum"]
    )
    for _ in range(settings["steps"]):
        if not descent.step():
            break
    assert descent.stopped is None
    return descent.history.loss


@pytest.mark.parametrize("source", ["x**2 + 1", "y = x.T @ x", "x\ny = 2*x", "x.T", "a/b"])
def test_a_typed_formula_opens_as_itself(source):
    document = opened(source)

    assert document.text == source
    assert document.graph == parse(source).graph


def test_a_chain_file_opens_as_its_document(tmp_path):
    document = Document("y = 2*x", parse("y = 2*x").graph, {"a": 1})
    save(document, tmp_path / "a.chain")

    assert opened(str(tmp_path / "a.chain")) == document
    assert opened("a.chain", tmp_path) == document


@pytest.mark.parametrize("suffix", ["txt", "formula", "TXT"])
def test_a_text_file_opens_as_its_formula(tmp_path, suffix):
    (tmp_path / f"a.{suffix}").write_bytes("\ufeff# note\r\ny = 2*λ\r\n".encode())

    document = opened(f"a.{suffix}", tmp_path)

    assert document.text == "# note\r\ny = 2*λ\r\n"
    assert document.graph.named("λ")


def test_a_table_of_two_columns_opens_as_a_line_through_them():
    document = opened(str(EXAMPLES / "faithful.csv"), EXAMPLES)

    assert document.text.split("\n") == [
        'x = data("faithful.csv", "eruptions")',
        'y = data("faithful.csv", "waiting")',
        "w = 0.0",
        "b = 0.0",
        "mean((w*x + b - y)**2)",
    ]
    loss = descended(document, EXAMPLES)
    x, y = np.genfromtxt(EXAMPLES / "faithful.csv", delimiter=",", skip_header=1).T
    assert loss[-1] == pytest.approx(
        np.mean((np.polyval(np.polyfit(x, y, 1), x) - y) ** 2), rel=1e-3
    )


def test_a_table_with_a_column_of_words_opens_as_logistic_regression():
    document = opened(str(EXAMPLES / "iris.csv"))

    assert "cross_entropy(x @ w + b, y)" in document.text
    loss = descended(document)
    assert loss[0] == pytest.approx(np.log(3))
    assert loss[-1] < 0.2


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("a\n1\n2\n6\n", "mean((m - y)**2)"),
        ("a,b,c\n1,2,3\n4,5,7\n7,8,8\n1,1,1\n", "mean((x @ w + b - y)**2)"),
        ("a,kind\n1,p\n2,q\n3,p\n4,q\n", "cross_entropy(reshape(x, (-1, 1)) @ w + b, y)"),
        ("a,name\n1,p\n2,q\n3,r\n", "mean((m - y)**2)"),
    ],
)
def test_other_tables_open_as_what_fits_them(tmp_path, table, text):
    (tmp_path / "t.csv").write_text(table)

    document = opened(str(tmp_path / "t.csv"), tmp_path)

    assert text in document.text
    loss = descended(document, tmp_path)
    assert loss[-1] < loss[0]


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_suggested_rate_descends_at_any_scale(tmp_path, scale):
    rows = [f"{scale * i},{3 * scale * i + 1}" for i in range(20)]
    (tmp_path / "t.csv").write_text("\n".join(["x,y", *rows]))

    loss = descended(opened("t.csv", tmp_path), tmp_path)

    assert loss[-1] < loss[0]


def test_what_cannot_be_opened_says_what_can(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    (tmp_path / "words.csv").write_text("a,b\np,q\nr,s\n")
    (tmp_path / "latin.txt").write_bytes(b"\xe4 = 3")

    assert "nothing to open" in fault("  \n ")
    assert "not a kind of file" in fault("a.png", tmp_path)
    assert "no file" in fault("missing.chain", tmp_path)
    assert "no file" in fault("missing.csv", tmp_path)
    assert "no file" in fault("folder/missing.xlsx", tmp_path)
    assert "no column of numbers" in fault("words.csv", tmp_path)
    assert "is not text" in fault("latin.txt", tmp_path)


def test_a_formula_with_a_mistake_is_a_formula_error():
    with pytest.raises(FormulaError, match="unknown function"):
        opened("sine(x)")
