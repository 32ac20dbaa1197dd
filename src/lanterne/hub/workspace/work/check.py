"""The jobs of the Data step: check a case file, draft a codebook from it, make fictional cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lanterne import api
from lanterne.api.road import Step
from lanterne.cases import CheckReport
from lanterne.codebook import Codebook
from lanterne.errors import InputError, LanterneError, Problem
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.languages import LANGUAGES
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.workspace import books, kept
from lanterne.hub.workspace.case_files import (
    CASES,
    Stored,
    add_case_file,
    cases_path,
    delete_case_file,
    document_of,
    keep_document,
)
from lanterne.hub.workspace.looking import fits, look
from lanterne.hub.workspace.models import CaseFile, Dataset
from lanterne.hub.workspace.people import subject_of

_STEPS = (Step("read", "Reading and checking the cases", 1.0, by_rows=True),)

PRACTICE = 2000
"""Fictional victims for practice: enough for every page, and quick."""


def _page(name: str, of_draft: bool = False) -> Callable[[Job], str | None]:
    """The page that is wanted after a job about a case file."""

    def address(job: Job) -> str | None:
        file = CaseFile.objects.filter(pk=job.subject).select_related("dataset").first()
        if file is None:
            return None
        wanted = "codebook-edit" if of_draft and file.dataset.draft else name
        return reverse(wanted, args=[job.organisation.slug, file.dataset_id])

    return address


def _page_of_dataset(job: Job) -> str:
    return reverse("data", args=[job.organisation.slug, job.subject])


@handler(
    "check",
    label=_("Checking the cases"),
    again=Again.RESTART,
    verb=Verb.UPLOAD_CASES,
    purpose=Purpose.COLLECTION,
    steps=_STEPS,
    onward=_page("data"),
)
def check(work: Work) -> None:
    """Look at a case file and, where a codebook is known, hold it against that.

    Nothing is spent and nothing but the document in the vault is written: it may be done again.
    """
    case_file = CaseFile.objects.select_related("dataset__organisation").get(pk=work.job.subject)
    if case_file.state != CaseFile.State.DELETED:
        _check(case_file, work.tell)


def _check(case_file: CaseFile, tell: Callable[[str, float], None]) -> None:
    dataset, document = case_file.dataset, document_of(case_file)
    codebook = books.book_of(dataset)
    tell("read", 0.0)
    with cases_path(case_file, codebook) as path:
        tables, problems = look(path, codebook, lambda share: tell("read", share))
        header = tables[0]["header"] if len(tables) == 1 else []
        found: dict[str, Any] = {
            "names": document.get("names", {}),
            "tables": tables,
            "fits": [] if codebook else fits(path, header),
        }
        tell("read", 0.6)
        if codebook is None:  # whether the file can be read at all
            rows = sum(table["height"] for table in tables)
            report = {"problems": [_said(one, path) for one in problems], "rows": rows}
        else:
            report = _report(path, dataset, codebook)
    found |= report
    faulty = bool(found["problems"])
    checked = CaseFile.State.CHECKED if codebook else CaseFile.State.UPLOADED
    keep_document(case_file, found, CaseFile.State.FAULTY if faulty else checked)


def _report(path: Path, dataset: Dataset, codebook: Codebook) -> dict[str, Any]:
    """What is wrong with cases, held against their codebook."""
    report: CheckReport = api.check(
        path,
        codebook,
        subject_id=subject_of(dataset, codebook),
        ignore=books.left_out(dataset),
    )
    return {
        "problems": [_said(one, path) for one in report.problems],
        "rows": report.rows,
        "people": report.people,
    }


SEVERAL = "There are several tables. Choose the codebook that describes them."


def _said(problem: Problem, path: Path) -> dict[str, Any]:
    """A problem without the folder that the file had while it was read."""
    file = (problem.file or "").removeprefix(str(path.parent)).lstrip("/\\")
    inside = (problem.file or "").removeprefix(str(path)).lstrip("/\\, ")
    return {
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
        "file": inside if path.is_dir() else file.removeprefix(path.name).lstrip(", "),
        "row": problem.row,
        "column": problem.column,
    }


@handler(
    "draft",
    label=_("Drafting a codebook"),
    again=Again.RESTART,
    verb=Verb.EDIT_CODEBOOK,
    purpose=Purpose.COLLECTION,
    steps=_STEPS,
    onward=_page("data", of_draft=True),
)
def draft(work: Work) -> None:
    """Draft a codebook from a case file; it lies in the vault until a person confirms it."""
    case_file = CaseFile.objects.select_related("dataset__organisation").get(pk=work.job.subject)
    dataset = case_file.dataset
    work.tell("read", 0.0)
    with cases_path(case_file, None) as path:
        if path.is_dir():
            raise LanterneError(SEVERAL)
        try:
            made = api.draft(path, dataset.series)
        except InputError as error:
            raise LanterneError(NOT_DRAFTED) from error
    why = {name: made.excluded[name] for name in made.excluded if name in made.identifying}
    drafted = books.drafted(made.codebook, made.excluded, why)
    fresh = replace(drafted, read_from=str(case_file.pk))
    language = str(work.arguments.get("language", "en"))
    fresh.data["title"] = dict.fromkeys(("en", language), dataset.title)
    fresh.data["tables"][0]["label"] = dict(_victims())
    for column in fresh.columns:  # its words are those of the file, in the language of its people
        words = column["name"] if " " in column["name"] else column["label"]["en"]
        column["label"] = dict.fromkeys(("en", language), words)
    books.keep_draft(dataset, fresh)
    _check(case_file, work.tell)


def _victims() -> Iterator[tuple[str, str]]:
    """What the table is called, in every language."""
    for tag, _name in LANGUAGES:
        with override(tag):
            yield tag, str(_("Victims"))


NOT_DRAFTED = "The file cannot be read, or no column of it can be used. Look at its faults."


@handler(
    "practice",
    label=_("Making fictional cases"),
    again=Again.RESTART,
    verb=Verb.UPLOAD_CASES,
    purpose=Purpose.COLLECTION,
    steps=_STEPS,
    onward=_page_of_dataset,
)
def practice(work: Work) -> None:
    """Make fictional cases and bring them in like any file, with the codebook that they keep."""
    dataset = Dataset.objects.select_related("organisation").get(pk=work.job.subject)
    for begun in dataset.case_files.all() if work.again else ():
        delete_case_file(begun)
    name = str(work.arguments["codebook"])
    work.tell("read", 0.0)
    with TemporaryDirectory(prefix="fictional-") as folder:
        made = api.sample(Path(folder) / "made", PRACTICE, codebook=name)
        files = [_stored(dataset, path) for path in sorted(made.iterdir()) if path.suffix == ".csv"]
    books.choose_builtin(dataset, name)
    dataset.subject_id, dataset.household, dataset.ignored = "", "", []
    dataset.save(update_fields=["subject_id", "household", "ignored"])
    case_file = add_case_file(dataset, files, work.job.created_by, fictional=True)
    _check(case_file, work.tell)


def _stored(dataset: Dataset, path: Path) -> Stored:
    data = path.read_bytes()
    return Stored(kept.keep(dataset.organisation, CASES, data), path.name, "csv", len(data))
