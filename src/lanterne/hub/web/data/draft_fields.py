"""What the pages of a draft share: its texts in each language, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.errors import Problem
from lanterne.hub.languages import LANGUAGES, TAGS
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import Purpose
from lanterne.hub.problem_texts import at, problem_sentences
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import demand
from lanterne.hub.web.data.drafts import Draft, Tables
from lanterne.hub.web.models import Dataset

_PLACES: Mapping[str, Any] = {
    "label": _("What people read"),
    "title": _("Title"),
    "definition": _("Definition"),
    "description": _("Description"),
    "values": _("List of answers"),
    "missing": _("Words for missing answers"),
}
"""Key in a codebook → what its field is called here."""


def draft_or_begun(desk: Desk, dataset: Dataset) -> Draft | None:
    """The draft, or what a draft of the codebook in force would be."""
    if dataset.draft:  # its lists may have been read from the cases
        demand(desk, dataset, Purpose.COLLECTION)
        return dataset_codebook.draft_of(dataset)
    return dataset_codebook.begun(dataset)


def put_words(request: HttpRequest, into: Tables, key: str) -> None:
    """Put a text in several languages from the fields of a form; without any it is taken away."""
    given = {tag: request.POST.get(f"{key}.{tag}", "").strip() for tag in TAGS}
    others = {tag: text for tag, text in into.get(key, {}).items() if tag not in TAGS}
    words = {**{tag: text for tag, text in given.items() if text}, **others}
    if words:
        into[key] = words
    else:
        into.pop(key, None)


def languages_here() -> list[tuple[str, str]]:
    """English and the language of the reader, with their names."""
    return [one for one in LANGUAGES if one[0] in {"en", get_language()}]


def languages_elsewhere() -> list[tuple[str, str]]:
    """The other languages."""
    return [one for one in LANGUAGES if one not in languages_here()]


def texts_of(
    whole: Tables, languages: Iterable[tuple[str, str]], key: str
) -> list[tuple[str, str, str]]:
    """Of each language its tag, its name, and what is written in it."""
    return [(tag, name, str(whole.get(key, {}).get(tag, ""))) for tag, name in languages]


def label_of(column: Tables) -> str:
    """What people read of a column, in their language where it has that one."""
    label = column.get("label", {})
    return str(label.get(get_language() or "en") or label.get("en") or column["name"])


def faults_by_column(
    problems: list[Problem], draft: Draft
) -> tuple[dict[str, list[str]], list[str]]:
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
