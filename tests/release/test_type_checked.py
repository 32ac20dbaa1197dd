"""The line between sensitive and protected is a type error before it is a test failure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """\
from pathlib import Path
import polars as pl
from lanterne.cases.network.frames import NetworkTables
from lanterne.evaluation import Evaluation, Versus
from lanterne.privacy import Protected
from lanterne.release import write_release
from lanterne.synthesis.network.result import ProtectedNetwork
from lanterne.synthesis.result import PlannedTable, ProtectedTable
def cases(one: pl.DataFrame, other: NetworkTables, out: Path) -> None:
    write_release(one, out)  # wrong
    write_release(other, out)  # wrong
def bare(
    one: ProtectedTable, other: ProtectedNetwork, third: PlannedTable, out: Path
) -> None:
    write_release(one, out)  # wrong
    write_release(other, out)  # wrong
    write_release(third, out)  # wrong
def evaluated(one: Evaluation, other: Versus, out: Path) -> None:
    write_release(one, out)  # wrong
    write_release(other, out)  # wrong
    write_release(Protected(one), out)  # wrong
def right(
    table: Protected[ProtectedTable], linked: Protected[ProtectedNetwork],
    planned: Protected[PlannedTable], out: Path
) -> None:
    write_release(table, out)
    write_release(planned, out)
    write_release(linked, out)
"""


@pytest.mark.long  # what gets in is refused by test_release_write as it runs
def test_a_type_checker_refuses_what_is_not_protected(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    call = [sys.executable, "-m", "mypy", "--follow-imports=silent", "--cache-dir", tmp_path / "c"]
    done = subprocess.run([*call, program], capture_output=True, text=True, check=False)
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    lines = enumerate(PROGRAM.splitlines(), start=1)
    wrong = [str(number) for number, line in lines if line.endswith("# wrong")]
    assert [line.split(":")[1] for line in errors] == wrong, done.stdout
    assert all("[arg-type]" in line for line in errors), done.stdout
