"""Tables read from CSV files of many habits."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.table import TableError, load


@pytest.fixture
def written(tmp_path):
    def write(text: str | bytes) -> str:
        data = text.encode() if isinstance(text, str) else text
        (tmp_path / "t.csv").write_bytes(data)
        return str(tmp_path / "t.csv")

    return write


def fault(path: str) -> str:
    with pytest.raises(TableError) as caught:
        load(path)
    return str(caught.value)


def test_the_examples_are_found_by_name_alone():
    assert load("faithful.csv").values(("eruptions", "waiting")).shape == (272, 2)


def test_words_become_class_numbers():
    iris = load("iris.csv")

    assert iris.classes == {"species": ("setosa", "versicolor", "virginica")}
    assert np.bincount(iris.values(("species",))).tolist() == [50, 50, 50]


def test_a_file_beside_the_document_comes_first(tmp_path):
    (tmp_path / "iris.csv").write_text("a,b\n1,2\n")

    assert list(load("iris.csv", tmp_path).columns) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3,4\n",
        "\ufeffa,b\r\n1,2\r\n3,4\r\n",
        "a;b\n1;2\n3;4\n",
        "a\tb\n1\t2\n3\t4\n",
        '"a","b"\n"1","2"\n"3","4"\n',
        "a,b\n\n1,2\n,\n3,4\n\n",
        "a ; b\n 1,0 ; 2\n 3 ; 4,0\n",
    ],
)
def test_common_kinds_of_csv_give_the_same_numbers(written, text):
    table = load(written(text))

    assert list(table.columns) == ["a", "b"]
    np.testing.assert_array_equal(table.values(("a", "b")), [[1, 2], [3, 4]])


def test_numbers_without_a_header_get_columns_by_number(written):
    assert list(load(written("1,2\n3,4\n")).columns) == ["column1", "column2"]


def test_a_single_column_is_read(written):
    assert load(written("a\n1.5\n2\n")).values(("a",)).tolist() == [1.5, 2.0]


def test_rows_with_gaps_are_left_out_and_named(written):
    table = load(written("a,b\n1,2\n3,NA\n5,\n7,8\n"))

    assert table.values(("a",)).tolist() == [1, 7]
    assert table.gaps == "b: rows 3, 4 missing"


def test_a_quoted_cell_may_hold_a_line_end(written):
    table = load(written('a,b\n"x\ny",1\nz,2\n'))

    assert table.classes["a"] == ("x\ny", "z")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("a,b\n", "no rows"),
        ("a,b\n1,2,3\n", "row 2 has 3 cells, the header 2"),
        ("a,a\n1,2\n", "two columns 'a'"),
        ("a,b\nNA,1\n", "no complete row"),
        (b"\xff\xfea\0", "it is not text"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(written, text, message):
    assert message in fault(written(text))


@pytest.mark.parametrize(
    "name", ["missing.csv", "\0", "x" * 5000, "~nobody-of-this-name/x", "//host/share/x.csv", "."]
)
def test_a_file_that_is_not_there_is_an_error_and_no_crash(name):
    assert fault(name)


def test_a_missing_column_names_those_there_are():
    with pytest.raises(TableError, match="choose from eruptions, waiting"):
        load("faithful.csv").values(("eruption",))


def test_many_different_words_are_numbered_quickly(written):
    table = load(written("id\n" + "\n".join(f"w{i}" for i in range(50_000))))

    assert len(table.classes["id"]) == 50_000
