"""Whether the computer runs on its battery, where that can be known at once. Imports nothing of the program."""

from __future__ import annotations

import sys
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
ON_BATTERY, PLUGGED_IN = 0, 1  # what Windows says of its power line


def on_battery(supplies: Path = SUPPLIES) -> bool:
    """True when it surely does; False where it does not, and where nobody knows.

    Linux: a power line (type Mains) is there and none is connected. Batteries are not asked: some take their time.
    """
    if sys.platform == "win32":
        return _windows_line() == ON_BATTERY
    lines = []
    try:
        for supply in supplies.iterdir():
            if (supply / "type").read_text().strip() == "Mains":
                lines.append((supply / "online").read_text().strip())
    except OSError:
        return False
    return bool(lines) and "1" not in lines


def _windows_line() -> int:
    """``ACLineStatus`` of GetSystemPowerStatus: 0 battery, 1 power line, 255 unknown."""
    if sys.platform != "win32":
        return PLUGGED_IN
    import ctypes

    status = ctypes.create_string_buffer(12)
    found = ctypes.windll.kernel32.GetSystemPowerStatus(status)
    return status.raw[0] if found else PLUGGED_IN
