"""The documentation, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanterne.documentation import write_documentation
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
