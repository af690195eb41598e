"""All images below a folder are found once, through links too, and what cannot be read is not passed over."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from segstudio.errors import ImageError
from segstudio.project.images.finding import find_images, is_image_path, look_below, other_files


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_images(folder)]


def test_images_are_found_in_natural_order_outside_of_projects(tmp_path: Path) -> None:
    put(tmp_path, "b10.PNG", "b2.tiff", "a.txt", "._b3.png", "sub/c.jpg", "x.SegStudio/masks/b2.png", ".git/d.png")
    assert found(tmp_path) == ["b2.tiff", "b10.PNG", "sub/c.jpg"]
    assert is_image_path("a.JPEG") and is_image_path("a.nii.gz") and not is_image_path("a.txt")


def test_other_files_are_counted_by_kind(tmp_path: Path) -> None:
    put(tmp_path, "a.png", "b.HEIC", "sub/c.heic", "d.txt", "notes", ".hidden", "x.segstudio/y.czi")
    others: Counter[str] = Counter()
    find_images(tmp_path, others)
    assert others == {"HEIC": 2, ".txt": 1, "": 1}
    assert other_files(others) == "Other files that are there are not read as images: 1 nameless, 1 .txt, 2 HEIC."
    assert other_files({}) == ""


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="no folder"):
        find_images(tmp_path / "none")


def test_folders_that_are_links_are_followed(tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/x.png", "elsewhere/deep/y.png", "set/z.png")
    (tmp_path / "set" / "day").symlink_to(tmp_path / "elsewhere")
    assert found(tmp_path / "set") == ["day/deep/y.png", "day/x.png", "z.png"]
    (tmp_path / "link").symlink_to(tmp_path / "set")
    assert found(tmp_path / "link") == ["day/deep/y.png", "day/x.png", "z.png"]


def test_circles_of_links_end_and_each_image_comes_once_by_its_real_place(tmp_path: Path) -> None:
    put(tmp_path, "set/z.png", "elsewhere/x.png", "outside.png")
    for link, goal in (
        ("set/a", "elsewhere"), ("set/b", "elsewhere"), ("elsewhere/back", "set"), ("set/up", "."), ("set/self", "set"),
        ("elsewhere/loop", "elsewhere"), ("set/real/same", "set/real"),
    ):  # fmt: skip
        (tmp_path / link).parent.mkdir(exist_ok=True)
        (tmp_path / link).symlink_to(tmp_path / goal)
    put(tmp_path, "set/real/r.png")
    (tmp_path / "set" / "aaa").symlink_to(tmp_path / "set" / "real")
    names = found(tmp_path / "set")
    assert sorted(name.rpartition("/")[2] for name in names) == ["r.png", "x.png", "z.png"]
    assert "real/r.png" in names


def test_a_link_to_a_project_is_not_searched(tmp_path: Path) -> None:
    put(tmp_path, "P.segstudio/masks/a.png", "set/z.png")
    (tmp_path / "set" / "more").symlink_to(tmp_path / "P.segstudio")
    assert found(tmp_path / "set") == ["z.png"]


def test_a_folder_that_cannot_be_read_and_a_broken_link_are_in_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "z.png", "closed/a.png")
    (tmp_path / "broken.png").symlink_to(tmp_path / "nowhere.png")
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert found(tmp_path) == ["broken.png", "closed", "z.png"]


def test_files_without_a_suffix_are_images_where_they_start_as_dicom(tmp_path: Path) -> None:
    put(tmp_path, "IM0002", "notes.txt", "README")
    (tmp_path / "IM0001").write_bytes(bytes(128) + b"DICM" + bytes(200))
    (tmp_path / "1.2.840.7").write_bytes(bytes(128) + b"DICM" + bytes(200))
    assert found(tmp_path) == ["1.2.840.7", "IM0001"]


@pytest.mark.parametrize(
    ("layout", "images", "masks"),
    [
        ("PASCAL VOC", ["JPEGImages/a.jpg"], ["SegmentationClass/a.png", "SegmentationObject/a.png"]),
        ("Cityscapes", ["leftImg8bit/val/ulm/a_leftImg8bit.png"], ["gtFine/val/ulm/a_gtFine_labelIds.png"]),
        ("nnU-Net", ["imagesTr/a_0000.png", "imagesTs/b_0000.png"], ["labelsTr/a.png", "labelsTs/b.png"]),
        ("images and masks", ["train/images/a.png", "val/images/b.png"], ["train/masks/a.png", "val/masks/b.png"]),
    ],
)
def test_the_masks_of_a_data_set_are_no_images(
    layout: str, images: list[str], masks: list[str], tmp_path: Path
) -> None:
    root = tmp_path / "set"
    put(root, *images, *masks)
    below = look_below(root)
    assert [path.relative_to(root).as_posix() for path in below.images] == images
    assert [path.relative_to(root).as_posix() for path in below.masks] == masks
    assert layout in below.masks_sentence and f"its {len(masks)} masks" in below.masks_sentence
    for mask in masks:  # a folder of masks that is chosen by itself is a folder of images
        assert look_below((root / mask).parent).images


def test_a_folder_called_masks_without_images_beside_it_holds_images(tmp_path: Path) -> None:
    put(tmp_path, "masks/a.png", "faces/b.png")
    assert len(look_below(tmp_path).images) == 2 and look_below(tmp_path).masks_sentence == ""
