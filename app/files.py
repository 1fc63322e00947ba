"""Files: open, save, export and remember documents; every failure is told and loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app import theme
from app.canvas.dress import Dress
from app.canvas.level_dress import dress_of
from app.canvas.level_scene import scene_of
from app.canvas.scene import Scene
from app.document.file import PYTHON, SUFFIX, Document, FileError, save
from app.document.formula import FormulaError
from app.document.opening import opened
from app.document.program import is_program
from app.export import picture
from app.export.painting import FORMATS
from app.exporting import export_patiently
from app.seeing import shows_previews
from app.workspace.workspace import Workspace

MOST_RECENT = 8
FILTERS = {SUFFIX: f"Chainrule (*{SUFFIX})", PYTHON: f"Python program (*{PYTHON})"}
OPENS = f"Chainrule and data (*{SUFFIX} *.formula *.txt *.py *.csv *.tsv)"


class Files(QObject):
    """The file side of a window. Signals: recent_changed (paths, latest first), told (what was
    written where)."""

    recent_changed = Signal(object)
    told = Signal(str)

    def __init__(self, workspace: Workspace, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._settings, self._window = workspace, settings, window

    # documents ----------------------------------------------------------------------------------

    def may_leave(self) -> bool:
        """Whether the document may be left: it is saved, or the user says so."""
        if self._workspace.undo.isClean():
            return True
        box = QMessageBox(self._window)
        box.setWindowTitle("Unsaved changes")
        box.setText("Save the changes to this document?")
        button = QMessageBox.StandardButton
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        answer = box.exec()
        if answer == button.Save:
            return self.save()
        return answer == button.Discard

    @Slot()
    def new(self) -> None:
        """An empty document."""
        if self.may_leave():
            self._workspace.open(Document())

    @Slot()
    def open(self) -> None:
        """Choose a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder(), OPENS)
        if name:
            self.open_path(name)

    def open_path(self, name: str) -> None:
        """Open a file, after asking about unsaved changes."""
        if self.may_leave():
            self.open_source(name)

    def open_source(self, source: str) -> None:
        """Open a path, or a formula."""
        try:
            document = opened(source)
        except (FileError, FormulaError) as error:
            self._tell("This cannot be opened", str(error))
            return
        path = Path(source)
        kept = (SUFFIX, PYTHON) if is_program(document.text) else (SUFFIX,)
        is_ours = path.suffix.lower() in kept and path.is_file()
        self._workspace.open(document, path.resolve() if is_ours else None)
        if path.is_file():
            self._remember(path.resolve())

    @Slot()
    def save(self) -> bool:
        """Write the document to its file, or ask where; no file of Python becomes a formula."""
        path = self._workspace.path
        if path is None or path.suffix.lower() not in self._kinds():
            return self.save_as()
        return self._write(path)

    def _kinds(self) -> tuple[str, ...]:
        """The ends of the files that can hold this document, the usual one first."""
        is_python = self._workspace.state.is_program
        has_python = self._workspace.path is None or self._workspace.path.suffix.lower() == PYTHON
        kinds = (PYTHON, SUFFIX) if has_python else (SUFFIX, PYTHON)
        return kinds if is_python else (SUFFIX,)

    @Slot()
    def save_as(self) -> bool:
        """Ask where, and write the document there."""
        kinds = self._kinds()
        start = self._workspace.path or Path(self._folder()) / f"Untitled{kinds[0]}"
        if start.suffix.lower() not in kinds:
            start = start.with_suffix(kinds[0])
        filters = [FILTERS[kind] for kind in kinds]
        name, chosen = QFileDialog.getSaveFileName(
            self._window, "Save as", str(start), ";;".join(filters)
        )
        if not name:
            return False
        wanted = kinds[filters.index(chosen)] if chosen in filters else kinds[0]
        path = self._ended(name, (wanted, *kinds))
        return path is not None and self._write(path)

    def _write(self, path: Path) -> bool:
        try:
            save(self._workspace.document, path)
        except FileError as error:
            self._tell("This cannot be saved", str(error))
            return False
        self._workspace.saved(path)
        self._remember(path)
        self.told.emit(f"Saved {path.name}")
        return True

    # pictures -----------------------------------------------------------------------------------

    def export(self, suffix: str) -> None:
        """Ask where, and write a picture of the graph at the playhead."""
        from app.export_dialog import ExportDialog

        dialog = ExportDialog(suffix, self._window)
        if dialog.exec() != ExportDialog.DialogCode.Accepted:
            return
        stem = self._workspace.path.stem if self._workspace.path else "graph"
        start = str(Path(self._folder()) / f"{stem}{suffix}")
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Export", start, f"{suffix[1:].upper()} (*{suffix})"
        )
        path = self._ended(name, (suffix, *FORMATS)) if name else None
        if path is not None:
            self.export_to(path, dialog.style_chosen())

    def export_to(self, path: Path, style: picture.Style) -> bool:
        """Write a picture; whether that worked."""
        error = export_patiently(*self._seen(), path, style, self._window)
        if error is not None:
            self._tell("This cannot be exported", error)
        else:
            self.told.emit(f"Exported {path.name}")
        return error is None

    def export_text(self, text: str, stem: str, suffix: str) -> bool:
        """Ask where, and write a text; whether that worked."""
        start = str(Path(self._folder()) / f"{stem}{suffix}")
        kind = FILTERS.get(suffix, f"*{suffix}")
        name, _ = QFileDialog.getSaveFileName(self._window, "Export", start, kind)
        path = self._ended(name, (suffix,)) if name else None
        if path is None:
            return False
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self._tell("This cannot be exported", f"{path} cannot be written: {error.strerror}")
            return False
        self.told.emit(f"Exported {path.name}")
        return True

    @Slot()
    def copy_picture(self) -> None:
        """The picture onto the clipboard."""
        style = picture.Style(theme=theme.current())
        try:
            QGuiApplication.clipboard().setImage(picture.image(*self._seen(), style))
            self.told.emit("The picture is on the clipboard")
        except picture.PictureError as error:
            self._tell("This cannot be copied", str(error))

    def _seen(self) -> tuple[Scene, Dress]:
        workspace = self._workspace
        scene, position = scene_of(workspace.graph, workspace.level.id), workspace.playhead.position
        previews = shows_previews(self._settings)
        return scene, dress_of(scene, workspace.planned, workspace.trace, position, previews)

    # recent files -------------------------------------------------------------------------------

    def recent(self) -> list[Path]:
        """Files opened lately that still exist, latest first."""
        stored = self._settings.value("recent") or []
        names = [stored] if isinstance(stored, str) else list(stored)
        return [Path(name) for name in names if Path(name).is_file()]

    def _remember(self, path: Path) -> None:
        paths = [path, *(p for p in self.recent() if p != path)][:MOST_RECENT]
        self._settings.setValue("recent", [str(p) for p in paths])
        self._settings.setValue("folder", str(path.parent))
        self.recent_changed.emit(paths)

    def _ended(self, name: str, suffixes: Sequence[str]) -> Path | None:
        """The path chosen, ending in one of the suffixes, else the first of them is added.

        None where that is another file, of which the file dialog did not ask whether to replace it,
        and the user wants to keep it.
        """
        path = Path(name)
        if path.suffix.lower() in suffixes:
            return path
        path = path.with_name(path.name + suffixes[0])
        if path.exists():
            button = QMessageBox.StandardButton
            box = QMessageBox(self._window)
            box.setWindowTitle("Replace the file")
            box.setText(f"{path.name} is there already. Replace it?")
            box.setStandardButtons(button.Yes | button.Cancel)
            if box.exec() != button.Yes:
                return None
        return path

    def _folder(self) -> str:
        return str(self._settings.value("folder") or Path.home())

    def _tell(self, title: str, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, title, parent=self._window)
        box.setInformativeText(text)
        box.exec()
