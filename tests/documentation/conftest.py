"""The documentation and its courses, written once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from lanterne.documentation import write_courses, write_documentation
from lanterne.messages import LANGUAGES
from once import made_once


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of it, with a first page in French."""
    made = made_once(
        tmp_path_factory,
        "documentation",
        lambda folder: write_documentation(folder / "site", "fr"),
    )
    return made / "site"


@pytest.fixture(scope="session")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All courses as a learning platform unpacks them: a folder of each language and course."""

    def make(folder: Path) -> None:
        (folder / "packed").mkdir()
        for language in LANGUAGES:
            for path in write_courses(folder / "packed" / language, language):
                name = path.name.removesuffix(f".{language}.zip")
                with zipfile.ZipFile(path) as archive:
                    archive.extractall(folder / "courses" / language / name)

    return made_once(tmp_path_factory, "courses", make) / "courses"
