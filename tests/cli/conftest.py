import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lanterne_process import BOOK, run, write_cases

from few_starts import few_starts
from once import made_once
from pictures import not_drawn

PEOPLE = 1237


@pytest.fixture(scope="module", autouse=True)
def _few_starts() -> Iterator[None]:
    """What verbs say, write and refuse is the same of a release of little worth."""
    with few_starts():
        yield


@pytest.fixture(scope="module", autouse=True)
def _pictures() -> Iterator[None]:
    """The pictures of reports are looked at where reports are tested."""
    with not_drawn():
        yield


@dataclass(frozen=True)
class Made:
    """A folder with cases and the release that ``protect`` has made of them."""

    folder: Path
    cases: Path
    release: Path
    said: str


def _make(place: Path) -> None:
    folder = place / "folder"
    folder.mkdir()
    cases = write_cases(folder, PEOPLE)
    done = run(folder, "protect", cases, "-c", BOOK, "--epsilon", 2, "--out", "release")
    assert done.stderr.startswith("Expected from the noise alone, before a case is read")
    (place / "said.txt").write_text(done.stdout, "utf-8")


@pytest.fixture(scope="session")
def copy_of_made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Made]:
    """Gives what was made, anew in a folder: verbs note in the ledger that they looked at cases."""
    place = made_once(tmp_path_factory, "cli", _make)
    said = (place / "said.txt").read_text("utf-8")

    def copy(folder: Path) -> Made:
        shutil.copytree(place / "folder", folder, dirs_exist_ok=True)
        return Made(folder, folder / "cases.csv", folder / "release", said)

    return copy


@pytest.fixture
def made(copy_of_made: Callable[[Path], Made], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A copy of it for one test."""
    return copy_of_made(tmp_path_factory.mktemp("made"))


@pytest.fixture
def mount(tmp_path: Path):
    """Mounts a small file system in memory; needs to be root, and is skipped otherwise."""
    mounted: list[Path] = []

    def mount_at(name: str, options: str) -> Path:
        place = tmp_path / name
        place.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            pytest.skip("there is no mount command")
        if done.returncode:
            pytest.skip("file systems can be mounted by root only")
        mounted.append(place)
        return place

    yield mount_at
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)
