"""Step 2, Risk: who can be singled out, and what would be if columns were left out or wider."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lanterne.codebook import Codebook, Column, in_language
from lanterne.hub.languages import number, percent
from lanterne.hub.people.desk import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.vault import VaultError
from lanterne.hub.workspace import books, editing, kept
from lanterne.hub.workspace.case_files import demand, latest
from lanterne.hub.workspace.choosing import checked_anew
from lanterne.hub.workspace.command_line import command, option
from lanterne.hub.workspace.models import CaseFile, Dataset, Report
from lanterne.hub.workspace.said import said
from lanterne.hub.workspace.steps import steps
from lanterne.hub.workspace.waiting import last_job, onward, start_and_wait
from lanterne.hub.workspace.work.risk import BASIS, FIGURES, KIND, WHOLE, basis_of
from lanterne.risk import tables_looked_at, with_wider_answers

K, LENGTH = 10, 3
"""What is asked when nobody asks otherwise."""

MOST_K = 1000
SHOWN = 12
"""Bars of a drawing; further ones open on request."""

Choices = dict[str, Any]


@dataclass(frozen=True)
class Choosable:
    """A column of the codebook, and what was chosen for it.

    Attributes:
        name: Of the column.
        label: What people read.
        levels: Steps up its hierarchy that can be chosen, each with examples of its answers.
        level: The step that was chosen; 0: as in the file.
        left_out: Whether it was left out.
    """

    name: str
    label: str
    levels: tuple[tuple[int, str], ...]
    level: int
    left_out: bool


@dataclass(frozen=True)
class Bar:
    """Something that singles people out: what people read, how many, their share, and its bar."""

    label: str
    detail: str
    people: int
    share: float
    width: int


@needs(Verb.READ_CASES, Purpose.PROTECTION, of="dataset")
def risk(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The page of the step: the last figures, or those of a report that the address names."""
    demand(desk, dataset, Purpose.PROTECTION)
    current, codebook = latest(dataset), books.book_of(dataset)
    ready = current is not None and current.state == CaseFile.State.CHECKED and codebook is not None
    report = _report(dataset, current, request.GET.get("report")) if current else None
    choices = _choices_of(report)
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
        "columns": _choosable(codebook, choices) if codebook else (),
        "lengths": (1, 2, 3, 4),
        "may_edit": desk.may(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, made_by=dataset.created_by),
        "verb": command("risk", dataset, current, *_options(dataset, codebook, choices)),
        "failed": unreadable or ("" if report else _failed(current)),
    }
    if figures is not None and codebook is not None:
        context["tables"] = _tables(figures, codebook)
        context["findings"] = figures["findings"].get(get_language() or "en", [])
    return render(request, "workspace/risk.html", context)


@require_POST
@needs(Verb.READ_CASES, Purpose.PROTECTION, of="dataset")
def assess(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Find the risk, with what was chosen; the same question is not answered twice."""
    demand(desk, dataset, Purpose.PROTECTION)
    current, codebook = latest(dataset), books.book_of(dataset)
    address = reverse("risk", args=[desk.organisation.slug, dataset.pk])
    if current is None or codebook is None:
        return redirect(address)
    choices = _asked(request, codebook)
    known = _known(dataset, current, choices, basis_of(dataset, codebook))
    if known is None:
        job = start_and_wait("risk", desk, current.pk, **choices)
        known = Report.objects.filter(job=job).first()
        if known is None:
            return onward(job, desk, address)
    return redirect(f"{address}?report={known.pk}")


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def use_choices(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Leave the chosen columns out of the codebook, and so of every release."""
    draft = books.begun(dataset)
    if draft is None or dataset.draft:
        return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
    known = {column["name"] for column in draft.columns}
    names = {name for name in request.POST.getlist("leave_out") if name in known}
    if names and names != known:
        draft = editing.leave_out(draft, names)
        books.keep_draft(dataset, draft)
        codebook, problems = draft.read()
        if problems:  # one of several tables has no column left: a person decides
            return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
        books.put_in_force(dataset, codebook)
    return checked_anew(desk, dataset)


@needs(Verb.READ_CASES, Purpose.PROTECTION, of="report")
def risk_report(request: HttpRequest, desk: Desk, report: Report) -> HttpResponseBase:
    """The whole private report, as the program writes it: one page, no script."""
    if report.kind != Report.Kind.RISK:
        raise Http404
    name = f"page.{get_language() or 'en'}"
    if name not in report.files:
        raise Http404
    return private_page(kept.kept(desk.organisation, KIND, report.files[name]))


@needs(Verb.READ_CASES, Purpose.PROTECTION, of="report")
def risk_figures(request: HttpRequest, desk: Desk, report: Report) -> HttpResponseBase:
    """All figures of a private report, as JSON."""
    if report.kind != Report.Kind.RISK or WHOLE not in report.files:
        raise Http404
    response = HttpResponse(
        kept.kept(desk.organisation, KIND, report.files[WHOLE]), content_type="application/json"
    )
    response["Content-Disposition"] = 'attachment; filename="risk-SENSITIVE.json"'
    response["Cache-Control"] = "no-store"
    return response


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
        if report.files.get(FIGURES) and _choices_of(report) == choices:
            figures, _why_not = _figures(dataset, report)
            if figures is not None and figures.get(BASIS) == basis:
                return report
    return None


def _choices_of(report: Report | None) -> Choices:
    given: Mapping[str, Any] = report.job.arguments if report and report.job else {}
    return {
        "k": given.get("k", K),
        "length": given.get("length", LENGTH),
        "leave_out": list(given.get("leave_out", [])),
        "wider": dict(given.get("wider", {})),
    }


def _asked(request: HttpRequest, codebook: Codebook) -> Choices:
    """What the form asks; what makes no sense is as if it had not been asked."""
    columns = _columns(codebook)
    leave_out = [name for name in request.POST.getlist("leave_out") if name in columns]
    if len(set(leave_out)) == len(columns):
        leave_out = []
    wider = {}
    for name, column in columns.items():
        level = request.POST.get(f"level.{name}", "0")
        highest = len(column.hierarchy.levels) if column.hierarchy else 0
        if name not in leave_out and level.isdecimal() and 1 <= int(level) <= highest:
            wider[name] = int(level)
    return {
        "k": _whole(request, "k", 2, MOST_K, K),
        "length": _whole(request, "length", 1, 4, LENGTH),
        "leave_out": sorted(set(leave_out)),
        "wider": wider,
    }


def _whole(request: HttpRequest, key: str, low: int, high: int, otherwise: int) -> int:
    text = request.POST.get(key, "").strip()
    return min(high, max(low, int(text))) if text.isdecimal() and len(text) < 9 else otherwise


def _options(dataset: Dataset, codebook: Codebook | None, choices: Choices) -> list[str]:
    words = option("k", [str(choices["k"])] if choices["k"] != K else [])
    words += option("length", [str(choices["length"])] if choices["length"] != LENGTH else [])
    words += option("leave-out", choices["leave_out"])
    words += option("wider", (f"{name}={n}" for name, n in choices["wider"].items()))
    one_table = codebook is not None and codebook.network is None
    return words + option("household", filter(None, [dataset.household if one_table else ""]))


def _columns(codebook: Codebook) -> dict[str, Column]:
    """The columns of a codebook that people can be singled out by."""
    own = {column.name for table in codebook.tables for column in table.columns}
    return {name: column for name, column in _looked_at(codebook).items() if name in own}


def _looked_at(codebook: Codebook) -> dict[str, Column]:
    """The columns that figures may speak of."""
    tables = tables_looked_at(codebook)
    return {column.name: column for table in tables for column in table.columns}


def _choosable(codebook: Codebook, choices: Choices) -> tuple[Choosable, ...]:
    language = get_language() or "en"
    return tuple(
        Choosable(
            column.name,
            in_language(column.label, language) or column.name,
            _levels(column, language),
            choices["wider"].get(column.name, 0),
            column.name in choices["leave_out"],
        )
        for column in _columns(codebook).values()
    )


def _levels(column: Column, language: str) -> tuple[tuple[int, str], ...]:
    if column.hierarchy is None:
        return ()
    return tuple(
        (step, ", ".join(in_language(value.label, language) for value in level.values[:3]) + "…")
        for step, level in enumerate(column.hierarchy.levels, 1)
    )


def _failed(current: CaseFile | None) -> str:
    """Why there are no figures, if somebody asked for them."""
    job = last_job("risk", current.pk) if current else None
    return " ".join(said(text) for text in job.problems) if job else ""


def _figures(dataset: Dataset, report: Report) -> tuple[Any, str]:
    """The figures, or why they cannot be had: then they are found anew when somebody asks."""
    try:
        return kept.kept_document(dataset.organisation, KIND, report.files[FIGURES]), ""
    except VaultError as error:
        return None, said(str(error))


def _tables(figures: Any, codebook: Codebook) -> list[dict[str, Any]]:
    """The figures of each table, with what people read for columns and answers."""
    from lanterne.report.labels import Labels  # noqa: PLC0415 - loads Polars

    language = get_language() or "en"
    columns = _looked_at(codebook)
    labels = Labels((with_wider_answers(column) for column in columns.values()), language)

    def column_label(name: str) -> str:
        return labels.column(name) if name in columns else name

    def answer(name: str, text: str) -> str:
        return labels.answer(name, text) if name in columns else text

    shown = []
    for table in figures["tables"]:
        people = max(1, table["people"])
        most = sorted(table["columns"], key=lambda one: -one["people"])
        by_column = _bars(
            [(column_label(one["column"]), "", one["people"]) for one in most], people
        )
        by_value = _bars(
            [
                (answer(one["column"], one["value"]), column_label(one["column"]), one["people"])
                for one in table["values"]
            ],
            people,
        )
        shown.append(
            {
                **table,
                "verdict": _verdict(table["unique"] / people, table["lengths"]),
                "share_alone": table["unique"] / people,
                "share_out": table["standing_out"] / people,
                "by_column": by_column[:SHOWN],
                "more_columns": by_column[SHOWN:],
                "by_value": by_value[:SHOWN],
                "more_values": by_value[SHOWN:],
                "plan": [
                    (column_label(one["column"]), one["standing_out"], one["standing_out"] / people)
                    for one in table["plan"]
                ],
            }
        )
    return shown


def _verdict(share: float, lengths: list[dict[str, Any]]) -> SafeString:
    """The figure that says most, as a sentence."""
    language = get_language() or "en"
    sentence = _(
        "%(share)s of the people are alone with some combination of answers to at most %(length)s "
        "columns."
    )
    marked = format_html("<strong>{}</strong>", percent(share, language))
    longest = number(lengths[-1]["length"] if lengths else 0, language)
    return mark_safe(escape(sentence) % {"share": marked, "length": longest})


def _bars(found: list[tuple[str, str, int]], people: int) -> list[Bar]:
    most = max((one[2] for one in found), default=1) or 1
    return [
        Bar(label, detail, held, held / people, round(1000 * held / most))
        for label, detail, held in found
        if held
    ]
