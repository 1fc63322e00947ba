from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

TEXT = "h0 = 0.0*w\n" + "\n".join(f"h{i + 1} = tanh(h{i}*w + b)" for i in range(22))


@pytest.fixture
def offer(window, qtbot):
    """The offer that a long loop brings up."""
    window.workspace.edit_text(TEXT)
    offer = window.arranging.folding.offer
    qtbot.waitUntil(offer.isVisible)
    return offer


def button(offer, text):
    (found,) = [each for each in offer.findChildren(QPushButton) if each.text() == text]
    return found


def test_a_long_loop_is_offered_and_shown_as_one_card(window, offer, qtbot):
    words = offer.accessibleDescription()

    qtbot.mouseClick(button(offer, "Show it as one card"), Qt.MouseButton.LeftButton)

    (group,) = window.workspace.graph.arrangement.groups.values()
    face = window.canvas.dress.face(group.id)
    assert "repeats 22 times" in words
    assert (face.glyph, face.note) == ("× 22", "66 nodes")
    assert not offer.isVisible()
    assert window.workspace.undo.undoText() == "Fold repeats"


def test_an_offer_that_is_declined_does_not_come_back(window, offer, qtbot):
    qtbot.mouseClick(button(offer, "Not now"), Qt.MouseButton.LeftButton)
    window.workspace.edit_text(TEXT + "\nL = h22**2")

    qtbot.wait(600)

    assert not offer.isVisible()
    assert not window.workspace.graph.arrangement


def test_fold_and_unfold_are_commands(window, offer):
    fold, unfold = (window.actions_.by_text[f"{verb} repeats"] for verb in ("Fold", "Unfold"))
    before = window.workspace.graph
    could = unfold.isEnabled()

    fold.trigger()
    folded = window.workspace.graph
    unfold.trigger()

    assert not could
    assert len(folded.arrangement.groups) == 1
    after = window.workspace.graph
    assert not after.arrangement
    for node_id, place in before.positions.items():
        assert after.positions[node_id] == pytest.approx(place)


def test_a_graph_without_a_loop_says_so(window):
    window.workspace.edit_text("y = sin(x)")

    window.actions_.by_text["Fold repeats"].trigger()

    assert "four times" in window.canvas.accessibleDescription()
