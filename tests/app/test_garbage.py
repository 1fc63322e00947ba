from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from app.garbage import Collector


@pytest.fixture
def collector(qapp):
    parent = QObject()
    yield Collector(parent)
    parent.deleteLater()


class Knot:
    """Something that holds itself, and a menu."""

    def __init__(self):
        self.itself, self.menu = self, QMenu()


def test_a_thread_that_makes_much_collects_nothing(collector):
    knot = weakref.ref(Knot())

    thread = threading.Thread(target=lambda: [[] for _ in range(200_000)])
    thread.start()
    thread.join()

    assert knot() is not None
    gc.collect()
    assert knot() is None


def test_the_interface_collects_now_and_then(collector, qtbot):
    knot = weakref.ref(Knot())
    held = [[] for _ in range(2_000)]

    qtbot.waitUntil(lambda: knot() is None, timeout=5000)

    assert held
    assert not gc.isenabled()
