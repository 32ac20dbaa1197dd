"""The job of the Risk step: who can be singled out, as the columns are or as they might be."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanterne import verbs
from lanterne.codebook import Codebook, codebook_to_toml
from lanterne.errors import InputError, LanterneError
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.languages import LANGUAGES
from lanterne.hub.people.roles import Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import cases_path, keep_report
from lanterne.hub.web.models import CaseFile, Dataset, Report
from lanterne.hub.web.publish.release_folders import ledger_of
from lanterne.hub.web.requests import finding_risk, reading_of
from lanterne.hub.web.work.reading import file_of
from lanterne.risk import SourceRisk, TableRisk
from lanterne.verbs.road import FINDING_RISK, FINDING_RISK_NETWORK

KIND = "risk"
"""Of the files in the vault."""

FIGURES = "figures"
"""Name of the file of figures among those of a report."""

BASIS = "basis"
"""Name among the figures of what they depend on: see :func:`basis_of`."""

WHOLE = "risk.json"
"""Name of the file of all figures, as the report links to it."""

VALUES = 60
"""Answers that are kept for the page; the whole report has all."""


def _page(job: Job) -> str | None:
    file = CaseFile.objects.filter(pk=job.subject).first()
    return reverse("risk", args=[job.organisation.slug, file.dataset_id]) if file else None


@handler(
    "risk",
    label=_("Finding who can be singled out"),
    again=Again.RESTART,
    verb=Verb.READ_CASES,
    steps=FINDING_RISK,
    onward=_page,
)
def risk(work: Work) -> None:
    """Find who can be singled out; nothing is spent, and the ledger notes the look.

    Arguments of the job: ``k``, ``length``, ``leave_out`` and ``wider``.
    """
    case_file = file_of(work)
    dataset = case_file.dataset
    codebook = dataset_codebook.book_of(dataset)
    if codebook is None or case_file.state != CaseFile.State.CHECKED:
        raise LanterneError("work.not-checked")
    network, basis = codebook.network is not None, basis_of(dataset, codebook)
    ledger = ledger_of(dataset)
    if network:
        work.along(FINDING_RISK_NETWORK)
    with cases_path(case_file, codebook) as path:
        try:
            household = "" if network else dataset_codebook.who_of(dataset).household
            asked = finding_risk(
                reading_of(path, dataset, codebook),
                household,
                k=work.arguments["k"],
                length=work.arguments["length"],
                leave_out=work.arguments["leave_out"],
                wider=work.arguments["wider"],
            )
            asked = replace(asked, ledger=ledger if ledger.exists() else None)
            found = verbs.find_risk(asked, progress=work.tell)
        except InputError as error:  # its words name rows and columns: they stay in the vault
            raise LanterneError("work.not-checked") from error
    _keep(work, case_file, found, basis)


def basis_of(dataset: Dataset, codebook: Codebook) -> str:
    """SHA-256 of what figures depend on beside cases and choices: the codebook, and who is who."""
    household = dataset_codebook.who_of(dataset).household
    who = [
        dataset_codebook.subject_of(dataset, codebook),
        household,
        dataset_codebook.left_out(dataset),
    ]
    return hashlib.sha256(json.dumps([codebook_to_toml(codebook), who]).encode()).hexdigest()


def _keep(work: Work, case_file: CaseFile, found: SourceRisk, basis: str) -> None:
    from lanterne.report.risk import render_risk, risk_findings  # noqa: PLC0415 - draws pictures

    organisation = case_file.dataset.organisation
    figures = {
        BASIS: basis,
        "tables": [_table(one) for one in found.tables],
        "findings": {
            tag: [one.text for one in risk_findings(found, tag)] for tag, _name in LANGUAGES
        },
    }
    files = {
        FIGURES: vault_documents.keep_document(organisation, KIND, figures),
        WHOLE: vault_documents.keep_document(organisation, KIND, found.to_dict()),
    }
    for tag, _name in LANGUAGES:
        files[f"page.{tag}"] = vault_documents.keep(
            organisation, KIND, render_risk(found, tag).encode()
        )
    report = Report.objects.create(
        dataset=case_file.dataset,
        case_file=case_file,
        kind=Report.Kind.RISK,
        job=work.job,
        created_by=work.job.created_by,
    )
    keep_report(report, files)


def _table(table: TableRisk) -> dict[str, Any]:
    figures = table.to_dict()
    return {
        "name": table.name,
        "people": table.people,
        "unique": table.unique,
        "standing_out": table.standing_out,
        "complete": table.complete,
        "lengths": figures["lengths"],
        "columns": figures["columns"],
        "plan": figures["plan"],
        "values": figures["values"][:VALUES],
        "smallest": table.whole.smallest,
    }
