"""Colours, type and space: the two themes, the shipped fonts, and the style sheet made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
FONTS, ICONS = RESOURCES / "fonts", RESOURCES / "icons"
WORDS, NUMBERS, SYMBOLS = "Inter", "JetBrains Mono", "Chainrule Symbols"
LABEL, SMALL, BODY, LARGE, TITLE = 11.5, 12.5, 13.0, 15.0, 20.0  # px
CONTROL_RADIUS, CARD_RADIUS, CHIP_RADIUS = 8, 9, 13  # px


@dataclass(frozen=True)
class Theme:
    """One set of colours. Teal is forward, orange backward, blue the user's own hand."""

    name: str
    ground: str
    panel: str
    card: str
    line: str
    ink: str
    mute: str
    faint: str
    hand: str
    forward: str
    backward: str
    on_hand: str
    hover: str
    column: str  # behind a card's glyph

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        """The colour of a role, as 'backward', at an opacity from 0 to 1."""
        color = QColor(getattr(self, role))
        color.setAlphaF(alpha)
        return color


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two, opaque, with `share` of the other in it."""
    parts = ((c.redF(), c.greenF(), c.blueF()) for c in (one, other))
    return QColor.fromRgbF(*[(1 - share) * a + share * b for a, b in zip(*parts, strict=True)])


DARK = Theme(
    "dark",
    ground="#14171d",
    panel="#1a1e26",
    card="#232935",
    line="#303746",
    ink="#e8ebf1",
    mute="#8b95a7",
    faint="#566073",
    hand="#6aa5ff",
    forward="#54c7b4",
    backward="#f28c45",
    on_hand="#14171d",
    hover="#2b3240",
    column="#1e232d",
)
LIGHT = Theme(
    "light",
    ground="#f6f7f9",
    panel="#ffffff",
    card="#ffffff",
    line="#d9dde4",
    ink="#1b2029",
    mute="#667085",
    faint="#a3abb9",
    hand="#2f6fe0",
    forward="#0f7a6e",
    backward="#b84f08",
    on_hand="#ffffff",
    hover="#eceef2",
    column="#f1f3f6",
)
THEMES = {"dark": DARK, "light": LIGHT}


def current() -> Theme:
    """The theme that the application's palette shows."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


def system() -> Theme:
    """The theme that the desktop asks for."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def load_fonts() -> None:
    """Make the shipped fonts known to Qt."""
    for file in sorted((*FONTS.glob("*.otf"), *FONTS.glob("*.ttf"))):
        QFontDatabase.addApplicationFont(str(file))


def font(size_px: float = BODY, *, numbers: bool = False, weight: int = 400) -> QFont:
    """Inter for words or JetBrains Mono for numbers, in pixels so that PDFs keep the size."""
    result = QFont([NUMBERS if numbers else WORDS, SYMBOLS])
    result.setPixelSize(max(1, round(size_px)))
    result.setWeight(QFont.Weight(weight))
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result


def palette(theme: Theme) -> QPalette:
    """Qt's palette in the colours of a theme."""
    result = QPalette()
    role = QPalette.ColorRole
    for key, name in (
        (role.Window, "panel"),
        (role.Base, "ground"),
        (role.AlternateBase, "panel"),
        (role.Button, "card"),
        (role.WindowText, "ink"),
        (role.Text, "ink"),
        (role.ButtonText, "ink"),
        (role.ToolTipBase, "card"),
        (role.ToolTipText, "ink"),
        (role.PlaceholderText, "mute"),
        (role.Highlight, "hand"),
        (role.HighlightedText, "on_hand"),
        (role.Link, "hand"),
        (role.Mid, "line"),
    ):
        result.setColor(key, theme.color(name))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, theme.color("faint"))
    return result


def apply(theme: Theme) -> None:
    """Dress the whole application in a theme."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setPalette(palette(theme))
    app.setFont(font(BODY))
    app.setStyleSheet(style_sheet(theme))


def style_sheet(t: Theme) -> str:
    """The style sheet of a theme: hairlines, no shadows, no gradients, one accent."""
    icons = ICONS.as_posix()
    return f"""
* {{ outline: none; }}
QWidget {{ color: {t.ink}; font-family: "{WORDS}", "{SYMBOLS}"; font-size: 13px; }}
QMainWindow, QDialog, #panel {{ background: {t.panel}; }}
QMainWindow::separator {{ background: {t.line}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {t.hand}; }}
QToolTip {{ background: {t.card}; color: {t.ink}; border: 1px solid {t.line}; padding: 6px 8px; }}
QDockWidget {{ titlebar-close-icon: none; titlebar-normal-icon: none; }}
#bar {{ background: {t.panel}; border-bottom: 1px solid {t.line}; }}
#timeline {{ background: {t.panel}; border-top: 1px solid {t.line};
    border-bottom: 1px solid {t.line}; }}
QLabel {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QLabel[role="section"] {{ color: {t.mute}; font-size: 11.5px; font-weight: 600; }}
QLabel[role="mute"] {{ color: {t.mute}; font-size: 12.5px; }}
QLabel[role="title"] {{ font-size: 20px; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: 15px; font-weight: 600; }}
QListWidget {{ background: {t.ground}; border: 1px solid {t.line}; border-radius: 8px;
    padding: 4px; }}
QListWidget::item {{ padding: 3px 4px; border-radius: 4px; }}
QListWidget::item:selected {{ background: {t.hover}; color: {t.ink}; }}
QListWidget::indicator {{ width: 14px; height: 14px; border: 1px solid {t.faint};
    border-radius: 4px; background: {t.ground}; }}
QListWidget::indicator:checked {{ background: {t.hand}; border-color: {t.hand};
    image: url({icons}/tick-{t.name}.svg); }}
QLabel[role="number"] {{ font-family: "{NUMBERS}", "{SYMBOLS}"; font-size: 13px; }}
QLabel[role="forward"] {{ font-family: "{NUMBERS}", "{SYMBOLS}"; color: {t.forward}; }}
QLabel[role="backward"] {{ font-family: "{NUMBERS}", "{SYMBOLS}"; color: {t.backward}; }}
QLabel[role="gradient"] {{ font-family: "{NUMBERS}", "{SYMBOLS}"; color: {t.backward};
    font-size: 20px; }}
QLabel[role="error"] {{ color: {t.backward}; font-size: 12.5px; }}
QPushButton {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {CONTROL_RADIUS}px;
    padding: 6px 14px; font-weight: 500; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:focus {{ border-color: {t.hand}; }}
QPushButton:disabled {{ color: {t.faint}; }}
QPushButton[role="primary"] {{ background: {t.hand}; border-color: {t.hand}; color: {t.on_hand};
    font-weight: 600; }}
QPushButton[role="primary"]:disabled {{ background: {t.card}; border-color: {t.line};
    color: {t.faint}; }}
QPushButton[role="chip"] {{ border-radius: {CHIP_RADIUS}px; padding: 4px 10px; font-size: 12.5px;
    background: {t.card}; }}
QPushButton[role="chip"]:hover {{ border-color: {t.hand}; }}
QPushButton[role="choice"] {{ background: transparent; color: {t.mute}; padding: 5px 12px; }}
QPushButton[role="choice"]:checked {{ background: {t.card}; color: {t.ink};
    border-color: {t.hand}; }}
QPushButton[role="link"] {{ background: transparent; border: none; color: {t.hand}; padding: 2px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QToolButton {{ background: transparent; border: none; border-radius: 6px; padding: 4px; }}
QToolButton:hover, QToolButton:focus {{ background: {t.hover}; }}
QToolButton:checked {{ color: {t.hand}; }}
QToolButton::menu-indicator {{ image: none; }}
#crumb {{ color: {t.mute}; padding: 2px 5px; }}
#crumb[open="true"] {{ color: {t.ink}; }}
#iterations {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 10px; }}
#iterations QToolButton {{ padding: 0 4px; color: {t.mute}; font-family: "{NUMBERS}", "{SYMBOLS}";
    font-size: 11.5px; border-radius: 8px; }}
#iterations QToolButton:hover {{ color: {t.ink}; }}
#offer {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 8px; }}
QLineEdit, QPlainTextEdit, QComboBox, QDoubleSpinBox, QSpinBox {{ background: {t.ground};
    border: 1px solid {t.line}; border-radius: {CONTROL_RADIUS}px; padding: 5px 8px;
    selection-background-color: {t.hand}; selection-color: {t.on_hand}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDoubleSpinBox:focus, QSpinBox:focus {{
    border-color: {t.hand}; }}
QLineEdit[bad="true"], QPlainTextEdit[bad="true"] {{ border-color: {t.backward}; }}
QPlainTextEdit[role="code"], QLineEdit[role="code"] {{ font-family: "{NUMBERS}", "{SYMBOLS}"; }}
QLineEdit[role="quiet"] {{ background: transparent; border-color: transparent; font-size: 15px;
    font-weight: 600; padding: 4px 6px; margin-left: -7px; }}
QLineEdit[role="quiet"]:hover {{ border-color: {t.line}; }}
QLineEdit[role="quiet"]:focus {{ border-color: {t.hand}; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url({icons}/chevron-{t.name}.svg); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {t.card}; border: 1px solid {t.line};
    selection-background-color: {t.hover}; selection-color: {t.ink}; }}
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button, QSpinBox::up-button,
QSpinBox::down-button {{ width: 0; }}
QMenu {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 8px; padding: 6px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {t.hover}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 6px 8px; }}
QMenuBar {{ background: {t.panel}; padding: 2px 8px; }}
QMenuBar::item {{ background: transparent; color: {t.mute}; padding: 4px 8px; border-radius: 6px; }}
QMenuBar::item:selected {{ background: {t.hover}; color: {t.ink}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {t.line}; border-radius: 3px; min-height: 24px;
    min-width: 24px; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; width: 0; height: 0; }}
QSlider::groove:horizontal {{ height: 4px; background: {t.line}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {t.hand}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
    background: {t.hand}; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {t.faint}; border-radius: 4px;
    background: {t.ground}; }}
QCheckBox::indicator:checked {{ background: {t.hand}; border-color: {t.hand};
    image: url({icons}/tick-{t.name}.svg); }}
QTabWidget::pane {{ border: none; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{ color: {t.mute}; background: transparent; border: none; padding: 4px 10px 6px; }}
QTabBar::tab:selected {{ color: {t.ink}; border-bottom: 2px solid {t.hand}; }}
QTabBar::tab:focus {{ color: {t.hand}; }}
QProgressBar {{ background: {t.line}; border: none; border-radius: 2px; max-height: 4px; }}
QProgressBar::chunk {{ background: {t.hand}; border-radius: 2px; }}
#logo {{ padding: 0 8px; font-size: 15px; font-weight: 600; }}
#complaint {{ background: {t.panel}; border: 1px solid {t.backward}; border-radius: 8px;
    padding: 7px 12px; }}
#find {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 8px; }}
#find QToolButton:disabled {{ background: transparent; }}
QTreeView, QListView {{ background: {t.ground}; border: 1px solid {t.line}; border-radius: 8px;
    padding: 4px; }}
QTreeView::item, QListView::item {{ padding: 3px 4px; }}
QListView[role="bare"] {{ background: transparent; border: none; padding: 0; }}
QTreeView::item:selected, QListView::item:selected {{ background: {t.hover}; color: {t.ink}; }}
QTreeView:focus, QListView:focus {{ border-color: {t.hand}; }}
QHeaderView::section {{ background: {t.ground}; color: {t.mute}; border: none; padding: 4px;
    font-size: 11.5px; font-weight: 600; }}
#finder {{ background: {t.panel}; border: 1px solid {t.line}; }}
#argument_form {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 9px; }}
#well {{ background: {t.ground}; border: 1px solid {t.line}; border-radius: {CARD_RADIUS}px; }}
"""
