"""Step 2, Risk: who can be singled out, and what would be if columns were left out or wider."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from lanterne.codebook import Codebook
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says, kept_says
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import codebook_versions, dataset_codebook, draft_changes
from lanterne.hub.web.data.case_files import demand, latest
from lanterne.hub.web.data.codebook_choice import checked_anew
from lanterne.hub.web.downloads import JSON, download
from lanterne.hub.web.models import CaseFile, Dataset, Report
from lanterne.hub.web.requests import as_files, finding_risk
from lanterne.hub.web.risk.choices import Choices, asked, choices_of, choosable
from lanterne.hub.web.risk.figures import shown_tables
from lanterne.hub.web.start_job import SHORT, last_job, onward, start_and_wait
from lanterne.hub.web.steps import steps
from lanterne.hub.web.work.risk import BASIS, FIGURES, KIND, WHOLE, basis_of
from lanterne.vault import VaultError
from lanterne.verbs import RiskRequest
from lanterne.verbs.requests import command_line


@needs(Verb.READ_CASES, Purpose.PROTECTION, of="dataset")
def risk(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The page of the step: the last figures, or those of a report that the address names."""
    demand(desk, dataset, Purpose.PROTECTION)
    current, codebook = latest(dataset), dataset_codebook.book_of(dataset)
    ready = current is not None and current.state == CaseFile.State.CHECKED and codebook is not None
    report = _report(dataset, current, request.GET.get("report")) if current else None
    choices = choices_of(report)
    figures, unreadable = _figures(dataset, report) if report else (None, "")
    report = None if unreadable else report
    bar = steps(desk, dataset, "risk")
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": bar,
        "next_step": next((step.address for step in bar if step.name == "protect"), ""),
        "ready": ready,
        "case_file": current,
        "report": report,
        "choices": choices,
        "columns": choosable(codebook, choices) if codebook and not codebook.draft else (),
        "draft": codebook is not None and codebook.draft,
        "lengths": (1, 2, 3, 4),
        "may_edit": desk.may(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, made_by=dataset.created_by),
        "verb": command_line("risk", _request(dataset, codebook, current, choices)),
        "failed": unreadable or ("" if report else _failed(current)),
        "live": report is not None and _was_quick(report),
        "told": "",
    }
    if figures is not None and codebook is not None:
        context["tables"] = tables = shown_tables(figures, codebook)
        if _is_from_the_page(request):
            context["told"] = tables[0]["verdict"]
        context["findings"] = figures["findings"].get(get_language() or "en", [])
    return render(request, "workspace/risk.html", context)


def _request(
    dataset: Dataset, codebook: Codebook | None, current: CaseFile | None, choices: Choices
) -> RiskRequest:
    one_table = codebook is not None and codebook.network is None
    household = dataset_codebook.who_of(dataset).household if one_table else ""
    return finding_risk(
        as_files(dataset, current),
        household,
        k=choices["k"],
        length=choices["length"],
        leave_out=choices["leave_out"],
        wider=choices["wider"],
    )


@require_POST
@needs(Verb.READ_CASES, Purpose.PROTECTION, of="dataset")
def assess(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Find the risk, with what was chosen; the same question is not answered twice."""
    demand(desk, dataset, Purpose.PROTECTION)
    current, codebook = latest(dataset), dataset_codebook.book_of(dataset)
    address = reverse("risk", args=[desk.organisation.slug, dataset.pk])
    if current is None or codebook is None:
        return redirect(address)
    choices = asked(request, codebook)
    known = _known(dataset, current, choices, basis_of(dataset, codebook))
    if known is None:
        job = start_and_wait("risk", desk, current.pk, **choices)
        known = Report.objects.filter(job=job).first()
        if known is None:
            answer = onward(job, desk, address)
            if _is_from_the_page(request) and not job.is_over:
                return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
            return answer
    return redirect(f"{address}?report={known.pk}")


def _is_from_the_page(request: HttpRequest) -> bool:
    """Whether the page itself asks, as choices change, and not a person who sends the form."""
    return request.headers.get("HX-Request") == "true"


def _was_quick(report: Report) -> bool:
    """Whether figures come so soon that the page may ask for them whenever choices change."""
    job = report.job
    if job is None or job.started is None or job.ended is None:
        return False
    return 0 <= (job.ended - job.started).total_seconds() < SHORT


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def use_choices(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Leave the chosen columns out of the codebook, and so of every release."""
    draft = dataset_codebook.begun(dataset)
    if draft is None or dataset.draft:
        return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
    known = {column["name"] for column in draft.columns}
    names = {name for name in request.POST.getlist("leave_out") if name in known}
    if names and names != known:
        draft = draft_changes.leave_out(draft, names)
        codebook, problems = draft.read()
        try:
            with dataset_codebook.as_read(dataset):
                dataset_codebook.keep_draft(dataset, draft)
                if not problems:
                    codebook_versions.use(dataset, codebook, desk.user)
        except dataset_codebook.ChangedMeanwhileError:  # a person decides on what there is now
            return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
        if problems:  # one of several tables has no column left: a person decides
            return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
    return checked_anew(desk, dataset)


@needs(Verb.READ_CASES, Purpose.PROTECTION, of="report")
def risk_report(request: HttpRequest, desk: Desk, report: Report) -> HttpResponseBase:
    """The whole private report, as the program writes it: one page, no script."""
    if report.kind != Report.Kind.RISK:
        raise Http404
    name = f"page.{get_language() or 'en'}"
    if name not in report.files:
        raise Http404
    return private_page(vault_documents.kept(desk.organisation, KIND, report.files[name]))


@needs(Verb.READ_CASES, Purpose.PROTECTION, of="report")
def risk_figures(request: HttpRequest, desk: Desk, report: Report) -> HttpResponseBase:
    """All figures of a private report, as JSON."""
    if report.kind != Report.Kind.RISK or WHOLE not in report.files:
        raise Http404
    data = vault_documents.kept(desk.organisation, KIND, report.files[WHOLE])
    return download(data, JSON, "risk-SENSITIVE.json")


def private_page(page: bytes) -> HttpResponse:
    """A page that stands alone: its own style, by its hash, and nothing else at all."""
    styles = re.findall(rb"<style[^>]*>(.*?)</style>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in styles]
    hashes = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = (
        f"sandbox; default-src 'none'; style-src {hashes}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    response["Cache-Control"] = "no-store"
    return response


def _report(dataset: Dataset, current: CaseFile, key: str | None) -> Report | None:
    """The report that is asked for, or the last, if its figures are still there."""
    reports = Report.objects.filter(
        dataset=dataset, case_file=current, kind=Report.Kind.RISK
    ).select_related("job")
    if key and re.fullmatch(r"[0-9a-f-]{36}", key):
        reports = reports.filter(pk=key)
    found = reports.order_by(*NEWEST_FIRST).first()
    return found if found is not None and found.files.get(FIGURES) else None


def _known(dataset: Dataset, current: CaseFile, choices: Choices, basis: str) -> Report | None:
    """A report on the same file, with the same choices and the same meaning of its columns."""
    reports = Report.objects.filter(case_file=current, kind=Report.Kind.RISK).select_related("job")
    for report in reports:
        if report.files.get(FIGURES) and choices_of(report) == choices:
            figures, _why_not = _figures(dataset, report)
            if figures is not None and figures.get(BASIS) == basis:
                return report
    return None


def _failed(current: CaseFile | None) -> str:
    """Why there are no figures, if somebody asked for them."""
    job = last_job("risk", current.pk) if current else None
    return " ".join(kept_says(job.problems)) if job else ""


def _figures(dataset: Dataset, report: Report) -> tuple[Any, str]:
    """The figures, or why they cannot be had: then they are found anew when somebody asks."""
    try:
        return vault_documents.kept_document(dataset.organisation, KIND, report.files[FIGURES]), ""
    except VaultError as error:
        return None, error_says(error)
