import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from lanterne_process import BOOK, run, write_cases

PEOPLE = 1237


@dataclass(frozen=True)
class Made:
    """A folder with cases and the release that ``protect`` has made of them."""

    folder: Path
    cases: Path
    release: Path
    said: str


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    cases = write_cases(folder, PEOPLE)
    done = run(folder, "protect", cases, "-c", BOOK, "--epsilon", 2, "--out", "release")
    assert done.stderr.startswith("Expected from the noise alone, before a case is read")
    return Made(folder, cases, folder / "release", done.stdout)


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
