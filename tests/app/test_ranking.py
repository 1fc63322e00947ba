from __future__ import annotations

import pytest

from app.ranking import score

WORDS = [
    "File Export PNG…",
    "File Export SVG…",
    "Edit Paste",
    "Select Select upstream",
    "View Reduce motion",
    "View Zoom in",
    "Arrange Align left",
]


def best(typed):
    found = [(s, words) for words in WORDS if (s := score(typed, words)) is not None]
    return max(found)[1] if found else None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("png", "File Export PNG…"),
        ("svg export", "File Export SVG…"),
        ("algn", "Arrange Align left"),
        ("sup", "Select Select upstream"),
        ("zin", "View Zoom in"),
        ("rm", "View Reduce motion"),
        ("past", "Edit Paste"),
    ],
)
def test_a_few_letters_find_the_action(typed, words):
    assert best(typed) == words


def test_letters_that_are_not_there_in_order_fit_nothing():
    assert best("xyzzy") is None
    assert score("gnp", "Export PNG") is None


def test_a_whole_word_beats_letters_here_and_there():
    assert score("fit", "Fit") > score("fit", "Find it")
    assert score("step", "Step forward") > score("step", "Select the path")


def test_nothing_typed_fits_everything():
    assert all(score("", words) is not None for words in WORDS)
