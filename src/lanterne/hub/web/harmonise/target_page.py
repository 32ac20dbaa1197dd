"""One column of the codebook: from which of the file it comes, by which rule, answer by answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook, in_language
from lanterne.codebook.model import Column, Missing
from lanterne.errors import Problem
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise.answers import FLAG_ANSWERS, answers_of
from lanterne.harmonise.check_mapping import mapping_problems, rules_for
from lanterne.harmonise.edit_mapping import approved, with_column
from lanterne.harmonise.mapping import DateOrder, Equivalence, MappedColumn, Rule, Status
from lanterne.harmonise.source_columns import Choice
from lanterne.harmonise.suggest_values import LONGEST, AnswerSuggester
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import problem_sentences
from lanterne.hub.web.data import case_files, dataset_codebook
from lanterne.hub.web.harmonise.answers import ANSWER, MOST, SILENCE, decided, open_answers
from lanterne.hub.web.harmonise.file_columns import FEW, Option, next_page
from lanterne.hub.web.harmonise.rule_words import EQUIVALENCES, ORDERS, RULES
from lanterne.hub.web.harmonise.scanned_file import ScannedFile
from lanterne.hub.web.harmonise.stored_mapping import found_in, keep_changed, mapping_of, scan_of
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.protect.preview import MISSING
from lanterne.hub.web.steps import steps

DATED = frozenset({Rule.YEAR_OF, Rule.AGE_FROM})
"""Rules that read dates."""


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def target(request: HttpRequest, desk: Desk, dataset: Dataset, position: int) -> HttpResponseBase:
    """How one column of the codebook is filled."""
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    codebook = None if dataset.draft else dataset_codebook.in_force(dataset)
    mapping, scan = mapping_of(dataset), scan_of(found_in(case_files.latest(dataset)))
    if codebook is None or codebook.network is not None or mapping is None or scan is None:
        return redirect("harmonise", desk.organisation.slug, dataset.pk)
    if position >= len(codebook.table.columns):
        raise Http404
    column = codebook.table.columns[position]
    if request.method != "POST":
        return _render(request, desk, dataset, codebook, mapping, scan, column)
    changed = with_column(mapping, _as_sent(request, mapping.column_of(column.name), column))
    problems = [one for one in mapping_problems(changed, codebook) if one.column == column.name]
    if problems:
        return _render(request, desk, dataset, codebook, changed, scan, column, problems)
    act = request.POST.get("act", "")
    if act in ("next", "approve"):
        changed = approved(changed, [column.name], desk.user.name or desk.user.email)
    keep_changed(dataset, mapping, changed)
    where = [desk.organisation.slug, dataset.pk]
    if act == "rule":
        return redirect("harmonise-column", *where, position)
    first = next(iter(changed.column_of(column.name).reads), "")
    following = next_page(scan, changed, codebook, first) if act == "next" else None
    if following is None:
        return redirect("harmonise", *where)
    return redirect(following[0], *where, following[1])


def _as_sent(request: HttpRequest, before: MappedColumn, column: Column) -> MappedColumn:
    """The column as the form says it: not approved yet."""
    post = request.POST
    rule = Rule(post["rule"]) if post.get("rule") in list(Rule) else before.rule
    texts, wanted = post.getlist("answer"), post.getlist("becomes")
    changed = decided(before, dict(zip(texts, wanted, strict=False)))
    members = {
        header: member
        for member in column.codes
        for header in [post.get(f"member-{member}", "")]
        if header
    }
    sources = tuple(post.getlist("source")) if "source" in post else before.sources
    equivalence = post.get("equivalence", "")
    separators = tuple(post["separators"].split()) if post.get("separators") else ()
    return replace(
        changed,
        rule=rule,
        sources=sources if rule.reads and not rule.from_flags else (),
        members=(members or before.members) if rule.from_flags else {},
        values=changed.values if rule.reads else {},
        missing=changed.missing if rule.reads else {},
        separators=separators if column.traits.several or column.traits.flag else (),
        dates=_order(post.get("dates", ""), before) if rule in DATED else None,
        value=post.get("value", before.value) if rule is Rule.CONSTANT else "",
        equivalence=Equivalence(equivalence or before.equivalence),
        note=post.get("note", before.note).strip()[:500],
        status=Status.PROPOSED,
        by="",
    )


def _order(sent: str, before: MappedColumn) -> DateOrder | None:
    return DateOrder(sent) if sent in list(DateOrder) else before.dates


def _render(
    request: HttpRequest,
    desk: Desk,
    dataset: Dataset,
    codebook: Codebook,
    mapping: FileMapping,
    scan: ScannedFile,
    column: Column,
    problems: list[Problem] | None = None,
) -> HttpResponseBase:
    language, mapped = get_language() or "en", mapping.column_of(column.name)
    if mapped.rule is Rule.UNDETERMINED and column.required and not problems:
        mapped = replace(mapped, rule=Rule.CONSTANT)  # what else, where no column says it
    rules = rules_for(column)
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "harmonise"),
        "label": in_language(column.label, language),
        "definition": in_language(column.definition, language) if column.definition else "",
        "column": column,
        "mapped": mapped,
        "problems": [problem_sentences(one) for one in problems or ()],
        "rules": [(rule.value, RULES[rule]) for rule in Rule if rule in rules],
        "orders": [(order.value, label) for order, label in ORDERS.items()],
        "equivalences": [(one.value, label) for one, label in EQUIVALENCES.items()],
        "becomes": _becomes(column, mapped.rule, language),
        "answers": _answers(scan, mapped, column),
        "few": FEW,
        "headers": scan.header,
        "members": [
            (value.code, in_language(value.label, language), _header_of(mapped, value.code))
            for value in column.values
        ]
        if mapped.rule.from_flags
        else (),
        "separators": " ".join(mapped.separators),
        "several": column.traits.several or column.traits.flag,
    }
    return render(request, "workspace/target.html", context, status=400 if problems else 200)


def _header_of(mapped: MappedColumn, member: str) -> str:
    return next((header for header, one in mapped.members.items() if one == member), "")


def _answers(scan: ScannedFile, mapped: MappedColumn, column: Column) -> list[dict[str, Any]]:
    """The answers to decide about, of every column of the file that is read, each once."""
    found: dict[str, dict[str, Any]] = {}
    for header in mapped.reads:
        for one in open_answers(scan.column(header), mapped, column):
            before = found.get(one.text, {"cells": 0})["cells"]
            cells = one.cells + before
            found[one.text] = {"text": one.text, "cells": cells, "decision": one.decision}
    ordered = sorted(found.values(), key=lambda one: (one["decision"] != "", -one["cells"]))[:MOST]
    return [one | {"proposed": _proposal(one, column, list(found))} for one in ordered]


def _proposal(answer: dict[str, Any], column: Column, others: Sequence[str]) -> str:
    """What an answer that many people gave may mean, as the form says it; empty: nobody knows."""
    if answer["decision"] or answer["cells"] < FEW or len(answer["text"]) > LONGEST:
        return ""
    found = AnswerSuggester(column, others).suggest(Choice(answer["text"]))
    if not found.sure:
        return ""
    return f"{SILENCE}{found.missing.value}" if found.missing else f"{ANSWER}{found.becomes}"


def _becomes(column: Column, rule: Rule, language: str) -> list[Option]:
    """What an answer may become: an answer of the codebook, or why nothing is known."""
    if column.traits.flag or rule.from_flags:
        words = dict(zip(FLAG_ANSWERS, (_("Yes"), _("No")), strict=True))
        answers = [Option(f"{ANSWER}{code}", str(label)) for code, label in words.items()]
    else:
        labels = {value.code: in_language(value.label, language) for value in column.values}
        permitted = [text for text in answers_of(column) if text in labels]
        answers = [Option(f"{ANSWER}{code}", labels[code]) for code in permitted]
    return [*answers, *silences()]


def silences() -> list[Option]:
    """Why nothing may be known, as a form offers it."""
    kinds = (kind for kind in Missing if kind is not Missing.SUPPRESSED)
    return [Option(f"{SILENCE}{kind.value}", str(MISSING[kind])) for kind in kinds]
