"""The page of the Evaluate step: what a release is worth and what it risks. Sensitive."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.gate import level_of
from lanterne.hub.jobs.start import start
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST, OLDEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.downloads import JSON, download
from lanterne.hub.web.models import CaseFile, Dataset, Report, Run
from lanterne.hub.web.protect import price, sentences
from lanterne.hub.web.protect.run_list import rows_of
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.requests import as_files, evaluating, judging
from lanterne.hub.web.review.policies import FILE, LABELS, label_of, policy_of
from lanterne.hub.web.steps import steps
from lanterne.hub.web.work.evaluate import KIND
from lanterne.verbs.requests import command_line

KINDS = {
    Report.Kind.EVALUATION: _("Report"),
    Report.Kind.COMPARISON: _("Comparison"),
    Report.Kind.GATE: _("Gate"),
}
"""Kind → what a person reads."""

MOST = 8
"""Most releases side by side."""

POLICY = (
    "sandbox; default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""Of the report itself: a file that does nothing and asks nobody; its own styles, by checksum."""

_STYLE = re.compile(r"<style>(.*?)</style>", re.S)
_META = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="dataset")
def evaluate(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Which runs there are to be evaluated, and which reports."""
    return _page(request, desk, dataset)


@require_POST
@needs(Verb.READ_REPORT, Purpose.PROTECTION, of="dataset")
def start_evaluation(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Compare one release with its cases, or several side by side."""
    codebook = dataset_codebook.in_force(dataset)
    most = MOST if codebook is not None and codebook.network is None else 1
    chosen = _chosen(request.POST.getlist("run"), dataset)
    if not 1 <= len(chosen) <= most:
        told = _("Choose one run.") if most == 1 else _("Choose one run, or several to compare.")
        return _page(request, desk, dataset, told, status=422)
    kind = Report.Kind.EVALUATION if len(chosen) == 1 else Report.Kind.COMPARISON
    return _started(desk, dataset, chosen, kind, "evaluate")


@require_POST
@needs(Verb.RUN_GATE, Purpose.PROTECTION, of="dataset")
def start_gate(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Hold a release to a policy."""
    chosen = _chosen(request.POST.getlist("run"), dataset)
    if len(chosen) != 1:
        return _page(request, desk, dataset, _("Choose one run."), status=422)
    return _started(desk, dataset, chosen, Report.Kind.GATE, "gate")


@require_safe
@needs(Verb.READ_REPORT, Purpose.PROTECTION, of="report")
def report_page(request: HttpRequest, desk: Desk, report: Report) -> HttpResponseBase:
    """What a report says first: two lights and why, or what the gate says."""
    file_id = report.files.get("summary")
    organisation = report.dataset.organisation
    summary = vault_documents.kept_document(organisation, KIND, file_id) if file_id else None
    language = get_language() or "en"
    context = {
        "desk": desk,
        "dataset": report.dataset,
        "report": report,
        "kind": KINDS.get(Report.Kind(report.kind), ""),
        "runs": [(run, sentences.short_name(run)) for run in report.runs.order_by(*OLDEST_FIRST)],
        "steps": steps(desk, report.dataset, "evaluate"),
        "is_gate": report.kind == Report.Kind.GATE,
        "summary": summary,
        "said": None if summary is None else summary.get(language) or summary["en"],
        "allowed": bool(summary and summary.get("allowed")),
        "policy": LABELS.get(summary.get("policy", "") if summary else "", ""),
    }
    return render(request, "workspace/report.html", context)


@require_safe
@needs(Verb.READ_REPORT, Purpose.PROTECTION, of="report")
def report_whole(request: HttpRequest, desk: Desk, report: Report) -> HttpResponseBase:
    """The whole report: one page that was kept in the vault, shown apart from everything else."""
    _is_of_a_release(report)
    language = get_language() or "en"
    file_id = report.files.get(f"page.{language}") or report.files.get("page.en")
    if not file_id:
        raise Http404
    text = vault_documents.kept(report.dataset.organisation, KIND, file_id).decode()
    text = _META.sub("", text)
    response = HttpResponse(text)
    hashes = [hashlib.sha256(style.encode()).digest() for style in _STYLE.findall(text)]
    styles = " ".join(f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes)
    response["Content-Security-Policy"] = POLICY.format(styles=styles or "'none'")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@needs(Verb.READ_REPORT, Purpose.PROTECTION, of="report")
def report_figures(request: HttpRequest, desk: Desk, report: Report) -> HttpResponseBase:
    """The figures of a report, as JSON."""
    _is_of_a_release(report)
    file_id = report.files.get("figures")
    if not file_id:
        raise Http404
    data = vault_documents.kept(report.dataset.organisation, KIND, file_id)
    return download(data, JSON, "evaluation-SENSITIVE.json")


def _is_of_a_release(report: Report) -> None:
    """Go on only with a report of this step: those of the Risk step have pages of their own."""
    if report.kind not in KINDS:
        raise Http404


def _started(
    desk: Desk,
    dataset: Dataset,
    chosen: Sequence[Run],
    kind: Report.Kind,
    job: str,
) -> HttpResponseBase:
    newest = max(chosen, key=lambda run: run.number)
    assert newest.case_file is not None  # joint datasets are not found here
    with transaction.atomic():
        report = Report.objects.create(
            dataset=dataset, case_file=newest.case_file, kind=kind, created_by=desk.user
        )
        report.runs.set(chosen)
        report.job = start(job, desk, report.pk)
        report.save(update_fields=["job"])
    return redirect("job", desk.organisation.slug, report.job.pk)


def _chosen(keys: Sequence[str], dataset: Dataset) -> list[Run]:
    """The runs of a dataset that were chosen, of those that have a release and still have cases."""
    wanted = []
    for key in keys:
        try:
            wanted.append(uuid.UUID(key))
        except ValueError:
            return []
    found = Run.objects.filter(pk__in=wanted, dataset=dataset).select_related("case_file")
    there = found.exclude(case_file__state=CaseFile.State.DELETED)
    return [run for run in there if release_folders.is_made(run)]


def _page(
    request: HttpRequest, desk: Desk, dataset: Dataset, told: object = "", status: int = 200
) -> HttpResponseBase:
    rows = [row for row in rows_of(dataset) if row.made]
    codebook = dataset_codebook.in_force(dataset)
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "evaluate"),
        "rows": rows,
        "told": told,
        "several": codebook is not None and codebook.network is None and len(rows) > 1,
        "looks": sentences.looks(price.standing(dataset)),
        "policy": label_of(policy_of(desk.organisation)),
        "may_read": desk.may(Verb.READ_REPORT, Purpose.PROTECTION),
        "may_gate": desk.may(Verb.RUN_GATE, Purpose.PROTECTION),
        "reports": _reports(dataset),
    }
    if rows:
        case_file, language = rows[0].run.case_file, get_language() or "en"
        reading, release = as_files(dataset, case_file), Path("release")
        report = evaluating(reading, [release], out="report-SENSITIVE", language=language)
        context["evaluate_line"] = command_line("evaluate", report)
        policy = _on_the_command_line(desk)
        decision = judging(reading, release, policy=policy, key="key.pem", by="…")
        context["gate_line"] = command_line("gate", decision)
    return render(request, "workspace/evaluate.html", context, status=status)


def _on_the_command_line(desk: Desk) -> str:
    return level_of(policy_of(desk.organisation)) or FILE


def _reports(dataset: Dataset) -> list[dict[str, Any]]:
    wanted = dataset.reports.filter(kind__in=list(KINDS)).select_related("job")
    runs = Prefetch("runs", Run.objects.order_by(*OLDEST_FIRST))
    return [
        {
            "report": one,
            "kind": KINDS[Report.Kind(one.kind)],
            "runs": [sentences.short_name(run) for run in one.runs.all()],
            "ready": bool(one.files),
        }
        for one in wanted.order_by(*NEWEST_FIRST).prefetch_related(runs)
    ]
