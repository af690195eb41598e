"""``python -m segstudio``: the same as the console script."""

import sys

from segstudio.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
