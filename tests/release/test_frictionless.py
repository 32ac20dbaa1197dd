"""The data package of a release passes ``frictionless validate``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from example_release import a_table, a_table_with_datasets
from network_release_example import a_network

from lanterne.privacy import Protected
from lanterne.release import write_release


@pytest.fixture(
    params=[a_table, a_network, a_table_with_datasets],
    ids=["one table", "linked tables", "data sets for inference"],
)
def folder(request, tmp_path) -> Path:
    return write_release(Protected(request.param()), tmp_path / "out")


def test_the_command_finds_nothing(folder):
    pytest.importorskip("frictionless")
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert json.loads(done.stdout)["valid"] is True


def test_only_files_that_are_read_as_bytes_give_their_size(folder):
    """Frictionless does not count the bytes of Parquet, and calls every size wrong."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        size = (folder / resource["path"]).stat().st_size
        assert resource.get("bytes") == (None if resource["format"] == "parquet" else size)
        assert resource["hash"].startswith("sha256:")
