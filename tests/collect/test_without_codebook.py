"""What came back by a form is read with its codebook alone: nobody who refused counts otherwise."""

from __future__ import annotations

import csv
import subprocess
import tomllib
from dataclasses import replace

import openpyxl
import pytest
from test_exports import book_of

import program
from filled_templates import Filled
from form_answers import answer, central, kobo
from lanterne import InputError, verbs
from lanterne.codebook import Column, ColumnType, Value, codebook_to_toml, load_codebook
from lanterne.files.problem_log import Findings
from lanterne.forms import make_form
from lanterne.harmonise import codebook_digest, open_harmonised
from lanterne.harmonise.form_names import CONSENT, GIVEN, MARK, leaves_out_consent
from lanterne.harmonise.read_mapping import read_mapping


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


def asked_by(form, legal):
    """A mapping of an export of the form by hand, with this legal basis."""
    wanted = form.codebook.table.names
    lines = [
        "format = 1",
        'status = "approved"',
        'by = "Ada"',
        'name = "by-hand"',
        'version = "1"',
        f'codebook = "{form.codebook.name}"',
        f'codebook_version = "{form.codebook.version}"',
        f'codebook_digest = "{codebook_digest(form.codebook)}"',
        "[source]",
        'system = "By hand"',
        f"leave_out = {[MARK, CONSENT]!r}",
        "[legal]",
        *legal,
    ]
    for name in wanted:
        lines += ["[[columns]]", f'target = "{name}"', 'rule = "impossible"']
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("legal", "refused"),
    [
        (['basis = "Vital interests"', 'signed_by = "Ada"'], True),
        (['consent = "gender"', 'given = ["Woman"]'], True),
        ([f'consent = "{CONSENT}"', 'given = ["given", "refused"]'], True),
        ([f'consent = "{CONSENT}"', 'given = ["given"]'], False),
    ],
)
def test_no_mapping_reads_it_but_by_its_own_consent(form, legal, refused):
    read = parse(asked_by(form, legal))
    header = ("start", MARK, f"group/{CONSENT}", "gender")
    assert leaves_out_consent(header, read.legal) is refused
    assert not leaves_out_consent(("start", "gender"), read.legal)


def parse(text):
    mapping, findings = read_mapping(tomllib.loads(text))
    assert not findings.problems
    return mapping


def test_a_mapping_that_leaves_it_out_opens_nothing(form, people, tmp_path):
    path = kobo(form, people, tmp_path / "kobo.csv")
    signed = ['basis = "Vital interests"', 'signed_by = "Ada"']
    findings = Findings(str(path))
    with pytest.raises(InputError) as error:
        open_harmonised(path, parse(asked_by(form, signed)), form.codebook, findings)
    assert [one.code for one in error.value.problems] == ["form-consent-unasked"]


def test_a_sheet_that_came_back_by_a_form_is_not_passed_over(form, people, tmp_path):
    """Somebody has put clean columns into a sheet of their own, beside those who refused."""
    book = openpyxl.Workbook()
    clean = book.active
    clean.title = "victims"
    clean.append(["gender", "dataSource"])
    clean.append(["Woman", "Shelter"])
    sent = book.create_sheet("sent")
    with kobo(form, people, tmp_path / "kobo.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            sent.append(row)
    book.save(tmp_path / "two.xlsx")
    report = verbs.check(tmp_path / "two.xlsx", form.codebook)
    assert [one.code for one in report.problems] == ["form-several.beside"]
    assert report.people == 0


@pytest.mark.parametrize("command", ["draft", "check"])
def test_standard_input_is_no_way_round(form, people, command, tmp_path):
    content = kobo(form, people, tmp_path / "kobo.csv").read_bytes()
    words = {
        "draft": ("codebook", "draft", "-", "--out", tmp_path / "d.toml"),
        "check": ("check", "-", "--codebook", own_consent(form.codebook, tmp_path)),
    }
    told = {"draft": "form-needs-its-codebook", "check": "form-other-codebook"}
    done = subprocess.run(
        program.command(*words[command]), input=content, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert told[command] in (done.stdout + done.stderr).decode()
    assert not (tmp_path / "d.toml").exists()
