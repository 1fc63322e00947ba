"""MainWindow: the bar on top, the canvas with its timeline, and the docks around them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QPoint, QSettings, QSize, Qt, QThread, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.actions import Actions
from app.arranging import Arranging
from app.building import Building
from app.canvas.canvas import Canvas
from app.canvas.legend import Legend
from app.canvas.minimap import Minimap
from app.commands import register
from app.docks import Docks
from app.document.examples import Example
from app.document.file import Document
from app.document.formula import FormulaError
from app.editing import Editing
from app.files import Files
from app.generating import Generating
from app.logo import logo
from app.panels.descent import DescentPanel
from app.panels.formula_edit import FormulaEdit
from app.panels.gallery import Gallery
from app.panels.history import HistoryPanel
from app.panels.inspector import Inspector
from app.panels.outline import OutlinePanel
from app.panels.palette import Palette
from app.panels.source import SourcePanel
from app.panels.timeline import Timeline
from app.plotting import descent_plots, preload
from app.programming import Programming
from app.seeing import Seeing
from app.thumbnails import thumbnail
from app.workspace.descent_run import DescentRun
from app.workspace.workspace import Workspace

DESCENDS_ITSELF = "A program descends by its own loop; Run › Make editable lets you descend here"


class MainWindow(QMainWindow):
    """One window over one workspace; every panel is a dock that folds, floats and is remembered."""

    def __init__(self, workspace: Workspace, settings: QSettings) -> None:
        super().__init__()
        self.workspace, self.settings = workspace, settings
        self.setWindowTitle("Chainrule")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.descent_run = DescentRun(workspace, self)
        self.files = Files(workspace, settings, self)
        self.canvas = Canvas(workspace)
        self.legend, self.minimap = Legend(self.canvas), Minimap(self.canvas)
        self.timeline = Timeline(workspace)
        self.gallery = Gallery(thumbnail)
        self.gallery.setAccessibleName("Start page")
        self.palette_panel = Palette()
        self.inspector = Inspector(workspace)
        self.source = SourcePanel(workspace)
        self.outline = OutlinePanel(workspace)
        self.descent = DescentPanel(workspace, self.descent_run, descent_plots, preload)
        self.programming = Programming(self)
        self.formula = FormulaEdit(workspace, single=True)
        self._build_centre()
        self._build_docks()
        self.actions_ = Actions(self, self.canvas)
        self.editing = Editing(self)
        self.generating = Generating(self)
        register(self.actions_, self)
        self.building = Building(self)
        self.seeing = Seeing(self)
        self.arranging = Arranging(self)
        self.editing.begin()
        self.seeing.begin()
        self.programming.begin()
        self._build_bar()
        self._connect()
        self._restore()
        self.show_counts()

    # building -----------------------------------------------------------------------------------

    def _build_centre(self) -> None:
        board = QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.timeline)
        column.addWidget(self.programming.sections)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.gallery)
        self.stack.addWidget(board)
        self.setCentralWidget(self.stack)
        self.canvas.installEventFilter(self)

    def _build_docks(self) -> None:
        panels = {
            "Palette": self.palette_panel,
            "Inspector": self.inspector,
            "Source": self.source,
            "Descent": self.descent,
            "Output": self.programming.output,
            "Outline": self.outline,
            "History": HistoryPanel(self.workspace),
        }
        self.docks = Docks(self, panels)

    def _build_bar(self) -> None:
        bar = QWidget()
        bar.setObjectName("bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.menu_button = QToolButton()
        self.menu_button.setText("Chainrule")
        self.menu_button.setObjectName("logo")
        self.menu_button.setToolTip("Menu")
        self.menu_button.setAccessibleName("Menu")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(self.actions_.root)
        self.menu_button.setIconSize(QSize(18, 18))
        self.menu_button.setFixedHeight(34)
        self.menu_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.hint = QLabel("")
        self.hint.setProperty("role", "mute")
        self.complaint = QLabel("", self)
        self.complaint.setObjectName("complaint")
        self.complaint.setProperty("role", "error")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self.run_button = QPushButton("Run")
        self.run_button.setProperty("role", "primary")
        self.descend_button = QPushButton("Descend")
        self.export_button = QPushButton("Export")
        export_menu = QMenu("Export", self.export_button)
        for text in ("Export PNG…", "Export SVG…", "Export PDF…"):
            export_menu.addAction(self.actions_.by_text[text])
        export_menu.addSeparator()
        export_menu.addAction(self.actions_.by_text["Copy picture"])
        self.generating.offer(export_menu)
        self.export_button.setMenu(export_menu)
        self.find_button = QPushButton("Find any action")
        self.find_button.setProperty("role", "link")
        self.find_button.setToolTip("Ctrl+K")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 9, 16, 9)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.menu_button, 0, top)
        row.addSpacing(12)
        row.addWidget(self.formula, 1, top)
        self.hint.setFixedHeight(34)
        row.addWidget(self.hint, 0, top)
        row.addSpacing(4)
        for button in (self.run_button, self.descend_button, self.export_button):
            button.setFixedHeight(34)
            row.addWidget(button, 0, top)
        row.addSpacing(8)
        self.find_button.setFixedHeight(34)
        row.addWidget(self.find_button, 0, top)
        self.setMenuWidget(bar)
        self.bar = bar

    def _connect(self) -> None:
        workspace = self.workspace
        workspace.graph_changed.connect(self.show_counts)
        workspace.text_changed.connect(self.show_counts)
        workspace.path_changed.connect(self._show_title)
        workspace.undo.cleanChanged.connect(self._show_title)
        workspace.opened.connect(self._opened)
        workspace.running.connect(self._show_running)
        self.formula.complained.connect(self._complain)
        self.formula.submitted.connect(workspace.run_and_play)
        self.formula.left.connect(self.canvas.setFocus)
        self.source.editor.submitted.connect(workspace.run_and_play)
        self.run_button.clicked.connect(self.run)
        self.descend_button.clicked.connect(self.descend)
        self.find_button.clicked.connect(self.editing.find_action)
        self.outline.pointed.connect(self.canvas.reveal)
        self.source.editor.pointed.connect(self.canvas.reveal)
        self.palette_panel.chosen.connect(self._add_chosen)
        self.gallery.example_chosen.connect(self.open_example)
        self.gallery.file_chosen.connect(self.files.open_path)
        self.gallery.op_dropped.connect(self.canvas.add_op)
        self.canvas.dressed.connect(self.descent.give_way)
        self.files.told.connect(self.canvas.mention)
        self.files.recent_changed.connect(self.gallery.show_recent)
        self.gallery.show_recent(self.files.recent())

    # verbs --------------------------------------------------------------------------------------

    @Slot()
    def run(self) -> None:
        """Take what is typed, run it, and play the run; Stop while a long run is under way."""
        if self.run_button.text() == "Stop":
            self.workspace.stop()
        elif not self.formula.commit():
            self.formula.show_error()
        elif not self.source.editor.commit():  # what stands there is not what would run
            self.docks.open("Source")
            self.source.editor.show_error()
        else:
            self.workspace.run_and_play()

    @Slot()
    def descend(self) -> None:
        """Show the descent panel, and start or pause."""
        if self.workspace.state.is_traced:
            self.canvas.mention(DESCENDS_ITSELF)
            return
        if not self.formula.commit():
            self.formula.show_error()
            return
        self.docks.open("Descent")
        if self.descent_run.active or self.descent.ready():
            self.descent_run.toggle()

    @Slot(object)
    def open_example(self, example: Example) -> None:
        """Open an example, after asking about unsaved changes."""
        if self.files.may_leave():
            self.workspace.open(example.document())
            self.canvas.setFocus()

    def open_source(self, source: str) -> None:
        """Open a file or a formula from the command line."""
        self.files.open_source(source)

    @Slot()
    def show_gallery(self) -> None:
        """The start page; the document stays as it is."""
        self.stack.setCurrentIndex(0)
        self.gallery.draw_pictures()

    def show_canvas(self) -> None:
        """Put the start page away."""
        self.stack.setCurrentIndex(1)

    # showing ------------------------------------------------------------------------------------

    @Slot()
    def show_counts(self, _graph: object = None) -> None:
        """Say how many nodes there are, and offer what can be done with them."""
        count = len(self.workspace.graph)
        self.hint.setText(f"{count} node{'s' if count != 1 else ''}" if count else "")
        self.run_button.setEnabled(bool(count) or self.workspace.state.is_program)
        traced = self.workspace.state.is_traced
        self.descend_button.setEnabled(bool(count) and not traced)
        self.descend_button.setToolTip(DESCENDS_ITSELF if traced else "")
        self.export_button.setEnabled(bool(count))
        if count and self.stack.currentIndex() == 0:
            self.stack.setCurrentIndex(1)
            self.canvas.fit_later()
        self._show_title()

    @Slot()
    def _opened(self) -> None:
        if not len(self.workspace.graph) and not self.workspace.state.is_program:
            self.show_gallery()

    @Slot()
    def _show_title(self, _value: object = None) -> None:
        name = self.workspace.path.name if self.workspace.path else "Untitled"
        mark = "" if self.workspace.undo.isClean() else " •"
        self.setWindowTitle(f"{name}{mark} – Chainrule")

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        self.run_button.setText("Stop" if running else "Run")

    @Slot(object)
    def _complain(self, error: FormulaError | None) -> None:
        self.complaint.setVisible(error is not None)
        if error is None:
            return
        self.complaint.setText(f"line {error.line}, column {error.column + 1}: {error.summary}")
        wanted = self.complaint.fontMetrics().horizontalAdvance(self.complaint.text()) + 34
        self.complaint.setFixedWidth(min(wanted, self.formula.width()))
        self.complaint.setFixedHeight(self.complaint.heightForWidth(self.complaint.width()))
        below = self.formula.mapTo(self, QPoint(0, self.formula.height() + 5))
        self.complaint.move(below)
        self.complaint.raise_()

    @Slot(str)
    def _add_chosen(self, op: str) -> None:
        """A chip was clicked: the new node reads what is selected."""
        graph = self.workspace.graph
        chosen = [i for i in graph.nodes if i in self.workspace.selection]
        if chosen and op not in ("parameter", "constant", "data", "random"):
            self.workspace.add_op(op, None, chosen)
        else:
            self.canvas.add_op(op)

    # state of the window ------------------------------------------------------------------------

    def _restore(self) -> None:
        self.resize(QSize(1600, 1000).boundedTo(self.screen().availableSize()))
        geometry, state = self.settings.value("geometry"), self.settings.value("docks")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self.restoreState(state)
        self.docks.fold()

    def restyle(self) -> None:
        """Draw anew what does not follow the palette by itself."""
        self.menu_button.setIcon(logo(theme.current()))
        self.timeline.restyle()
        self.descent.restyle()
        self.generating.dialog.restyle()
        self.programming.restyle()
        self.canvas.repaint_all()
        self.editing.restyle()
        self.docks.restyle()
        if self.stack.currentIndex() == 0:
            self.gallery.draw_pictures()

    def document(self) -> Document:
        """The document as a file would hold it."""
        return self.workspace.document

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.restyle()
        if not self.settings.contains("docks"):
            QTimer.singleShot(0, self.docks.first_sizes)
        QTimer.singleShot(0, self.docks.fold)
        self.formula.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.docks.fold()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if watched is self.canvas and event.type() == QEvent.Type.Resize:
            size = self.canvas.size()
            self.legend.move(16, size.height() - self.legend.height() - 12)
            self.minimap.move(
                size.width() - self.minimap.width() - 12,
                size.height() - self.minimap.height() - 12,
            )
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            event.acceptProposedAction()
            path = urls[0].toLocalFile()
            QTimer.singleShot(0, lambda: self.files.open_path(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.docks.unfold()
        self.settings.setValue("geometry", self.saveGeometry())
        self.settings.setValue("docks", self.saveState())
        for thread in self.findChildren(QThread):
            thread.requestInterruption()
            thread.wait()
        self.descent.close_runs()
        self.workspace.close()
        event.accept()
