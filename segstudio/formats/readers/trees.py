"""Trees of mask pictures with a layout of their own: Cityscapes and nnU-Net v2 (of pictures and of volumes)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from segstudio.errors import FormatError
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Value
from segstudio.formats.common.name_tables import numbered_colors, table_beside
from segstudio.formats.common.pixels import PNG, TIFF
from segstudio.formats.common.presets import cityscapes_labels, cityscapes_train_labels
from segstudio.formats.readers import volumes as volumes_of
from segstudio.formats.readers.pixel_files import masks_of

CITYSCAPES_NAMES = "label_colors.txt"
_IDS, _TRAIN_IDS = "_labelids.png", "_labeltrainids.png"


def _ending(files: Files, ending: str) -> list[str]:
    return [name for name in files.names if name.lower().endswith(ending)]


def cityscapes_fits(files: Files) -> bool:
    """Whether there are files ``*_labelIds.png`` or ``*_labelTrainIds.png``."""
    return bool(_ending(files, _IDS) or _ending(files, _TRAIN_IDS))


def read_cityscapes(files: Files) -> Found:
    """The labelIds, or where there are none the trainIds, with Cityscapes' names; a ``label_colors.txt`` beside
    labelIds (CVAT writes one) has other names, by line."""
    names = _ending(files, _IDS)
    if not names:
        masks = masks_of(files, _ending(files, _TRAIN_IDS))
        return Found(masks, cityscapes_train_labels(), False, "Cityscapes", list(files.left_out))
    labels = cityscapes_labels()
    own, beside = table_beside(files, CITYSCAPES_NAMES, texts={CITYSCAPES_NAMES: numbered_colors})
    void = {row.name for row in labels if row.void}
    own = {number: replace(row, void=row.void or row.name in void) for number, row in own.items()}
    values: Mapping[int, Value] = own or dict(enumerate(labels))
    return Found(masks_of(files, names), values, False, beside or "Cityscapes", list(files.left_out))


def _nnunet_masks(files: Files, *suffixes: str) -> list[str]:
    folders = {"labelstr", "labelsts"}
    names = [name for name in files.names if name.lower().endswith(suffixes)]
    return [name for name in names if folders & {part.lower() for part in PurePosixPath(name).parts[:-1]}]


def nnunet_fits(files: Files) -> bool:
    """Whether there is a ``dataset.json`` with a folder labelsTr."""
    return bool(files.called("dataset.json")) and any("labelstr/" in name.lower() for name in files.names)


def read_nnunet(files: Files) -> Found:
    """The masks of labelsTr and labelsTs; numbers mean what ``dataset.json`` says."""
    masks, volumes = _nnunet_masks(files, *PNG, *TIFF), _nnunet_masks(files, *volumes_of.ALL)
    if not masks and not volumes:
        text = "The masks in {folder} are no files that can be read."
        raise FormatError(text, "PNG, TIFF, NIfTI, NRRD and MetaImage are.", folder=files.place)
    values, beside = table_beside(files, "dataset.json")
    found = volumes_of.read_volumes(files, volumes)
    return Found(masks_of(files, masks), values, False, beside, found.left_out, volumes=found.volumes)
