"""The parts that Spark counts, and linked tables in parts, serve here too; and a store."""

import sys
from pathlib import Path

import polars as pl
import pytest

from lanterne.fictional import write_fictional_cases
from lanterne.files import object_store

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
    folder = tmp_path_factory.mktemp("fictional")
    write_fictional_cases(folder / "whole", 300, 5)
    rows = pl.read_csv(folder / "whole" / "victims.csv", infer_schema=False)
    (folder / "parts").mkdir()
    rows[:170].write_parquet(folder / "parts" / "part-0.parquet", row_group_size=50)
    rows[170:].write_csv(folder / "parts" / "part-1.csv")
    return folder / "parts"
