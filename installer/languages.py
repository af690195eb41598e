"""Keeps the window's other languages up to date: every sentence of the source has its row in ``resources/languages``.

``python installer/languages.py`` collects the sentences, writes each ``segstudio_XX.ts`` anew (translations that exist
stay, new sentences are marked unfinished, those that are gone are dropped), makes the ``.qm`` beside it and prints
what has no translation yet. Both files are committed, so that nobody needs Qt's tools to run the program. To translate:
write between ``<translation>`` and ``</translation>`` in the ``.ts``, take out ``type="unfinished"``, run this again.
After a merge that both sides changed, take either file and run this: what the other side had is printed as missing.

What counts as a sentence: whatever is handed to ``tr``, ``said``, ``counted`` or an error; elsewhere (rows of tables,
constants) a text with words in it, which is why a new row of a table is found without a change here.

Words of the German: class Klasse, mask Maske, label Label (painted pixels) and beschriftet (labelled), void stays,
stroke Strich, prediction Vorhersage, accept übernehmen, run Lauf, fine-tune nachtrainieren, held-out zurückgehalten,
score Bewertung, feature map Merkmalskarte, stack Stapel, plane Ebene, slice Schicht, weights Gewichte, confidence
Konfidenz, overlay Überlagerung, flag markieren. Encoder, Decoder, Loss, IoU, Dice, U-Net and the names of programs and
formats stay. No "Sie": what to do stands in the infinitive ("Bild entfernen"). Ctrl is Strg, Shift is Umschalt,
Backspace is Rücktaste. Numbers keep the decimal point, as in every table and file of the program.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6

import segstudio.errors
from segstudio.gui.look.languages import FOLDER, LANGUAGES
from segstudio.gui.look.words import CONTEXT

SOURCE = Path(segstudio.errors.__file__).parent
ERRORS = {name for name, kind in vars(segstudio.errors).items() if isinstance(kind, type)}
TELLING = {"tr", "said", "together", "Notice"} | ERRORS
# never seen in the window: the command line, facts of torch for it, the script beside an exported network, the card
# of a run (a file that goes with its weights), and the tables of data sets
LEFT_OUT = (
    "cli", "learning/network/doctor.py", "learning/batch/standalone.py", "learning/runs/card.py",
    "formats/common/presets.py", "models/contract.py",
)  # fmt: skip
# calls that take names and patterns, or errors of a programmer
SILENT = {
    "setObjectName", "setProperty", "getLogger", "debug", "info", "warning", "error", "exception", "critical",
    "compile", "getattr", "startswith", "endswith", "encode", "strip", "setStyleSheet", "ValueError", "RuntimeError",
    "TypeError", "KeyError", "AssertionError", "OSError", "TypeVar", "QKeySequence", "search", "match", "split",
}  # fmt: skip
_WORDS = re.compile(r"^(?=.*[a-z]{2})\S.* \S|^[A-Z][a-z]+(-[a-z]+)?(\.\.\.|…)?$", re.DOTALL)
_TECHNICAL = re.compile(r"\{\{|\{ |: \w+;|\\[(.d]|%\(|^[#|<]|\w\||^,?\n|^[a-z]+: \S+$")
_ONE_WORD_ROOMS = (
    "gui", "choices", "labels", "formats/table.py", "learning/runs/compare.py", "learning/network/validation.py",
)  # fmt: skip
# names of Qt's parts, keys, types, requests and entries of files
_NAMES = {
    "Box", "Part", "Field", "Fusion", "Predict", "Space", "Return", "Enter", "Esc", "Backspace", "Del", "Tab",
    "Binary labelmap", "space directions", "space origin", "Body structure", "Artificial Intelligence", "line skip",
    "byte skip", "data file", "space units", "signed char", "out of memory", "out of device memory",
    "can't allocate memory", "not enough memory", "alloc failed",
}  # fmt: skip


def _called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _unsaid(node: ast.AST) -> Iterator[ast.AST | None]:
    """The parts of ``node`` whose texts are no sentences: docstrings, keys, names, types, pieces of f-strings."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.FunctionDef):
        yield node.returns
    elif isinstance(node, ast.AnnAssign | ast.arg):
        yield node.annotation
    elif isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    elif isinstance(node, ast.Subscript):
        yield node.slice
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.FormattedValue):
        yield node.format_spec
    elif isinstance(node, ast.Call) and _called(node) in SILENT:
        yield from node.args


def _constants(node: ast.AST | None) -> Iterator[ast.Constant]:
    """The texts in an expression, but for those that a call in it takes."""
    if isinstance(node, ast.Constant):
        yield node
    elif node is not None and not isinstance(node, ast.Call):
        for part in ast.iter_child_nodes(node):
            yield from _constants(part)


def _texts(tree: ast.AST, silent: set[int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value


def sentences_of(source: str, one_word: bool = True) -> Iterator[str]:
    """The sentences in a file's ``source``; single words that no call tells only if ``one_word``."""
    tree = ast.parse(source)
    silent = {id(one) for node in ast.walk(tree) for part in _unsaid(node) for one in _constants(part)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if _called(node) == "counted":
            nouns = [str(part.value) for part in node.args[1:] if isinstance(part, ast.Constant)]
            yield from (nouns if len(nouns) != 1 else (nouns[0], f"{nouns[0]}s"))
        elif _called(node) in TELLING:
            for part in node.args:
                yield from (text for text in _texts(part, silent) if re.search("[A-Za-z]{2}", text))
    for text in _texts(tree, silent):
        if _WORDS.search(text) and not _TECHNICAL.search(text) and (one_word or " " in text) and text not in _NAMES:
            yield text


def sentences() -> dict[str, str]:
    """Every sentence that can reach the window, with the first file that says it, in the order of the source."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        if not place.startswith(LEFT_OUT):
            for text in sentences_of(path.read_text(encoding="utf-8"), place.startswith(_ONE_WORD_ROOMS)):
                found.setdefault(text, place)
    return found


def translations(path: Path) -> dict[str, str]:
    """What a ``.ts`` file says of each sentence; unfinished ones are left out. Empty where there is no file."""
    if not path.exists():
        return {}
    rows = ((row.findtext("source", ""), row.find("translation")) for row in ET.parse(path).iter("message"))
    return {source: one.text or "" for source, one in rows if one is not None and one.get("type") != "unfinished"}


def write(path: Path, key: str, known: dict[str, str]) -> list[str]:
    """Write the ``.ts`` file of language ``key`` anew with the translations ``known``; the sentences that have none."""
    root = ET.Element("TS", version="2.1", language=key, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    missing = []
    for text, place in sentences().items():
        row = ET.SubElement(context, "message")
        ET.SubElement(row, "location", filename=place)
        ET.SubElement(row, "source").text = text
        one = ET.SubElement(row, "translation")
        one.text = known.get(text)
        if not one.text:
            one.set("type", "unfinished")
            missing.append(text)
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")
    return missing


def release(path: Path) -> None:
    """Make the ``.qm`` that the window reads of a ``.ts`` file, with Qt's own tool."""
    tool = next(Path(PySide6.__file__).parent.glob("lrelease*"))
    subprocess.run([tool, "-silent", "-nounfinished", path, "-qm", path.with_suffix(".qm")], check=True)


def main() -> int:
    """Bring every language up to date and print what is missing; 1 when something is."""
    missing = []
    for key in LANGUAGES:
        if key == "en":
            continue
        path = FOLDER / f"segstudio_{key}.ts"
        missing += [f"{key} {text!r}" for text in write(path, key, translations(path))]
        release(path)
    print("\n".join(missing) or "Nothing is missing.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
