"""The tests of the workspace once more, on a real PostgreSQL, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import postgresql
import pytest

from once import SHARED, shared_folder

HERE = Path(__file__).parents[1]
DATABASE = "not alone and database and not either"
"""What differs between databases: locks, races, constraints, chains and migrations."""


@pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed")
@pytest.mark.parametrize(
    "which",
    [DATABASE, pytest.param("not alone and (not database or either)", marks=pytest.mark.long)],
)
def test_the_workspace_passes_its_tests_on_postgresql(
    which: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    named = {SHARED: str(shared_folder(tmp_path_factory))}
    with postgresql.running_cluster() as cluster:
        place = cluster.database("lanterne")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", str(HERE / "web"), "-x", "-m", which],
            env={**os.environ, **named, "LANTERNE_TEST_POSTGRESQL": f"{place.host}:{place.name}"},
            capture_output=True,
            text=True,
            check=False,
            cwd=HERE.parents[1],
        )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
