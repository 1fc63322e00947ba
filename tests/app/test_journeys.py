"""User journeys: from an empty window to an exported file, with mouse, keys and files only."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox

from app import export_dialog
from app.document.graph import Value
from app.panels.palette import Chip
from tests.app.hand import click, double_click, drag, drop, named, op_id

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
WAIT_MS = 15000


@pytest.fixture
def to_file(monkeypatch, tmp_path):
    """The name that file dialogs give; the export dialog is accepted as it stands."""

    def choose(name):
        for dialog in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, dialog, lambda *_a: (str(tmp_path / name), ""))
        return tmp_path / name

    accepted = QDialog.DialogCode.Accepted
    monkeypatch.setattr(export_dialog.ExportDialog, "exec", lambda _self: accepted)
    return choose


@pytest.fixture
def told(monkeypatch):
    """The texts of message boxes, each closed at once."""
    texts = []
    monkeypatch.setattr(
        QMessageBox,
        "exec",
        lambda box: (
            texts.append(box.informativeText() or box.text()) or QMessageBox.StandardButton.Ok
        ),
    )
    return texts


def type_formula(qtbot, window, *lines):
    window.formula.setFocus()
    qtbot.keyClick(window.formula, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(window.formula, Qt.Key.Key_Delete)
    for i, line in enumerate(lines):
        if i:
            qtbot.keyClick(window.formula, Qt.Key.Key_Return, SHIFT)
        qtbot.keyClicks(window.formula, line)


def ready(window, qtbot):
    """The camera is at rest."""
    QApplication.processEvents()
    window.canvas.fit()
    QApplication.processEvents()


def spot(window, node_id, dx, dy):
    """A point of the canvas at an offset from the middle of a card, in px of the graph."""
    scene = window.canvas.scene
    middle = scene.rect(scene.number[node_id]).center()
    return window.canvas.camera.to_screen(middle + QPointF(dx, dy))


def outlet(window, node_id):
    return window.canvas.camera.to_screen(QPointF(*window.canvas.scene.out_port(node_id)))


def inlet(window, node_id, port):
    return window.canvas.camera.to_screen(QPointF(*window.canvas.scene.in_port(node_id, port)))


def press_chip(qtbot, window, op):
    (chip,) = [c for c in window.palette_panel.findChildren(Chip) if c.op == op]
    area = chip.parent()
    while area is not None and not hasattr(area, "ensureWidgetVisible"):
        area = area.parent()
    area.ensureWidgetVisible(chip)
    click(chip, QPointF(chip.rect().center()))


def value(window, name):
    workspace = window.workspace
    return workspace.trace.value(workspace.planned.slots[named(workspace, name)])


def rest(qtbot, window):
    qtbot.waitUntil(lambda: not window.descent_run.active, timeout=WAIT_MS)


def test_type_an_expression_run_scrub_and_export_svg(window, qtbot, to_file):
    workspace = window.workspace
    assert window.stack.currentIndex() == 0

    type_formula(qtbot, window, "y = sin(x*w) + exp(-x)*w")
    qtbot.keyClick(window.formula, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: workspace.playhead.playing, timeout=WAIT_MS)
    workspace.playhead.to_end()
    assert window.stack.currentIndex() == 1
    ready(window, qtbot)
    x = named(workspace, "x")
    start = spot(window, x, 0, 0)
    drag(window.canvas, start, start + QPointF(60, 0))
    path = to_file("graph.svg")
    window.actions_.by_text["Export SVG…"].trigger()

    scrubbed = workspace.graph[x].content.value
    assert scrubbed == 1.5
    assert value(window, "y") == pytest.approx(np.sin(1.5) + np.exp(-1.5))
    texts = "".join(ET.parse(path).getroot().itertext())
    assert "1.5" in texts
    assert "sin" in texts


def test_click_chips_draw_wires_edit_a_leaf_and_export_png(window, qtbot, to_file):
    workspace = window.workspace

    press_chip(qtbot, window, "parameter")
    ready(window, qtbot)
    click(window.canvas, QPointF(10, 10))
    press_chip(qtbot, window, "parameter")
    ready(window, qtbot)
    click(window.canvas, QPointF(10, 10))
    press_chip(qtbot, window, "mul")
    x, y, product = named(workspace, "x"), named(workspace, "y"), op_id(workspace, "mul")
    for node_id, place in ((x, (0, 0)), (y, (0, 200)), (product, (400, 100))):
        ready(window, qtbot)
        start = spot(window, node_id, 0, -30)
        end = window.canvas.camera.to_screen(QPointF(*place) + QPointF(0, -30))
        drag(window.canvas, start, end)
    for port, source in enumerate((x, y)):
        ready(window, qtbot)
        drag(window.canvas, outlet(window, source), inlet(window, product, port))
    ready(window, qtbot)
    double_click(window.canvas, spot(window, x, 0, 0))
    (field,) = [e for e in window.canvas.findChildren(QLineEdit) if e.isVisible()]
    qtbot.keyClicks(field, "6")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    path = to_file("graph.png")
    window.actions_.by_text["Export PNG…"].trigger()

    assert workspace.graph[x].content == Value(6)
    slot = workspace.planned.slots[product]
    assert workspace.trace.value(slot) == 6.0
    assert workspace.trace.gradient(workspace.planned.slots[y]) == 6.0
    assert "x*y" in workspace.state.text
    assert QImage(str(path)).width() > 400


def test_an_example_descends_is_kept_saved_and_opens_the_same_in_a_new_window(
    make_window, qtbot, to_file
):
    window = make_window()
    workspace = window.workspace
    (card,) = [c for c in window.gallery.cards if c.example.key == "iris_network"]
    window.gallery.ensureWidgetVisible(card)
    click(card, QPointF(20, 150))
    qtbot.waitUntil(lambda: workspace.trace is not None, timeout=WAIT_MS)
    panel = window.descent
    panel.settings.steps.setFocus()
    qtbot.keyClick(panel.settings.steps, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(panel.settings.steps, "50")
    qtbot.keyClick(panel.settings.steps, Qt.Key.Key_Return)
    if panel.settings.paced.isChecked():
        panel.settings.paced.click()
    start = float(workspace.trace.value(workspace.planned.plan.root))

    click(panel.start, QPointF(panel.start.rect().center()))
    rest(qtbot, window)
    reached = {name: values.copy() for name, values in workspace.overrides.items()}
    click(panel.keep, QPointF(panel.keep.rect().center()))
    qtbot.waitUntil(lambda: workspace.trace is not None, timeout=WAIT_MS)
    loss = float(workspace.trace.value(workspace.planned.plan.root))
    path = to_file("iris.chain")
    window.actions_.by_text["Save"].trigger()
    other = make_window()
    other.actions_.by_text["Open…"].trigger()
    qtbot.waitUntil(lambda: other.workspace.trace is not None, timeout=WAIT_MS)

    assert window.descent_run.progress.steps == 50
    assert loss < start
    assert path.exists()
    assert set(reached) == {"W1", "b1", "W2", "b2"}
    assert other.workspace.graph.nodes == workspace.graph.nodes
    assert other.workspace.graph.positions == workspace.graph.positions
    assert other.workspace.state.text == workspace.state.text
    for name, values in reached.items():
        np.testing.assert_array_equal(value(other, name), values)
    assert float(other.workspace.trace.value(other.workspace.planned.plan.root)) == loss
    assert other.descent.settings.steps.text() == "50"
    assert other.windowTitle().startswith("iris.chain")


def test_a_table_dropped_on_the_window_is_fitted_and_exported_as_pdf(
    window, qtbot, to_file, tmp_path
):
    table = tmp_path / "line.csv"
    t = np.linspace(0, 2, 21)
    table.write_text("t,d\n" + "".join(f"{a},{3 * a + 1}\n" for a in t.tolist()), encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(table))])

    assert drop(window, QPointF(500, 400), mime)
    qtbot.waitUntil(lambda: len(window.workspace.graph) > 0)
    if window.descent.settings.paced.isChecked():
        window.descent.settings.paced.click()
    click(window.descend_button, QPointF(window.descend_button.rect().center()))
    rest(qtbot, window)
    path = to_file("fit.pdf")
    window.actions_.by_text["Export PDF…"].trigger()

    assert window.workspace.overrides["w"] == pytest.approx(3, abs=1e-3)
    assert window.workspace.overrides["b"] == pytest.approx(1, abs=1e-3)
    data = path.read_bytes()
    assert data.startswith(b"%PDF")
    assert re.search(rb"/FontFile[23]", data)


def test_wrong_input_at_every_step_loses_nothing(window, qtbot, to_file, told, tmp_path):
    workspace = window.workspace
    type_formula(qtbot, window, "y = x**2")
    qtbot.keyClick(window.formula, Qt.Key.Key_Return)
    workspace.playhead.to_end()
    workspace.playhead.pause()
    ready(window, qtbot)
    good = workspace.state

    type_formula(qtbot, window, "y = x**(")
    qtbot.keyClick(window.formula, Qt.Key.Key_Return)
    assert window.complaint.isVisible()
    click(window.run_button, QPointF(window.run_button.rect().center()))
    assert workspace.state is good
    qtbot.keyClick(window.formula, Qt.Key.Key_Z, CONTROL)
    assert window.formula.toPlainText() == "y = x**2"
    assert not window.complaint.isVisible()

    x = named(workspace, "x")
    window.canvas.in_place.edit_value(x)
    (field,) = [e for e in window.canvas.findChildren(QLineEdit) if e.isVisible()]
    qtbot.keyClicks(field, "seven")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert workspace.state is good

    drag(
        window.canvas,
        outlet(window, named(workspace, "y")),
        inlet(window, named(workspace, "y"), 0),
    )
    assert workspace.state is good

    panel = window.descent
    for text in ("fast", "-1"):
        panel.settings.lr.setFocus()
        qtbot.keyClick(panel.settings.lr, Qt.Key.Key_A, CONTROL)
        qtbot.keyClicks(panel.settings.lr, text)
        qtbot.keyClick(panel.settings.lr, Qt.Key.Key_Return)
    assert window.descent_run.settings.lr == 0.01
    assert workspace.state is good

    workspace.undo.setClean()
    (tmp_path / "broken.chain").write_bytes(b"{]")
    to_file("broken.chain")
    window.actions_.by_text["Open…"].trigger()
    assert "JSON" in told[-1]
    to_file("nowhere/graph.svg")
    window.actions_.by_text["Export SVG…"].trigger()
    assert "written" in told[-1]
    to_file("nowhere/lesson.chain")
    window.actions_.by_text["Save as…"].trigger()
    assert "no folder" in told[-1]

    assert workspace.state is good
    path = to_file("graph.svg")
    window.actions_.by_text["Export SVG…"].trigger()
    assert ET.parse(path) is not None
