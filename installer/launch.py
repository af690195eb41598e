#!/usr/bin/env python3
"""One command from a fresh checkout to the open program.

    python3 installer/launch.py              make the environment, open the window on a sample project
    python3 installer/launch.py PROJECT      the same with a project folder of yours
    python3 installer/launch.py --headless   the main job without a screen: paint, fine-tune, predict, score, export
    python3 installer/launch.py --menu       the same as --setup, and an entry in the menu of programs (Linux)
    python3 installer/launch.py --test       the whole test suite (further arguments go to pytest)

Uses Python's standard library only and runs on Linux, macOS and Windows. The environment is made beside the checkout
(inside it, as .venv, when that place cannot be written). An interrupted set-up continues where it stopped.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
MINIMUM = (3, 11)
MOST_WORKERS = 2  # test processes: each starts learners of its own, and a container may have less than it counts
# What Qt and OpenCV load from a bare Linux system: library name -> Debian package.
SYSTEM_LIBRARIES = {
    "GL": "libgl1",
    "EGL": "libegl1",
    "xkbcommon": "libxkbcommon0",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "glib-2.0": "libglib2.0-0",
}
SCREEN_LIBRARIES = {
    "xcb-cursor": "libxcb-cursor0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-image": "libxcb-image0",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xcb-xinerama": "libxcb-xinerama0",
}


def say(text: str) -> None:
    """One line of progress, at once."""
    print(text, flush=True)


def stop(message: str, hint: str) -> NoReturn:
    """End with a sentence and what to do; exit code 2."""
    print(f"{message}\n{hint}", file=sys.stderr, flush=True)
    raise SystemExit(2)


def find_python() -> str:
    """An interpreter of at least the minimum version: this one, or a newer one on the PATH."""
    if sys.version_info >= MINIMUM:
        return sys.executable
    found = next(filter(None, map(shutil.which, ("python3.14", "python3.13", "python3.12", "python3.11"))), None)
    return found or stop(
        f"SegStudio needs Python {MINIMUM[0]}.{MINIMUM[1]} or newer; this is {platform.python_version()}.",
        "Install a newer Python from python.org or your system's packages and run this command again.",
    )


def environment_folder() -> Path:
    """The folder of the environment: beside the checkout, or inside where that place cannot be written."""
    if os.environ.get("SEGSTUDIO_ENV"):
        return Path(os.environ["SEGSTUDIO_ENV"])
    beside = ROOT.parent / f"{ROOT.name}-environment"
    return beside if beside.is_dir() or os.access(ROOT.parent, os.W_OK) else ROOT / ".venv"


def environment_python(folder: Path) -> Path:
    """The interpreter inside the environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted(extra: str) -> str:
    """A fingerprint of what must be installed; when it changes, installing is due."""
    text = (ROOT / "pyproject.toml").read_bytes() + extra.encode()
    return hashlib.sha256(text).hexdigest()


def make_environment(extra: str) -> Path:
    """Make the environment unless it is up to date; returns its interpreter."""
    folder = environment_folder()
    python, marker = environment_python(folder), folder / "segstudio-installed.json"
    done = json.loads(marker.read_text()) if marker.is_file() else {}
    if python.exists() and done.get(extra) == wanted(extra) and done.get("root") == str(ROOT):
        return python
    started = time.monotonic()
    if not works(python):
        say(f"1/2  Making the environment in {folder}")
        create(folder)
    say("2/2  Installing (torch is large; the first time takes some minutes)")
    remove_other_opencv(python)
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    install(python, ["-e", target])
    done = done if done.get("root") == str(ROOT) else {}
    done.update({extra: wanted(extra), "": wanted(""), "root": str(ROOT)})
    part = marker.with_suffix(".part")
    part.write_text(json.dumps(done))
    os.replace(part, marker)
    say(f"     Ready after {clock(time.monotonic() - started)}")
    return python


def works(python: Path) -> bool:
    """Whether the environment's interpreter and pip run; a partial one is made again."""
    return (
        python.exists() and subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True).returncode == 0
    )


def create(folder: Path) -> None:
    """Make the virtual environment; on Debian the package python3-venv may be missing."""
    command = [find_python(), "-m", "venv", "--clear", str(folder)]
    first = subprocess.run(command, capture_output=True, text=True)
    if first.returncode and is_root_on_debian():
        apt_install(["python3-venv"])
        first = subprocess.run(command, capture_output=True, text=True)
    if first.returncode:
        lines = (first.stdout + first.stderr).strip().splitlines()
        stop(
            f"The environment could not be made in {folder}: {lines[-1] if lines else 'unknown error'}",
            "On Debian or Ubuntu install python3-venv; else check that the folder can be written, and run this again.",
        )


def remove_other_opencv(python: Path) -> None:
    """Earlier versions needed opencv-python, which shares a folder with opencv-contrib-python: both are removed, since
    removing one damages the other, and the right one is installed again."""
    pip = [str(python), "-m", "pip"]
    if subprocess.run([*pip, "show", "--quiet", "opencv-python"], capture_output=True).returncode == 0:
        subprocess.run([*pip, "uninstall", "-y", "opencv-python", "opencv-contrib-python"], capture_output=True)


def install(python: Path, what: list[str]) -> None:
    """Run pip with a line of progress, three times at most; pip's cache keeps what an earlier try has fetched."""
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *what]
    for attempt in (1, 2, 3):
        code, tail = watch(command)
        if code == 0:
            return
        if attempt < 3:
            say(f"     The installation stopped ({tail[-1] if tail else 'no message'}); trying again")
            time.sleep(3 * attempt)
    stop(
        "The installation did not finish: " + (tail[-1] if tail else f"pip ended with code {code}"),
        "Check the network and the free disk space (about 8 GB) and run the same command again; it goes on from here.",
    )


def watch(command: list[str]) -> tuple[int, list[str]]:
    """Run a command and show its step and the time passed; returns its exit code and last ten lines."""
    started, now = time.monotonic(), "starting"
    tail: list[str] = []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(0.5 if sys.stdout.isatty() else 20):
            line = f"     {clock(time.monotonic() - started)}  {now}"
            if sys.stdout.isatty():
                print("\r" + line[:100].ljust(100), end="", flush=True)
            else:
                say(line)

    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    assert process.stdout is not None
    for words in filter(None, map(str.strip, process.stdout)):
        tail = [*tail[-9:], words]
        if words.startswith(("Collecting", "Downloading", "Installing", "Building", "Using cached")):
            now = " ".join(words.split()[:2])
    code = process.wait()
    ended.set()
    ticker.join()
    if sys.stdout.isatty():
        print("\r" + " " * 100 + "\r", end="", flush=True)
    return code, tail


def clock(seconds: float) -> str:
    """Time as 0:42."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def is_root_on_debian() -> bool:
    """Whether system packages can be installed here without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    """Install Debian packages quietly; a failure is reported by what needs the package."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *arguments], env=quiet, capture_output=True)


def check_system(screen: bool) -> None:
    """Install the shared libraries that Qt loads, or name them in one line to who is not root."""
    if sys.platform != "linux":
        return
    wanted_libraries = {**SYSTEM_LIBRARIES, **(SCREEN_LIBRARIES if screen else {})}
    missing = [package for name, package in wanted_libraries.items() if ctypes.util.find_library(name) is None]
    if not has_fonts():
        missing.append("fonts-dejavu-core")
    if not missing:
        return
    if is_root_on_debian():
        say(f"     Installing system packages: {' '.join(missing)}")
        apt_install(missing)
    else:
        say(f"     System packages are missing; install them with: sudo apt-get install {' '.join(missing)}")


def has_fonts() -> bool:
    """Whether any outline font is installed; without one the window shows empty boxes."""
    places = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    return any(next(place.rglob("*.[to]tf"), None) for place in places if place.is_dir())


def sample_project(python: Path) -> Path:
    """The sample project that the start page opens too; its images are copied the first time."""
    code = (
        "from segstudio.gui.look.folders import sample_folder;"
        "from segstudio.project.sample.make import make_sample_project;"
        "print(make_sample_project(sample_folder()))"
    )
    made = subprocess.run([str(python), "-c", code], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    project = Path(made.stdout.strip())
    say(f"     The sample project is in {project.parent}")
    return project


def add_to_menu(python: Path) -> Path:
    """Write the entry of the menu of programs, with the icon and for project folders; where it is."""
    if platform.system() != "Linux":
        stop("An entry in the menu is made on Linux only.", "Start the program with: python3 installer/launch.py")
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    place = data / "applications" / "segstudio.desktop"  # the name that the window gives as its own
    quoted = str(python).replace("\\", "\\\\").replace('"', '\\"')
    lines = (
        "[Desktop Entry]", "Type=Application", "Name=SegStudio", "GenericName=Image segmentation",
        "Comment=Paint masks, fine-tune a network, correct it, export", f'Exec="{quoted}" -m segstudio %f',
        f"Path={ROOT}", f"Icon={ROOT / 'resources' / 'segstudio.svg'}", "Terminal=false",
        "Categories=Graphics;Science;", "StartupWMClass=segstudio", "",
    )  # fmt: skip
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        stop(f"{place} cannot be written: {error.strerror}.", "Nothing else was changed.")
    return place


def run_tests(python: Path, arguments: list[str]) -> int:
    """The test suite offscreen, in as many processes as there are cores, at most MOST_WORKERS; ``-n 0``: in one."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
    workers = ["-n", str(min(MOST_WORKERS, os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder"]
    return subprocess.call([str(python), "-m", "pytest", *workers, *arguments], cwd=ROOT, env=environment)


def main() -> int:
    """See the module's text."""
    parser = argparse.ArgumentParser(description="Set SegStudio up and start it.")
    parser.add_argument("--headless", action="store_true", help="do the main job without a screen and print the scores")
    parser.add_argument("--test", action="store_true", help="run the whole test suite")
    parser.add_argument("--setup", action="store_true", help="only make the environment")
    parser.add_argument("--menu", action="store_true", help="make it, and an entry in the system's menu (Linux)")
    options, rest = parser.parse_known_args()
    check_system(screen=not (options.headless or options.test or options.setup or options.menu))
    try:
        python = make_environment("test" if options.test else "")
        if options.menu:
            say(f"SegStudio is in the menu of programs: {add_to_menu(python)}")
        if options.setup or options.menu:
            return 0
        if options.test:
            return run_tests(python, rest)
        if options.headless:
            offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
            return subprocess.call([str(python), "-m", "installer.tour", *rest], cwd=ROOT, env=offscreen)
        project = rest[0] if rest else str(sample_project(python))
        return subprocess.call([str(python), "-m", "segstudio", project], cwd=ROOT)
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again to go on.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
