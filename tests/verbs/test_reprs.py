"""What Python and a notebook show of a result: a line, and nothing of a case."""

from __future__ import annotations

import csv

import pytest

import lanterne
from lanterne.codebook import load_codebook
from lanterne.release import load_release

CODEBOOK = "lanterne-cases"


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    return lanterne.sample(folder / "cases", 60) / "victims.csv"


def test_results_are_shown_in_a_line(cases, tmp_path):
    made = lanterne.protect(cases, CODEBOOK, epsilon=2, out=tmp_path / "release")
    k = lanterne.anonymise(
        cases,
        CODEBOOK,
        method="k-anonymous-synthetic",
        k=5,
        out=tmp_path / "k",
        ledger=tmp_path / "ledger.jsonl",
    )
    book = load_codebook(CODEBOOK)
    assert repr(made).startswith(f"Protection({str(made.release)!r}, epsilon=2, delta=")
    assert repr(k) == f"Anonymised({str(k.release)!r}, k=5, {k.rows} rows)"
    of_release = f"Release('release', codebook={CODEBOOK!r}, epsilon=2, delta={made.delta:g})"
    assert repr(load_release(made.release)) == of_release
    assert repr(load_release(k.release)) == f"Release('k', codebook={CODEBOOK!r}, k=5)"
    tables = f"victims {len(book.table.columns)} columns"
    assert repr(book) == f"Codebook({CODEBOOK!r}, {book.version!r}: {tables})"


def test_of_a_draft_no_answer_is_shown(cases):
    shown = repr(lanterne.draft(cases))
    assert "SENSITIVE" in shown
    with cases.open(encoding="utf-8") as file:
        answers = {cell for row in csv.reader(file) for cell in row if len(cell) > 2}
    assert len(answers) > 20
    assert not [one for one in answers if one in shown]
