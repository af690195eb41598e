"""One brush dab on napari's labels layer; run by ``bench_canvas.py`` with the Python that has napari, never imported.

``python napari_dab.py SIZE REPEATS RADII``: the same big RGB image, a uint8 labels layer over it, window 1440 x 900 at
actual size. A dab is what napari's brush does for one mouse event, ``paint``, until its canvas has drawn it. Prints one
JSON object.
"""

from __future__ import annotations

import json
import sys
import time

import napari
import numpy as np


def dab_times(labels: napari.layers.Labels, drawn: list[float], radius: int, repeats: int) -> dict[str, float]:
    """Milliseconds of ``paint``, and from its start until Qt has drawn and flushed the frame that shows it."""
    rows: list[tuple[float, float]] = []
    labels.brush_size = 2 * radius
    middle = labels.data.shape[0] // 2
    for index in range(repeats):
        at, before = (middle + 12 * (index % 20), middle + 9 * (index % 20)), len(drawn)
        start = time.perf_counter()
        labels.paint(at, 1 + index % 4)
        painted = time.perf_counter()
        while len(drawn) == before and time.perf_counter() - start < 5:
            napari.qt.get_qapp().processEvents()
        if len(drawn) > before:
            rows.append((painted - start, time.perf_counter() - start))
        for _ in range(5):
            napari.qt.get_qapp().processEvents()
            time.sleep(0.004)
    paint, shown = 1e3 * np.array(rows[2:]).T
    return {
        "paint_ms": round(float(np.median(paint)), 2),
        "median_ms": round(float(np.median(shown)), 2),
        "p99_ms": round(float(np.percentile(shown, 99)), 2),
    }


def renderer() -> str:
    """Who draws: a graphics card, or software such as llvmpipe."""
    from vispy.gloo import gl

    return str(gl.glGetParameter(gl.GL_RENDERER))


def main() -> None:
    """Measure and print."""
    size, repeats, radii = int(sys.argv[1]), int(sys.argv[2]), [int(r) for r in sys.argv[3].split(",")]
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    grey = (100 + 60 * np.sin(rows / 300) + 50 * np.cos(columns / 500)).astype(np.uint8)
    viewer = napari.Viewer(show=True)
    viewer.window.resize(1440, 900)
    viewer.add_image(np.dstack([grey] * 3), rgb=True)
    labels = viewer.add_labels(np.zeros((size, size), np.uint8))
    viewer.camera.zoom = 1.0
    for _ in range(20):
        napari.qt.get_qapp().processEvents()
        time.sleep(0.02)
    drawn: list[float] = []
    canvas = viewer.window._qt_viewer.canvas._scene_canvas
    canvas.events.draw.connect(lambda _event: drawn.append(time.perf_counter()), position="last")
    found = {str(radius): dab_times(labels, drawn, radius, repeats) for radius in radii}
    print(json.dumps({"napari": napari.__version__, "opengl": renderer(), "dab": found}))
    viewer.close()


if __name__ == "__main__":
    main()
