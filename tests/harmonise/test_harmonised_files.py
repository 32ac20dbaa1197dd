"""From a partner's file to cases: by batches, with what was left over, whole or not at all."""

from __future__ import annotations

import csv
import itertools
import stat

import polars as pl
import pytest
from mappings import COLUMNS, ROWS, book, mapping_of, write

import lanterne
from lanterne import verbs
from lanterne.errors import InputError, UsageError
from lanterne.files import text_blocks
from lanterne.files.problem_log import Findings
from lanterne.harmonise import Tally, changes_of, coverage_of, open_harmonised
from lanterne.harmonise import apply as applying


def run(folder, **more):
    asked = {"mapping": folder / "mapping.toml", "codebook": folder / "few.toml"}
    asked |= {"out": folder / "cases.csv"} | more
    return lanterne.harmonise_file(folder / "partner.csv", **asked)


def test_cases_are_made_and_what_is_not_known_is_left_over(files):
    made = run(files)
    cases = pl.read_csv(files / "cases.csv", infer_schema=False).fill_null("")
    assert cases.columns == ["No", *book().table.names]
    assert cases["No"].to_list() == ["1", "2", "3"]
    assert cases["sex"].to_list() == ["Woman", "Man", ""]
    assert cases["age"].to_list() == ["18--29", "9--17", ""]
    assert cases["country"].to_list() == ["CIV", "", "MAR"]
    assert (cases["forced"] == "").all()  # the codebook has no word for "not asked" there
    assert (made.rows, made.without_consent) == (5, 2)
    assert [(one.column, one.answer, one.cells) for one in made.left_over] == [
        ("Pays", "Wakanda", 1),
        ("Sexe", "jamais", 1),
    ]
    sheet = list(csv.reader((files / "cases.left-over.csv").open(encoding="utf-8-sig")))
    assert sheet == [
        ["column", "answer", "cells"],
        ["Pays", "Wakanda", "1"],
        ["Sexe", "jamais", "1"],
    ]
    for name in ("cases.csv", "cases.left-over.csv"):
        assert stat.S_IMODE((files / name).stat().st_mode) == 0o600
        assert "Secret" not in (files / name).read_text("utf-8")


def test_what_is_made_is_in_order(files):
    run(files)
    asked = {"subject_id": "No"}
    assert lanterne.check(files / "cases.csv", files / "few.toml", **asked).ok


def test_nothing_left_over_needs_no_sheet(files):
    write(files, ROWS[0])
    assert run(files).sheet is None
    assert not (files / "cases.left-over.csv").exists()


def test_a_file_without_rows_gives_cases_without_rows(files):
    write(files)
    assert run(files).rows == 0
    assert (files / "cases.csv").read_text().strip() == ",".join(["No", *book().table.names])


def test_an_answer_is_no_formula_in_a_spreadsheet(files):
    write(files, '1;x;"=HYPERLINK(""http://x"")";1;;Mali;;;;;Oui')
    run(files)
    rows = list(csv.reader((files / "cases.left-over.csv").open(encoding="utf-8-sig")))
    assert rows[1][1] == '\'=HYPERLINK("http://x")'


def test_a_wide_sign_begins_a_formula_as_well(files):
    write(files, "1;x;\uff1d1+1;1;;Mali;;;;;Oui")
    run(files)
    rows = list(csv.reader((files / "cases.left-over.csv").open(encoding="utf-8-sig")))
    assert rows[1][1] == "'\uff1d1+1"


@pytest.mark.parametrize("place", ["cases.csv", "cases.left-over.csv"])
def test_nothing_is_replaced(place, files):
    (files / place).write_text("mine")
    with pytest.raises(UsageError, match=r"cases|left-over"):
        run(files)
    assert (files / place).read_text() == "mine"


def test_without_consent_or_a_basis_nothing_is_made(files):
    text = (files / "mapping.toml").read_text("utf-8")
    start = text.index("[legal]")
    end = text.index("[[columns]]")
    text = text[:start] + text[end:]
    text = text.replace("leave_out = [", 'leave_out = ["Accord", ')
    (files / "mapping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"\[legal\]"):
        run(files)
    signed = '[legal]\nbasis = "Act 12"\nsigned_by = "Ada"\n[[columns]]'
    (files / "mapping.toml").write_text(text.replace("[[columns]]", signed, 1), encoding="utf-8")
    made = run(files)
    assert (made.rows, made.without_consent) == (5, 0)


@pytest.mark.parametrize(
    ("old", "new", "columns"),
    [
        ('status = "approved"', "", {"sex", "age", "country", "forced"}),
        ('target = "age"', 'target = "age"\nstatus = "flagged"', {"age"}),
        ('rule = "impossible"', 'rule = "undetermined"', {"forced"}),
    ],
)
def test_what_nobody_approved_makes_no_cases(old, new, columns, files):
    text = (files / "mapping.toml").read_text("utf-8")
    assert old in text
    (files / "mapping.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        run(files)
    assert set(caught.value.message.parameters["columns"]) == columns


def test_rows_of_one_person_that_disagree_on_consent_are_said(files):
    write(files, ROWS[0], "1 ;Awa Secret;Femme;26;;Mali;;;;;Non")
    with pytest.raises(InputError) as caught:
        run(files)
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("consents-disagree", "Accord")
    assert not (files / "cases.csv").exists()


def test_a_row_without_anything_is_nobody(files):
    write(files, ROWS[0], ";;;;;;;;;;", ";note;;;;;;;;;")
    assert run(files).rows == 3
    assert pl.read_csv(files / "cases.csv").height == 1


def test_a_first_row_of_answers_is_told_by_its_place_alone(files):
    write(files, *ROWS[1:], header=ROWS[0])
    for ask in (run, lambda folder: changes_of(folder / "partner.csv", *opened())):
        with pytest.raises(InputError) as caught:
            ask(files)
        (problem,) = caught.value.problems
        assert (problem.code, problem.row) == ("harmonise-no-header", 1)
        assert "Awa" not in str(caught.value)
    with pytest.raises(InputError, match="header"):
        verbs.draft_mapping(files / "partner.csv", files / "few.toml")


def test_a_column_without_a_name_is_said(files):
    write(files, header=header(Nom=""))
    with pytest.raises(InputError) as caught:
        run(files)
    assert "unnamed-column" in {problem.code for problem in caught.value.problems}


def test_both_files_cannot_be_one(files):
    with pytest.raises(UsageError, match="both"):
        run(files, left_over=files / "cases.csv")
    assert not (files / "cases.csv").exists()


def test_a_mapping_opens_no_codebook_by_a_path(files):
    with pytest.raises(UsageError, match="--codebook"):
        run(files, codebook=None)


def test_nothing_of_a_case_is_shown_by_what_is_given_back(files):
    assert "Wakanda" not in repr(run(files))


def header(**names):
    whole = "No;Nom;Sexe;Âge;Date;Pays;Menaces;Coups;Dettes;Moyens;Accord"
    for old, new in names.items():
        whole = whole.replace(old, new)
    return whole


def test_a_new_and_a_vanished_column_are_said_and_nothing_is_written(files):
    write(files, *ROWS, header=header(Sexe="Genre", Nom="Nom;Surnom"))
    with pytest.raises(InputError) as caught:
        run(files)
    found = {(problem.code, problem.column) for problem in caught.value.problems}
    assert ("harmonise-vanished-column", "Sexe") in found
    assert ("harmonise-new-column", "Genre") in found
    assert ("harmonise-new-column", "Surnom") in found
    assert not (files / "cases.csv").exists()


def test_headers_in_another_spelling_are_the_same(files):
    write(files, *ROWS, header=header(Sexe=" SEXE", Âge="age", Accord="accord"))
    assert run(files).rows == 5


def test_one_header_twice_is_said(files):
    write(files, header=header(Nom="sexe"))
    with pytest.raises(InputError) as caught:
        run(files)
    assert {problem.code for problem in caught.value.problems} == {"mapping-header-twice"}


def test_a_file_that_breaks_off_leaves_nothing(files):
    write(files, *ROWS, "6;x;Femme;1;2")
    with pytest.raises(InputError):
        run(files)
    assert sorted(path.name for path in files.iterdir()) == [
        "few.toml",
        "mapping.toml",
        "partner.csv",
    ]


def test_free_text_is_said_by_its_column_and_no_answer_is_repeated(files, monkeypatch):
    monkeypatch.setattr(applying, "MOST_UNKNOWN", 3)
    write(files, *(f"{i};x;texte {i};1;;Mali;;;;;Oui" for i in range(5)))
    with pytest.raises(InputError) as caught:
        run(files)
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("harmonise-free-text", "Sexe")
    assert "texte" not in str(caught.value)


def test_what_changed_is_said_without_answers(files):
    found = changes_of(files / "partner.csv", *opened())
    assert (found.new, found.gone, dict(found.strange)) == ((), (), {"Pays": 1, "Sexe": 1})
    assert "Wakanda" not in repr(found)
    write(files, ROWS[0])
    assert changes_of(files / "partner.csv", *opened()).none
    write(files, header=header(Sexe="Genre"))
    found = changes_of(files / "partner.csv", *opened())
    assert (found.new, found.gone) == (("Genre",), ("Sexe",))


def opened():
    return mapping_of(COLUMNS), book()


def test_coverage_tells_what_a_source_cannot_say():
    found = {one.target: one for one in coverage_of(*opened())}
    assert list(found) == list(book().table.names)
    assert {name: str(one.coverage) for name, one in found.items()} == {
        "sex": "complete",
        "age": "partial",  # narrower
        "years": "undetermined",
        "year": "undetermined",
        "country": "partial",  # "refused" becomes blank
        "threats": "undetermined",
        "forced": "impossible",
        "means": "undetermined",
    }


def cases_of(path, mapping):
    findings = Findings(str(path))
    file = open_harmonised(path, mapping, book(), findings)
    return [row for rows in file.known(findings, Tally()) for row in rows.frame.rows()]


def test_one_person_changes_only_their_own_case(tmp_path):
    """Brute force over files: a row more, less or changed changes no other row of the cases.

    Rows hold every kind of oddity that a reader or a rule could carry over to a neighbour.
    """
    odd = (
        "9;é;Femme;25 ans;03/11/2021;Congo;;;;;Oui",
        "9;'x;homme;\u0662\u0665;;C\u00f4te d'Ivoire;;;;;OUI",
        "9;\u00ff;;;;;;;;;Oui",
        '9;"a;b";Femme;1e9;;ZZ;;;;;Oui',
        "9;n;Femme;25;;Mali;;;;;Non",
    )
    mapping = mapping_of(COLUMNS)
    for encoding, others in itertools.product(("utf-8", "cp1252"), (ROWS[:2], ROWS[1:4])):
        plain = cases_of(write(tmp_path, *others, encoding=encoding), mapping)
        for row in odd:
            try:
                path = write(tmp_path, others[0], row, *others[1:], encoding=encoding)
            except UnicodeEncodeError:
                continue
            with_one = cases_of(path, mapping)
            assert [case for case in with_one if case[0] != "9"] == plain


TWICE = """
[[columns]]
target = "age"
rule = "age_from"
sources = ["Date", "Dettes"]
dates = "day-month-year"
[[columns]]
target = "year"
rule = "year_of"
sources = ["Date"]
dates = "day-month-year"
[[columns]]
target = "means"
rule = "recode"
sources = ["Moyens"]
values = { "dette" = "debt" }
separators = ["/"]
[[columns]]
target = "threats"
rule = "flag_from_set"
sources = ["Moyens"]
values = { "dette" = "1" }
separators = ["+"]
"""


def left_over_of(rows, folder):
    """Leftovers with their numbers, and where a check finds one; by a mapping that reads twice."""
    mapping, path = mapping_of(TWICE), write(folder, *rows)
    tally, findings = Tally(), Findings("x")
    list(open_harmonised(path, mapping, book(), findings).known(findings, tally))
    list(open_harmonised(path, mapping, book(), findings).batches(findings))
    places = {(one.rule, one.column, one.row) for one in findings.problems}
    return [(one.column, one.answer, one.cells) for one in tally.left_over], places


def test_a_cell_that_two_columns_do_not_know_counts_once_however_batches_are_cut(
    tmp_path, monkeypatch
):
    """Each of the two parts a cell otherwise, and each date is read beside another."""
    rows = [
        f"{number};;;;{born};;;;{at};{means};Oui"
        for number, (born, at, means) in enumerate(
            [
                ("", "", "feu/x"),
                ("", "", "feu+y"),
                ("soon", "", "feu"),
                ("later", "03/11/2019", ""),
                ("03/11/2030", "soon", ""),
                ("03/11/2020", "soon", ""),
                ("", "soon", ""),
                ("03/11/2020", "03/11/2019", "feu/x"),
            ]
        )
    ]
    whole = left_over_of(rows, tmp_path)
    assert ("Moyens", "feu", 4) in whole[0]
    assert ("Dettes", "soon", 2) in whole[0]
    assert ("Date", "later", 1) in whole[0]
    assert ("answer-not-mapped", "Dettes", 8) not in whole[1]
    monkeypatch.setattr(text_blocks, "BLOCK", 24)
    assert left_over_of(rows, tmp_path) == whole
    monkeypatch.setattr(text_blocks, "BLOCK", 70)
    assert left_over_of(rows, tmp_path) == whole
