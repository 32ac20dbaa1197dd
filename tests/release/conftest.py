"""A release of a small protected table."""

import shutil
from pathlib import Path

import pytest
from example_release import MOMENT, a_table

from lanterne.privacy import Protected
from lanterne.release import write_release
from lanterne.synthesis.result import ProtectedTable


@pytest.fixture(scope="session")
def table() -> ProtectedTable:
    """A protected table of 200 rows."""
    return a_table()


@pytest.fixture(scope="session")
def _written(table: ProtectedTable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("table") / "release"
    return write_release(Protected(table), out, created=MOMENT)


@pytest.fixture
def release(_written: Path, tmp_path: Path) -> Path:
    """The folder of a release of that table, to be tampered with."""
    return Path(shutil.copytree(_written, tmp_path / "release"))
