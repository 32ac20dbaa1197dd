"""Files as an offline page saves them, written without a browser."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import pyrage
from pyrage import x25519

from form_answers import Sent, columns_of
from lanterne.forms import Form
from lanterne.forms.asked import asked_in, stamp_text
from lanterne.forms.questions import Names, Section

Case = dict[str, Any]


def saved_case(form: Form, one: Sent, revision: int = 1, name: str = "") -> Case:
    """A case as a page keeps it, under a name that only depends on who is asked."""
    asked = asked_in(form)
    inner = form.repeated
    own = _cells(columns_of(asked, one, form.cases, one.ids, one.answers, split="joined"))
    repeats = [
        _cells(
            cell
            for section in inner
            for cell in columns_of(asked, one, section, ids, answers, split="joined")
        )
        for ids, answers in one.links
    ]
    return case(name or one.key, {form.consent.name: one.consent, **own}, repeats, revision)


def case(
    name: str, answers: dict[str, str], repeats: Sequence[dict[str, str]] = (), revision: int = 1
) -> Case:
    """A case of which the answers are known by their names."""
    key = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    return {"key": key, "revision": revision, "answers": answers, "repeats": [*repeats]}


def _cells(cells: Iterable[tuple[tuple[str, ...], str, str]]) -> dict[str, str]:
    return {name: cell for _, name, cell in cells if cell}


def content(form: Form, cases: Iterable[Case], **other: Any) -> bytes:
    """What a page saves, before it is encrypted; ``other``: what it would not have saved so."""
    asked = asked_in(form)
    repeated = form.repeated
    of_repeat = [name for section in repeated for name in _questions(form, section)]
    sections = (form.cases, *repeated)
    made = {
        "format": "lanterne-cases",
        "stamp": stamp_text(form.stamp),
        "columns": [form.consent.name, *_questions(form, form.cases)],
        "repeat": {"name": asked.repeat, "columns": of_repeat} if repeated else None,
        "ids": [name for section in sections for name in _ids(form, section)],
        "cases": [*cases],
    }
    return json.dumps(made | other).encode()


def _ids(form: Form, section: Section) -> list[str]:
    ids = asked_in(form).ids
    return [ids[one.name] for one in section.identities if one.names is not Names.OTHER]


def _questions(form: Form, section: Section) -> list[str]:
    asked, names = asked_in(form), _ids(form, section)
    for question in section.questions:
        names.append(asked.askings[question.name].name)
        names += [asked.why[question.name].name] if question.name in asked.why else []
    return names


def encrypted(data: bytes, recipient: str) -> bytes:
    """Bytes for the holder of a key."""
    made: bytes = pyrage.encrypt(data, [x25519.Recipient.from_str(recipient)])
    return made
