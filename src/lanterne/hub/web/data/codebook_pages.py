"""Editing the codebook of a dataset in the page: as a whole, and column by column."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import ColumnType, Missing, codebook_to_toml
from lanterne.codebook.lists import LIST_NAMES
from lanterne.codebook.types import traits_of
from lanterne.errors import NOTHING, InputError, Problem
from lanterne.hub.languages import LANGUAGES, TAGS
from lanterne.hub.people.desk import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.saying import at, problem_sentences, says
from lanterne.hub.web.data import books, editing
from lanterne.hub.web.data.books import Draft, Tables
from lanterne.hub.web.data.case_files import demand
from lanterne.hub.web.data.choosing import checked_anew, in_words, toml_answer
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.steps import steps

_PLACES: Mapping[str, Any] = {
    "label": _("What people read"),
    "title": _("Title"),
    "definition": _("Definition"),
    "description": _("Description"),
    "values": _("List of answers"),
    "missing": _("Words for missing answers"),
}
"""Key in a codebook → what its field is called here."""

KINDS = tuple(kind for kind in Missing if kind is not Missing.SUPPRESSED)
"""Kinds of missing answers that a file may hold."""


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


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def codebook(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The codebook as a whole."""
    draft = _draft(desk, dataset)
    if draft is None:
        return redirect("data", desk.organisation.slug, dataset.pk)
    if request.method != "POST":
        return _render(request, desk, dataset, draft)
    act = request.POST.get("act", "")
    if act == "discard":
        books.drop_draft(dataset)
        return checked_anew(desk, dataset)
    if act == "put-in-force":
        return _put_in_force(request, desk, dataset, draft)
    changed, wrong = _changed(request, draft, act)
    if not wrong:
        books.keep_draft(dataset, changed)
        return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
    return _render(request, desk, dataset, changed, wrong)


def _draft(desk: Desk, dataset: Dataset) -> Draft | None:
    """The draft, or what a draft of the codebook in force would be."""
    if dataset.draft:  # its lists may have been read from the cases
        demand(desk, dataset, Purpose.COLLECTION)
        return books.draft_of(dataset)
    return books.begun(dataset)


def _changed(request: HttpRequest, draft: Draft, act: str) -> tuple[Draft, str]:
    """The draft after what a person did, and why that cannot be."""
    name = request.POST.get("column", "")
    if act == "leave-out":
        return editing.leave_out(draft, {name}), ""
    if act == "take-in" and name in draft.excluded:
        return _taken_in(request, draft, name)
    if act == "confirm-all":
        if request.POST.get("sure") != "yes":
            return draft, str(_("Tick the box first: it says that you have read all lists."))
        return draft.all_confirmed(), ""
    if act == "save":
        return _saved(request, draft)
    return draft, ""


def _taken_in(request: HttpRequest, draft: Draft, name: str) -> tuple[Draft, str]:
    """A column that may identify people comes in only when somebody says that they know it."""
    if name in draft.identifying and request.POST.get("risk") != "yes":
        return draft, str(_("Tick the box first: it says what this column may do to people."))
    return editing.take_in(draft, name), ""


def _saved(request: HttpRequest, draft: Draft) -> tuple[Draft, str]:
    data = copy.deepcopy(draft.data)
    data["version"] = request.POST.get("version", "").strip()
    for key in ("title", "description"):
        _put_words(request, data, key)
    if len(data["tables"]) > 1:
        return replace(draft, data=data), ""
    try:
        data = editing.with_rules(data, request.POST.get("rules", ""))
    except InputError as error:
        faults = [str(_("Rules:")), *map(in_words, error.problems)]
        return replace(draft, data=data), " ".join(faults)
    return replace(draft, data=data), ""


def _put_words(request: HttpRequest, into: Tables, key: str) -> None:
    """Put a text in several languages from the fields of a form; without any it is taken away."""
    given = {tag: request.POST.get(f"{key}.{tag}", "").strip() for tag in TAGS}
    others = {tag: text for tag, text in into.get(key, {}).items() if tag not in TAGS}
    words = {**{tag: text for tag, text in given.items() if text}, **others}
    if words:
        into[key] = words
    else:
        into.pop(key, None)


def _put_in_force(
    request: HttpRequest, desk: Desk, dataset: Dataset, draft: Draft
) -> HttpResponseBase:
    codebook, problems = draft.read()
    if draft.to_confirm or problems:
        wrong = str(_("It cannot be used yet: see what is left to do below."))
        return _render(request, desk, dataset, draft, wrong)
    books.keep_draft(dataset, draft)
    books.put_in_force(dataset, codebook)
    return checked_anew(desk, dataset)


def _render(
    request: HttpRequest, desk: Desk, dataset: Dataset, draft: Draft, wrong: str = ""
) -> HttpResponseBase:
    book, problems = draft.read()
    by_column, others = _faults(problems, draft)
    rows = tuple(
        Row(
            position,
            column,
            _label(column),
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
        "titles": _texts(draft.data, _here(), "title"),
        "more_titles": _texts(draft.data, _elsewhere(), "title"),
        "descriptions": _texts(draft.data, LANGUAGES, "description"),
        "alone": len(draft.to_read_alone),
        "together": len(draft.to_confirm) - len(draft.to_read_alone),
        "excluded": [
            (name, says(why), name in draft.identifying) for name, why in draft.excluded.items()
        ],
        "rules": (request.POST.get("rules") or editing.written_rules(book)) if one_table else "",
        "one_table": one_table,
        "wrong": wrong,
    }
    return render(request, "workspace/codebook.html", context, status=400 if wrong else 200)


def _here() -> list[tuple[str, str]]:
    """English and the language of the reader, with their names."""
    return [one for one in LANGUAGES if one[0] in {"en", get_language()}]


def _elsewhere() -> list[tuple[str, str]]:
    """The other languages."""
    return [one for one in LANGUAGES if one not in _here()]


def _texts(
    whole: Tables, languages: Iterable[tuple[str, str]], key: str
) -> list[tuple[str, str, str]]:
    """Of each language its tag, its name, and what is written in it."""
    return [(tag, name, str(whole.get(key, {}).get(tag, ""))) for tag, name in languages]


def _label(column: Tables) -> str:
    label = column.get("label", {})
    return str(label.get(get_language() or "en") or label.get("en") or column["name"])


def _faults(problems: list[Problem], draft: Draft) -> tuple[dict[str, list[str]], list[str]]:
    """What is wrong, by column, and what is wrong elsewhere."""
    names = {column["name"] for column in draft.columns}
    by_column: dict[str, list[str]] = {}
    others = []
    for one in problems:
        key = one.place.key or ""
        place = _PLACES.get(key.rpartition(".")[2], "")
        name = one.column or next((name for name in names if f".columns.{name}" in key), None)
        if name not in names:
            place = place or key
        text = at(str(place), problem_sentences(one))
        if name in names:
            by_column.setdefault(str(name), []).append(text)
        else:
            others.append(text)
    return by_column, others


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def draft_file(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The codebook that is worked on, as TOML; where it has faults, what can be read of it."""
    draft = _draft(desk, dataset)
    if draft is None:
        return redirect("data", desk.organisation.slug, dataset.pk)
    return toml_answer(codebook_to_toml(draft.read()[0]))


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def column(request: HttpRequest, desk: Desk, dataset: Dataset, position: int) -> HttpResponseBase:
    """One column of the codebook."""
    draft = _draft(desk, dataset)
    if draft is None or position >= len(draft.columns):
        raise Http404
    if request.method == "POST":
        changed = _with_column(request, draft, position)
        books.keep_draft(dataset, changed)
        wrong = _not_confirmed(request, changed, position)
        if wrong:
            return _render_column(request, desk, dataset, changed, position, wrong)
        following = [place for place, one in _unconfirmed(changed) if place != position]
        if request.POST.get("act") == "next" and following:
            later = [place for place in following if place > position] or following
            return redirect("codebook-column", desk.organisation.slug, dataset.pk, later[0])
        return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
    return _render_column(request, desk, dataset, draft, position)


def _not_confirmed(request: HttpRequest, draft: Draft, position: int) -> str:
    """Why a column is not confirmed, although somebody asked for that; else nothing."""
    column = draft.columns[position]
    if request.POST.get("confirmed") != "yes" or column["name"] in draft.confirmed:
        return ""
    if column.get("undecided"):
        return str(_("It is not confirmed yet: decide on each answer that few people give."))
    return str(_("Tick the box first: it says what this column may do to people."))


def _render_column(
    request: HttpRequest,
    desk: Desk,
    dataset: Dataset,
    draft: Draft,
    position: int,
    wrong: str = "",
) -> HttpResponseBase:
    shown = draft.columns[position]
    by_column, _others = _faults(draft.read()[1], draft)
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "data"),
        "column": shown,
        "label": _label(shown),
        "position": position,
        "total": len(draft.columns),
        "confirmed": shown["name"] in draft.confirmed,
        "undecided": tuple(enumerate(shown.get("undecided", ()))),
        "wrong": wrong,
        "risk": says(draft.identifying.get(shown["name"], NOTHING)),
        "faults": by_column.get(shown["name"], ()),
        "labels": _texts(shown, _here(), "label"),
        "more_labels": _texts(shown, _elsewhere(), "label"),
        "definitions": _texts(shown, [*_here(), *_elsewhere()], "definition"),
        "separator": shown.get("separator", ";"),
        "at_most": shown.get("at_most", ""),
        "required": shown.get("required", False),
        "group": shown.get("group", ""),
        "types": [(kind.value, kind) for kind in ColumnType],
        "lists": LIST_NAMES,
        "list": editing.list_of(shown),
        "values": editing.written_values(shown.get("values", []), TAGS),
        "pattern": " | ".join([str(_("code")), *(name for _tag, name in LANGUAGES)]),
        "groups": [group["name"] for group in draft.data.get("groups", [])],
        "missing": [
            (kind.value, ", ".join(filter(None, shown.get("missing", {}).get(kind.value, []))))
            for kind in KINDS
        ],
    }
    return render(request, "workspace/column.html", context, status=400 if wrong else 200)


def _unconfirmed(draft: Draft) -> list[tuple[int, Tables]]:
    left = set(draft.to_confirm)
    return [(place, one) for place, one in enumerate(draft.columns) if one["name"] in left]


def _with_column(request: HttpRequest, draft: Draft, position: int) -> Draft:
    """The draft with a column as the form says."""
    post, data = request.POST, copy.deepcopy(draft.data)
    changed = replace(draft, data=data)
    shown = changed.columns[position]
    for key in ("label", "definition"):
        _put_words(request, shown, key)
    shown["type"] = post.get("type", shown["type"])
    name = post.get("list", editing.OWN)
    shown["values"] = (
        editing.values_of(name)
        if name in LIST_NAMES
        else editing.read_values(post.get("values", ""), TAGS, shown.get("values", []))
    )
    _decided(request, shown)
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


def _decided(request: HttpRequest, shown: Tables) -> None:
    """What the form says of each answer that few people give; a list that is ready holds none."""
    post = request.POST
    if post.get("list", editing.OWN) in LIST_NAMES:
        shown.pop("undecided", None)
        return
    answers = enumerate(post.getlist("answer"))
    editing.decide(shown, {code: post.get(f"decide-{place}", "") for place, code in answers})


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
