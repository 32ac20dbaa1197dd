"""Which definitions two people read alike: figures against brute force, and sheets as saved."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mappings import book

import lanterne
from lanterne.codebook import codebook_to_toml, load_codebook, parse_codebook
from lanterne.errors import InputError, UsageError
from lanterne.harmonise.coded_vignettes import (
    coded_by,
    read_coded,
    sheet_of,
    vignettes_for,
    vignettes_of,
)
from lanterne.harmonise.kappa import kappa, share_of_equal, weighted_kappa
from lanterne.messages import TAGS
from program import run_here

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


def by_the_table(pairs, weight):
    """κ from the table of both people's answers, in exact fractions: 1 - Σ w p_o / Σ w p_e."""
    count, all_codes = len(pairs), range(5)
    observed = by_chance = Fraction(0)
    for i in all_codes:
        for j in all_codes:
            mine = Fraction(sum(a == i for a, _ in pairs), count)
            yours = Fraction(sum(b == j for _, b in pairs), count)
            observed += weight(i, j) * Fraction(pairs.count((i, j)), count)
            by_chance += weight(i, j) * mine * yours
    return None if by_chance == 0 else 1 - observed / by_chance


def columns(pairs):
    return (np.array([pair[side] for pair in pairs]) for side in (0, 1))


@given(PAIRS)
def test_kappa_is_that_of_the_table(pairs):
    found = kappa(*columns(pairs)).value
    assert found == pytest.approx(by_the_table(pairs, lambda i, j: i != j))


@given(PAIRS)
def test_weighted_kappa_is_that_of_the_table(pairs):
    found = weighted_kappa(*columns(pairs)).value
    assert found == pytest.approx(by_the_table(pairs, lambda i, j: (i - j) ** 2))


def test_a_known_table():
    """20 and 15 alike, 5 and 10 not: κ is 0.4."""
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    found = kappa(*columns(pairs))
    assert found.value == pytest.approx(0.4)
    assert found.low < 0.4 < found.high


def test_one_answer_of_both_tells_nothing():
    assert kappa(*columns([(1, 1)] * 10)).value is None
    assert weighted_kappa(np.array([], int), np.array([], int)).value is None
    assert share_of_equal(*columns([(1, 1)] * 10)).low == pytest.approx(0.025 ** (1 / 10))


def test_an_interval_that_nothing_could_move_is_none():
    """One of the two gave a single answer: κ is 0 of every resample, and nothing is certain."""
    found = kappa(*columns([(1, 1)] * 7 + [(1, 0)] * 3))
    assert (found.value, found.low, found.high) == (0, None, None)
    alike = kappa(*columns([(1, 1)] * 5 + [(0, 0)] * 5))
    assert (alike.value, alike.low, alike.high) == (1, None, None)


def test_intervals_of_kappa_hold():
    """Of 80 samples of 60 answers κ lies in at least 66 intervals.

    If it does in 93 % of them, as is usual for this bootstrap, fewer happen once in 2,000 runs; the
    seed is fixed.
    """
    rng = np.random.default_rng(11)
    one = rng.choice(3, (80, 60), p=[0.5, 0.3, 0.2])
    other = np.where(rng.random((80, 60)) < 0.7, one, rng.choice(3, (80, 60), p=[0.5, 0.3, 0.2]))
    found = [kappa(a, b) for a, b in zip(one, other, strict=True)]
    assert sum(each.low <= 0.7 <= each.high for each in found) >= 66  # κ is the share that copies


HEADER = ("vignette", "text", "sex", "age", "forced", "threats", "means")
ADA = (
    ("a", "…", "Woman", "0--8", "1", "1", "debt;violence"),
    ("b", "…", "woman", "9--17", "Yes", "", "debt"),
    ("c", "…", "Man", "18--29", "0", "oui", ""),
    ("d", "…", "Unknown", "30+", "", "", ""),
)
BO = (
    ("d", "…", "Other", "18--29", "", "", ""),
    ("a", "…", "Woman", "0--8", "No", "1", "violence"),
    ("b", "…", "Woman", "9--17", "1", "0", "debt"),
    ("c", "…", "Man", "18--29", "0", "1", ""),
)


@pytest.fixture
def sheets(tmp_path):
    (tmp_path / "few.toml").write_text(codebook_to_toml(book()), encoding="utf-8")
    write(tmp_path, "ada.csv", ADA)
    write(tmp_path, "bo.csv", BO, delimiter=";", encoding="cp1252")
    return tmp_path


def write(folder, name, rows, header=HEADER, delimiter=",", encoding="utf-8"):
    with (folder / name).open("w", encoding=encoding, newline="", errors="replace") as stream:
        csv.writer(stream, delimiter=delimiter).writerows([header, *rows])


def compare(folder, one="ada.csv", other="bo.csv"):
    found = lanterne.agreement(folder / one, folder / other, folder / "few.toml")
    return {(each.column, each.member): each for each in found}


def test_what_was_read_two_ways_is_said(sheets):
    found = compare(sheets)
    assert {key: each.equal.value for key, each in found.items()} == {
        ("sex", ""): 0.75,
        ("age", ""): 0.75,
        ("forced", ""): 0.75,
        ("threats", ""): 1.0,
        ("means", "debt"): 0.75,
        ("means", "drugs"): 1.0,
        ("means", "violence"): 1.0,
    }
    (confused,) = found["sex", ""].confused
    assert (confused.answers, confused.vignettes) == (("Other", "Unknown"), ("d",))
    (confused,) = found["forced", ""].confused
    assert (confused.answers, confused.vignettes) == (("0", "1"), ("a",))
    assert not found["threats", ""].confused
    answered = {key: each.answered for key, each in found.items() if each.answered < 4}
    assert answered == {
        ("forced", ""): 3,
        ("threats", ""): 2,
        ("means", "debt"): 2,
        ("means", "drugs"): 0,
        ("means", "violence"): 1,
    }
    pairs = [(0, 0), (1, 1), (2, 2), (3, 2)]
    expected = by_the_table(pairs, lambda i, j: (i - j) ** 2)
    assert found["age", ""].weighted.value == pytest.approx(expected)
    assert found["sex", ""].weighted.value is None


def test_who_is_first_and_in_which_order_changes_nothing(sheets):
    there, back = compare(sheets), compare(sheets, "bo.csv", "ada.csv")
    for key, each in there.items():
        assert each.equal == back[key].equal
        assert each.kappa.value == pytest.approx(back[key].kappa.value)
        assert {one.answers for one in each.confused} == {one.answers for one in back[key].confused}


def test_the_terminal_says_what_was_read_two_ways(sheets):
    said = run_here(sheets, "harmonise", "agreement", "ada.csv", "bo.csv", "-c", "few.toml").stdout
    lines = said.splitlines()
    assert "sex: 75% of answers are equal, κ 0.64 (0.20 to 1.00)" in lines
    assert "  Other / Unknown: d" in lines
    assert "  No / Yes: a" in lines
    assert "Always coded alike: threats, means: violence" in lines
    assert "Coded by nobody: means: drugs" in lines


def problems_of(folder, rows, header=HEADER):
    write(folder, "bo.csv", rows, header)
    with pytest.raises(InputError) as error:
        compare(folder)
    return [(problem.code, problem.row, problem.place.column) for problem in error.value.problems]


def test_wrong_sheets_are_said_by_place(sheets):
    wrong = (("a", "", "Wom", "0--8", "", "", ""), ("a", *[""] * 6), ("", *[""] * 6))
    assert problems_of(sheets, (*wrong[:2], ("", "x", *[""] * 5))) == [
        ("agreement-answer", 2, "sex"),
        ("agreement-twice", 3, "vignette"),
        ("agreement-unnamed", 4, "vignette"),
    ]
    assert problems_of(sheets, BO[:3]) == [("agreement-others", None, None)]
    assert problems_of(sheets, (), HEADER[1:]) == [("agreement-sheet", None, None)]
    assert problems_of(sheets, ()) == [("no-rows.texts", None, None)]


def test_columns_that_one_sheet_has_alone_are_not_compared(sheets):
    write(sheets, "bo.csv", [row[:3] for row in BO], HEADER[:3])
    assert set(compare(sheets)) == {("sex", "")}


def test_ten_stories_ship_in_every_language_and_come_back_as_a_sheet(tmp_path):
    codebook = load_codebook("lanterne-cases")
    stories = vignettes_of(codebook.name)
    assert len(stories) == 10
    for said in stories.values():
        assert set(said) == set(TAGS)
        assert all(100 < len(text) < 320 for text in said.values())
    for language in TAGS:
        sheet = lanterne.write_vignettes(codebook, tmp_path / f"{language}.csv", language)
        assert stories["boat"][language] in sheet.read_text("utf-8-sig")
    found = lanterne.agreement(tmp_path / "en.csv", tmp_path / "ar.csv", codebook)
    assert all(each.equal.value == 1 and each.kappa.value is None for each in found)
    assert {each.answered for each in found} == {0}
    assert len(found) == len(codebook.table.columns) + 3  # a set of four members


def test_answers_written_into_a_sheet_come_back(tmp_path):
    """Of every column, and a code that a spreadsheet would take for a formula."""
    text = codebook_to_toml(load_codebook("lanterne-cases"))
    changed = text.replace('"lanterne-cases"', '"ours"', 1).replace('"Shelter"', '"+Shelter"')
    codebook = parse_codebook(changed.encode(), "ours.toml")
    answers = {
        column.name: ";".join(sorted(column.codes)) if column.traits.several else column.codes[-1]
        for column in codebook.table.columns
    }
    assert answers["dataSource"] == "+Shelter"
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(sheet_of(codebook, "fr", {"boat": answers}))
    found = read_coded(sheet, codebook)
    place = found.vignettes.index("boat")
    assert {name: given[place] for name, given in found.answers.items()} == answers
    assert {given[0] for given in found.answers.values()} == {""}


def test_stories_go_with_a_codebook_that_was_changed(tmp_path):
    """Another name, or a column more or less; not with one that has little in common."""
    text = codebook_to_toml(load_codebook("lanterne-cases"))
    changed = parse_codebook(text.replace('"lanterne-cases"', '"ours"', 1).encode(), "ours.toml")
    (tmp_path / "ours.toml").write_text(codebook_to_toml(changed), encoding="utf-8")
    sheet = lanterne.write_vignettes(tmp_path / "ours.toml", tmp_path / "sheet.csv")
    assert "Lina" in sheet.read_text("utf-8-sig")
    few = replace(changed.table, columns=changed.table.columns[:19], rules=(), dependencies=())
    assert not vignettes_for(replace(changed, tables=(few,)))
    more = replace(few, columns=changed.table.columns[:20])
    assert vignettes_for(replace(changed, tables=(more,)))


def test_what_is_coded_by_is_definitions_and_answers():
    book = load_codebook("lanterne-cases")
    first, *rest = book.table.columns

    def mark(**other):
        columns = (replace(first, **other), *rest)
        return coded_by(replace(book, tables=(replace(book.table, columns=columns),)))

    assert mark() == mark(label={"en": "Year"}) == mark(source={}) == coded_by(book)
    others = {
        mark(definition={"en": "x"}),
        mark(universe={"en": "x"}),
        mark(values=first.values[1:]),
    }
    assert len(others | {mark()}) == 4


def test_without_stories_it_is_said(tmp_path):
    with pytest.raises(UsageError, match="few"):
        lanterne.write_vignettes(book(), tmp_path / "sheet.csv")
    with pytest.raises(UsageError, match="linked"):
        lanterne.agreement("a", "b", "lanterne-network")
