"""Who does not consent to statistics plays no part, whatever is done to the file."""

from __future__ import annotations

import csv
from dataclasses import replace

import openpyxl
import pytest
from polars.testing import assert_frame_equal
from test_exports import book_of

from filled_templates import Filled
from form_answers import answer, central, kobo
from lanterne import InputError, ProtectRequest, verbs
from lanterne.cases import open_cases
from lanterne.cases.network import open_network
from lanterne.codebook import load_codebook
from lanterne.forms import make_form, opened_as_form, parts_as_form
from lanterne.harmonise.form_names import CONSENT, GIVEN, MARK
from lanterne.verbs.settings import opening_of
from lanterne.verbs.sources import open_source
from lanterne.verbs.terms import terms_of
from workbooks import write_xlsx


@pytest.fixture(scope="module")
def form():
    return make_form(book_of("lanterne-cases"))


@pytest.fixture
def sent(form):
    return answer(form, 30)


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.reader(file, delimiter=";")]


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


def place_of(rows, name):
    (place,) = [n for n, title in enumerate(rows[0]) if title.split("/")[-1] == name]
    return place


def frame(path, form):
    return open_cases(path, form.codebook, open_as=opened_as_form(form.codebook)).frame()


def rules(path, form, **more):
    return {problem.rule for problem in verbs.check(path, form.codebook, **more).problems}


SPELT = [
    *("", " ", "refused", "not_asked", "withdrawn", "no", "yes", "1", "true", "oui"),
    *("given refused", "refused given", "given?", "not given", "Yes, consent was given", "g iven"),
]


@pytest.mark.parametrize("spelt", SPELT)
def test_one_answer_gives_consent_and_no_other(spelt, form, sent, tmp_path):
    """Labels are no answers of an export with names of XML."""
    given = [replace(one, consent=GIVEN) for one in sent]
    path = kobo(form, given, tmp_path / "kobo.csv")
    all_of_them = frame(path, form)
    rows = rows_of(path)
    rows[5][place_of(rows, CONSENT)] = spelt
    one_less = frame(write(path, rows), form)
    assert_frame_equal(one_less, all_of_them[:4].vstack(all_of_them[5:]))


def test_what_people_without_consent_answered_changes_nothing(form, sent, tmp_path):
    """Neither rubbish nor the mark of another form, in an export and in a template."""
    path = kobo(form, sent, tmp_path / "kobo.csv")
    before = frame(path, form)
    rows = rows_of(path)
    consent = place_of(rows, CONSENT)
    for row in rows[1:]:
        if row[consent] != GIVEN:
            row[:] = [cell if n == consent else "rubbish" for n, cell in enumerate(row)]
    assert verbs.check(write(path, rows), form.codebook).problems == ()
    assert_frame_equal(frame(path, form), before)


def test_every_verb_opens_cases_of_those_who_consent_alone(form, sent, tmp_path):
    path = kobo(form, sent, tmp_path / "kobo.csv")
    request = ProtectRequest(path, form.codebook, out=tmp_path / "out", epsilon=1.0)
    opening = opening_of(request, form.codebook)
    source = open_source(request, form.codebook, terms_of(request), opening)
    assert_frame_equal(source.cases.frame(), frame(path, form))
    assert source.cases.frame().height == sum(one.consent == GIVEN for one in sent)


def test_consent_is_asked_though_its_column_is_left_out_by_name(form, sent, tmp_path):
    """As a column of a form, or as one that the system adds, it may be named."""
    wanted = sum(one.consent == GIVEN for one in sent)
    for path in (
        kobo(form, sent, tmp_path / "kobo.csv"),
        Filled(form, "fr", tmp_path / "t.xlsx").fill(sent),
    ):
        report = verbs.check(path, form.codebook, ignore=[CONSENT])
        assert (report.problems, report.rows) == ((), wanted)
    path = tmp_path / "kobo.csv"
    report = verbs.check(path, form.codebook, ignore=[CONSENT, MARK, "_id", "start"])
    assert (report.problems, report.rows) == ((), wanted)
    (problem,) = verbs.check(path, form.codebook, ignore=["_elsewhere"]).problems
    assert problem.rule == "ignored-not-there"


@pytest.mark.parametrize("left_out", [[CONSENT], [MARK], [MARK, CONSENT]])
def test_consent_cannot_be_left_out(left_out, form, sent, tmp_path):
    """Neither by taking its column out, nor by asking to ignore it."""
    path = kobo(form, sent, tmp_path / "kobo.csv")
    rows = rows_of(path)
    gone = {place_of(rows, name) for name in left_out}
    cut = [[cell for n, cell in enumerate(row) if n not in gone] for row in rows]
    write(path, cut)
    found = rules(path, form, ignore=[name for name in cut[0] if name in (CONSENT, MARK)])
    if left_out == [CONSENT]:
        assert found == {"form-missing-question"}
    elif left_out == [MARK]:
        assert found == {"form-without-mark"}
    else:  # a file of cases with columns that no codebook knows
        assert "unknown-column" in found


SPELT = ("grp_{}", "{} (household)/{}", "{}", "A.1 {}", "my form — {}")


@pytest.mark.parametrize("between", ["_", " ", "-", ".", " · "])
@pytest.mark.parametrize("spelt", SPELT)
def test_nobody_who_refused_is_counted_however_the_columns_are_written(
    spelt, between, form, sent, tmp_path
):
    """By a program that renamed them, or by hand: it is read as the form's, or not at all."""
    wanted = sum(one.consent == GIVEN for one in sent)
    path = kobo(form, sent, tmp_path / "kobo.csv")
    rows = rows_of(path)
    for renamed in ((CONSENT,), (MARK,), (CONSENT, MARK)):
        as_written = {
            place_of(rows, name): spelt.replace("{}", name.replace("_", between).title())
            for name in renamed
        }
        header = [as_written.get(n, title) for n, title in enumerate(rows[0])]
        write(path, [header, *rows[1:]])
        for ignore in ((), tuple(as_written.values())):
            report = verbs.check(path, form.codebook, ignore=ignore)
            assert report.problems or report.rows == wanted, (header, ignore)
        with pytest.raises(InputError) as raised:
            verbs.draft(path)
        assert [one.code for one in raised.value.problems] == ["form-needs-its-codebook"]


@pytest.mark.parametrize("kind", ["folder", "workbook", "pairs"])
def test_consent_cannot_be_left_out_of_linked_tables(kind, tmp_path):
    """Wherever the question stands, it is not passed over by its name."""
    book = load_codebook("lanterne-network")
    network = book.network
    ids = {"victims": ["victim", "household"], "perpetrators": ["perpetrator"]}
    ids["links"] = ["victim", "perpetrator"]
    tables = (network.victims, network.perpetrators, network.links)
    headers = {one.name: [*ids[one.name], *one.names] for one in tables}
    headers["victims"].append(CONSENT)
    if kind == "workbook":
        path = write_xlsx(tmp_path / "all.xlsx", {name: [one] for name, one in headers.items()})
    elif kind == "folder":
        path = tmp_path
        for name, header in headers.items():
            write(tmp_path / f"{name}.csv", [header])
    else:
        every = dict.fromkeys(name for header in headers.values() for name in header)
        path = write(tmp_path / "pairs.csv", [[*every]])
    with pytest.raises(InputError) as raised:
        verbs.check(path, book, ignore=[CONSENT])
    assert [problem.code for problem in raised.value.problems] == ["form-without-mark"]


def test_consent_that_is_asked_twice_is_not_weighed(form, sent, tmp_path):
    path = kobo(form, sent, tmp_path / "kobo.csv")
    rows = rows_of(path)
    for n, row in enumerate(rows):
        row.append(GIVEN if n else f"another/{CONSENT}")
    assert "duplicate-column" in rules(write(path, rows), form)


def test_who_consents_on_one_form_and_refuses_on_another_is_asked(tmp_path):
    """Whoever typed the same number is one person."""
    book = book_of("gvpsd-2022")
    table = replace(book.table, subject_id="case number")
    form = make_form(replace(book, tables=(table,)))
    one, other = answer(form, 2)
    one.ids, other.ids = {"case number": "7"}, {"case number": " 7"}
    one.consent, other.consent = GIVEN, "refused"
    path = kobo(form, [one, other], tmp_path / "kobo.csv")
    assert rules(path, form) == {"consents-disagree"}
    filled = Filled(form, "en", tmp_path / "t.xlsx").fill([one, other])
    assert rules(filled, form) == {"consents-disagree"}


@pytest.mark.parametrize("kind", ["kobo", "central", "template"])
def test_links_of_a_victim_who_does_not_consent_are_gone(kind, tmp_path):
    """And so are perpetrators of whom nobody else tells."""
    form = make_form(book_of("lanterne-network"))
    sent = answer(form, 8)
    for one in sent:
        one.consent = GIVEN if one.number % 2 else "refused"
        one.ids["victim"] = f"V{one.number}"
        for place, (ids, _) in enumerate(one.links):
            ids["perpetrator"] = f"P{one.number}-{place}"
    if kind == "template":
        path = Filled(form, "fr", tmp_path / "t.xlsx").fill(sent)
    elif kind == "kobo":
        path = kobo(form, sent, tmp_path / "k.xlsx")
    else:
        path = central(form, sent, tmp_path / "c")
    assert verbs.check(path, form.codebook).problems == ()
    tables = open_network(path, form.codebook, open_parts=parts_as_form(path, form.codebook))
    read = tables.tables()
    assert set(read.victims["victim"]) == {"v1", "v3", "v5", "v7"}
    assert {key[:2] for key in read.links["victim"]} <= {"v1", "v3", "v5", "v7"}
    assert {key[:2] for key in read.perpetrators["perpetrator"]} <= {"p1", "p3", "p5", "p7"}
    assert read.links.height == sum(len(one.links) for one in sent if one.number % 2)


def test_a_template_without_consent_holds_no_case(form, sent, tmp_path):
    path = Filled(form, "en", tmp_path / "t.xlsx").fill(sent[:6])
    book = openpyxl.load_workbook(path)
    for row in range(3, 12):
        book["victims"].cell(row, 1).value = None
    book.save(path)
    assert rules(path, form) == {"no-rows"}
