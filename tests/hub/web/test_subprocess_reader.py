"""A file that unpacks to more than it may is refused, with what to do; the hub lives on."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import polars as pl
import pytest
from case_worker import begin, bring, last_file
from ends_of_children import dies, exits, greedy, long_winded, problem, sleeps
from shelf import BOOK, write_people

from lanterne.errors import InputError, LanterneError
from lanterne.hub.jobs.models import Job, State
from lanterne.hub.problem_texts import kept_says
from lanterne.hub.web.data import dataset_codebook, inspection, subprocess_reader
from lanterne.hub.web.data.inspection import read
from lanterne.hub.web.models import CaseFile

pytestmark = pytest.mark.apart
NAMES = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="people" sheetId="1" r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships"><Relationship Id="s" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
ROWS, COLUMNS, TEXT = 12_000, 26, "x" * 200


def bomb() -> bytes:
    """A small workbook within all limits that are known before, with 60 MB of text in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in NAMES.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                b"<sheetData>"
            )
            cells = "".join(
                f'<c r="{chr(65 + place)}%d" t="inlineStr"><is><t>{TEXT}</t></is></c>'
                for place in range(COLUMNS)
            )
            for row in range(1, ROWS + 1):
                sheet.write(f'<row r="{row}">{cells.replace("%d", str(row))}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
    return file.getvalue()


@pytest.fixture(scope="module")
def packed() -> bytes:
    made = bomb()
    assert len(made) < 2_000_000
    return made


@pytest.fixture
def little(monkeypatch):
    """A child may hold 220 MB; more than half of that is what reads."""
    monkeypatch.setattr(subprocess_reader, "most_memory", lambda: 220 << 20)


def held() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.long  # a child that wants too much, and a draft that does, below
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not say")
def test_a_workbook_that_inflates_is_refused_and_the_worker_keeps_its_memory(
    workspace, packed, little
):
    before, began = held(), time.monotonic()
    client = begin(workspace)
    bring(client, ("Dossiers.xlsx", packed))
    file = last_file()
    assert file.state == CaseFile.State.FAULTY
    page = client.get(f"{client.place}/data/").content.decode()
    assert "takes more memory or time than is allowed" in page
    assert "Save the table as CSV and use that." in page
    assert "Dossiers.xlsx" in page
    assert held() - before < 150 << 20
    assert time.monotonic() - began < 60
    drafted = client.post(f"/en/work/here/cases/{file.pk}/draft/")
    assert drafted.status_code == 302
    assert held() - before < 150 << 20


def test_a_file_that_takes_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess_reader, "SLOWEST", 0.2)
    began = time.monotonic()
    with pytest.raises(subprocess_reader.TooMuchError) as caught:
        subprocess_reader.looked_at(tmp_path / "cases.xlsx", sleeps, tell=lambda: None)
    assert caught.value.problems[0].file == str(tmp_path / "cases.xlsx")
    assert time.monotonic() - began < 20


def test_a_job_that_is_cancelled_ends_the_child(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess_reader, "_TELL", 0.1)

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        subprocess_reader.looked_at(tmp_path / "cases.xlsx", sleeps, tell=stop)


def test_what_the_child_finds_wrong_is_raised_here(tmp_path):
    with pytest.raises(InputError) as caught:
        subprocess_reader.looked_at(tmp_path / "cases.xlsx", problem, tell=lambda: None)
    assert (caught.value.problems[0].row, caught.value.more) == (3, 2)


@pytest.mark.parametrize("end", [dies, greedy])
def test_a_child_that_dies_or_wants_too_much_at_once_is_said_to_be_too_much(tmp_path, end):
    with pytest.raises(subprocess_reader.TooMuchError):
        subprocess_reader.looked_at(tmp_path / "cases.xlsx", end, tell=lambda: None)


def test_a_child_that_says_nothing_is_no_finding(tmp_path):
    with pytest.raises(LanterneError, match="could not be read"):
        subprocess_reader.looked_at(tmp_path / "cases.xlsx", exits, tell=lambda: None)


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_what_is_read_apart_is_what_is_read_here(tmp_path, kind, monkeypatch):
    from lanterne.codebook import load_codebook  # noqa: PLC0415

    frame = pl.read_csv(write_people(tmp_path / "people.csv", 300), infer_schema=False)
    path = tmp_path / f"people.{kind}"
    if kind == "xlsx":
        from openpyxl import Workbook  # noqa: PLC0415 - one of the tests needs it

        book = Workbook()
        book.active.title = "people"
        for row in [frame.columns, *frame.iter_rows()]:
            book.active.append(list(row))
        book.save(path)
    else:
        frame.write_parquet(path)
    asked = (load_codebook(BOOK), None, ())
    found = subprocess_reader.looked_at(path, inspection.read, *asked, tell=lambda: None)
    assert found == read(path, *asked) | {"tables": found["tables"]}
    assert found["rows"] == 300
    assert found["tables"][0]["header"] == frame.columns


def test_a_workbook_in_the_vault_is_read_apart(workspace, tmp_path, monkeypatch):
    from openpyxl import Workbook  # noqa: PLC0415 - one of the tests needs it

    seen = []
    real = subprocess_reader.looked_at
    monkeypatch.setattr(
        subprocess_reader, "looked_at", lambda *a, **k: seen.append(a[0]) or real(*a, **k)
    )
    book = Workbook()
    for row in (["gender", "year"], ["woman", "2024"], ["man", "2023"]):
        book.active.append(row)
    book.save(tmp_path / "made.xlsx")
    client = begin(workspace)
    bring(client, ("made.xlsx", (tmp_path / "made.xlsx").read_bytes()))
    assert len(seen) == 1
    assert "made.xlsx" in client.get(f"{client.place}/data/").content.decode()
    assert last_file().state == CaseFile.State.UPLOADED


def test_a_draft_of_a_packed_file_is_made_apart_and_is_that_which_is_made_here(
    workspace, monkeypatch
):
    seen = []
    real = subprocess_reader.looked_at
    monkeypatch.setattr(
        subprocess_reader, "looked_at", lambda *a, **k: seen.append(a[1]) or real(*a, **k)
    )
    client = begin(workspace)
    bring(client, ("made.parquet", parquet({"sexe": ["Femme", "Homme"] * 20})))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    client.dataset.refresh_from_db()
    assert inspection.draft in seen
    assert [one["name"] for one in dataset_codebook.draft_of(client.dataset).columns] == ["sexe"]


def parquet(columns: dict[str, list[str]]) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()


def test_a_draft_that_takes_too_much_ends_as_a_check_does(workspace, monkeypatch):
    client = begin(workspace)
    bring(client, ("made.parquet", parquet({"sexe": ["Femme", "Homme"] * 20})))
    assert last_file().state == CaseFile.State.UPLOADED
    monkeypatch.setattr(
        subprocess_reader, "most_memory", lambda: 20 << 20
    )  # no child can be so small
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    job = Job.objects.get(kind="draft")
    assert job.state == State.FAILED
    assert [one["code"] for one in job.problems] == ["too-large.apart"]
    (said,) = kept_says(job.problems)
    assert "takes more memory or time than is allowed" in said
    assert "Save the table as CSV and use that." in said
    client.dataset.refresh_from_db()
    assert dataset_codebook.draft_of(client.dataset) is None


def test_headers_of_absurd_length_are_cut_in_what_a_child_says(tmp_path):
    said = subprocess_reader.looked_at(tmp_path / "cases.xlsx", long_winded, tell=lambda: None)
    assert said["rows"] == [1, None]
    assert said["header"] == ["x" * (subprocess_reader.LONGEST - 1) + "…"]


@pytest.mark.skipif(sys.platform != "linux", reason="there is no limit on addresses")
def test_a_child_keeps_a_lower_limit_that_the_machine_has_set(tmp_path):
    told = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30));"
        "resource.setrlimit(resource.RLIMIT_CPU, (60, 60));"
        "from lanterne.hub.web.data import subprocess_reader; subprocess_reader._limit(4 << 30);"
        "print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU))"
    )
    command = [sys.executable, "-c", told]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == f"{(6 << 30, 6 << 30)} {(60, 60)}"
