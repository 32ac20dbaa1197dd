"""The jobs of the Evaluate step: measure releases against their cases, and hold one to a policy.

Each is a look that no ε covers: the ledger counts it before anybody sees a figure. What is found is
as sensitive as the cases: it goes into the vault, and nothing of it elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop as _

from lanterne import verbs
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.languages import TAGS
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.roles import Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import cases_path, keep_report
from lanterne.hub.web.evaluate import stored_results
from lanterne.hub.web.models import Report, Run
from lanterne.hub.web.protect.sentences import short_name
from lanterne.hub.web.publish.release_folders import ledger_of, release_of
from lanterne.hub.web.requests import evaluating, judging, reading_of
from lanterne.hub.web.review.policies import policy_of
from lanterne.hub.web.review.signing import signing_key
from lanterne.messages import Message
from lanterne.verbs import CompareRequest, EvaluateRequest
from lanterne.verbs.road import JUDGING, Step

KIND = "report"
"""Of the files in the vault."""

MEASURING = (
    Step("read", Message("stage.read"), 1.0, by_rows=True),
    Step("write", Message("stage.write"), 3.0),
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
    names = {tag: _names(runs, tag) for tag in TAGS}
    codebook = dataset_codebook.codebook_of(report.dataset)
    work.tell("read", 0.0)
    with cases_path(report.case_file, codebook) as cases:
        reading = reading_of(cases, report.dataset, codebook)
        asked = evaluating(reading, [release_of(run) for run in runs])
        found = _compared(replace(asked, ledger=ledger_of(report.dataset)))
    work.tell("write", 0.0)
    from lanterne.report import render_page  # noqa: PLC0415 - loads the library of pictures

    organisation = report.dataset.organisation
    files = {
        "summary": vault_documents.keep_document(
            organisation, KIND, stored_results.summary(found, names)
        )
    }
    for number, tag in enumerate(TAGS, 1):
        page = render_page(found, tag)
        for name, said in names[tag].items():
            page = page.replace(name, said)
        files[f"page.{tag}"] = vault_documents.keep(organisation, KIND, page.encode())
        work.tell("write", number / len(TAGS))
    files["figures"] = vault_documents.keep_document(organisation, KIND, found.to_dict())
    keep_report(report, files)


def _names(runs: Sequence[Run], tag: str) -> dict[str, str]:
    """Name of the folder of each release → what a person calls it, in a language."""
    with translation.override(tag):
        return {release_of(run).name: short_name(run) for run in runs}


def _compared(asked: EvaluateRequest | CompareRequest) -> stored_results.Found:
    return verbs.evaluate(asked) if isinstance(asked, EvaluateRequest) else verbs.compare(asked)


@handler(
    "gate",
    label=_("Checking the release against a policy"),
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
    codebook = dataset_codebook.codebook_of(report.dataset)
    with (
        cases_path(report.case_file, codebook) as cases,
        signing_key(organisation) as key,
    ):
        asked = judging(
            reading_of(cases, report.dataset, codebook),
            release_of(run),
            policy=policy_of(organisation),
            key=key,
            by=work.job.created_by.name or organisation.name or "Lanterne",
        )
        asked = replace(asked, ledger=ledger_of(report.dataset))
        gated = verbs.judge(asked, progress=work.tell)
    summary = vault_documents.keep_document(organisation, KIND, stored_results.gate_summary(gated))
    keep_report(report, {"summary": summary})


def _report(work: Work) -> Report:
    found = Report.objects.select_related("dataset__organisation", "case_file")
    return found.get(pk=work.job.subject)
