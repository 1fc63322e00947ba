"""LandscapePlot: the loss over one or two numbers, and the path of a descent on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from app.document.labels import number
from app.plots.curves import ladder
from app.theme import NUMBERS, Theme, current, font, mixed
from app.workspace.relief import BANDS
from app.workspace.surveying import Box, Surveyed
from engine.dtype import Array

REACH, LEAST = 1.6, 3.0  # of a box from 0: times the start, and at least
FAR = 2.0  # times that, a path that diverges is followed
ROOM = 0.15  # around a path, as a share of it
NEAR = 0.9  # of the way from 0 to an edge, from where on a path is too close to it
OUTSIDE = 20.0  # times the view, from where on a path ends: Qt draws no lines of 1e30 px
MOST_PX = 480  # of a side: more points are not computed
WIDE_PX = 260  # from here on there are numbers at the axes
ASK_MS = 40
FINE_PX = 5_000  # a path that is longer is drawn thinner, and without smoothing
LOW, HIGH = 0.6, 0.12  # how much of a hue the lowest and the highest band have
HELP = "Click to start there, drag to move, scroll to zoom"


def around(path: Array, *, diverged: bool = False) -> Box:
    """The box (low, high) for each column of a path (points, numbers): it has the origin and the
    start in it, and the path; of one that diverged, the beginning. Where the path has pushed an
    edge out it stands at a round number, so that it seldom moves as the path goes on."""
    box = []
    for column in path.T:
        half = max(REACH * abs(float(column[0])), LEAST)
        low, high = float(column.min()), float(column.max())
        span, end = max(high, half) - min(low, -half), half * FAR if diverged else math.inf
        room = ROOM * span
        unit = max(rung for rung in ladder(span / 4) if rung <= span / 4)
        low = -half if low > NEAR * -half else max(math.floor((low - room) / unit) * unit, -end)
        high = half if high < NEAR * half else min(math.ceil((high + room) / unit) * unit, end)
        box.append((low, high))
    return tuple(box)


def close_to(path: Array) -> Box:
    """The box that a path (points, numbers) fills."""
    box = []
    for column in path.T:
        low, high = float(column.min()), float(column.max())
        room = ROOM * (high - low) or 0.5 * abs(high) or 1.0
        box.append((low - room, high + room))
    return tuple(box)


class LandscapePlot(pg.PlotWidget):
    """Bands of equal loss, or a curve where only one number moves.

    Signals: wanted (the Box to compute and its size in px: it was moved, zoomed or resized), picked
    (the numbers (floats) where the user clicked), chosen (names of other numbers to span it by).
    """

    wanted = Signal(object, object)
    picked = Signal(object)
    chosen = Signal(object)
    _is_open = False  # Qt resizes it before it is made and while it is closed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self._path = np.empty((0, 2))
        self._found: Surveyed | None = None
        self._by_hand = self._diverged = self._is_fine = False
        item = self.getPlotItem()
        item.disableAutoRange()
        item.getViewBox().setDefaultPadding(0)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMinimumSize(110, 100)
        self.setAccessibleName("Landscape of the loss")
        self.setToolTip(HELP)
        self._image, self._curve = pg.ImageItem(axisOrder="row-major"), pg.PlotCurveItem()
        self._line = pg.PlotCurveItem(antialias=True)
        self._start = pg.ScatterPlotItem(size=10)
        self._end = pg.ScatterPlotItem(size=9)
        for part in (self._image, self._curve, self._line, self._start, self._end):
            self.addItem(part)
        self._labels = [QToolButton(self), QToolButton(self)]
        for button, side in zip(self._labels, ("across", "up"), strict=True):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setToolTip(f"Choose the number that is drawn {side}")
            button.setAccessibleName(f"Number {side}")
        self._readout = QLabel(self)
        self._message = QLabel(self)
        self._readout.hide()
        self._message.hide()
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self._readout, self._message):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(ASK_MS)
        self._ask.timeout.connect(self._tell)
        item.getViewBox().sigRangeChangedManually.connect(self._moved)
        self.scene().sigMouseClicked.connect(self._clicked)
        self.scene().sigMouseMoved.connect(self._hover)
        self._is_open = True
        self.restyle()

    # what is shown ------------------------------------------------------------------------------

    def show_names(self, names: Sequence[str], choices: Sequence[str]) -> None:
        """Span the plot by these numbers, one or two of them; others can be chosen."""
        self.names, self._by_hand, self._found = tuple(names), False, None
        self._image.clear()
        self._curve.clear()
        for axis, button in enumerate(self._labels):
            button.setText(names[axis] if axis < len(names) else "")
            button.setVisible(axis < len(names))
            button.adjustSize()
            menu = QMenu(button)
            for choice in choices:
                menu.addAction(choice).triggered.connect(partial(self._choose, axis, choice))
            button.setMenu(menu)
        self.show_path(np.empty((0, len(names))))
        self._arrange()

    def show_path(self, path: Array, *, diverged: bool = False) -> None:
        """Draw the points (steps, numbers) that a descent went through, the last one as a dot; and
        have them in view, unless the view was chosen by hand."""
        self._path, self._diverged = path, diverged
        if len(path) and len(self.names) == path.shape[1]:
            good = path[np.isfinite(path).all(1)]
            if not self._by_hand and len(good):
                self._frame(around(good, diverged=diverged))
        self._draw_path()

    def show_losses(self, found: Surveyed) -> None:
        """Draw a landscape in its box."""
        if len(found.box) != len(self.names):
            return
        self._found = found
        self.show_message("")
        if found.bands is None:
            self._show_curve(found)
        else:
            (left, right), (bottom, top) = found.box
            self._image.setImage(found.bands.astype(np.uint8), autoLevels=False, levels=(0, 255))
            self._image.setRect(QRectF(left, bottom, right - left, top - bottom))
        self._draw_path()

    def show_message(self, text: str) -> None:
        """Say in the middle why there is nothing; "" says nothing."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        if text:
            self._image.clear()
            self._curve.clear()

    def _show_curve(self, found: Surveyed) -> None:
        """The loss over one number; poles are cut off."""
        x = np.linspace(*found.box[0], len(found.losses))
        finite = found.losses[np.isfinite(found.losses)]
        self._curve.clear()
        if len(finite):
            self._curve.setData(x, found.losses, connect="finite")
            low, high = float(finite.min()), float(np.quantile(finite, 0.99))
            room = 0.06 * (high - low) or abs(high) or 1.0
            self.getPlotItem().getViewBox().setYRange(low - room, high + room, padding=0)

    def _draw_path(self) -> None:
        path = self._path
        if not path.size or path.shape[1] != len(self.names):
            path = np.empty((0, 2))
        x, y = path[:, 0], path[:, -1] if path.shape[1] == 2 else self._losses_at(path[:, 0])
        seen = np.isfinite(x) & np.isfinite(y)
        ranges = self.getPlotItem().getViewBox().viewRange()
        x, y = (
            np.clip(part[seen], low - OUTSIDE * (high - low), high + OUTSIDE * (high - low))
            for part, (low, high) in zip((x, y), ranges, strict=True)
        )
        for part, drawn in (
            (self._line, slice(None)),
            (self._start, slice(0, 1)),
            (self._end, slice(-1, None)),
        ):
            if len(x):
                part.setData(x[drawn], y[drawn])
            else:
                part.clear()
        self._choose_pen(x, y)

    def _choose_pen(self, x: Array, y: Array) -> None:
        """Draw a path that fills the plot thinly: it would take too long otherwise."""
        view = self.getPlotItem().getViewBox()
        scales = (view.width(), view.height())
        risen = [float(np.abs(np.diff(part)).sum()) for part in (x, y)]
        spans = [high - low for low, high in view.viewRange()]
        length_px = sum(r / s * px for r, s, px in zip(risen, spans, scales, strict=True))
        is_fine = length_px > FINE_PX
        if is_fine != self._is_fine:
            self._is_fine = is_fine
            self._line.opts["antialias"] = not is_fine
            self._line.setPen(pg.mkPen(current().backward, width=1 if is_fine else 2))

    def _losses_at(self, x: Array) -> Array:
        """The heights of the curve at these places."""
        found = self._found
        if found is None or found.bands is not None:
            return np.full(len(x), np.nan)
        own = np.linspace(*found.box[0], len(found.losses))
        return np.interp(x, own, found.losses, np.nan, np.nan)

    # what part of it ----------------------------------------------------------------------------

    @property
    def box(self) -> Box:
        """The part that is in view."""
        ranges = self.getPlotItem().getViewBox().viewRange()
        return tuple((float(low), float(high)) for low, high in ranges[: len(self.names)])

    def fit(self) -> None:
        """Have the path fill the view."""
        good = self._path[np.isfinite(self._path).all(1)] if len(self._path) else self._path
        if len(good):
            self._by_hand = True
            self._frame(close_to(good))

    def overview(self) -> None:
        """Go back to the view that follows the path."""
        self._by_hand = False
        self.show_path(self._path, diverged=self._diverged)

    def _frame(self, box: Box) -> None:
        if box == self.box:
            return
        view = self.getPlotItem().getViewBox()
        view.setXRange(*box[0], padding=0)
        if len(box) == 2:
            view.setYRange(*box[1], padding=0)
        self._ask.start()

    def _moved(self, _mask: object) -> None:
        self._by_hand = True
        self._ask.start()

    def _tell(self) -> None:
        view = self.getPlotItem().getViewBox()
        if self.names and self.isVisible():
            sides = (round(view.width()), round(view.height()))[: len(self.names)]
            self.wanted.emit(self.box, tuple(min(max(side, 1), MOST_PX) for side in sides))

    def ask(self) -> None:
        """Want what is in view once more."""
        self._ask.start()

    # the hand -----------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> tuple[float, ...] | None:
        """The numbers at a place of the scene; None outside of the landscape."""
        view = self.getPlotItem().getViewBox()
        if not self.names or not view.sceneBoundingRect().contains(place):
            return None
        point = view.mapSceneToView(place)
        return (point.x(), point.y())[: len(self.names)]

    def _clicked(self, event: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        point = self._at(event.scenePos())
        if point is None:
            return
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and not event.double():
            self.picked.emit(tuple(float(f"{value:.4g}") for value in point))
        elif event.button() == Qt.MouseButton.RightButton:
            menu = QMenu(self)
            entries: dict[str, Callable[[], None]] = {
                "Zoom to the path": self.fit,
                "Show the surroundings": self.overview,
            }
            for text, act in entries.items():
                menu.addAction(text).triggered.connect(act)
            menu.popup(event.screenPos().toPoint())

    def _choose(self, axis: int, name: str, _checked: bool = False) -> None:
        """Span one axis by this number; what stood there changes places with it."""
        names = list(self.names)
        if name in names:
            names[names.index(name)] = names[axis]
        names[axis] = name
        self.chosen.emit(tuple(names))

    def _hover(self, place: QPointF) -> None:
        point, found = self._at(place), self._found
        if point is None or found is None:
            self._readout.hide()
            return
        shares = [(v - low) / (high - low) for v, (low, high) in zip(point, found.box, strict=True)]
        words = [f"{n} {number(v, 3)}" for n, v in zip(self.names, point, strict=True)]
        if all(0 <= share <= 1 for share in shares):
            sides = found.losses.shape[::-1]
            places = [round(s * (side - 1)) for s, side in zip(shares, sides, strict=True)]
            words.append(f"loss {number(float(found.losses[tuple(reversed(places))]), 3)}")
        self._readout.setText(("  " if self.width() >= WIDE_PX else "\n").join(words))
        self._readout.adjustSize()
        self._readout.show()
        self._arrange()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)
        self._readout.hide()

    # its looks ----------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = current()
        self.setBackground(theme.ground)
        self._image.setLookupTable(_shades(theme))
        self._curve.setPen(pg.mkPen(theme.forward, width=2))
        self._line.setPen(pg.mkPen(theme.backward, width=1 if self._is_fine else 2))
        self._start.setPen(pg.mkPen(theme.backward, width=2))
        self._start.setBrush(theme.color("ground"))
        self._end.setPen(pg.mkPen(theme.ground, width=1))
        self._end.setBrush(theme.color("backward"))
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.mute))
            axis.setStyle(
                tickFont=font(11, numbers=True), tickLength=-4, hideOverlappingLabels=True
            )
        numbers = f'font-family: "{NUMBERS}"; font-size: 11px; color: {theme.ink};'
        for button in self._labels:
            button.setStyleSheet(f"QToolButton {{ {numbers} padding: 1px 4px; }}")
        self._readout.setStyleSheet(
            f"{numbers} background: {theme.panel}; padding: 1px 4px; border-radius: 4px;"
        )
        self._message.setStyleSheet(f"color: {theme.mute}; font-size: 12px;")

    def _arrange(self) -> None:
        """Put the labels where they belong: the names at the ends of the axes."""
        for side in ("left", "bottom"):
            is_needed = self.width() >= WIDE_PX or len(self.names) == 1
            self.getPlotItem().showAxis(side, bool(self.names) and is_needed)
        self.getPlotItem().layout.activate()  # or the area would be that of before
        area = self.getPlotItem().getViewBox().sceneBoundingRect().toRect()
        across, up = self._labels
        across.move(area.right() - across.width() - 6, area.bottom() - across.height() - 3)
        up.move(area.left() + 6, area.top() + 4)
        self._readout.move(area.right() - self._readout.width() - 4, area.top() + 4)
        self._message.setGeometry(area.adjusted(10, 10, -10, -10))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_open:
            self._arrange()
            self._ask.start()

    def close(self) -> bool:
        self._is_open = False
        self._ask.stop()
        return bool(super().close())

    def sizeHint(self) -> QSize:
        return QSize(220, 200)


def _shades(theme: Theme) -> Array:
    """The colours (256, 4) of the bands; the last that of no number."""
    low, high, ground = theme.color("forward"), theme.color("hand"), theme.color("ground")
    found = np.zeros((256, 4), np.uint8)
    for band in range(BANDS):
        height = band / (BANDS - 1)
        share = LOW + (HIGH - LOW) * height**0.7
        found[band] = _channels(mixed(ground, mixed(low, high, height), share))
    found[255] = _channels(theme.color("panel"))
    return found


def _channels(color: QColor) -> tuple[int, int, int, int]:
    return color.red(), color.green(), color.blue(), 255
