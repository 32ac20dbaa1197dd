"""A file in the vault goes with its dead server where nobody noted it, and stays where it was."""

from __future__ import annotations

import pytest
from case_worker import begin, bring, last_file, rows, written

from lanterne.hub import leftovers

pytestmark = pytest.mark.database


def test_a_file_that_nobody_noted_goes_and_one_that_was_noted_stays(workspace):
    client = begin(workspace)
    bring(client, ("cases.csv", written(rows())))
    assert last_file()
    folder = next((workspace.home.root / "vault").glob("organisation-*"))
    kept = [path for path in folder.iterdir() if not path.name.startswith(".")]
    assert kept
    lost, unmarked = folder / ("ab" * 16), folder / ("cd" * 16)
    lost.write_bytes(kept[0].read_bytes())
    unmarked.write_bytes(b"of an older database, perhaps")
    for one in (lost, *kept):
        one.with_name(f".{one.name}.new").touch(0o600)
    leftovers.clear_up()
    assert sorted(folder.iterdir()) == sorted([*kept, unmarked])
