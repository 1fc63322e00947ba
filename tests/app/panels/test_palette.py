from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.document.edits import LEAVES
from app.panels.palette import Chip, Palette
from engine.op import OPS


@pytest.fixture
def palette(qtbot):
    palette = Palette()
    qtbot.addWidget(palette)
    palette.resize(240, 700)
    palette.show()
    qtbot.waitExposed(palette)
    return palette


def chip(palette, op):
    (found,) = [c for c in palette.findChildren(Chip) if c.op == op]
    return found


def test_every_listed_op_and_leaf_has_one_chip(palette):
    chips = sorted(c.op for c in palette.findChildren(Chip))

    assert chips == sorted([*LEAVES, *(op.name for op in OPS.values() if op.listed)])


def test_every_chip_has_a_tip_and_fits_its_palette(palette):
    for each in palette.findChildren(Chip):
        assert each.toolTip()
        assert each.sizeHint().width() <= palette.width() - 28


def test_typing_filters_by_name_and_by_family(palette, qtbot):
    qtbot.keyClicks(palette.search, "tanh")
    by_name = palette.visible_ops()
    palette.search.clear()
    qtbot.keyClicks(palette.search, "hyperbolic")
    by_family = palette.visible_ops()

    assert "tanh" in by_name
    assert "mul" not in by_name
    assert {"sinh", "cosh", "tanh"} <= set(by_family)


def test_a_word_that_nothing_fits_says_what_to_try(palette, qtbot):
    qtbot.keyClicks(palette.search, "zzzz")

    assert palette.visible_ops() == []
    assert palette._nothing.isVisible()
    assert "zzzz" in palette._nothing.text()
    palette.search.clear()
    assert not palette._nothing.isVisible()


def test_a_click_chooses_the_op(palette, qtbot):
    with qtbot.waitSignal(palette.chosen) as told:
        qtbot.mouseClick(chip(palette, "add"), Qt.MouseButton.LeftButton)

    assert told.args == ["add"]


@pytest.mark.parametrize(("word", "op"), [("sin", "sin"), ("logsum", "logsumexp"), ("mul", "mul")])
def test_enter_in_the_search_chooses_the_best_match(palette, qtbot, word, op):
    qtbot.keyClicks(palette.search, word)

    with qtbot.waitSignal(palette.chosen) as told:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)

    assert told.args == [op]


def test_enter_without_a_word_chooses_nothing(palette, qtbot):
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)


def test_chips_are_reached_and_pressed_by_the_keyboard(palette, qtbot):
    first = chip(palette, "parameter")
    palette.search.setFocus()
    qtbot.keyClick(palette.search, Qt.Key.Key_Tab)
    reached = palette.focusWidget()
    while not isinstance(reached, Chip):
        assert not isinstance(reached, QLineEdit)
        qtbot.keyClick(reached, Qt.Key.Key_Tab)
        reached = palette.focusWidget()

    with qtbot.waitSignal(palette.chosen) as told:
        qtbot.keyClick(reached, Qt.Key.Key_Space)

    assert reached is first
    assert told.args == ["parameter"]
