"""Colours of the window: two palettes, one accent, a short style sheet, an 8 px grid. Owns no widget.

Every text is plain: Qt by itself takes one that holds a tag, as the name of a class or a file may, for HTML and reads
the files that it names. The style sheet turns that off for all labels, questions and tooltips, Qt's own too; only a
label with the property ``rich``, whose text is made with ``words.safe_html``, is HTML.

Qt's Fusion style is drawn with a palette of our own, because ``QStyleHints.setColorScheme`` alone changes nothing on
offscreen or bare X servers. Text keeps a contrast of at least 4.5:1 with what it stands on (WCAG 2.1, 1.4.3): tested.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from segstudio.gui.look.qt_names import named

GRID = 8


@dataclass(frozen=True)
class Theme:
    """Named colours as ``#rrggbb``. ``canvas`` surrounds the image; info, warning and error: grounds of the banner."""

    name: str
    window: str
    panel: str
    raised: str
    hover: str
    border: str
    canvas: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    info: str
    warning: str
    error: str


LIGHT = Theme(
    name="light",
    window="#f1f1f3",
    panel="#fbfbfc",
    raised="#ffffff",
    hover="#e4e5e9",
    border="#d0d1d7",
    canvas="#dcdde1",
    text="#1d1e22",
    muted="#5a5c66",
    disabled="#9b9da6",
    accent="#3b55c4",
    accent_hover="#3047ab",
    accent_text="#ffffff",
    accent_soft="#dde3fb",
    info="#e2e8fb",
    warning="#fbeccb",
    error="#fbdcd9",
)

DARK = Theme(
    name="dark",
    window="#222327",
    panel="#1b1c1f",
    raised="#2d2e34",
    hover="#373941",
    border="#3d3f47",
    canvas="#141517",
    text="#e8e9ed",
    muted="#a6a9b4",
    disabled="#6a6d78",
    accent="#92a6fb",
    accent_hover="#abbbff",
    accent_text="#11152b",
    accent_soft="#33395a",
    info="#2c3350",
    warning="#4a3c18",
    error="#55282a",
)


def theme_of(palette: QPalette) -> Theme:
    """The theme that ``palette`` was made from: a widget needs nothing else to paint itself."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette_of(theme: Theme) -> QPalette:
    """A complete Fusion palette of ``theme``."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.text,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.raised,
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.canvas,
        role.Shadow: theme.border,
    }
    palette = QPalette()
    for which, color in colors.items():
        palette.setColor(which, QColor(color))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.hover))
    palette.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, QColor(theme.disabled))
    return palette


SHEET = """
QLabel {{ qproperty-textFormat: PlainText; }}
QLabel[rich="true"] {{ qproperty-textFormat: RichText; }}
QToolTip {{ qproperty-textFormat: PlainText; background: {raised}; color: {text}; border: 1px solid {border};
            padding: 4px 8px; }}
QMainWindow::separator {{ background: {border}; width: 1px; height: 1px; }}
QSplitter::handle {{ background: {border}; }}
QToolBar {{ background: {window}; border: 0; border-bottom: 1px solid {border}; spacing: 4px; padding: 4px 8px; }}
QToolBar::separator {{ background: {border}; width: 1px; margin: 6px 8px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 5px; color: {text}; }}
QToolButton[tight="true"] {{ padding: 1px 5px; }}
QToolButton#qt_toolbar_ext_button {{ padding: 0; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:checked {{ background: {accent_soft}; border-color: {accent}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:disabled {{ color: {disabled}; }}
QCheckBox::indicator:unchecked, QTreeView::indicator:unchecked {{
    background: {raised}; border: 1px solid {muted}; border-radius: 2px; width: 12px; height: 12px; }}
QRadioButton::indicator {{ background: {raised}; border: 1px solid {muted}; border-radius: 7px;
                           width: 12px; height: 12px; }}
QRadioButton::indicator:checked {{ border-color: {accent}; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
                                   fx: 0.5, fy: 0.5, stop: 0.5 {accent}, stop: 0.6 {raised}); }}
QRadioButton::indicator:disabled {{ border-color: {disabled}; }}
QPushButton {{ background: {raised}; color: {text}; border: 1px solid {border}; border-radius: 4px;
               padding: 6px 12px; min-height: 18px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {disabled}; background: {window}; }}
QMessageBox QLabel#qt_msgbox_label {{ font-weight: 600; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton:flat {{ background: transparent; border-color: transparent; }}
QPushButton[primary="true"] {{ background: {accent}; color: {accent_text}; border-color: {accent}; font-weight: 600; }}
QPushButton[primary="true"]:hover {{ background: {accent_hover}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {text}; padding: 5px 11px; }}
QPushButton[primary="true"]:disabled {{ background: {hover}; color: {muted}; border-color: {hover}; }}
QScrollArea[scrolled="true"] {{ border: 1px solid transparent; }}
QScrollArea[scrolled="true"]:focus {{ border-color: {accent}; }}
QStatusBar {{ background: {window}; border-top: 1px solid {border}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ color: {muted}; }}
QDockWidget::title {{ background: {window}; border-top: 1px solid {border}; padding: 6px 8px; text-align: left; }}
QFrame[overlay="true"] {{ background: {window}; border: 1px solid {border}; border-radius: 6px; }}
QFrame[raised="true"] {{ background: {panel}; border: 1px solid {border}; border-radius: 4px; }}
QFrame[rule="true"] {{ background: {border}; border: 0; }}
QLabel[muted="true"] {{ color: {muted}; }}
QLabel[heading="true"] {{ font-weight: 600; }}
QFrame#notice_banner {{ border: 0; border-bottom: 1px solid {border}; }}
QFrame#notice_banner[severity="info"] {{ background: {info}; }}
QFrame#notice_banner[severity="warning"] {{ background: {warning}; }}
QFrame#notice_banner[severity="error"] {{ background: {error}; }}
"""


def apply_theme(choice: str) -> Theme:
    """Give the whole program the colours of "light", "dark" or "system" and return them. Nothing is set twice: Qt would
    polish every widget again."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(choice, Qt.ColorScheme.Unknown)
    app.styleHints().setColorScheme(scheme)
    if choice == "system":
        scheme = app.styleHints().colorScheme()
    theme = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    if not app.styleSheet():  # with one, Qt wraps the style, and the wrapper has no name to ask for
        app.setStyle("Fusion")
    palette, sheet = palette_of(theme), SHEET.format(**asdict(theme))
    if app.palette() != palette:
        app.setPalette(palette)
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)
    return theme


def _parts(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def luminance(color: QColor) -> float:
    """Relative luminance 0..1 (WCAG 2.1 definition, sRGB)."""
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def line_color(color: QColor, theme: Theme) -> QColor:
    """``color``, mixed with that of text until a thin line of it stands out from the window's ground by 3:1 (WCAG 2.1,
    1.4.11)."""
    ground, text = luminance(QColor(theme.window)), QColor(theme.text)
    for share in range(0, 101, 5):
        mixed = QColor.fromRgbF(
            *(own + (other - own) * share / 100 for own, other in zip(_parts(color), _parts(text), strict=True))
        )
        low, high = sorted((luminance(mixed), ground))
        if (high + 0.05) / (low + 0.05) >= 3.05:  # a little more, as colours are rounded
            return mixed if share else color
    return text


def tabular(font: QFont) -> QFont:
    """``font`` with digits of one width, so that running numbers do not jump."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def sized(font: QFont, factor: float, bold: bool = False) -> QFont:
    """One of the three type sizes (0.9, 1, 1.6) relative to the system's UI font."""
    result = QFont(font)
    if font.pointSizeF() > 0:
        result.setPointSizeF(font.pointSizeF() * factor)
    else:
        result.setPixelSize(round(font.pixelSize() * factor))
    if bold:
        result.setWeight(QFont.Weight.DemiBold)
    return result


def muted_label(text: str, name: str, parent: QWidget) -> QLabel:
    """A muted line of text that wraps."""
    label = named(QLabel(text, parent), name)
    label.setProperty("muted", True)
    label.setWordWrap(True)
    return label
