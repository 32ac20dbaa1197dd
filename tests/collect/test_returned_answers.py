"""What stands in a cell of what comes back, and in its header: read, or said, and never guessed."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace

import openpyxl
import polars as pl
import pytest
from test_exports import book_of

from filled_templates import Filled
from form_answers import answer
from lanterne import UsageError, verbs
from lanterne.codebook import load_codebook
from lanterne.files.problem_log import Findings
from lanterne.forms import make_form, opened_as_form
from lanterne.forms.asked import asked_in, stamp_text
from lanterne.harmonise.form_names import CONSENT, GIVEN, MARK
from lanterne.hub.web.data.case_summary import look
from workbooks import write_xlsx

BOOK = """
name = "shelter"
version = "1"
languages = ["en"]
title = { en = "Shelter cases" }

[[tables]]
name = "victims"
label = { en = "Victims" }
subject_id = "case"
missing = { unknown = "Unknown" }

[[tables.columns]]
name = "age"
type = "number"
number = { from = 0, to = 110 }
label = { en = "Age" }

[[tables.columns]]
name = "forcedLabour"
type = "flag"
values = "yes-no"
label = { en = "Forced labour" }

[[tables.columns]]
name = "means"
type = "set"
values = ["debt", "threats"]
label = { en = "Means" }
"""
HEADER = [MARK, CONSENT, "case", "age", "age_why", "forcedLabour", "means", "_id"]
SPLIT = [*HEADER[:6], "means/debt", "means/threats", "means/Unknown", "_id"]


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "shelter.toml"
    path.write_text(BOOK, "utf-8")
    return load_codebook(path)


@pytest.fixture
def row(book):
    mark = stamp_text(make_form(book).stamp)
    return dict(zip(HEADER, [mark, GIVEN, "D-1", "25", "", "1", "debt", "101"], strict=True))


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *([one[name] for name in header] for one in rows)])
    return path


def read(path, book, known=None):
    findings = Findings(str(path))
    file = opened_as_form(book)(path, "victims", known or book.table.names, findings)
    frames = [rows.frame for rows in file.batches(findings)]
    names = {str(place): name for place, name in enumerate(file.header)}
    return pl.concat(frames).rename(names).to_dicts(), findings.problems


def found(path, book, **more):
    problems = verbs.check(path, book, **more).problems
    return [(one.code, one.row, one.column) for one in problems]


@pytest.mark.parametrize("known", ["1", "TRUE", "true", "VRAI", "yes"])
@pytest.mark.parametrize("unknown", ["0", "FALSE", "faux", "no", ""])
def test_a_choice_with_a_column_of_its_own(known, unknown, book, row, tmp_path):
    row |= {"means/debt": known, "means/threats": unknown, "means/Unknown": "0"}
    path = write(tmp_path / "k.csv", SPLIT, [row])
    assert read(path, book)[0][0]["means"] == "debt"
    assert found(path, book) == []


@pytest.mark.parametrize("strange", ["x", "2", "-1", "n/a", "ja"])
def test_any_other_text_of_a_choice_is_said_at_its_row(strange, book, row, tmp_path):
    row |= {"means/debt": strange, "means/threats": "0", "means/Unknown": "0"}
    refused = row | {CONSENT: "refused", "case": "D-2", "_id": "102"}
    path = write(tmp_path / "k.csv", SPLIT, [refused, row])
    assert found(path, book) == [("answer-not-offered", 3, "means")]


def test_a_choice_whose_column_is_gone_is_named(book, row, tmp_path):
    row |= {"means/debt": "1", "means/Unknown": "0"}
    path = write(tmp_path / "k.csv", [one for one in SPLIT if one != "means/threats"], [row])
    assert found(path, book) == [("form-missing-question.export", None, "means/threats")]


def test_a_column_of_a_choice_that_stands_there_twice_is_said(book, row, tmp_path):
    row |= {"means/debt": "1", "means/threats": "0", "means/Unknown": "0", "Means/Debt": "0"}
    path = write(tmp_path / "k.csv", [*SPLIT, "Means/Debt"], [row])
    assert found(path, book) == [("duplicate-column.in-header", None, "Means/Debt")]


@pytest.mark.parametrize("name", [MARK, CONSENT, "age"])
def test_names_in_other_capitals_are_the_same(name, book, row, tmp_path):
    header = [one.upper() if one == name else one for one in HEADER]
    rows = [row, row | {CONSENT: "refused", "case": "D-2", "_id": "102"}]
    path = write(tmp_path / "k.csv", HEADER, rows)
    before = read(path, book)
    path.write_text(path.read_text("utf-8").replace(",".join(HEADER), ",".join(header)), "utf-8")
    assert read(path, book) == before
    assert [one["case"] for one in before[0]] == ["D-1"]
    row[name.upper()] = "refused"
    path = write(tmp_path / "k.csv", [*HEADER, name.upper()], [row])
    assert found(path, book) == [("duplicate-column.in-header", None, name.upper())]


def test_a_number_of_a_form_is_nobodys_typed_number(book, row, tmp_path):
    """Whoever has no number does not become the person to whom somebody gave that of the form."""
    typed = ["", "101", "form:101", "'form:101", " "]
    rows = [row | {"case": one, "_id": f"10{n}"} for n, one in enumerate(typed, start=1)]
    rows.append(row | {CONSENT: "refused", "case": "101", "_id": "109"})
    path = write(tmp_path / "k.csv", HEADER, rows[:-1])
    cases = [one["case"] for one in read(path, book)[0]]
    assert cases == ["form:101", "101", "'form:101", "''form:101", "form:105"]
    assert found(path, book) == []
    assert [one[0] for one in found(write(path, HEADER, rows), book)] == ["consents-disagree"]


def test_a_number_and_why_there_is_none_is_said_at_its_row(book, row, tmp_path):
    rows = [row, row | {"case": "D-2", "age": "", "age_why": "Unknown"}]
    path = write(tmp_path / "k.csv", HEADER, rows)
    assert [one["age"] for one in read(path, book)[0]] == ["25", "Unknown"]
    assert found(path, book) == []
    rows.append(row | {"case": "D-3", "age_why": "Unknown"})
    (problem,) = found(write(path, HEADER, rows), book)
    assert problem[1:] == (4, "age")


def test_a_workbook_may_write_yes_and_no_of_itself(book, row, tmp_path):
    rows = [[*HEADER], *([*(row | {"forcedLabour": one}).values()] for one in (True, False))]
    rows[2][2] = "D-2"
    path = write_xlsx(tmp_path / "k.xlsx", {"Sheet": rows})
    assert [one["forcedLabour"] for one in read(path, book)[0]] == ["1", "0"]
    assert found(path, book) == []


def test_json_leaves_out_what_nobody_answered(book, row, tmp_path):
    path = tmp_path / "k.json"
    given = {name: cell for name, cell in row.items() if cell}
    path.write_text(json.dumps([given | {"means": ["debt", "threats"]}]), "utf-8")
    assert read(path, book)[0][0]["means"] == "debt;threats"
    assert found(path, book) == []
    apart = {name: cell for name, cell in given.items() if name not in {"means", "forcedLabour"}}
    path.write_text(json.dumps([apart | {"means": {"debt": True}}]), "utf-8")
    cases, _ = read(path, book)
    assert (cases[0]["means"], cases[0]["forcedLabour"]) == ("debt", "")
    path.write_text(json.dumps([given, apart | {"means": {"threats": 1}, "case": "D-2"}]), "utf-8")
    assert found(path, book) == [("duplicate-column.in-header", None, "means")]
    del apart[CONSENT]
    path.write_text(json.dumps([apart]), "utf-8")
    assert found(path, book) == [("form-missing-question.export", None, CONSENT)]


@pytest.mark.parametrize("name", [MARK, CONSENT])
def test_a_name_that_is_left_out_of_json_makes_no_form_of_it(name, book, tmp_path):
    """A name that is only known stands in no object."""
    path = tmp_path / "cases.json"
    path.write_text('[{"case": "D-1", "age": 25, "forcedLabour": 1, "means": "debt"}]', "utf-8")
    assert found(path, book, ignore=[name]) == []


@pytest.mark.parametrize("name", [MARK, CONSENT, "Lanterne_Form"])
def test_a_codebook_with_a_column_of_that_name_has_no_form(name, tmp_path):
    """Its files are read as they are: what people refused cannot be taken for an answer."""
    path = tmp_path / "own.toml"
    path.write_text(BOOK.replace('name = "forcedLabour"', f'name = "{name}"'), "utf-8")
    book = load_codebook(path)
    with pytest.raises(UsageError, match="could be confused") as raised:
        make_form(book)
    assert name in str(raised.value)
    header = ["case", "age", name, "means"]
    cases = write(
        tmp_path / "c.csv", header, [dict(zip(header, ["1", "25", "1", ""], strict=True))]
    )
    assert found(cases, book) == []


def filled(book, tmp_path, change=None):
    form = make_form(book)
    sent = [replace(one, consent=GIVEN) for one in answer(form, 4)]
    path = Filled(form, "en", tmp_path / "t.xlsx").fill(sent)
    if change:
        workbook = openpyxl.load_workbook(path)
        change(workbook, workbook["victims"])
        workbook.save(path)
    return path


def second_consent(_, page):
    place = page.max_column + 1
    page.cell(2, place).value = CONSENT.upper()
    page.cell(3, place).value = "refused"


def names_in_a_row(_, page):
    for cell in [*page[2]]:
        page.cell(4, cell.column).value = cell.value


def names_that_fit_better(_, page):
    names_in_a_row(_, page)
    page.cell(2, page.max_column).value = "Notes"


def copied(workbook, page):
    workbook.copy_worksheet(page).title = "February"


def renamed_and_copied(workbook, page):
    copied(workbook, page)
    page.title = "January"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (second_consent, "duplicate-column.in-header"),
        (names_in_a_row, "form-several.rows"),
        (names_that_fit_better, "form-several.rows"),
        (copied, "form-several.sheets"),
        (renamed_and_copied, "form-several.sheets"),
    ],
)
def test_a_template_in_which_two_could_be_meant_is_not_read(change, code, book, tmp_path):
    assert found(filled(book, tmp_path), book) == []
    assert [one[0] for one in found(filled(book, tmp_path, change), book)] == [code]


@pytest.mark.parametrize("how", ["entity", "comment"])
def test_the_mark_of_a_template_is_found_however_it_is_written(how, book, tmp_path):
    path, other = filled(book, tmp_path), tmp_path / "other.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml" and how == "entity":
                data = data.replace(b"lanterne-form", b"lanterne&#45;form")
            elif name == "xl/workbook.xml":
                data = b"<!--" + b" " * (1 << 20) + b"-->" + data.split(b"?>", 1)[-1]
            new.writestr(name, data)
    assert read(other, book) == read(path, book)


def without_mark(workbook, _):
    del workbook["lanterne-form"]
    for name in workbook.sheetnames[1:]:
        del workbook[name]


def test_a_template_without_its_mark_is_not_read_by_its_labels(book, tmp_path):
    path = filled(book, tmp_path, without_mark)
    workbook = openpyxl.load_workbook(path)
    page = workbook["victims"]
    page["A1"].value = "May we?"
    for place, name in enumerate(["case", *book.table.names], start=2):
        page.cell(1, place).value = name
    workbook.save(path)
    with pytest.raises(Exception, match="lacks the column"):
        read(path, book)


@pytest.mark.parametrize("kind", ["csv", "capitals", "blank row", "label row", "mark alone"])
def test_without_its_codebook_nobody_of_a_form_is_shown(kind, book, row, tmp_path):
    """Neither whoever refused nor anybody else, of a file alone or in a folder."""
    header = [name.upper() for name in HEADER] if kind == "capitals" else HEADER
    if kind == "mark alone":
        header = [name for name in HEADER if name != CONSENT]
    cells = [row.get(name, row.get(name.lower(), "")) for name in header]
    cells[header.index("case") if "case" in header else 2] = "Secret"
    folder = tmp_path / "folder"
    folder.mkdir()
    above = {"blank row": [[None]], "label row": [[f"Label {n}" for n, _ in enumerate(header)]]}
    if kind in above:
        path = write_xlsx(folder / "k.xlsx", {"Sheet": [*above[kind], header, cells]})
    else:
        path = folder / "k.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, cells])
    for place, codebook in ((path, None), (folder, None), (folder, book)):
        tables, _ = look(place, codebook, lambda _: None)
        assert [len(one["header"]) for one in tables] == [len(header)]
        assert "Secret" not in str(tables)
        assert tables[0]["height"] == 0
    (folder / path.name).unlink()
    ordinary = folder / "cases.csv"
    ordinary.write_text("case,age\nD-1,25\n", "utf-8")
    tables, _ = look(folder, None, lambda _: None)
    assert tables[0]["rows"] == [["D-1", "25"]]


def test_the_names_of_questions_are_those_of_the_form(book):
    """What these tests write is what a form asks."""
    asked = asked_in(make_form(book))
    assert [one.name for one in asked.why.values()] == ["age_why"]
    assert "Unknown" in asked.askings["means"].choices
    assert book_of("lanterne-cases").name == "lanterne-cases"
