"""U-Net's border weights: pixels between nearby regions count more, so that the network learns to separate them.

``w0 exp(-(d1 + d2)^2 / 2 sigma^2)`` with the distances to the two nearest cells (Ronneberger et al. 2015, eq. 2). For a
pixel of any class the cells are the connected regions of all other classes, so that no class has to be declared as
background. Must not import torch.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID

W0, SIGMA = 10.0, 5.0  # the paper's
REACH = 18  # pixels: farther from a region its weight is below 2 % of W0
MOST = 4000  # regions of a class that are used, the largest first: a mask full of specks would take minutes
STEPS = 255 / W0  # of the stored weight


def border_map(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Border weights of a mask ``uint8[h,w]``, ``uint8[h,w]`` of 0..255 for 0..W0; 0 where the mask is void."""
    nearest = np.full(mask.shape, 2 * REACH, np.float32)
    second = nearest.copy()
    for class_id in np.unique(mask[mask != VOID]):
        _measure(mask, int(class_id), nearest, second)
    weight = np.exp(-((nearest + second) ** 2) / (2 * SIGMA**2))
    weight[(mask == VOID) | (second > REACH)] = 0
    return np.asarray(np.rint(255 * weight), np.uint8)


def _measure(mask: NDArray[np.uint8], class_id: int, nearest: NDArray[np.float32], second: NDArray[np.float32]) -> None:
    """Update the two smallest distances of pixels with those to the regions of one class."""
    count, parts, boxes, _ = cv2.connectedComponentsWithStats((mask == class_id).astype(np.uint8), connectivity=8)
    largest = np.argsort(-boxes[1:count, cv2.CC_STAT_AREA], kind="stable")[:MOST] + 1
    for part in largest:
        x, y, w, h = boxes[part, :4]
        window = (slice(max(0, y - REACH), y + h + REACH), slice(max(0, x - REACH), x + w + REACH))
        away = cv2.distanceTransform((parts[window] != part).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        away = np.where(mask[window] == class_id, np.float32(2 * REACH), away)
        second[window] = np.minimum(second[window], np.maximum(nearest[window], away))
        nearest[window] = np.minimum(nearest[window], away)
