"""One column of the codebook: from which of the file it comes, by which rule, answer by answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import in_language
from lanterne.codebook.model import Column
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answer_texts import ReadChoice, read_choices
from lanterne.harmonise.answers import FLAG_ANSWERS, answers_of
from lanterne.harmonise.check_mapping import mapping_problems, rules_for
from lanterne.harmonise.column_answers import ColumnAnswers
from lanterne.harmonise.edit_mapping import approved, with_column
from lanterne.harmonise.mapping import DateOrder, Equivalence, MappedColumn, Rule, Status
from lanterne.harmonise.source_columns import Choice
from lanterne.harmonise.suggest_values import AnswerSuggester
from lanterne.hub.audit import Outcome
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import problem_sentences
from lanterne.hub.web.data import case_files
from lanterne.hub.web.data.preview import MISSING
from lanterne.hub.web.harmonise.answers import ANSWER, KINDS, MOST, SILENCE, decided, open_answers
from lanterne.hub.web.harmonise.at_work import AtWork, Part, at_work
from lanterne.hub.web.harmonise.file_columns import FEW, Option, next_page
from lanterne.hub.web.harmonise.page import OLD
from lanterne.hub.web.harmonise.rule_words import EQUIVALENCES, ORDERS, RULES
from lanterne.hub.web.harmonise.scanned_file import ScannedFile
from lanterne.hub.web.harmonise.stored_mapping import keep_changed
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.steps import steps

DATED = frozenset({Rule.YEAR_OF, Rule.AGE_FROM})
"""Rules that read dates."""


@dataclass(frozen=True)
class Shown:
    """What the page is about.

    Attributes:
        desk: Who looks.
        dataset: Whose file it is.
        here: What is decided about the file.
        part: The part of it that may fill the column.
        column: The column of the codebook.
    """

    desk: Desk
    dataset: Dataset
    here: AtWork
    part: Part
    column: Column


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def target(request: HttpRequest, desk: Desk, dataset: Dataset, position: int) -> HttpResponseBase:
    """How one column of the codebook is filled."""
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    where = [desk.organisation.slug, dataset.pk]
    here = at_work(dataset, case_files.latest(dataset))
    if here is None:
        return redirect("harmonise", *where)
    found = here.column_at(position)
    if found is None:
        raise Http404
    part, column = found
    desk.record(Verb.READ_CASES, Purpose.COLLECTION, here.file, Outcome.ALLOWED)
    shown = Shown(desk, dataset, here, part, column)
    if request.method != "POST":
        return _render(request, shown)
    if here.is_old(request.POST):
        return _render(request, shown, [str(OLD)])
    return _decided(request, shown)


def _decided(request: HttpRequest, shown: Shown) -> HttpResponseBase:
    """Keep what the form says, unless it cannot be; then to where somebody goes on."""
    act, here, part, column = request.POST.get("act", ""), shown.here, shown.part, shown.column
    sent = _as_sent(request, part.mapping.column_of(column.name), column, part.scan.header)
    changed = part.with_mapping(with_column(part.mapping, sent))
    made = here.with_part(changed)
    problems = [
        problem_sentences(one)
        for one in mapping_problems(made.mapping, here.codebook)
        if one.column == column.name
    ]
    if problems:
        return _render(request, replace(shown, part=changed), problems)
    if act in ("next", "approve"):
        made = made.with_mapping(approved(made.mapping, [column.name], shown.desk.user.name))
    if not keep_changed(shown.dataset, here.mapping, made.mapping):
        return _render(request, shown, [str(OLD)])
    where = [shown.desk.organisation.slug, shown.dataset.pk]
    if act == "rule":
        return redirect("harmonise-column", *where, part.places[column.name])
    first = next(iter(sent.reads), "")
    last = part.first + part.scan.header.index(first) if first in part.scan.header else -1
    following = next_page(made, last) if act == "next" else None
    if following is None:
        return redirect("harmonise", *where)
    return redirect(following[0], *where, following[1])


def _as_sent(
    request: HttpRequest, before: MappedColumn, column: Column, headers: Sequence[str]
) -> MappedColumn:
    """The column as the form says it, of columns that stand in the part: not approved yet."""
    post = request.POST
    rule = Rule(post["rule"]) if post.get("rule") in list(Rule) else before.rule
    texts, wanted = post.getlist("answer"), post.getlist("becomes")
    changed = decided(before, dict(zip(texts, wanted, strict=False)))
    known = {*headers, *before.reads}
    ticked = [one for one in post.getlist("source") if one in known]
    sources = _in_order(ticked, before.sources) if "source" in post else None
    signs = tuple(post["separators"].split()) if "separators" in post else before.separators
    blanks = (" ",) if post.get("blanks") == "yes" else ()
    near = post.get("equivalence", "")
    return replace(
        changed,
        rule=rule,
        sources=(before.reads if sources is None else sources)
        if rule.reads and not rule.from_flags
        else (),
        members=_members(post, before, column) if rule.from_flags else {},
        values=changed.values if rule.reads else {},
        missing=changed.missing if rule.reads else {},
        separators=(*signs, *blanks) if column.traits.several or column.traits.flag else (),
        dates=_order(post.get("dates", ""), before) if rule in DATED else None,
        value=post.get("value", before.value) if rule is Rule.CONSTANT else "",
        equivalence=Equivalence(near) if near in list(Equivalence) else before.equivalence,
        note=post.get("note", before.note).strip()[:500],
        status=Status.PROPOSED,
        by="",
    )


def _in_order(sent: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """What was ticked; what was read before stays in its order, which may count."""
    return (*(one for one in before if one in sent), *(one for one in sent if one not in before))


def _members(post: QueryDict, before: MappedColumn, column: Column) -> dict[str, str]:
    """Which column says yes to which answer, in the order of before; several may say the same."""
    wanted = {code: post.get(f"member-{code}", "") for code in column.codes}
    if not any(f"member-{code}" in post for code in column.codes):
        return dict(before.members)
    kept = {
        header: code
        for header, code in before.members.items()
        if before.members.get(wanted.get(code, "")) == code  # its column is still one of these
    }
    fresh = {header: code for code, header in wanted.items() if header and header not in kept}
    return {**kept, **fresh}


def _order(sent: str, before: MappedColumn) -> DateOrder | None:
    return DateOrder(sent) if sent in list(DateOrder) else before.dates


def _render(request: HttpRequest, shown: Shown, problems: Sequence[str] = ()) -> HttpResponseBase:
    desk, dataset, part, column = shown.desk, shown.dataset, shown.part, shown.column
    language, mapped, scan = get_language() or "en", part.mapping.column_of(column.name), part.scan
    if mapped.rule is Rule.UNDETERMINED and column.required and not problems:
        mapped = replace(mapped, rule=Rule.CONSTANT)  # what else, where no column says it
    rules, in_file = rules_for(column), part.in_file
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "harmonise"),
        "label": in_language(column.label, language),
        "definition": in_language(column.definition, language) if column.definition else "",
        "column": column,
        "mapped": mapped,
        "state": shown.here.state if not problems else request.POST.get("state", ""),
        "problems": problems,
        "rules": [(rule.value, RULES[rule]) for rule in Rule if rule in rules],
        "orders": [(order.value, label) for order, label in ORDERS.items()],
        "equivalences": [(one.value, label) for one, label in EQUIVALENCES.items()],
        "becomes": _becomes(column, mapped.rule, language),
        "answers": _answers(scan, mapped, column),
        "few": FEW,
        "reads": [in_file(name) for name in mapped.reads],
        "headers": [Option(name, in_file(name)) for name in scan.header],
        "members": [
            (value.code, in_language(value.label, language), _header_of(mapped, value.code))
            for value in column.values
        ]
        if mapped.rule.from_flags
        else (),
        "separators": " ".join(sign for sign in mapped.separators if sign != " "),
        "by_blanks": " " in mapped.separators,
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
            found[one.text] = {**asdict(one), "cells": cells}
    ordered = sorted(found.values(), key=lambda one: (one["decision"] != "", -one["cells"]))[:MOST]
    form = (choice for header in mapped.reads for choice in scan.column(header).choices)
    labels = {plain(choice.name): choice.labels for choice in form}
    offered = read_choices(Choice(text, labels.get(plain(text), ())) for text in found)
    texts = dict(zip(found, offered.choices, strict=True))
    suggester = AnswerSuggester(ColumnAnswers(column), offered)
    return [one | {"proposed": _proposal(one, texts[one["text"]], suggester)} for one in ordered]


def _proposal(answer: dict[str, Any], choice: ReadChoice, suggester: AnswerSuggester) -> str:
    """What an answer that many people gave may mean, as the form says it; empty: nobody knows."""
    if answer["decision"] or answer["cells"] < FEW:
        return ""
    found = suggester.suggest(choice)
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
    return [Option(f"{SILENCE}{kind.value}", str(MISSING[kind])) for kind in KINDS]
