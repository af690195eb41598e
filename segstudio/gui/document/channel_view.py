"""In which colours channels are shown, and which of them are: of all images of a project with as many. No widget.

A view only: neither what is learnt from nor what tools paint by depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from segstudio.project.images.channels import COLORS, Color, channel_color, first_colors

NAMED_COLORS: dict[str, Color] = dict(
    zip(("Red", "Green", "Blue", "Grey", "Cyan", "Magenta", "Yellow"), COLORS, strict=True)
)
Kept = dict[str, list[str]]  # by the number of channels: "#ff0000" of each, "-#ff0000" while it is not shown


@dataclass(frozen=True)
class ShownChannel:
    """One channel: its colour, also while it is not ``on``."""

    color: Color
    on: bool


class ChannelView:
    """``changed()`` is called when channels are shown in another way."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._chosen: dict[int, tuple[ShownChannel, ...]] = {}

    def of(self, count: int) -> tuple[ShownChannel, ...]:
        """How ``count`` channels are shown."""
        at_first = enumerate(first_colors(count))
        return self._chosen.get(count) or tuple(
            ShownChannel(channel_color(number, count), color is not None) for number, color in at_first
        )

    def colors(self, count: int) -> tuple[Color | None, ...]:
        """The colour of each of ``count`` channels; ``None``: it is not shown."""
        return tuple(one.color if one.on else None for one in self.of(count))

    def show(self, count: int, number: int, on: bool) -> None:
        """Show one of ``count`` channels, or hide it."""
        self._put(count, number, replace(self.of(count)[number], on=on))

    def color(self, count: int, number: int, color: Color) -> None:
        """Show one of ``count`` channels in another colour."""
        self._put(count, number, ShownChannel(color, True))

    def only(self, count: int, number: int) -> None:
        """Show one of ``count`` channels and no other."""
        self._chosen[count] = tuple(replace(one, on=at == number) for at, one in enumerate(self.of(count)))
        self._changed()

    def reset(self, count: int) -> None:
        """Show ``count`` channels as at first."""
        if self._chosen.pop(count, None) is not None:
            self._changed()

    def _put(self, count: int, number: int, channel: ShownChannel) -> None:
        before = self.of(count)
        after = (*before[:number], channel, *before[number + 1 :])
        if after != before:
            self._chosen[count] = after
            self._changed()

    # ---- between two starts -----------------------------------------------------------------------------------

    def kept(self) -> Kept:
        """What was chosen, to be stored."""
        return {str(count): [_word(one) for one in shown] for count, shown in self._chosen.items()}

    def restore(self, kept: Mapping[str, Sequence[str]]) -> None:
        """Show channels as was stored; what is no such choice is passed over."""
        read = {count: [_channel(word) for word in words] for count, words in kept.items()}
        self._chosen = {
            len(shown): tuple(one for one in shown if one is not None)
            for count, shown in read.items()
            if count == str(len(shown)) and None not in shown
        }
        self._changed()


def _word(channel: ShownChannel) -> str:
    return f"{'' if channel.on else '-'}#{bytes(channel.color).hex()}"


def _channel(word: str) -> ShownChannel | None:
    off, _, digits = word.partition("#")
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        return None
    return ShownChannel((red, green, blue), off != "-")
