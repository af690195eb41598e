"""The launcher: makes the environment once, goes on after an interruption, names what is missing in one line."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "installer" / "launch.py"


def load(name: str = "launch") -> ModuleType:
    """The launcher as a module."""
    spec = importlib.util.spec_from_file_location(name, SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment as the launcher makes it."""
    folder = tmp_path_factory.mktemp("made") / "environment"
    load().create(folder)
    return folder


@pytest.fixture
def launch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environment: Path) -> ModuleType:
    """The launcher as a module, on a checkout of its own, with the installation itself replaced by a list of calls.
    Environments are copies of one: making each takes seconds."""
    module = load()
    module.make_afresh = module.create
    module.create = lambda folder: shutil.copytree(environment, folder, symlinks=True, copy_function=os.link)
    checkout = tmp_path / "segstudio"
    checkout.mkdir()
    (checkout / "pyproject.toml").write_text("[project]\n")
    module.ROOT = checkout
    module.calls = []
    monkeypatch.delenv("SEGSTUDIO_ENV", raising=False)
    monkeypatch.setattr(module, "install", lambda python, what: module.calls.append(what))
    return module


def test_the_launcher_needs_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-E", str(SCRIPT), "--help"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 and "--headless" in done.stdout and "--test" in done.stdout


def test_the_environment_lies_beside_the_checkout(launch: ModuleType) -> None:
    assert launch.environment_folder() == launch.ROOT.parent / "segstudio-environment"


def test_where_the_place_beside_cannot_be_written_it_lies_inside(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != launch.ROOT.parent)
    assert launch.environment_folder() == launch.ROOT / ".venv"


def test_the_second_start_installs_nothing(launch: ModuleType) -> None:
    python = launch.make_environment("")
    assert python.exists() and len(launch.calls) == 1
    assert launch.make_environment("") == python
    assert len(launch.calls) == 1


def test_another_extra_or_a_changed_project_file_installs_again(launch: ModuleType) -> None:
    launch.make_environment("")
    launch.make_environment("test")
    assert [c[1].endswith("[test]") for c in launch.calls] == [False, True]
    launch.make_environment("")
    assert len(launch.calls) == 2
    (launch.ROOT / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    launch.make_environment("test")
    assert len(launch.calls) == 3


def test_an_interrupted_installation_goes_on_where_it_stopped(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    finish = launch.install
    monkeypatch.setattr(launch, "install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        launch.make_environment("")
    kept = launch.environment_folder() / "kept"
    kept.write_text("what was installed so far")
    monkeypatch.setattr(launch, "install", finish)
    launch.make_environment("")
    assert kept.exists() and len(launch.calls) == 1


def test_a_half_made_environment_is_made_again(launch: ModuleType) -> None:
    folder = launch.environment_folder()
    python = launch.environment_python(folder)
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    launch.create = launch.make_afresh
    launch.make_environment("")
    assert launch.works(python)
    assert json.loads((folder / "segstudio-installed.json").read_text())["root"] == str(launch.ROOT)


@pytest.mark.parametrize("there", [True, False])
def test_an_opencv_of_before_is_removed_before_installing(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    """It shares its files with opencv-contrib-python, so that both go, and only where it is there."""
    run = subprocess.run

    def pip(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        if command[1:3] != ["-m", "pip"] or command[3] not in ("show", "uninstall"):
            return run(command, **how)
        launch.calls.append(command[3:])
        return subprocess.CompletedProcess(command, 0 if there else 1)

    monkeypatch.setattr(launch.subprocess, "run", pip)
    launch.make_environment("")
    show, *removed, install = launch.calls
    assert show[0] == "show" and show[-1] == "opencv-python" and install[0] == "-e"
    assert removed == ([["uninstall", "-y", "opencv-python", "opencv-contrib-python"]] if there else [])


def test_missing_system_packages_are_named_in_one_line(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(launch.ctypes.util, "find_library", lambda name: None if name == "EGL" else name)
    monkeypatch.setattr(launch, "has_fonts", lambda: True)
    monkeypatch.setattr(launch, "is_root_on_debian", lambda: False)
    launch.check_system(screen=False)
    out = capsys.readouterr().out.strip()
    assert "libegl1" in out and "libgl1 " not in out and len(out.splitlines()) == 1


def test_a_failing_installation_ends_with_a_sentence_and_exit_code_two(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = load("launch_again")
    monkeypatch.setattr(real, "watch", lambda command: (1, ["ERROR: No space left on device"]))
    monkeypatch.setattr(real.time, "sleep", lambda seconds: None)
    with pytest.raises(SystemExit) as ended:
        real.install(Path("python"), ["something"])
    err = capsys.readouterr().err
    assert ended.value.code == 2 and "No space left" in err and "same command" in err


def test_the_suite_runs_in_two_processes_at_most_and_further_arguments_have_the_last_word(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(launch.subprocess, "call", lambda command, **_: called.append(command) or 0)
    for cores, workers in ((1, "1"), (64, "2")):
        monkeypatch.setattr(launch.os, "cpu_count", lambda cores=cores: cores)
        assert launch.run_tests(Path("python"), ["-n", "0", "tests/labels"]) == 0
        command = called[-1]
        assert command[command.index("-n") + 1] == workers and command[-3:] == ["-n", "0", "tests/labels"]


def test_the_ci_script_runs_the_launcher() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK) and "installer/launch.py --test" in script.read_text()


def test_the_sample_project_is_the_one_of_the_start_page(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    launch.ROOT = ROOT
    monkeypatch.setenv("SEGSTUDIO_HOME", str(tmp_path))
    project = launch.sample_project(Path(sys.executable))
    assert project == tmp_path / "sample" / "Cells.segstudio" and (project / "project.json").is_file()


def test_the_entry_in_the_menu_names_this_environment_and_the_icon_of_the_program(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(launch.platform, "system", lambda: "Linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    place = launch.add_to_menu(Path("/some where/bin/python"))
    lines = dict(line.split("=", 1) for line in place.read_text().splitlines()[1:])
    assert place.name == "segstudio.desktop" and lines["Exec"] == '"/some where/bin/python" -m segstudio %f'
    assert lines["Icon"] == str(launch.ROOT / "resources" / "segstudio.svg") and lines["Type"] == "Application"
    assert (ROOT / "resources" / "segstudio.svg").is_file()


def test_an_entry_that_cannot_be_written_is_a_sentence(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launch.platform, "system", lambda: "Linux")
    (tmp_path / "share").write_text("a file in the way")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    with pytest.raises(SystemExit) as ended:
        launch.add_to_menu(Path("/bin/python"))
    assert ended.value.code == 2 and "cannot be written" in capsys.readouterr().err
