"""What Python and a notebook show of a result: a line, and nothing of a case."""

from __future__ import annotations

import csv
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import lanterne
from lanterne.codebook import load_codebook
from lanterne.release import load_release

CODEBOOK = "lanterne-cases"


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    return lanterne.sample(folder / "cases", 60) / "victims.csv"


@pytest.fixture(scope="module")
def made(cases, tmp_path_factory):
    out = tmp_path_factory.mktemp("made") / "release"
    return lanterne.protect(cases, CODEBOOK, epsilon=2, out=out)


def test_results_are_shown_in_a_line(cases, made, tmp_path):
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


class Tables(HTMLParser):
    """The texts of a table by the tag in which they stand; anything else that is odd."""

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.scopes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.scopes += [value for name, value in attrs if name == "scope"]
        assert set(dict(attrs)) <= {"scope"}
        if tag == "br":
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1], data))


def shown(result):
    """What a notebook shows, once it was seen to be one table with a caption and headings."""
    html = result._repr_html_()
    assert len(html) < 4000
    page = Tables()
    page.feed(html)
    page.close()
    assert not page.open
    tags = [tag for tag, _ in page.texts]
    assert tags[0] == "caption"
    assert set(tags) <= {"caption", "strong", "th", "td"}
    assert set(page.scopes) in ({"row"}, {"col"})
    assert page.scopes.count("row") + page.scopes.count("col") == tags.count("th")
    return page.texts


def test_a_notebook_shows_tables_and_of_cases_no_number(cases, made):
    release = lanterne.load(made.release)
    held, whole = (
        dict(zip(texts[1::2], texts[2::2], strict=True))
        for texts in ([text for _, text in shown(one)] for one in (made, release))
    )
    assert held["release"] == str(made.release)
    odd = Path("<b>odd</b>")
    assert ("td", str(odd)) in shown(replace(made, release=odd))
    assert ("td", odd.name) in shown(replace(release, path=odd))
    assert held["epsilon"] == whole["epsilon"] == "2"
    assert whole["release"] == "release"
    assert whole["victims: rows"] == held["victims: rows"] == f"{made.rows:,}"
    evaluation = lanterne.evaluate(cases, made.release)
    assert shown(evaluation) == [
        ("caption", "Evaluation"),
        ("strong", "SENSITIVE: computed from cases, and covered by no promise."),
        *[("th", "release"), ("td", "release"), ("th", "codebook"), ("td", CODEBOOK)],
    ]


def test_a_notebook_shows_what_is_wrong_and_no_cell(cases, tmp_path):
    assert shown(lanterne.check(cases, CODEBOOK)) == [
        *[("caption", "CheckReport"), ("th", "ok"), ("td", "True")]
    ]
    head, *rows = cases.read_text("utf-8").splitlines()
    odd = tmp_path / "<i>odd.csv"
    odd.write_text("\n".join([head, rows[0].replace("Man", "Qwer").replace("Wo", "Qwer"), *rows]))
    texts = shown(lanterne.check(odd, CODEBOOK, ignore=["<script>"]))
    assert texts[1][0] == "strong"
    assert ("th", "place") in texts
    assert any("<i>odd.csv" in text for tag, text in texts if tag == "td")
    assert not any("Qwer" in text for _, text in texts)
