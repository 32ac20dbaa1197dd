"""A question with several answers, each of which is a column of the codebook by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook, in_language
from lanterne.codebook.model import Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise.answer_shapes import separators_of
from lanterne.harmonise.answer_words import silence_of
from lanterne.harmonise.column_words import ColumnWords
from lanterne.harmonise.draft_columns import meant_by
from lanterne.harmonise.edit_mapping import with_column, without_use
from lanterne.harmonise.mapping import MappedColumn, Rule, Status
from lanterne.harmonise.rules import parts_of
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.hub.audit import Outcome
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import case_files
from lanterne.hub.web.harmonise.answers import (
    KINDS,
    MOST,
    SILENCE,
    GivenAnswer,
    counted_parts,
    labels_of,
)
from lanterne.hub.web.harmonise.at_work import at_work
from lanterne.hub.web.harmonise.file_columns import FEW, NOTHING, TO, Option, next_page
from lanterne.hub.web.harmonise.page import OLD
from lanterne.hub.web.harmonise.stored_mapping import keep_changed
from lanterne.hub.web.harmonise.target_page import silences
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.steps import steps


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def choices(request: HttpRequest, desk: Desk, dataset: Dataset, position: int) -> HttpResponseBase:
    """What each answer of a column means."""
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    where = [desk.organisation.slug, dataset.pk]
    here = at_work(dataset, case_files.latest(dataset))
    if here is None:
        return redirect("harmonise", *where)
    part = here.part_at(position)
    if part is None:
        raise Http404
    desk.record(Verb.READ_CASES, Purpose.COLLECTION, here.file, Outcome.ALLOWED)
    mapping, codebook = part.mapping, part.codebook
    source = part.scan.columns[position - part.first]
    signs, act, wrong = _separators(mapping, source), request.POST.get("act", ""), ""
    if request.method == "POST" and act == "part":
        signs = _sent_separators(request)
    elif request.method == "POST":
        taken = _taken(request, mapping, source, codebook)
        wrong = str(OLD) if here.is_old(request.POST) else _already(taken)
        if not wrong:
            changed = _as_sent(request, mapping, source, codebook, desk.user.name)
            made = here.with_part(part.with_mapping(changed))
            if keep_changed(dataset, here.mapping, made.mapping):
                following = next_page(made, position)
                if following is None or act != "next":
                    return redirect("harmonise", *where)
                return redirect(following[0], *where, following[1])
            wrong = str(OLD)
    language = get_language() or "en"
    flags = [
        Option(f"{TO}{column.name}", in_language(column.label, language))
        for column in codebook.table.columns
        if column.traits.flag
    ]
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "harmonise"),
        "source": part.in_file(source.name),
        "state": here.state,
        "wrong": wrong,
        "parts": list(_parts(source, mapping, codebook, signs))[:MOST],
        "separators": " ".join(sign for sign in signs if sign != " "),
        "by_blanks": " " in signs,
        "flags": flags,
        "silences": silences(),
        "nothing": NOTHING,
        "few": FEW,
    }
    return render(request, "workspace/choices.html", context, status=400 if wrong else 200)


def _taken(
    request: HttpRequest, mapping: FileMapping, source: SourceColumn, codebook: Codebook
) -> list[str]:
    """Labels of the chosen columns of the codebook that another column of the file fills."""
    chosen = set(request.POST.getlist("becomes"))
    return [
        in_language(column.label, get_language() or "en")
        for column in codebook.table.columns
        if f"{TO}{column.name}" in chosen
        and set(mapping.column_of(column.name).reads) - {source.name}
    ]


def _already(taken: Sequence[str]) -> str:
    """What is said where another column of the file says it already."""
    if not taken:
        return ""
    said = _("Another column of the file fills these already. Decide on one: %(columns)s")
    return str(said) % {"columns": ", ".join(taken)}


def _reading(mapping: FileMapping, header: str) -> list[MappedColumn]:
    """The flags that are answers of a column."""
    return [
        column
        for column in mapping.columns
        if column.rule is Rule.FLAG_FROM_SET and header in column.sources
    ]


def _separators(mapping: FileMapping, source: SourceColumn) -> tuple[str, ...]:
    """What parts the answers of a cell: as was decided, or as it seems."""
    decided = [column.separators for column in _reading(mapping, source.name)]
    return decided[0] if decided else (" ",) if source.several else separators_of(source.answers)


def _sent_separators(request: HttpRequest) -> tuple[str, ...]:
    signs = tuple(request.POST.get("separators", "").split())[:5]
    return (*signs, " ") if request.POST.get("blanks") == "yes" else signs


def _parts(
    source: SourceColumn, mapping: FileMapping, codebook: Codebook, signs: Sequence[str]
) -> Iterator[GivenAnswer]:
    """Each different answer, the most frequent first; where nobody decided, what it may mean."""
    counts = counted_parts(source, lambda cell: parts_of(cell, tuple(signs)))
    flags = _reading(mapping, source.name)
    words = ColumnWords(codebook.table.columns, codebook.groups)
    texts = {plain(choice.name): choice.texts for choice in source.choices}
    labels = labels_of(source)
    for text, times in sorted(counts.values(), key=lambda item: -item[1]):
        decision = _decision(text, flags)
        if not decision and not any(flag.decided for flag in flags):
            decision = _proposal(texts.get(plain(text), (text,)), words)
        yield GivenAnswer(text, times, decision, read_as=labels.get(plain(text), ""))


def _decision(text: str, flags: Sequence[MappedColumn]) -> str:
    """What somebody decided, or a draft proposed, that an answer means."""
    for flag in flags:
        if any(plain(one) == plain(text) for one, said in flag.values.items() if said == "1"):
            return f"{TO}{flag.target}"
    kinds = {
        kind for flag in flags for one, kind in flag.missing.items() if plain(one) == plain(text)
    }
    others = kinds - {Missing.NOT_RECORDED}
    if others:
        return f"{SILENCE}{min(others).value}"
    return NOTHING if kinds else ""


def _proposal(texts: Sequence[str], words: ColumnWords) -> str:
    silence = next(filter(None, map(silence_of, texts)), None)
    if silence is not None:
        return f"{SILENCE}{silence.value}"
    name = meant_by(texts, words)
    flags = {column.name for column in words.columns if column.traits.flag}
    return f"{TO}{name}" if name in flags else ""


def _as_sent(
    request: HttpRequest, mapping: FileMapping, source: SourceColumn, codebook: Codebook, by: str
) -> FileMapping:
    """The mapping in which the answers mean what the form says, approved."""
    decisions = dict(
        zip(request.POST.getlist("answer"), request.POST.getlist("becomes"), strict=False)
    )
    names = [column.name for column in codebook.table.columns if column.traits.flag]
    meant = {name: [a for a, one in decisions.items() if one == f"{TO}{name}"] for name in names}
    changed = without_use(mapping, source.name)
    for name, answers in meant.items():
        before = mapping.column_of(name)
        if source.name not in before.sources:
            before = MappedColumn(name, Rule.UNDETERMINED)
        if answers or _unseen(before.values, decisions):
            flag = MappedColumn(
                name,
                Rule.FLAG_FROM_SET,
                (source.name,),
                values={**_unseen(before.values, decisions), **dict.fromkeys(answers, "1")},
                missing={
                    **_unseen(before.missing, decisions),
                    **_others(decisions, answers),
                },
                separators=_sent_separators(request),
                status=Status.APPROVED,
                by=by,
            )
            changed = with_column(changed, flag)
    return changed


def _unseen(known: Mapping[str, Any], decisions: Mapping[str, str]) -> dict[str, Any]:
    """What was decided about answers that are not in this file."""
    shown = {plain(text) for text in decisions}
    return {text: said for text, said in known.items() if plain(text) not in shown}


def _others(decisions: Mapping[str, str], answers: Sequence[str]) -> dict[str, Missing]:
    """Answers that do not mean a flag: who gave one of them was not said to be without it."""
    found = {}
    for answer, decision in decisions.items():
        if answer not in answers and decision:
            kind = decision.removeprefix(SILENCE)
            found[answer] = Missing(kind) if kind in KINDS else Missing.NOT_RECORDED
    return found
