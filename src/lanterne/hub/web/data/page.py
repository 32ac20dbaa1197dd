"""Step 1, Data: the cases, what their columns mean, who is who, and what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from lanterne.codebook import Codebook, as_if_kept, builtin_codebooks, load_codebook
from lanterne.hub.audit import Outcome
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says, kept_says
from lanterne.hub.upload.ticket import hand_out
from lanterne.hub.web.data import case_files, codebook_versions, collection_forms, dataset_codebook
from lanterne.hub.web.data.case_files import (
    Document,
    document_of,
    is_encrypted,
    is_fictional,
    latest,
)
from lanterne.hub.web.data.check_results import Fault, faults
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.requests import as_files, checking
from lanterne.hub.web.start_job import last_job
from lanterne.hub.web.steps import steps
from lanterne.vault import VaultError
from lanterne.verbs.requests import command_line

PRACTICE = ("lanterne-cases", "lanterne-network")
"""Codebooks of which there are fictional cases."""


@dataclass(frozen=True)
class Brought:
    """A case file, as the page shows it.

    Attributes:
        file: Itself.
        name: As its person called it, or nothing where the reader may not see it.
        fictional: Whether it is about nobody.
        job: The last check of it.
        document: What is known of it.
        faults: What is wrong in it.
    """

    file: CaseFile
    name: str
    fictional: bool
    job: Job | None
    document: Document
    faults: tuple[Fault, ...]

    @property
    def rows(self) -> int:
        """Rows of all its tables."""
        return int(self.document.get("rows", 0))

    @property
    def saved(self) -> Document:
        """The files of offline pages that it was made of; empty: it was made of none."""
        return dict(self.document.get("saved", {}))

    @property
    def encrypted(self) -> bool:
        """Whether it is of files that offline pages saved, which could not be opened yet."""
        return is_encrypted(self.file)

    @property
    def numbers_twice(self) -> bool:
        """Whether somebody has to say what the same number means in encrypted files."""
        problems = self.document.get("problems", ())
        return self.encrypted and any(one.get("code") == SAME_NUMBER for one in problems)

    @property
    def unseen(self) -> bool:
        """Whether nobody looks at it: the server ended before it could ask for that."""
        return self.job is None and self.file.state == CaseFile.State.UPLOADED


@dataclass(frozen=True)
class Offered:
    """A codebook that may be chosen.

    Attributes:
        name: Of the codebook.
        book: Itself.
        columns: How many of its columns the file has, of ``of``; ``None``: nobody knows.
        of: How many columns it has.
    """

    name: str
    book: Codebook
    columns: int | None
    of: int


SAME_NUMBER = "saved-case-same-number"
"""What is said where a number was typed in pages that know nothing of each other."""

ELSEWHERE = ("several-sheets", "missing-table.sheet", "missing-table.file")
"""What is said where no sheet or file has the name of a linked table."""


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def data(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The page of the step."""
    return render_data(request, desk, dataset)


def render_data(
    request: HttpRequest, desk: Desk, dataset: Dataset, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    """The page of the step, with what a form has to say."""
    owner = dataset.created_by
    may_read, current = case_files.may_read(desk, dataset, Purpose.COLLECTION), latest(dataset)
    may_edit = desk.may(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, made_by=owner)
    draft = dataset_codebook.draft_of(dataset) if may_read else None
    codebook = dataset_codebook.in_force(dataset) if draft is None else as_if_kept(draft.read()[0])
    shown = _brought(desk, current, codebook, may_read) if current else None
    document = shown.document if shown else {}
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "data"),
        "may_read": may_read,
        "may_bring": desk.may(Verb.UPLOAD_CASES, Purpose.COLLECTION, made_by=owner),
        "may_edit": may_edit,
        "may_delete": current is not None
        and desk.may(Verb.DELETE_CASES, Purpose.COLLECTION, made_by=current.created_by),
        "shown": shown,
        "harmonised": current is not None and current.mapping_id is not None,
        "earlier": _earlier(dataset, current),
        "codebook": codebook,
        "draft": draft,
        "has_draft": bool(dataset.draft),
        "on_paper": "paper" in collection_forms.offered(),
        "offline": collection_forms.offline_page(dataset),
        "proposed": codebook_versions.is_proposed(dataset),
        "offered": tuple(_offered(document)) if may_edit else (),
        "fitting": bool(document.get("fits")) or codebook is not None,
        "columns": _columns(document, codebook),
        "who": dataset_codebook.who_of(dataset) if may_read else None,
        "left_out": dataset_codebook.left_out(dataset) if may_read else (),
        "suggested": _suggested(document),
        "by_codebook": _by_codebook(codebook),
        "sheets": codebook is None and _has(document, ["several-sheets.to-choose"]),
        "foreign": _is_foreign(document, codebook)
        and not dataset.draft
        and not (current and current.counted),
        "practice": PRACTICE if current is None and codebook is None else (),
        "verb": command_line("check", checking(as_files(dataset, current, may_read))),
        "may_draft": codebook is not None or not (shown and shown.faults),
        "draft_problem": _draft_problem(current) if codebook is None else "",
        "refusals": (),
        "nothing_sent": "",
        "wrong": "",
        "toml_problems": (),
        **more,
    }
    page = render(request, "workspace/data.html", context, status=status)
    if context["may_bring"] or context["may_edit"]:
        hand_out(page, secure=request.is_secure())
    return page


def _brought(desk: Desk, file: CaseFile, codebook: Codebook | None, may_read: bool) -> Brought:
    """A case file; what is known of its cases is read only by who may, and that is written down."""
    document: Document = {}
    if may_read:
        desk.record(Verb.READ_CASES, Purpose.COLLECTION, file, Outcome.ALLOWED)
        try:
            document = {"unreadable": "", **document_of(file)}
        except VaultError as error:
            document = {"unreadable": error_says(error)}
    came_as = document.get("saved", {}).get("names") or document.get("names", {}).values()
    names = ", ".join(came_as)
    found = faults(document.get("problems", ()), codebook, get_language() or "en")
    job = last_job("check", file.pk)
    return Brought(file, names, is_fictional(file), job, document, found)


def _earlier(dataset: Dataset, current: CaseFile | None) -> list[CaseFile]:
    """The case files before, deleted ones too: runs may come from them."""
    others = dataset.case_files.order_by(*NEWEST_FIRST)
    return list(others.exclude(pk=current.pk) if current else others)


def _offered(document: Document) -> Iterator[Offered]:
    """The built-in codebooks, those first that fit the file."""
    fitting = {one["name"]: one for one in document.get("fits", ())}
    names = [*fitting, *(name for name in builtin_codebooks() if name not in fitting)]
    for name in names:
        book = load_codebook(name)
        total = len(book.columns)
        one = fitting.get(name)
        if one is not None and book.network is None:
            yield Offered(name, book, one["columns"], one["of"])
        else:
            yield Offered(name, book, total if one else None, total)


def _columns(document: Document, codebook: Codebook | None) -> list[str]:
    """Columns of the file that the codebook does not publish: ids, and what is left out."""
    tables = document.get("tables", ())
    if codebook is None or codebook.network is not None or len(tables) != 1:
        return []
    published = codebook.table.names
    return [name for name in dict.fromkeys(tables[0]["header"]) if name and name not in published]


def _by_codebook(codebook: Codebook | None) -> dict[str, str]:
    """The columns of ids that the codebook of one table names by itself."""
    if codebook is None or codebook.network is not None:
        return {}
    table = codebook.table
    household = table.household.column if table.household else ""
    return {"subject": table.subject_id or "", "household": household}


def _is_foreign(document: Document, codebook: Codebook | None) -> bool:
    """Whether the files have columns of their own, and few of those of the codebook.

    Of linked tables also whether sheets and files have names of their own.
    """
    tables = document.get("tables", ())
    if codebook is None:
        return False
    if codebook.network is not None:
        there = bool(tables) or _has(document, ELSEWHERE)
    else:
        there = len(tables) == 1
    names = {column.name for column in codebook.columns}
    headers = {name for table in tables for name in table["header"]}
    return there and 2 * len(names & headers) < len(names)


def _has(document: Document, codes: Collection[str]) -> bool:
    return any(one.get("code") in codes for one in document.get("problems", ()))


def _suggested(document: Document) -> str:
    """The column that looks like the id of a person, if one does."""
    tables = document.get("tables", ())
    if len(tables) != 1:
        return ""
    likely = [column["name"] for column in tables[0]["columns"] if column["id"]]
    return likely[0] if len(likely) == 1 else ""


def _draft_problem(current: CaseFile | None) -> str:
    """Why no codebook could be drafted, if somebody tried."""
    job = last_job("draft", current.pk) if current else None
    return " ".join(kept_says(job.problems)) if job else ""
