"""COCO: instances (polygons, compressed and plain run lengths) and panoptic (JSON with a folder of PNGs).

Format: https://cocodataset.org/#format-data. Run lengths go down the columns. Outlines are filled by one rule
(``shapes``), which agrees with pycocotools but for pixels whose middle lies within a tenth of a pixel of an outline.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from segstudio.errors import FormatError, MaskError, said
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import COLOR, NOTHING, Found, Loaded, MaskFile
from segstudio.formats.common.pixels import decode
from segstudio.formats.common.shapes import Drawing, Names, coco_runs, from_runs
from segstudio.project.palette_png import check_shape


def _contents(files: Files) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for name in files.of_kind(".json"):
        try:
            content = files.json(name)
        except MaskError:
            continue
        if isinstance(content, dict) and {"images", "annotations", "categories"} <= content.keys():
            found.append((name, content))
    return found


def fits(files: Files) -> bool:
    """Whether a JSON file has images, annotations and categories."""
    return bool(_contents(files))


def read(files: Files) -> Found:
    """The images of all such files that have annotations."""
    names, masks = Names(), list[MaskFile]()
    for file, content in _contents(files):
        try:
            categories = {row["id"]: names.key(row["name"]) for row in content["categories"]}
            images = {row["id"]: row for row in content["images"]}
            panoptic = any("segments_info" in row for row in content["annotations"])
            read_one = _panoptic if panoptic else _instances
            masks += read_one(files, file, content["annotations"], images, categories)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
            why = said("{key} is missing", key=error) if isinstance(error, KeyError) else str(error)
            text = "{name} is not a COCO file as it should be: {why}."
            raise FormatError(text, "Export it again.", name=file, why=why) from error
    if not masks:
        raise FormatError("{name} has no annotations.", "Choose another file.", name=files.place.name)
    return Found(masks, names.values, left_out=list(files.left_out))


def _instances(
    files: Files, file: str, annotations: list[Any], images: dict[Any, Any], categories: dict[Any, int]
) -> list[MaskFile]:
    of_image: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in annotations:
        of_image[row["image_id"]].append(row)
    base = PurePosixPath(file).name
    return [
        MaskFile(f"{base}: {images[id]['file_name']}", str(images[id]["file_name"]),
                 partial(_load, images[id], rows, categories))
        for id, rows in of_image.items()
    ]  # fmt: skip


def _load(image: dict[str, Any], rows: list[Any], categories: dict[Any, int], shape: tuple[int, int]) -> Loaded:
    name = str(image["file_name"])
    try:
        check_shape((int(image["height"]), int(image["width"])), shape, name)
        drawing = Drawing(shape, name)
        for row in rows:
            _draw(drawing, row["segmentation"], categories[row["category_id"]], shape, name)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise MaskError("{name} has an annotation that cannot be read: {why}.", "Export it again.", name=name,
                        why=error) from error  # fmt: skip
    return drawing.loaded()


def _draw(drawing: Drawing, segmentation: Any, key: int, shape: tuple[int, int], name: str) -> None:
    if isinstance(segmentation, list):
        for ring in segmentation:  # parts that are joined, not holes
            drawing.polygons([ring], key)
        if not segmentation:
            drawing.note("boxes without an outline are left out.")
        return
    height, width = segmentation["size"]
    check_shape((int(height), int(width)), shape, name)
    counts = segmentation["counts"]
    runs = coco_runs(counts, name) if isinstance(counts, str) else counts
    inside = from_runs(runs, height * width, name).reshape(width, height).T
    drawing.part(inside, 0, 0, key)


# ---- panoptic -------------------------------------------------------------------------------------------------------


def _panoptic(
    files: Files, file: str, annotations: list[Any], images: dict[Any, Any], categories: dict[Any, int]
) -> list[MaskFile]:
    folder = PurePosixPath(file).with_suffix("")
    masks = []
    for row in annotations:
        image = images.get(row["image_id"], {})
        segments = {int(one["id"]): categories[one["category_id"]] for one in row["segments_info"]}
        png = next((n for n in files.names if n.endswith(f"{folder.name}/{row['file_name']}")),
                   (folder / str(row["file_name"])).as_posix())  # fmt: skip
        masks.append(
            MaskFile(png, str(image.get("file_name") or row["file_name"]), partial(_ids, files, png, segments))
        )
    return masks


def _ids(files: Files, name: str, segments: dict[int, int], shape: tuple[int, int]) -> Loaded:
    keys = decode(files.read(name), name, shape).keys
    if keys.dtype != np.int32:
        raise MaskError("{name} is not an RGB image, as panoptic masks are.", "Export it again.", name=name)
    rgb = keys - COLOR
    ids = (rgb >> 16) + (rgb & 0xFF00) + ((rgb & 0xFF) << 16)  # R + 256 G + 256^2 B
    present, at = np.unique(ids, return_inverse=True)
    unknown = [int(id) for id in present if id and int(id) not in segments]
    if unknown:
        text = "{name} holds the segment {id}, which its list does not have."
        raise MaskError(text, "Export it again.", name=name, id=unknown[0])
    table = np.array([segments.get(int(id), NOTHING) for id in present], np.int32)
    return Loaded(table[at].reshape(shape))
