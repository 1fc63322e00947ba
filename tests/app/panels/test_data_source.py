"""Which columns of which file a data leaf reads."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.document.graph import Data
from app.document.table import load
from app.panels.data_source import DataSource


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "trees.csv"
    path.write_text("height,girth,kind\n10,1.5,oak\n12,,oak\n14,2.5,ash\n", encoding="utf-8")
    return path


@pytest.fixture
def source(qtbot, table):
    widget = DataSource()
    qtbot.addWidget(widget)
    widget.show_data(Data("trees.csv", ("height",)), table.parent)
    return widget


def words(widget):
    return [label.text() for label in widget.preview.findChildren(QLabel)]


def test_it_shows_columns_rows_and_what_is_left_out(source):
    listed = [source.columns.item(i).text() for i in range(source.columns.count())]

    assert listed == ["height", "girth", "kind"]
    assert words(source) == ["height", "10", "14"]
    assert source.note.text() == "2 rows; left out, girth: row 3 missing"


def test_ticking_a_column_reads_it_too(source, qtbot):
    with qtbot.waitSignal(source.chosen) as told:
        source.columns.item(1).setCheckState(Qt.CheckState.Checked)

    assert told.args == [Data("trees.csv", ("height", "girth"))]


def test_the_last_column_cannot_be_unticked(source, qtbot):
    with qtbot.assertNotEmitted(source.chosen):
        source.columns.item(0).setCheckState(Qt.CheckState.Unchecked)

    assert source.columns.item(0).checkState() == Qt.CheckState.Checked


def test_text_columns_show_their_words(source, table):
    source.show_data(Data("trees.csv", ("kind",)), table.parent)

    assert "oak" in words(source)
    assert "ash" in words(source)


def test_another_file_is_chosen(source, qtbot, table, monkeypatch):
    other = table.parent / "other.csv"
    other.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))

    with qtbot.waitSignal(source.chosen) as told:
        qtbot.mouseClick(source.choose, Qt.MouseButton.LeftButton)

    assert told.args == [Data("other.csv", ("a",))]


def test_a_file_that_cannot_be_read_is_explained_and_changes_nothing(source, qtbot, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("a,b\n", encoding="utf-8")

    with qtbot.assertNotEmitted(source.chosen):
        source.take_file(empty)

    assert "no rows" in source.note.text()


def test_a_missing_file_is_explained(source, tmp_path):
    source.show_data(Data("nowhere.csv", ("a",)), tmp_path)

    assert source.note.text().startswith("no file 'nowhere.csv'")
    assert source.preview.isHidden()


def test_of_a_large_table_the_first_rows_are_shown_until_it_has_been_read(qtbot, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "0.25,1.5\n" * 200_000, encoding="utf-8")
    widget = DataSource()
    qtbot.addWidget(widget)

    widget.show_data(Data(path.name, ("a",)), tmp_path)
    before = widget.is_whole, words(widget), widget.note.text()
    load(path.name, tmp_path)
    widget.show_data(Data(path.name, ("a",)), tmp_path)

    assert before == (
        False,
        ["a", *["0.25"] * 5],
        "its first rows; the others are still to be read",
    )
    assert widget.is_whole
    assert widget.note.text() == "200000 rows"
