"""The jobs of the Data step: check a case file, draft a codebook from it, make fictional cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lanterne import verbs
from lanterne.codebook import Codebook
from lanterne.errors import InputError, LanterneError
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.languages import LANGUAGES
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook, inspection, subprocess_reader
from lanterne.hub.web.data.case_files import (
    CASES,
    Stored,
    add_case_file,
    cases_path,
    delete_case_file,
    document_of,
    is_encrypted,
    keep_document,
)
from lanterne.hub.web.data.drafts import Draft
from lanterne.hub.web.data.reasons import reasons_from
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.work.reading import (
    STEPS,
    file_of,
    is_packed,
    looked_at,
    page_of_file,
    refuse_counted,
)
from lanterne.hub.web.work.saved_pages import open_pages

PRACTICE = 2000
"""Fictional victims for practice: enough for every page, and quick."""


KEPT = ("names", "saved")
"""What is known of a case file from when it came."""


def _page_of_dataset(job: Job) -> str:
    return reverse("data", args=[job.organisation.slug, job.subject])


@handler(
    "check",
    label=_("Checking the cases"),
    again=Again.RESTART,
    verb=Verb.UPLOAD_CASES,
    purpose=Purpose.COLLECTION,
    steps=STEPS,
    onward=page_of_file("data"),
)
def check(work: Work) -> None:
    """Look at a case file and, where a codebook is known, hold it against that.

    Encrypted files of offline pages are opened first. Nothing is spent, and what is written in the
    vault takes the place of what was there: it may be done again.
    """
    case_file = file_of(work)
    if case_file.state == CaseFile.State.DELETED:
        return
    if not is_encrypted(case_file) or open_pages(work, case_file):
        check_file(case_file, work.tell)


def check_file(case_file: CaseFile, tell: Callable[[str, float], None]) -> None:
    """Look at a case file, and keep what is found."""
    dataset, document = case_file.dataset, document_of(case_file)
    codebook = dataset_codebook.book_of(dataset)
    tell("read", 0.0)
    with cases_path(case_file, codebook) as path:
        read = _read(case_file, path, codebook, lambda share: tell("read", share))
    found = {"names": {}, **{name: document[name] for name in KEPT if name in document}, **read}
    faulty = bool(found["problems"])
    checked = CaseFile.State.CHECKED if codebook else CaseFile.State.UPLOADED
    keep_document(case_file, found, CaseFile.State.FAULTY if faulty else checked)


def _read(
    case_file: CaseFile, path: Path, codebook: Codebook | None, tell: Callable[[float], None]
) -> inspection.Findings:
    """What is found in the file; what is packed is read apart, and may be too much."""
    dataset = case_file.dataset
    subject = dataset_codebook.subject_of(dataset, codebook) if codebook else None
    left_out = tuple(dataset_codebook.left_out(dataset)) if codebook else ()
    asked = (codebook, subject, left_out, dataset_codebook.who_of(dataset).household)
    if not is_packed(case_file):
        return inspection.read(path, *asked, tell)
    try:
        found: inspection.Findings = subprocess_reader.looked_at(
            path, inspection.read, *asked, tell=lambda: tell(0.3)
        )
    except subprocess_reader.TooMuchError as error:
        problems = [inspection.said(one, path) for one in error.problems]
        return {"tables": [], "fits": [], "problems": problems, "rows": 0}
    return found


@handler(
    "draft",
    label=_("Drafting a codebook"),
    again=Again.RESTART,
    verb=Verb.EDIT_CODEBOOK,
    purpose=Purpose.COLLECTION,
    steps=STEPS,
    onward=page_of_file("data", of_draft=True),
)
def draft(work: Work) -> None:
    """Draft a codebook from a case file; it lies in the vault until a person confirms it."""
    case_file = file_of(work)
    dataset = case_file.dataset
    refuse_counted(case_file)
    work.tell("read", 0.0)
    with cases_path(case_file, None) as path:
        if path.is_dir():
            raise LanterneError("work.several-tables")
        made = _drafted(case_file, path, lambda: work.tell("read", 0.3))
    fresh = Draft(
        made["codebook"],
        excluded=reasons_from(made["excluded"]),
        identifying=reasons_from(made["identifying"]),
        read_from=str(case_file.pk),
    )
    language = str(work.arguments.get("language", "en"))
    fresh.data["title"] = dict.fromkeys(("en", language), dataset.title)
    fresh.data["tables"][0]["label"] = dict(_victims())
    for column in fresh.columns:  # its words are those of the file, in the language of its people
        words = column["name"] if " " in column["name"] else column["label"]["en"]
        column["label"] = dict.fromkeys(("en", language), words)
    dataset_codebook.keep_draft(dataset, fresh)
    check_file(case_file, work.tell)


def _drafted(case_file: CaseFile, path: Path, tell: Callable[[], None]) -> inspection.Findings:
    """A codebook from the file."""
    series = case_file.dataset.series
    try:
        made: inspection.Findings = looked_at(case_file, path, inspection.draft, series, tell=tell)
    except subprocess_reader.TooMuchError:
        raise
    except InputError as error:
        raise LanterneError("work.not-drafted") from error
    return made


def _victims() -> Iterator[tuple[str, str]]:
    """What the table is called, in every language."""
    for tag, _name in LANGUAGES:
        with override(tag):
            yield tag, str(_("Victims"))


@handler(
    "practice",
    label=_("Making fictional cases"),
    again=Again.RESTART,
    verb=Verb.UPLOAD_CASES,
    purpose=Purpose.COLLECTION,
    steps=STEPS,
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
        made = verbs.sample(Path(folder) / "made", PRACTICE, codebook=name)
        files = [_stored(dataset, path) for path in sorted(made.iterdir()) if path.suffix == ".csv"]
    dataset_codebook.choose_builtin(dataset, name)
    dataset.subject_id, dataset.household, dataset.ignored = "", "", []
    dataset.save(update_fields=["subject_id", "household", "ignored"])
    case_file = add_case_file(dataset, files, work.job.created_by, fictional=True)
    check_file(case_file, work.tell)


def _stored(dataset: Dataset, path: Path) -> Stored:
    data = path.read_bytes()
    return Stored(
        vault_documents.keep(dataset.organisation, CASES, data), path.name, "csv", len(data)
    )
