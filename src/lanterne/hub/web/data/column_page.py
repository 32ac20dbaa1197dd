"""Editing one column of a codebook in the page."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import ColumnType, Missing
from lanterne.codebook.lists import LIST_NAMES
from lanterne.codebook.types import traits_of
from lanterne.errors import NOTHING
from lanterne.hub.audit import Why
from lanterne.hub.languages import LANGUAGES, TAGS
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import says
from lanterne.hub.web.data import dataset_codebook, draft_changes
from lanterne.hub.web.data.codebook_page import on_draft, render_left_out
from lanterne.hub.web.data.column_versions import differences
from lanterne.hub.web.data.dataset_codebook import as_read
from lanterne.hub.web.data.draft_fields import (
    draft_or_begun,
    faults_by_column,
    label_of,
    languages_elsewhere,
    languages_here,
    put_words,
    texts_of,
)
from lanterne.hub.web.data.drafts import Draft, Tables
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.steps import steps

KINDS = tuple(kind for kind in Missing if kind is not Missing.SUPPRESSED)
"""Kinds of missing answers that a file may hold."""


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def column(request: HttpRequest, desk: Desk, dataset: Dataset, position: int) -> HttpResponseBase:
    """One column of the codebook."""
    if request.method == "POST":
        return on_draft(
            request, desk, dataset, lambda draft: _save(request, desk, dataset, draft, position)
        )
    draft = draft_or_begun(desk, dataset)
    if draft is None or position >= len(draft.columns):
        raise Http404
    return _render_column(request, desk, dataset, draft, position)


def _save(
    request: HttpRequest, desk: Desk, dataset: Dataset, draft: Draft, position: int
) -> HttpResponseBase:
    """Keep the column; what somebody else has changed since it was opened is shown beside it."""
    names = [one["name"] for one in draft.columns]
    name = request.POST.get("column") or (names[position] if position < len(names) else "")
    if name not in names:  # somebody has left it out meanwhile
        return render_left_out(request, desk, dataset, draft)
    position = names.index(name)
    changed = _with_column(request, draft, position)
    theirs = draft.columns[position]
    if request.POST.get("seen") != draft.mark_of(theirs):
        desk.refuse(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, Why.STALE, dataset)
        left = tuple(one for one in changed.confirmed if one != name)
        shown = replace(changed, confirmed=left)
        return _render_column(request, desk, dataset, shown, position, kept=draft)
    with as_read(dataset):
        dataset_codebook.keep_draft(dataset, changed)
    wrong = _not_confirmed(request, changed, position)
    if wrong:
        return _render_column(request, desk, dataset, changed, position, wrong)
    following = [place for place, one in _unconfirmed(changed) if place != position]
    if request.POST.get("act") == "next" and following:
        later = [place for place in following if place > position] or following
        return redirect("codebook-column", desk.organisation.slug, dataset.pk, later[0])
    return redirect("codebook-edit", desk.organisation.slug, dataset.pk)


def _not_confirmed(request: HttpRequest, draft: Draft, position: int) -> str:
    """Why a column is not confirmed, although somebody asked for that; else nothing."""
    column = draft.columns[position]
    if request.POST.get("confirmed") != "yes" or column["name"] in draft.confirmed:
        return ""
    if column.get("undecided"):
        return str(
            _("This column is not confirmed yet: decide on each answer that few people give.")
        )
    return str(_("Tick the box first: it confirms that you know how this column may harm people."))


def _render_column(
    request: HttpRequest,
    desk: Desk,
    dataset: Dataset,
    draft: Draft,
    position: int,
    wrong: str = "",
    kept: Draft | None = None,
) -> HttpResponseBase:
    """The page; ``kept`` is the draft as somebody else has changed it, and is not what is shown."""
    shown = draft.columns[position]
    theirs = kept.columns[position] if kept else shown
    by_column, _others = faults_by_column(draft.read()[1], draft)
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "data"),
        "column": shown,
        "label": label_of(shown),
        "position": position,
        "total": len(draft.columns),
        "confirmed": shown["name"] in draft.confirmed,
        "undecided": _undecided(request, theirs),
        "wrong": wrong,
        "seen": (kept or draft).mark_of(theirs),
        "stale": kept is not None,
        "theirs": differences(theirs, shown) if kept else (),
        "risk": says(draft.identifying.get(shown["name"], NOTHING)),
        "faults": by_column.get(shown["name"], ()),
        "labels": texts_of(shown, languages_here(), "label"),
        "more_labels": texts_of(shown, languages_elsewhere(), "label"),
        "definitions": texts_of(shown, [*languages_here(), *languages_elsewhere()], "definition"),
        "separator": shown.get("separator", ";"),
        "at_most": shown.get("at_most", ""),
        "required": shown.get("required", False),
        "group": shown.get("group", ""),
        "types": [
            (kind.value, kind) for kind in ColumnType if kind.traits.number == ("number" in shown)
        ],
        "lists": LIST_NAMES,
        "list": draft_changes.list_of(shown),
        "values": draft_changes.written_values(shown.get("values", []), TAGS),
        "pattern": " | ".join([str(_("code")), *(name for _tag, name in LANGUAGES)]),
        "groups": [group["name"] for group in draft.data.get("groups", [])],
        "missing": [
            (kind.value, ", ".join(filter(None, shown.get("missing", {}).get(kind.value, []))))
            for kind in KINDS
        ],
    }
    status = 409 if kept else 400 if wrong else 200
    return render(request, "workspace/column.html", context, status=status)


def _unconfirmed(draft: Draft) -> list[tuple[int, Tables]]:
    left = set(draft.to_confirm)
    return [(place, one) for place, one in enumerate(draft.columns) if one["name"] in left]


def _with_column(request: HttpRequest, draft: Draft, position: int) -> Draft:
    """The draft with a column as the form says."""
    post, data = request.POST, copy.deepcopy(draft.data)
    changed = replace(draft, data=data)
    shown = changed.columns[position]
    for key in ("label", "definition"):
        put_words(request, shown, key)
    shown["type"] = post.get("type", shown["type"])
    if "number" not in shown:  # the range of numbers is written in the file alone
        _listed(request, shown)
    shown["required"] = post.get("required") == "yes"
    shown["missing"] = _missing(request)
    _of_sets(request, shown)
    if post.get("group"):
        shown["group"] = post["group"]
    else:
        shown.pop("group", None)
    confirmed = [one for one in draft.confirmed if one != shown["name"]]
    if post.get("confirmed") == "yes" and not shown.get("undecided"):
        knows = shown["name"] not in draft.identifying or post.get("risk") == "yes"
        confirmed += [shown["name"]] if knows else []
    return replace(draft, data=data, confirmed=tuple(confirmed))


def _listed(request: HttpRequest, shown: Tables) -> None:
    """The list of values, and what was decided on answers that few people give."""
    name = request.POST.get("list", draft_changes.OWN)
    written = request.POST.get("values", "")
    shown["values"] = (
        draft_changes.values_of(name)
        if name in LIST_NAMES
        else draft_changes.read_values(written, TAGS, shown.get("values", []))
    )
    _decided(request, shown)


def _decided(request: HttpRequest, shown: Tables) -> None:
    """What the form says of each answer that few people give; a list that is ready holds none."""
    if request.POST.get("list", draft_changes.OWN) in LIST_NAMES:
        shown.pop("undecided", None)
        return
    draft_changes.decide(shown, _decisions(request))


def _decisions(request: HttpRequest) -> dict[str, str]:
    """Answer that few people give → what the form says of it; empty: nothing yet."""
    answers = enumerate(request.POST.getlist("answer"))
    return {code: request.POST.get(f"decide-{place}", "") for place, code in answers}


def _undecided(request: HttpRequest, column: Tables) -> list[tuple[int, str, str]]:
    """Each answer to decide on: its place, the answer, and what the form that was sent says."""
    said = _decisions(request)
    undecided = enumerate(column.get("undecided", ()))
    return [(place, code, said.get(code, "")) for place, code in undecided]


def _of_sets(request: HttpRequest, shown: Tables) -> None:
    """What only a set has; a hierarchy is kept while every answer has a place in it."""
    if traits_of(shown["type"]).several:
        shown["separator"] = request.POST.get("separator", "").strip() or ";"
        most = request.POST.get("at_most", "").strip()
        shown.pop("at_most", None)
        if most.isdecimal():
            shown["at_most"] = int(most)
        shown.pop("hierarchy", None)
    else:
        shown.pop("separator", None)
        shown.pop("at_most", None)


def _missing(request: HttpRequest) -> Tables:
    """The words for each kind of missing answer; the blank is always "not recorded"."""
    found: Tables = {}
    for kind in KINDS:
        words = [word.strip() for word in request.POST.get(f"missing.{kind.value}", "").split(",")]
        words = [word for word in words if word]
        if kind is Missing.NOT_RECORDED:
            words = ["", *words]
        if words:
            found[kind.value] = words
    return found
