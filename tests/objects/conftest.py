"""The parts that Spark counts, and linked tables in parts, serve here too; and a store."""

import sys
from pathlib import Path

import pytest

from lanterne.files import object_store
from parted_files import fictional_parts

for folder in ("runners", "network"):
    sys.path.append(str(Path(__file__).parents[1] / folder))

from small_store import Store, begun  # noqa: E402 - found by now


@pytest.fixture
def store(monkeypatch) -> Store:
    """A store of its own, that is asked quickly and twice."""
    for name in Store().environment():
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(object_store, "ANSWER", 1.0)
    monkeypatch.setattr(object_store, "TRIES", 2)
    return begun()


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> Path:
    """Fictional cases of one table, a part as Parquet and one as CSV."""
    return fictional_parts(tmp_path_factory.mktemp("fictional"), group=50)
