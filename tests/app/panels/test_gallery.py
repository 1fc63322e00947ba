from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QPushButton

from app.document.examples import EXAMPLES
from app.panels.gallery import Gallery
from app.panels.palette import OP_MIME
from app.thumbnails import thumbnail
from tests.app.hand import click, drop, press, release


@pytest.fixture
def gallery(qtbot):
    gallery = Gallery(lambda _example, size: QPixmap(size))
    qtbot.addWidget(gallery)
    gallery.resize(900, 700)
    gallery.show()
    qtbot.waitExposed(gallery)
    return gallery


def test_every_example_has_a_card(gallery):
    assert [card.example for card in gallery.cards] == list(EXAMPLES)
    assert all(card.accessibleName() for card in gallery.cards)


def test_a_click_chooses_the_example(gallery, qtbot):
    with qtbot.waitSignal(gallery.example_chosen) as told:
        click(gallery.cards[2], QPointF(30, 150))

    assert told.args == [EXAMPLES[2]]


def test_a_click_let_go_outside_the_card_chooses_nothing(gallery, qtbot):
    card = gallery.cards[0]
    with qtbot.assertNotEmitted(gallery.example_chosen):
        press(card, QPointF(30, 30))
        release(card, QPointF(30, -40))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_card_is_chosen_by_the_keyboard(gallery, qtbot, key):
    with qtbot.waitSignal(gallery.example_chosen) as told:
        qtbot.keyClick(gallery.cards[1], key)

    assert told.args == [EXAMPLES[1]]


def test_pictures_are_drawn_one_after_the_other(gallery, qtbot):
    gallery.draw_pictures()
    assert gallery.cards[0].pixmap.isNull()

    qtbot.waitUntil(lambda: all(not card.pixmap.isNull() for card in gallery.cards))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)
def test_every_example_has_a_picture_of_its_graph(qapp, example):
    picture = thumbnail(example, QSize(250, 118)).toImage()

    colors = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 4)
        for y in range(0, picture.height(), 4)
    }

    assert len(colors) > 4


def test_recent_files_are_listed_and_opened(gallery, qtbot, tmp_path):
    paths = [tmp_path / f"lesson {i}.chain" for i in range(9)]

    gallery.show_recent(paths)
    buttons = [b for b in gallery.findChildren(QPushButton) if b.text().startswith("lesson")]
    with qtbot.waitSignal(gallery.file_chosen) as told:
        qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)

    assert [b.text() for b in buttons] == [p.name for p in paths[:5]]
    assert told.args == [str(paths[1])]


def test_without_recent_files_there_is_no_heading(gallery):
    gallery.show_recent([])

    assert not gallery._recent_title.isVisible()


def test_an_op_can_be_dropped_on_the_start_page(gallery, qtbot):
    mime = QMimeData()
    mime.setData(OP_MIME, b"tanh")

    with qtbot.waitSignal(gallery.op_dropped) as told:
        assert drop(gallery.viewport(), QPointF(50, 50), mime)

    assert told.args == ["tanh"]


def test_the_grid_follows_the_width(gallery, qtbot):
    wide = gallery._columns

    gallery.resize(380, 700)

    assert gallery._columns == 1
    assert wide > 1
