"""Editing the codebook of a dataset in the page, as a whole."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import codebook_to_toml
from lanterne.errors import NOTHING, InputError
from lanterne.hub.audit import Why
from lanterne.hub.languages import LANGUAGES
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import says
from lanterne.hub.web.data import codebook_versions, dataset_codebook, draft_changes
from lanterne.hub.web.data.codebook_choice import checked_anew, in_words, toml_answer
from lanterne.hub.web.data.dataset_codebook import ChangedMeanwhileError, as_read
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
from lanterne.hub.web.data.page import render_data
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.steps import steps


@dataclass(frozen=True)
class Row:
    """A column in the list of columns.

    Attributes:
        position: Its place among the columns of all tables.
        column: As nested tables.
        label: What people read.
        confirmed: Whether a person has said that its list may become public.
        undecided: How many of its answers few people give, and nobody has decided on.
        risk: Why it may identify people; empty: nothing says so.
        faults: What is wrong with it.
    """

    position: int
    column: Tables
    label: str
    confirmed: bool
    undecided: int
    risk: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class _Shown:
    """A draft as the page shows it, and the mark of the one that is kept: what is typed with a
    fault is shown and not kept."""

    draft: Draft
    seen: str


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def codebook(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The codebook as a whole."""
    if request.method == "POST":
        return on_draft(request, desk, dataset, lambda draft: _act(request, desk, dataset, draft))
    draft = draft_or_begun(desk, dataset)
    if draft is None:
        return redirect("data", desk.organisation.slug, dataset.pk)
    return _render(request, desk, dataset, _Shown(draft, draft.mark))


def on_draft(
    request: HttpRequest, desk: Desk, dataset: Dataset, act: Callable[[Draft], HttpResponseBase]
) -> HttpResponseBase:
    """Act on the draft as it is, and anew each time that somebody else changes it meanwhile."""
    while True:
        draft = draft_or_begun(desk, dataset)
        if draft is None:
            return render_gone(request, desk, dataset)
        try:
            return act(draft)
        except ChangedMeanwhileError:
            dataset.refresh_from_db()


def render_gone(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Why nothing was done: the draft that somebody has read is not there any more."""
    desk.refuse(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, Why.STALE, dataset)
    gone = _(
        "Nothing was saved: the draft of the codebook is not there any more. Somebody has thrown "
        "it away or proposed it since you opened the page."
    )
    return render_data(request, desk, dataset, status=409, wrong=gone)


def render_left_out(
    request: HttpRequest, desk: Desk, dataset: Dataset, draft: Draft
) -> HttpResponseBase:
    """Why a column was not saved: it is not in the draft any more."""
    desk.refuse(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, Why.STALE, dataset)
    gone = _(
        "Nothing was saved: somebody has left this column out of the codebook since you opened it."
    )
    return _render(request, desk, dataset, _Shown(draft, draft.mark), str(gone), 409)


def _act(request: HttpRequest, desk: Desk, dataset: Dataset, draft: Draft) -> HttpResponseBase:
    """Do what a person asks for, unless somebody else has changed what they read."""
    act = request.POST.get("act", "")
    if request.POST.get("seen") != draft.mark:
        desk.refuse(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, Why.STALE, dataset)
        typed = _saved(request, draft)[0] if act == "save" else draft
        shown = _Shown(typed, draft.mark)
        return _render(request, desk, dataset, shown, _changed_meanwhile(), 409)
    if act == "discard":
        with as_read(dataset):
            dataset_codebook.drop_draft(dataset)
        return checked_anew(desk, dataset)
    if act == "put-in-force":
        return _put_in_force(request, desk, dataset, draft)
    changed, wrong = _changed(request, draft, act)
    if not wrong:
        with as_read(dataset):
            dataset_codebook.keep_draft(dataset, changed)
        return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
    return _render(request, desk, dataset, _Shown(changed, draft.mark), wrong)


def _changed_meanwhile() -> str:
    return str(
        _(
            "Somebody else has changed this codebook since you opened the page, and nothing was "
            "done. Read again what you decide on; what you have typed is still here."
        )
    )


def _changed(request: HttpRequest, draft: Draft, act: str) -> tuple[Draft, str]:
    """The draft after what a person did, and why that cannot be."""
    name = request.POST.get("column", "")
    if act == "leave-out":
        return draft_changes.leave_out(draft, {name}), ""
    if act == "take-in" and name in draft.excluded:
        return _taken_in(request, draft, name)
    if act == "confirm-all":
        if request.POST.get("sure") != "yes":
            return draft, str(
                _("Tick the box first: it confirms that you have read all the lists.")
            )
        return draft.all_confirmed(), ""
    if act == "save":
        return _saved(request, draft)
    return draft, ""


def _taken_in(request: HttpRequest, draft: Draft, name: str) -> tuple[Draft, str]:
    """A column that may identify people comes in only when somebody says that they know it."""
    if name in draft.identifying and request.POST.get("risk") != "yes":
        return draft, str(
            _("Tick the box first: it confirms that you know how this column may harm people.")
        )
    return draft_changes.take_in(draft, name), ""


def _saved(request: HttpRequest, draft: Draft) -> tuple[Draft, str]:
    data = copy.deepcopy(draft.data)
    data["version"] = request.POST.get("version", "").strip()
    for key in ("title", "description"):
        put_words(request, data, key)
    if len(data["tables"]) > 1:
        return replace(draft, data=data), ""
    try:
        data = draft_changes.with_rules(data, request.POST.get("rules", ""))
    except InputError as error:
        faults = [str(_("Rules:")), *map(in_words, error.problems)]
        return replace(draft, data=data), " ".join(faults)
    return replace(draft, data=data), ""


def _put_in_force(
    request: HttpRequest, desk: Desk, dataset: Dataset, draft: Draft
) -> HttpResponseBase:
    codebook, problems = draft.read()
    if draft.to_confirm or problems:
        wrong = str(_("The codebook cannot be used yet: see below what is left to do."))
        return _render(request, desk, dataset, _Shown(draft, draft.mark), wrong)
    with as_read(dataset):
        dataset_codebook.keep_draft(dataset, draft)
        codebook_versions.use(dataset, codebook, desk.user)
    return checked_anew(desk, dataset)


def _render(
    request: HttpRequest,
    desk: Desk,
    dataset: Dataset,
    shown: _Shown,
    wrong: str = "",
    status: int = 400,
) -> HttpResponseBase:
    """The page; ``status`` is that of what went wrong."""
    draft = shown.draft
    book, problems = draft.read()
    by_column, others = faults_by_column(problems, draft)
    rows = tuple(
        Row(
            position,
            column,
            label_of(column),
            column["name"] in draft.confirmed,
            len(column.get("undecided", ())),
            says(draft.identifying.get(column["name"], NOTHING)),
            tuple(by_column.get(column["name"], ())),
        )
        for position, column in enumerate(draft.columns)
    )
    one_table = len(draft.data["tables"]) == 1
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "data"),
        "draft": draft,
        "kept": bool(dataset.draft),
        "rows": rows,
        "faults": others,
        "count": sum(len(row.faults) for row in rows) + len(others),
        "titles": texts_of(draft.data, languages_here(), "title"),
        "more_titles": texts_of(draft.data, languages_elsewhere(), "title"),
        "descriptions": texts_of(draft.data, LANGUAGES, "description"),
        "alone": len(draft.to_read_alone),
        "together": len(draft.to_confirm) - len(draft.to_read_alone),
        "excluded": [
            (name, says(why), name in draft.identifying) for name, why in draft.excluded.items()
        ],
        "rules": (request.POST.get("rules") or draft_changes.written_rules(book))
        if one_table
        else "",
        "one_table": one_table,
        "wrong": wrong,
        "seen": shown.seen,
    }
    answered = status if wrong else 200
    return render(request, "workspace/codebook.html", context, status=answered)


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def draft_file(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The codebook that is worked on, as TOML; where it has faults, what can be read of it."""
    draft = draft_or_begun(desk, dataset)
    if draft is None:
        return redirect("data", desk.organisation.slug, dataset.pk)
    return toml_answer(codebook_to_toml(draft.read()[0]))
