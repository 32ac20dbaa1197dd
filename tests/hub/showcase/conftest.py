"""A showcase of a catalogue with several editions, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from shelf import NETWORK
from showcases import make_site

from once import made_once


@pytest.fixture(scope="session")
def site(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the catalogue, as files: for reading only."""
    made = made_once(tmp_path_factory, "site", lambda folder: make_site(folder, published))
    return made / "site"


@pytest.fixture(scope="session")
def linked_site(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of linked tables, whose codebook speaks all languages: for reading only."""
    folder = made_once(
        tmp_path_factory, "linked-site", lambda folder: make_site(folder, made / NETWORK)
    )
    return folder / "site"
