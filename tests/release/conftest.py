"""A release of a small protected table."""

from pathlib import Path

import pytest
from example_release import MOMENT, a_table

from lanterne.privacy import Protected
from lanterne.release import write_release
from lanterne.synthesis.result import ProtectedTable


@pytest.fixture
def table() -> ProtectedTable:
    """A protected table of 200 rows."""
    return a_table()


@pytest.fixture
def release(table: ProtectedTable, tmp_path: Path) -> Path:
    """The folder of a release of that table."""
    return write_release(Protected(table), tmp_path / "release", created=MOMENT)
