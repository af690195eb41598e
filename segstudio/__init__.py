"""SegStudio: paint masks, fine-tune a segmentation network in the background, correct it, export.

Rooms and the one direction of imports (``tests/test_layout.py`` holds them)::

    gui  ->  learning  ->  models            (torch below learning.messages; Qt in gui only)
     |          |
     v          v
    formats -> project -> labels -> errors   (numpy, opencv, Pillow, tifffile; no torch, no Qt)
    cli  ->  learning, formats, project, scores

``choices``: the tables of what a person can choose, which any room may read (no torch, no Qt).
"""

__version__ = "0.1.0"
