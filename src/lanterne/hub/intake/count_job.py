"""The job that makes cases of a dataset from the intake: checked and protected like a file."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanterne.errors import LanterneError, problem_as_json
from lanterne.harmonise.check_mapping import codebook_digest
from lanterne.hub.intake.counted import Counted, counted, counted_cases
from lanterne.hub.intake.models import Intake
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import BEFORE_READING, CASES, Stored, add_case_file
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.work.check import check_file
from lanterne.hub.web.work.reading import STEPS
from lanterne.intake.tables import CaseTables, case_tables
from lanterne.vault import VaultError

COUNTED = "counted"
"""Of the document in the vault that says which cases were brought."""


def result_address(dataset: Dataset) -> str:
    """The page that says what the last job has brought; of the dataset, where there is none."""
    brought = dataset.case_files.exclude(counted="").order_by(*NEWEST_FIRST).first()
    slug = dataset.organisation.slug
    if brought is None:
        return reverse("data", args=[slug, dataset.pk])
    return reverse("counted-intake", args=[slug, brought.pk])


def _page_of_result(job: Job) -> str | None:
    dataset = Dataset.objects.filter(pk=job.subject).first()
    return result_address(dataset) if dataset else None


@handler(
    "count",
    label=_("Bringing in registered cases"),
    again=Again.RESTART,
    verb=Verb.COUNT_INTAKE,
    purpose=Purpose.COLLECTION,
    steps=STEPS,
    onward=_page_of_result,
)
def count(work: Work) -> None:
    """Make a case file of what is counted of the intake, and check it.

    Consent is asked of the database now, when the job is done, and not when it was started.
    """
    dataset = Dataset.objects.select_related("organisation").get(pk=work.job.subject)
    intake = Intake.objects.get(organisation=dataset.organisation)
    codebook = dataset_codebook.confirmed(dataset)
    work.tell("read", 0.0)
    found = counted(intake, date.fromisoformat(str(work.arguments["until"])))
    if codebook is None or codebook_digest(codebook) != codebook_digest(found.form.codebook):
        raise LanterneError("intake.other-codebook")
    made = _case_file(work, dataset, found)
    check_file(made, work.tell)


def brought_in(case_file: CaseFile) -> Any:
    """Which cases were brought, and which were left out and why; raises VaultError."""
    organisation = case_file.dataset.organisation
    return vault_documents.kept_document(organisation, COUNTED, case_file.counted)


def nobody_withdrew(case_file: CaseFile) -> None:
    """Let registered cases be read as long as each of them may still be counted.

    Raises:
        VaultError: Somebody has withdrawn their consent, or a case is held back, since.
    """
    if not case_file.counted:
        return
    organisation = case_file.dataset.organisation
    brought = brought_in(case_file)["cases"]
    intake = Intake.objects.filter(organisation=organisation).first()
    now = counted_cases(intake, date.max).values_list("pk", flat=True) if intake else ()
    if not set(brought) <= {str(one) for one in now}:
        raise VaultError("intake.withdrawn")


BEFORE_READING.append(nobody_withdrew)


def _case_file(work: Work, dataset: Dataset, found: Counted) -> CaseFile:
    extra = tuple(filter(None, (found.people, found.households)))
    tables = case_tables(found.form, found.rows, extra)
    vault = vault_documents.vault()
    with ExitStack() as marks:
        noted = vault_documents.keeping(dataset.organisation, COUNTED, _brought(found, tables))
        which = marks.enter_context(noted)
        stored = []
        for name, content in tables.files.items():
            with vault.create(dataset.organisation.slug, CASES) as sealed:
                marks.enter_context(vault.mark(dataset.organisation.slug, sealed.file_id))
                sealed.write(content)
            stored.append(Stored(sealed.file_id, name, "csv", sealed.size))
        with transaction.atomic():
            if found.people:
                dataset.subject_id, dataset.household = found.people, found.households
                dataset.rows_are_people, dataset.ignored = False, []
                fields = ["subject_id", "household", "rows_are_people", "ignored"]
                dataset.save(update_fields=fields)
            made = add_case_file(dataset, stored, work.job.created_by)
            made.counted = which
            made.save(update_fields=["counted"])
            return made


def _brought(found: Counted, tables: CaseTables) -> Any:
    """What is kept of what was brought: ids of the cases, and codes of those that were left out."""
    name = found.form.cases.name
    left_out = [
        [found.cases[one.place][1], [problem_as_json(problem) for problem in one.problems]]
        for one in tables.left_out
        if one.table == name
    ]
    others = sum(one.table != name for one in tables.left_out)
    return {
        "cases": [case for case, _code in found.cases],
        "left_out": left_out,
        "others": others,
    }
