"""Files with changed bytes, and what their readers may do with them."""

from __future__ import annotations

import random
from collections.abc import Callable

from segstudio.errors import UserError


def changed(data: bytes, seed: str) -> bytes:
    """A few bytes changed, added or cut off, most of them in the first or last 200, where headers and tags are."""
    draw, made = random.Random(seed), bytearray(data)
    for _ in range(draw.choice([1, 1, 1, 2, 5])):
        near = min(200, len(made))
        at = draw.choice([draw.randrange(near), len(made) - 1 - draw.randrange(near), draw.randrange(len(made))])
        made[at] = draw.choice([0, 255, made[at] ^ 1 << draw.randrange(8), draw.randrange(256)])
    if draw.random() < 0.15:
        made = made[: draw.randrange(1, len(made))]
    return bytes(made + draw.randbytes(40)) if draw.random() < 0.1 else bytes(made)


def only(raised: type[UserError], read: Callable[[], object]) -> bool:
    """Run ``read``: it may raise ``raised`` with its two sentences, nothing else; whether it did."""
    try:
        read()
    except raised as error:
        assert error.message and error.hint
        return True
    return False
