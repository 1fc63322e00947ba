"""The language: programs print and raise under `run_program` what they do under CPython.

The programs are in tests/data/language: each file holds many, each begun by a line `# ---- title`;
in errors.txt each line is one, with `\\n` for its line ends.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.engine.program.both import by_python, by_us, parted

FOLDER = Path(__file__).parents[2] / "data" / "language"
PROGRAMS = {
    f"{name}: {title}": source
    for name in ("values", "flow", "classes", "matching")
    for title, source in parted((FOLDER / f"{name}.txt").read_text("utf-8")).items()
}
WRONG = (FOLDER / "errors.txt").read_text("utf-8").splitlines()
WORDS_OF = (3, 11)  # the version whose words are ours; others say some things differently
ONLY_THE_KIND = {
    "1 .a",
    "del 1 .x[0]",
    "class A(5): pass",
    "class A(int, str, int): pass",
}


@pytest.mark.parametrize("title", PROGRAMS)
def test_it_prints_what_python_prints(title):
    expected = by_python(PROGRAMS[title])

    assert expected.kind == ""
    assert by_us(PROGRAMS[title]) == expected


@pytest.mark.parametrize("line", WRONG)
def test_an_error_is_the_one_of_python(line):
    source = line.replace("\\n", "\n")
    expected = by_python(source)

    found = by_us(source)

    assert found[:2] == expected[:2]
    if line not in ONLY_THE_KIND and sys.version_info[:2] == WORDS_OF:
        assert found.message == expected.message
