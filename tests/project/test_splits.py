"""Which images are held out: deterministic, about every fifth, never one that a network has trained on."""

import hashlib
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.project.entries import ImageEntry
from segstudio.project.splits import choose_splits


def entry(name: str, split: str = "", group: str = "", file: str = "") -> ImageEntry:
    """``file``: what is in the image file; else it is one of its own."""
    sha256 = hashlib.sha256((file or name).encode()).hexdigest()
    return ImageEntry(name, f"{name}.png", 4, 3, 10, sha256, group, split)


def everywhere(entries: list[ImageEntry]) -> dict[str, frozenset[int]]:
    return {one.id: frozenset({0, 1}) for one in entries}


def test_below_three_images_all_train() -> None:
    entries = [entry("a"), entry("b")]
    assert choose_splits(entries, everywhere(entries)) == {"a": "train", "b": "train"}
    assert set(choose_splits([*entries, entry("c")], everywhere(entries)).values()) == {"train", "val"}


def test_what_a_network_learnt_from_is_never_held_out_later() -> None:
    first = [entry("a"), entry("b")]
    learnt = [replace(one, split=choose_splits(first, everywhere(first))[one.id]) for one in first]
    entries = [*learnt, entry("c"), entry("d")]
    chosen = choose_splits(entries, everywhere(entries))
    assert set(chosen) == {"c", "d"} and "val" in chosen.values()


def test_about_every_fifth_is_held_out() -> None:
    for count, held in ((3, 1), (5, 1), (8, 2), (10, 2), (24, 5), (100, 20)):
        entries = [entry(f"i{n}") for n in range(count)]
        chosen = choose_splits(entries, everywhere(entries))
        assert len(chosen) == count
        assert list(chosen.values()).count("val") == held


def test_an_image_that_alone_holds_a_class_stays_in_train() -> None:
    entries = [entry(name) for name in "abcde"]
    for rare in "abcde":
        classes = {**everywhere(entries), rare: frozenset({0, 1, 2})}
        assert choose_splits(entries, classes)[rare] == "train"


def test_every_class_that_can_be_spared_is_held_out_somewhere() -> None:
    """Ground everywhere, a defect in most images: without care the five held-out ones would miss some defects."""
    entries = [entry(f"i{n}") for n in range(24)]
    classes = {one.id: frozenset({0} if n % 6 == 0 else {0, n % 6}) for n, one in enumerate(entries)}
    chosen = choose_splits(entries, classes)
    held = [classes[name] for name, split in chosen.items() if split == "val"]
    assert len(held) == 5 and frozenset().union(*held) == frozenset(range(6))


def test_classes_that_are_held_out_already_need_no_second_image() -> None:
    entries = [entry("a", "val"), *(entry(name) for name in "bcdefghij")]
    classes = {one.id: frozenset({0, 1}) for one in entries} | {name: frozenset({0, 2}) for name in "hij"}
    assert [name for name, split in choose_splits(entries, classes).items() if split == "val"] in (["h"], ["i"], ["j"])


def test_where_every_choice_costs_a_class_one_is_held_out_all_the_same() -> None:
    entries = [entry(name) for name in "abc"]
    classes = {one.id: frozenset({number}) for number, one in enumerate(entries)}
    assert list(choose_splits(entries, classes).values()).count("val") == 1


def test_images_for_testing_are_left_alone() -> None:
    entries = [entry("a", "test"), entry("b", "test"), entry("c"), entry("d")]
    assert choose_splits(entries, everywhere(entries)) == {"c": "train", "d": "train"}


def test_images_of_one_group_share_a_split() -> None:
    entries = [entry(f"i{n}", group=f"patient {n // 3}") for n in range(15)]
    chosen = choose_splits(entries, everywhere(entries))
    for n in range(0, 15, 3):
        assert len({chosen[f"i{n + k}"] for k in range(3)}) == 1
    assert "val" in chosen.values()
    later = [replace(one, split=chosen[one.id]) for one in entries] + [entry("new", group="patient 0")]
    assert choose_splits(later, everywhere(later)) == {"new": chosen["i0"]}


def test_copies_of_one_file_share_a_split_across_groups() -> None:
    entries = [entry(f"i{n}", file=f"file {n % 5}", group="a" if n in (0, 6) else "") for n in range(10)]
    chosen = choose_splits(entries, everywhere(entries))
    for n in range(5):
        assert chosen[f"i{n}"] == chosen[f"i{n + 5}"]
    assert chosen["i0"] == chosen["i1"]  # i6 is a copy of i1, and of the group of i0
    assert "val" in chosen.values()


def test_slices_of_the_only_stack_train_but_those_that_a_person_held_out() -> None:
    entries = [replace(entry(name, group="s"), stack="s", split="val" if name == "c" else "") for name in "abcd"]
    assert choose_splits(entries, everywhere(entries)) == {"a": "train", "b": "train", "d": "train"}


def test_one_group_alone_is_never_held_out() -> None:
    entries = [entry(name, group="same") for name in "abcd"]
    assert set(choose_splits(entries, everywhere(entries)).values()) == {"train"}


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_splits_once_given_stay_and_new_images_are_shared_out(data: st.DataObject) -> None:
    splits = data.draw(st.lists(st.sampled_from(["", "train", "val", "test"]), min_size=1, max_size=14))
    entries = [entry(f"i{n}", split) for n, split in enumerate(splits)]
    classes = {one.id: data.draw(st.frozensets(st.integers(0, 3), min_size=1)) for one in entries}
    chosen = choose_splits(entries, classes)
    assert chosen == choose_splits(entries, classes)
    assert all(not one.split for one in entries if one.id in chosen)
    final = [chosen.get(one.id, one.split) for one in entries if one.split != "test"]
    assert "" not in final
    if len(final) >= 3:
        if "train" in final and "" in splits:
            assert final.count("val") >= min(1, splits.count("") - ("train" not in splits))
        assert "train" in final or "" not in splits
        new_val = sum(split == "val" for split in chosen.values())
        assert new_val == 0 or final.count("val") <= max(1, round(len(final) / 5))
    else:
        assert set(chosen.values()) <= {"train"}
