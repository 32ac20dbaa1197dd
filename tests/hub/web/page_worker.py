"""Somebody whose dataset has an offline page, and files that were saved in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from case_worker import begin

from form_answers import Sent, answer
from lanterne.codebook import load_codebook
from lanterne.forms import Form, make_form
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data import page_keys
from saved_files import Case, content, encrypted, saved_case

ONE, LINKED = "lanterne-cases", "lanterne-network"
PEOPLE = 12


def form_of(book: str) -> Form:
    """The form that a built-in codebook writes."""
    return make_form(load_codebook(book))


def with_key(
    workspace: Any, book: str = ONE, role: Role = Role.CASE_WORKER, title: str = "Saved in pages"
) -> Any:
    """Somebody whose dataset has a codebook and a key; ``recipient`` is the public one."""
    client = begin(workspace, role, title)
    client.post(f"{client.place}/codebook/choose/", {"codebook": book})
    return new_key(client)


def new_key(client: Any) -> Any:
    """The same person, with a key more."""
    assert client.post(f"{client.place}/codebook/page-key/").status_code == 302
    client.recipient = page_keys.keys_of(client.dataset)[0].recipient
    return client


def people(form: Form, count: int = PEOPLE) -> list[Sent]:
    """They all say something of consent, as a page asks."""
    return [replace(one, consent=one.consent or "refused") for one in answer(form, count)]


def file_of(client: Any, form: Form, cases: Sequence[Case], **other: Any) -> bytes:
    """A file as a page of the dataset saves it; ``other``: what no page would save so."""
    return encrypted(content(form, cases, **other), client.recipient)


def same_number(client: Any, form: Form) -> list[tuple[str, bytes]]:
    """Two files, in which people who may be two have the same number."""
    name, files = form.cases.itself.name, []
    for number, one in enumerate(people(form, 2)):
        case = saved_case(
            form, replace(one, consent="given", ids={name: "C-secret"}), name=f"{number}"
        )
        files.append((f"form-{number}.age", file_of(client, form, [case])))
    return files


def twice(client: Any, form: Form) -> list[tuple[str, bytes]]:
    """Two files: all that is in one stands in the other, as it was changed since."""
    sent = [replace(one, ids={}, consent="given") for one in people(form)]
    older = [saved_case(form, one) for one in sent]
    newer = [saved_case(form, one, revision=2) for one in sent]
    return [
        ("older.age", file_of(client, form, older)),
        ("newer.age", file_of(client, form, newer)),
    ]
