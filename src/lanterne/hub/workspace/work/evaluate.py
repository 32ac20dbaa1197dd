"""The jobs of the Evaluate step: measure releases against their cases, and hold one to a policy.

Each is a look that no ε covers: the ledger counts it before anybody sees a figure. What is found is
as sensitive as the cases: it goes into the vault, and nothing of it elsewhere.
"""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from lanterne import api
from lanterne.api.road import JUDGING, Step
from lanterne.errors import LanterneError
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.roles import Verb
from lanterne.hub.workspace import books, findings, kept
from lanterne.hub.workspace.case_files import cases_path, keep_report
from lanterne.hub.workspace.models import Report
from lanterne.hub.workspace.people import subject_of
from lanterne.hub.workspace.releases import ledger_of, release_of
from lanterne.hub.workspace.sayings import short_name
from lanterne.hub.workspace.signing import signing_key

KIND = "report"
"""Of the files in the vault."""

NO_BOOK = _("No codebook has been chosen for these cases.")

MEASURING = (
    Step("read", "Reading and checking the cases", 1.0, by_rows=True),
    Step("write", "Writing", 3.0),
)


def onward(job: Job) -> str:
    """The page of the report."""
    return reverse("report", args=[job.organisation.slug, job.subject])


@handler(
    "evaluate",
    label=_("Comparing with the cases"),
    again=Again.RESTART,
    verb=Verb.READ_REPORT,
    steps=MEASURING,
    onward=onward,
)
def evaluate(work: Work) -> None:
    """Measure one release, or several side by side; the report is kept in all languages."""
    report = _report(work)
    runs = list(report.runs.order_by(*OLDEST_FIRST))
    names = {release_of(run).name: short_name(run) for run in runs}
    work.tell("read", 0.0)
    with cases_path(report.case_file, books.in_force(report.dataset)) as cases:
        places = [release_of(run) for run in runs]
        asked = _asked(report)
        found: findings.Found = (
            api.evaluate(cases, places[0], **asked)
            if len(places) == 1
            else api.compare(cases, places, **asked)
        )
    work.tell("write", 0.0)
    from lanterne.report import render_page  # noqa: PLC0415 - loads the library of pictures

    files = {"summary": _kept(report, findings.summary(found, names))}
    for number, tag in enumerate(findings.TAGS, 1):
        page = render_page(found, tag)
        for name, said in names.items():
            page = page.replace(name, said)
        files[f"page.{tag}"] = kept.keep(report.dataset.organisation, KIND, page.encode())
        work.tell("write", number / len(findings.TAGS))
    files["figures"] = _kept(report, found.to_dict())
    keep_report(report, files)


@handler(
    "gate",
    label=_("Holding the release to a policy"),
    again=Again.RESTART,
    verb=Verb.RUN_GATE,
    steps=JUDGING,
    onward=onward,
)
def gate(work: Work) -> None:
    """Hold a release to a policy, and sign the answer beside it."""
    report = _report(work)
    run = report.runs.get()
    organisation = report.dataset.organisation
    with (
        cases_path(report.case_file, books.in_force(report.dataset)) as cases,
        signing_key(organisation) as key,
    ):
        gated = api.judge(
            cases,
            release_of(run),
            policy=str(work.arguments["policy"]),
            key=key,
            by=work.job.created_by.name or organisation.name or "Lanterne",
            progress=work.tell,
            **_asked(report),
        )
    keep_report(report, {"summary": _kept(report, findings.gate_summary(gated))})


def _report(work: Work) -> Report:
    found = Report.objects.select_related("dataset__organisation", "case_file")
    return found.get(pk=work.job.subject)


def _asked(report: Report) -> dict[str, Any]:
    codebook = books.in_force(report.dataset)
    if codebook is None:
        raise LanterneError(NO_BOOK)
    return {
        "subject_id": subject_of(report.dataset, codebook),
        "ignore": books.left_out(report.dataset),
        "ledger": ledger_of(report.dataset),
    }


def _kept(report: Report, document: Any) -> str:
    data = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    return kept.keep(report.dataset.organisation, KIND, data)
