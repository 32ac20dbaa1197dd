"""What came back by a form is read with its codebook alone: nobody who refused counts otherwise."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from test_exports import book_of

from filled_templates import Filled
from form_answers import answer, central, kobo
from lanterne import InputError, verbs
from lanterne.codebook import Column, ColumnType, Value, codebook_to_toml, load_codebook
from lanterne.forms import make_form
from lanterne.forms.questions import CONSENT, GIVEN, MARK


def template(form, people, path):
    return Filled(form, "fr", path).fill(people)


def unmarked(form, people, path):
    """An export without the column of the mark."""
    return _rewritten(kobo(form, people, path), lambda rows: _without(rows, MARK))


def _without(rows, name):
    (place,) = [n for n, title in enumerate(rows[0]) if title.split("/")[-1] == name]
    return [[*row[:place], *row[place + 1 :]] for row in rows]


def _rewritten(path, change):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.reader(file, delimiter=";")]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(change(rows))
    return path


MAKERS = {"kobo.csv": kobo, "unmarked.csv": unmarked, "t.xlsx": template}


@pytest.fixture(scope="module")
def form():
    return make_form(book_of("lanterne-cases"))


@pytest.fixture
def people(form):
    """Every second one has refused."""
    given = answer(form, 40)
    return [replace(one, consent=GIVEN if n % 2 else "refused") for n, one in enumerate(given)]


def own_consent(codebook, folder):
    """The codebook with the question of every form as a column, as a file."""
    first, *rest = codebook.tables
    asked = Column(CONSENT, ColumnType.CATEGORY, _answers(), {"en": "Consent", "fr": "Accord"})
    book = replace(codebook, tables=(replace(first, columns=(asked, *first.columns)), *rest))
    path = folder / "own.toml"
    path.write_text(codebook_to_toml(replace(book, condensed=None)), "utf-8")
    return path


def _answers():
    codes = (GIVEN, "refused", "withdrawn", "not_asked")
    return tuple(Value(one, {"en": one, "fr": one}) for one in codes)


@pytest.mark.parametrize("name", MAKERS)
def test_no_codebook_is_drafted_from_it(form, people, name, tmp_path):
    path = tmp_path / name
    MAKERS[name](form, people, path)
    with pytest.raises(InputError) as error:
        verbs.draft(path)
    assert [one.code for one in error.value.problems] == ["form-needs-its-codebook"]


def test_a_codebook_is_drafted_from_another_file(tmp_path):
    verbs.sample(tmp_path / "s", 50)
    assert verbs.draft(tmp_path / "s" / "victims.csv").codebook.draft


@pytest.mark.parametrize("name", [one for one in MAKERS if one != "unmarked.csv"])
@pytest.mark.parametrize("left_out", [True, False])
def test_no_codebook_with_a_question_of_the_form_reads_it(form, people, name, left_out, tmp_path):
    path = tmp_path / name
    MAKERS[name](form, people, path)
    book = own_consent(form.codebook, tmp_path)
    ignore = (MARK, "start", "_id", "_uuid", "_index") if left_out else ()
    report = verbs.check(path, book, ignore=ignore)
    assert [one.code for one in report.problems] == ["form-other-codebook"]
    assert report.people == 0


def test_linked_tables_neither(tmp_path):
    form = make_form(book_of("lanterne-network"))
    central(form, answer(form, 4), tmp_path / "export")
    book = own_consent(form.codebook, tmp_path)
    with pytest.raises(InputError) as error:
        verbs.check(tmp_path / "export", book)
    assert [one.code for one in error.value.problems] == ["form-other-codebook"]


def test_own_data_with_a_column_of_that_name_is_read(form, tmp_path):
    """An organisation may have asked for consent before it had a form: its codebook says so."""
    book = own_consent(form.codebook, tmp_path)
    path = tmp_path / "own.csv"
    names = load_codebook(str(book)).table.names
    row = {CONSENT: GIVEN, "dataSource": "Shelter"}
    lines = [",".join(names), ",".join(row.get(name, "") for name in names)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    report = verbs.check(path, book)
    assert report.problems == ()
    assert report.people == 1
