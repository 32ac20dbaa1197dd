"""Bytes of a file that change one person's number: what of all that is counted can they move?

Neighbours are files, byte by byte, not what was read of them. Every change is tried: another
number, another spelling, a blank, and the person's rows taken out.
"""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.cases import open_cases
from lanterne.codebook import codebook_from_dict
from lanterne.counting import count_pairs
from lanterne.errors import InputError
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.number_ranges import count_numbers

CODEBOOK = codebook_from_dict(
    {
        "name": "b",
        "version": "1",
        "title": {"en": "B"},
        "tables": [
            {
                "name": "people",
                "label": {"en": "People"},
                "subject_id": "id",
                "columns": [
                    {
                        "name": "age",
                        "type": "number",
                        "label": {"en": "Age"},
                        "number": {"from": 0, "to": 29, "step": 0.5, "bins": [0, 7, 18]},
                        "missing": {"unknown": "?"},
                    },
                    {
                        "name": "sex",
                        "type": "category",
                        "label": {"en": "Sex"},
                        "values": ["F", "M"],
                    },
                ],
            }
        ],
    }
)

OTHERS = [
    *(b"p1;3;F", b"p1;3,0;F", b"p2;;M", b"p2;12.5;", b"p3;29;F"),
    *(b"p4;?;M", "p5;\u0661\u0662;F".encode(), b"p6;0;"),
]
CELLS = [
    *(b"", b"?", b"0", b"6.5", b"7", b"12", b"12,50", b"29.0", b"+3", b" 3 ", b"003", b"28"),
    *("\u0661\u0662\u066b\u0665".encode(), "\u00a03".encode(), b'"17,5"'),
]
ROWS = [*([b"t;%s;F" % cell] for cell in CELLS), *([b"t;%s;F" % cell, b"t;;"] for cell in CELLS)]


def counted(path, rows, seed):
    """Counts of each table that may be measured: of all ranges by level, and of bins and pairs."""
    lines = [*OTHERS, *rows]
    np.random.default_rng(seed).shuffle(lines)
    path.write_bytes(b"id;age;sex\n" + b"\n".join(lines) + b"\n")
    cases = open_cases(path, CODEBOOK)
    domain = Domain.of(CODEBOOK.table, cases.encoding)
    (cells,) = count_numbers(cases.batches(), cases.encoding, domain.ranges)
    gram = count_pairs(domain.compress(cases.batches()), domain.layout)
    return [*domain.ranges[0].counts(cells), np.diag(gram)[domain.layout.block(0)]]


def test_one_persons_bytes_move_one_range_of_each_level_by_one(tmp_path):
    path, moved = tmp_path / "cases.csv", 0
    without = counted(path, [], 0)
    for seed, rows in enumerate(ROWS):
        for fewer, more in zip(without, counted(path, rows, seed), strict=True):
            change = more - fewer
            assert change.min() >= 0
            assert change.sum() <= 1
            moved += int(change.sum())
    says_a_number = 2 * len([cell for cell in CELLS if cell not in {b"", b"?"}])
    levels = len(without) - 1
    assert moved == says_a_number * levels + len(ROWS)


@pytest.mark.parametrize("cell", [b"old73", b"317", b"1.25", b"1 2345", b"1.234,5"])
def test_a_cell_that_is_no_number_of_the_range_gives_no_release_and_is_not_repeated(tmp_path, cell):
    with pytest.raises(InputError) as failed:
        counted(tmp_path / "cases.csv", [b"t;" + cell + b";F"], 1)
    assert all(problem.place.column == "age" for problem in failed.value.problems)
    assert cell.decode() not in str(failed.value)
    assert not any(cell.decode() in str(problem) for problem in failed.value.problems)
