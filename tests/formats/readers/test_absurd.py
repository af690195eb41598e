"""Whatever stands at any place of a file of another program: it is read, left out by name or refused in a sentence."""

from __future__ import annotations

import base64
import json
import random
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segstudio.errors import MaskError, UserError
from segstudio.formats.common.files import Files
from segstudio.formats.readers import labelme, ultralytics
from segstudio.formats.writers import shapes
from segstudio.formats.writers.dataset import Layout, Sheet
from segstudio.labels.classes import VOID
from segstudio.project.entries import ImageEntry
from tests.any_bytes import only
from tests.formats.conftest import SHAPE, TABLE

ABSURD: tuple[Any, ...] = (
    None, True, -1, 1 << 31, 10**400, 1.5, float("nan"), float("inf"), "", "x", "../../etc", [], {}, [[]], [[[]]],
    [0, 0], [1e308, -1e308], {"a": 1}, "\ud800", "9" * 5000,
)  # fmt: skip
LAYOUTS: dict[str, Layout] = {
    "coco": shapes.COCO, "panoptic": shapes.PANOPTIC, "labelme": shapes.LABELME, "label studio": shapes.LABEL_STUDIO,
}  # fmt: skip


def in_memory(files: dict[str, bytes]) -> Files:
    return Files(Path("x"), tuple(sorted(files)), lambda name, _most, length: files[name][:length])


def written(layout: Layout) -> dict[str, bytes]:
    """The files of one image with a ring, a pixel and void."""
    values = np.full(SHAPE, VOID, np.uint8)
    values[0:4, 0:4], values[1:3, 1:3], values[5, 7] = 0, 1, 2
    values[2, 2] = VOID
    numbers = layout.numbers(TABLE)
    part = layout.part(Sheet(1, ImageEntry("a", "a.tif", SHAPE[1], SHAPE[0], 1, "0" * 64), values, TABLE, numbers))
    return {**part.files, **layout.whole([part.record], TABLE, numbers)}


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a tree; of a long list of numbers the first one."""
    keys = list(node) if isinstance(node, dict) else range(min(len(node), 4)) if isinstance(node, list) else []
    for key in keys:
        yield node, key
        yield from places(node[key])


@pytest.mark.parametrize("name", LAYOUTS)
def test_any_value_at_any_place_of_a_json_file_has_a_sentence(name: str) -> None:
    layout, files = LAYOUTS[name], written(LAYOUTS[name])
    [file] = [one for one in files if one.endswith(".json")]
    draw, refused = random.Random(name), 0
    for at in range(len(list(places(json.loads(files[file]))))):
        for value in draw.sample(ABSURD, 4):
            tree = json.loads(files[file])
            node, key = list(places(tree))[at]
            node[key] = value
            changed = in_memory({**files, file: json.dumps(tree).encode()})

            def read(changed: Files = changed) -> None:
                for mask in layout.read(changed).masks:  # type: ignore[misc]
                    mask.load(SHAPE)

            refused += only(UserError, read)
    assert refused


def test_a_mask_of_labelme_that_unpacks_to_more_than_its_image_is_refused_before(monkeypatch: Any) -> None:
    row = b"\0\0\0\x0dIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    packed = b"\x89PNG\r\n\x1a\n" + row + zlib.crc32(row[4:]).to_bytes(4, "big")
    shape = {
        "label": "cell",
        "shape_type": "mask",
        "points": [[0, 0], [1, 1]],
        "mask": base64.b64encode(packed).decode(),
    }
    monkeypatch.setattr(labelme, "decode", lambda *_: pytest.fail("it was unpacked"))
    found = labelme.read(in_memory({"a.json": json.dumps({"shapes": [shape]}).encode()}))
    with pytest.raises(MaskError):
        found.masks[0].load(SHAPE)


@pytest.mark.parametrize("line", ["1e999 .1 .1 .2 .2 .3 .3", "nan .1 .1 .2 .2 .3 .3", "0 1e999 .1 .2 .2 .3 .3"])
def test_a_line_of_ultralytics_that_is_no_number_is_refused(line: str) -> None:
    found = ultralytics.read(in_memory({"labels/a.txt": b"0 .1 .1 .2 .2 .3 .3\n" + line.encode()}))
    with pytest.raises(MaskError):
        found.masks[0].load(SHAPE)
