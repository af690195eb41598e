"""The rule by which the network is shown instead of the instant preview. Pure functions; imports no Qt.

The network is shown once its mean IoU is clearly higher than the preview's on the same held-out labels, and from LEARNT
steps on once it is as high. On held-out strokes of few labels it is enough then that it is not far behind, and on
labels that both learnt from always. It stays shown until it is clearly behind that.
"""

from __future__ import annotations

from segstudio.learning.messages import PREVIEWED, SAME_IMAGE, ScoreTable

# Mean IoU by which the network may be behind on labels that both learnt from: the preview fits a few strokes at once
# and almost wholly, which says little of the rest of the image. Also on held-out strokes, once it learnt LEARNT steps:
# strokes lie where it is easy. On drawn cells the preview scored 0.85 on them and 0.61 on whole images, the network
# 0.80 and 0.73.
CAUGHT_UP = 0.1
# Mean IoU by which one has to be ahead on one held-out image to be told from the other, on n images 1 / sqrt(n) of it:
# what a few images say of two equal ones differs by as much, and the canvas must not change its mind all the time. On
# strokes all of it, on however many images: one hand painted them all. A network that was ahead of the preview by 0.01
# to 0.03 on the strokes of four membrane images for a minute was behind by 0.02 to 0.05 on whole ones.
CLEARLY = 0.05
LEARNT = 400  # steps from which on a network is shown that cannot be told from the preview: it still improves
SAME_PIXELS = 0.02  # share by which counts of the same held-out pixels may differ: the preview looks at some of them


def shows_network(preview: ScoreTable | None, network: ScoreTable | None, steps: int, shown: bool) -> bool:
    """Whether to show the network rather than the preview, by their scores (``None``: none yet).

    ``steps``: how long the network learnt; ``shown``: it is the network that is shown now.
    """
    mine, theirs = compared(preview, network)
    if network is None or mine is None:
        return mine is None
    if theirs is None or not same_truth(preview, network):
        return shown or steps >= LEARNT
    lead, enough = theirs - mine, needed(network, steps)
    return lead >= enough or (shown and lead >= min(enough, 0.0) - clearly(network))


def needed(network: ScoreTable, steps: int) -> float:
    """The lead in mean IoU from which on the network is shown; below 0 it may be behind."""
    if network.kind == SAME_IMAGE or (network.of_strokes and steps >= LEARNT):
        return -CAUGHT_UP
    return 0.0 if steps >= LEARNT else clearly(network)


def clearly(score: ScoreTable) -> float:
    """By how much a mean IoU has to be higher to say anything."""
    return CLEARLY / (1 if score.of_strokes else max(1, score.images) ** 0.5)


def compared(preview: ScoreTable | None, network: ScoreTable | None) -> tuple[float | None, float | None]:
    """The mean IoU of both; ``None`` for a score on labels that were learnt from beside one on held-out pixels."""
    held_out = any(table is not None and table.kind != SAME_IMAGE for table in (preview, network))

    def counts(table: ScoreTable | None) -> float | None:
        return None if table is None or (held_out and table.kind == SAME_IMAGE) else table.mean_iou

    return counts(preview), counts(network)


def same_truth(preview: ScoreTable | None, network: ScoreTable | None) -> bool:
    """Whether two scores were counted on the same labels. Of held-out images the preview looks at PREVIEWED; what both
    learnt from is the same within a training."""
    if preview is None or network is None or preview.kind == network.kind == SAME_IMAGE:
        return True
    if preview.kind != network.kind or preview.images != min(network.images, PREVIEWED):
        return False
    return network.images > PREVIEWED or abs(preview.pixels - network.pixels) <= SAME_PIXELS * network.pixels
