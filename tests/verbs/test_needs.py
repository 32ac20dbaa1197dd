"""What a protection takes is said before anything is spent; too little memory refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanterne import memory, verbs
from lanterne.codebook import load_codebook
from lanterne.codebook.model import ColumnType
from lanterne.errors import InputError
from lanterne.synthesis.size import memory_needed
from lanterne.verbs import needs as asked
from small_codebooks import book, column

GB = 10**9


def wide(answers: int):
    codes = tuple(f"v{number}" for number in range(answers))
    small = column("sex", ColumnType.CATEGORY, ("w", "m"))
    return book(small, column("town", ColumnType.CATEGORY, codes))


def test_the_estimate_grows_with_the_square_of_the_answers_and_with_the_people():
    # Measured, with 2,000 people: 0.33 GB for 525 codes, 0.60 GB for 2,025.
    assert 0.33 * GB < memory_needed(wide(525), 2000) < 1.0 * GB
    assert 0.60 * GB < memory_needed(wide(2025), 2000) < 1.5 * GB
    assert 2 * GB < memory_needed(wide(5000), 2000) < 4 * GB
    assert memory_needed(wide(10), 10**7) > memory_needed(wide(10), 10**5)
    assert memory_needed(load_codebook("lanterne-network"), 100_000) < 2 * GB


def test_five_thousand_answers_are_refused_where_two_gigabytes_are_free(tmp_path, monkeypatch):
    codebook = wide(5000)
    (tmp_path / "cases.csv").write_text("sex,town\n" + "w,v1\nm,v2\n" * 50)
    monkeypatch.setattr(asked, "free_memory", lambda: 2 * GB)
    with pytest.raises(InputError) as raised:
        verbs.protect(tmp_path / "cases.csv", codebook, epsilon=1, out=tmp_path / "out")
    (problem,) = raised.value.problems
    assert (problem.rule, problem.column) == ("too-little-memory", "town")
    assert problem.parameters["free"] == 2.0
    assert "2 GB are free" in problem.says()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv"]
    report = verbs.check(tmp_path / "cases.csv", codebook)
    assert [one.rule for one in report.problems] == ["too-little-memory"]
    monkeypatch.setattr(asked, "free_memory", lambda: None)  # the system does not say
    assert verbs.check(tmp_path / "cases.csv", codebook).ok


def test_what_is_free_is_what_the_machine_and_the_container_leave(tmp_path, monkeypatch):
    machine = tmp_path / "meminfo"
    machine.write_text("MemTotal: 9000000 kB\nMemAvailable: 3000000 kB\n")
    monkeypatch.setattr(memory, "_MEMINFO", machine)
    monkeypatch.setattr(memory, "_GROUPS", tmp_path)
    assert memory.free_memory() == 3_000_000 * 1024
    (tmp_path / "memory.max").write_text("2000000000\n")
    (tmp_path / "memory.current").write_text("500000000\n")
    assert memory.free_memory() == 1_500_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.free_memory() == 3_000_000 * 1024
    (tmp_path / "memory.max").write_text("100\n")
    assert memory.free_memory() == 0
    monkeypatch.setattr(memory, "_MEMINFO", Path("/nowhere"))
    (tmp_path / "memory.max").unlink()
    assert memory.free_memory() is None or memory.free_memory() > 0


def test_time_and_memory_are_said_from_public_sizes_alone():
    # CPU time of protections: 1.4 s and 2.7 s (8 columns of 10 answers), 18 s and 31 s (20 of 10).
    def seconds(columns: int, answers: int, people: int) -> float:
        codes = tuple(f"v{number}" for number in range(answers))
        names = (f"c{number}" for number in range(columns))
        made = book(*(column(name, ColumnType.CATEGORY, codes) for name in names))
        return verbs.expected_needs(made, people=people).seconds

    assert 1.4 / 2 < seconds(8, 10, 1_000) < 3 * 2
    assert 18 / 2 < seconds(20, 10, 5_000) < 18 * 2
    assert 31 / 2 < seconds(20, 10, 50_000) < 31 * 2
    assert seconds(8, 10, 1_000) < seconds(8, 10, 100_000) < seconds(8, 10, 10**7)
    network = verbs.expected_needs("lanterne-network", people=100_000)
    assert 5 < network.seconds < 200
    assert network.memory == memory_needed(load_codebook("lanterne-network"), 100_000)
