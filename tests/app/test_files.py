from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.document.file import load
from app.document.graph import Value
from app.export.picture import Style
from app.files import Files
from tests.app.hand import named

Button = QMessageBox.StandardButton


@pytest.fixture
def answers(monkeypatch):
    """What the user answers, and the texts of the boxes that asked or told."""
    waiting, told = [], []

    def execute(box):
        told.append(f"{box.text()} {box.informativeText()}".strip())
        return waiting.pop(0) if waiting else Button.Ok

    monkeypatch.setattr(QMessageBox, "exec", execute)
    return waiting, told


@pytest.fixture
def choose(monkeypatch):
    """Choose this name in the next file dialog; "" is Cancel."""

    def choosing(name):
        for dialog in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, dialog, lambda *_a: (str(name), ""))

    return choosing


@pytest.fixture
def files(qtbot, workspace, settings, answers):
    window = QWidget()
    qtbot.addWidget(window)
    return Files(workspace, settings, window)


def test_a_saved_document_opens_as_it_was(files, workspace, choose, tmp_path):
    workspace.edit_text("y = x**2")
    workspace.set_content(named(workspace, "x"), Value(7.0))
    workspace.view["note"] = "kept"
    before = workspace.state
    choose(tmp_path / "lesson.chain")

    assert files.save()
    workspace.edit_text("z = 1")
    workspace.undo.setClean()
    files.open()

    assert workspace.state == before
    assert workspace.document.view == {"note": "kept"}
    assert workspace.path == tmp_path / "lesson.chain"
    assert workspace.undo.isClean()


def test_a_name_without_our_suffix_gets_it(files, workspace, choose, tmp_path):
    workspace.edit_text("y = x**2")

    for name in ("lesson", "lesson.v2"):
        choose(tmp_path / name)
        assert files.save_as()

    assert sorted(p.name for p in tmp_path.glob("lesson*")) == ["lesson.chain", "lesson.v2.chain"]


@pytest.mark.parametrize(("answer", "replaced"), [(Button.Yes, True), (Button.Cancel, False)])
def test_a_suffix_that_is_added_never_replaces_a_file_unasked(
    files, workspace, choose, tmp_path, answers, answer, replaced
):
    path = tmp_path / "lesson.chain"
    path.write_text("precious")
    workspace.edit_text("y = x**2")
    choose(tmp_path / "lesson")
    answers[0].append(answer)

    assert files.save_as() is replaced

    assert (path.read_text() != "precious") is replaced
    assert "lesson.chain" in answers[1][0]


def test_cancel_in_the_file_dialog_saves_and_opens_nothing(files, workspace, choose, tmp_path):
    workspace.edit_text("y = x**2")
    state = workspace.state
    choose("")

    assert not files.save()
    workspace.undo.setClean()
    files.open()

    assert workspace.state is state
    assert list(tmp_path.glob("*.chain")) == []


@pytest.mark.parametrize(
    ("answer", "leaves"), [(Button.Save, True), (Button.Discard, True), (Button.Cancel, False)]
)
def test_unsaved_changes_are_asked_about(
    files, workspace, choose, tmp_path, answers, answer, leaves
):
    workspace.edit_text("y = x**2")
    choose(tmp_path / "lesson.chain")
    answers[0].append(answer)

    files.new()

    assert (len(workspace.graph) == 0) is leaves
    assert (tmp_path / "lesson.chain").exists() is (answer == Button.Save)


def test_a_save_that_fails_keeps_the_document_open(files, workspace, choose, tmp_path, answers):
    workspace.edit_text("y = x**2")
    choose(tmp_path / "nowhere" / "lesson.chain")
    answers[0].append(Button.Save)

    files.new()

    assert workspace.state.text == "y = x**2"
    assert not workspace.undo.isClean()
    assert "no folder" in answers[1][-1]


@pytest.mark.parametrize("content", [b"", b"not json", b'{"format": "other"}'], ids=repr)
def test_a_file_that_cannot_be_opened_is_told_and_loses_nothing(
    files, workspace, tmp_path, answers, content
):
    workspace.edit_text("y = x**2")
    workspace.undo.setClean()
    state, path = workspace.state, tmp_path / "broken.chain"
    path.write_bytes(content)

    files.open_path(str(path))

    assert workspace.state is state
    assert ";" in answers[1][-1]
    assert files.recent() == []


def test_recent_files_come_latest_first_and_only_if_they_exist(
    files, workspace, choose, tmp_path, settings
):
    workspace.edit_text("y = x**2")
    for i in range(10):
        choose(tmp_path / f"{i}.chain")
        files.save_as()
    (tmp_path / "8.chain").unlink()

    again = Files(workspace, QSettings(settings.fileName(), settings.format()), files.parent())

    assert [p.name for p in files.recent()] == [f"{i}.chain" for i in (9, 7, 6, 5, 4, 3, 2)]
    settings.sync()
    assert again.recent() == files.recent()


def test_a_formula_from_the_command_line_opens_unnamed_and_clean(files, workspace):
    files.open_source("y = x**2")

    assert workspace.path is None
    assert workspace.undo.isClean()


def test_a_table_opens_as_a_regression_and_is_saved_as_a_document(
    files, workspace, choose, tmp_path
):
    path = tmp_path / "line.csv"
    path.write_text("t,d\n0,1\n1,3\n2,5\n", encoding="utf-8")

    files.open_path(str(path))

    assert workspace.path is None
    assert workspace.trace.fault is None
    choose(tmp_path / "fit.chain")
    files.save()
    assert path.read_text(encoding="utf-8").startswith("t,d")
    assert load(tmp_path / "fit.chain").graph == workspace.graph


def test_a_picture_that_cannot_be_written_is_told(files, workspace, tmp_path, answers):
    workspace.edit_text("y = x**2")

    assert not files.export_to(tmp_path / "nowhere" / "graph.png", Style())
    assert not files.export_to(tmp_path / "graph.gif", Style())

    assert "written" in answers[1][0]
    assert ".gif" in answers[1][1]


def test_a_picture_of_nothing_is_told(files, tmp_path, answers):
    assert not files.export_to(tmp_path / "graph.png", Style())
    files.copy_picture()

    assert all("empty" in text for text in answers[1])


def test_the_picture_can_be_copied(files, workspace):
    workspace.edit_text("y = x**2")

    files.copy_picture()

    assert QGuiApplication.clipboard().image().width() > 200


def test_the_window_says_that_it_saved_and_stops_saying_it(
    window, choose, tmp_path, qtbot, monkeypatch
):
    monkeypatch.setattr("app.canvas.view.MENTION_MS", 50)
    window.workspace.edit_text("y = x**2")
    choose(tmp_path / "square.chain")

    window.files.save()
    said = window.canvas._notice

    assert said == "Saved square.chain"
    qtbot.waitUntil(lambda: window.canvas._notice == "")


PROGRAM = """import torch

x = torch.tensor(2.0, requires_grad=True)  # ✓
for i in range(2):
    print(i)
"""


def test_a_program_is_saved_as_python_exactly_as_it_was_typed(files, workspace, choose, tmp_path):
    workspace.edit_text(PROGRAM)
    choose(tmp_path / "lesson")

    assert files.save()

    assert (tmp_path / "lesson.py").read_bytes() == PROGRAM.encode()
    assert workspace.path == tmp_path / "lesson.py"
    assert workspace.undo.isClean()


def test_a_python_file_that_was_opened_is_saved_where_it_was(files, workspace, tmp_path):
    path = tmp_path / "lesson.py"
    path.write_text(PROGRAM, encoding="utf-8")
    files.open_path(str(path))

    workspace.edit_text(PROGRAM + "print(x)\n")
    files.save()

    assert path.read_text(encoding="utf-8") == PROGRAM + "print(x)\n"


def test_a_program_may_be_a_document_too(files, workspace, choose, tmp_path):
    workspace.edit_text(PROGRAM)
    choose(tmp_path / "lesson.chain")

    assert files.save()

    assert load(tmp_path / "lesson.chain").text == PROGRAM


def test_what_has_become_a_formula_never_replaces_a_python_file(files, workspace, choose, tmp_path):
    path = tmp_path / "lesson.py"
    path.write_text(PROGRAM, encoding="utf-8")
    files.open_path(str(path))
    choose(tmp_path / "lesson.chain")

    workspace.edit_text("y = x**2")
    files.save()

    assert path.read_text(encoding="utf-8") == PROGRAM
    assert load(tmp_path / "lesson.chain").text == "y = x**2"


def test_the_file_dialog_offers_python_for_programs_alone(files, workspace, monkeypatch):
    offered = []

    def dialog(_parent, _title, start, filters):
        offered.append((start.rpartition(".")[2], filters))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    workspace.edit_text("y = x**2")
    files.save_as()
    workspace.edit_text(PROGRAM)
    files.save_as()

    assert offered == [
        ("chain", "Chainrule (*.chain)"),
        ("py", "Python program (*.py);;Chainrule (*.chain)"),
    ]
