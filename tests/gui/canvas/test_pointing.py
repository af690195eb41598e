"""What is drawn under the pointer is what the pointer points at, on every kind of screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QPointF

from segstudio.gui.canvas.transform import nearest_pixel, screen_middle
from tests.gui.canvas import point_and_paint

RATIOS = (1.0, 1.25, 1.5, 2.0)


def test_a_dab_of_one_pixel_lands_on_the_pixel_drawn_under_the_pointer(project_folder: Path, tmp_path: Path) -> None:
    size = {"y": 0, "width": 1000, "height": 800, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps({"screens": [{"name": f"{r}", "x": int(4000 * r), **size} for r in RATIOS]}))
    env = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={screens}",
        "QT_SCREEN_SCALE_FACTORS": ";".join(f"{ratio}={ratio}" for ratio in RATIOS),
    }
    command = [sys.executable, "-m", point_and_paint.__name__, str(project_folder)]
    output = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert output.splitlines() == [f"{ratio} {[0] * len(point_and_paint.ZOOMS)}" for ratio in RATIOS]


def test_a_pointer_is_at_the_middle_of_its_screen_pixel() -> None:
    for ratio in (1.0, 1.25, 1.5, 1.75, 2.0, 3.0):
        for pixel in range(300):
            corner = QPointF(pixel / ratio, 0)
            inside = QPointF((pixel + 0.9) / ratio, 0)  # a pen, or a mouse that tells parts of a pixel
            for place in (corner, inside):
                for left in (0, 37, 37 + 1 / 3):
                    found = screen_middle(place - QPointF(left, 0), place, ratio)
                    assert abs(found.x() * ratio + nearest_pixel(left * ratio) - (pixel + 0.5)) < 1e-6
