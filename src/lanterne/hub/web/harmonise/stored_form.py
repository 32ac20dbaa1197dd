"""The form that a partner's files are collected with, an XLSForm, in the vault.

It holds no case; it stays for the file of next month, as the mapping does.
"""

from __future__ import annotations

from collections.abc import Callable

from lanterne.files.xlsform import Form
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import subprocess_reader
from lanterne.hub.web.harmonise import read_partner_file
from lanterne.hub.web.harmonise.scanned_file import form_from
from lanterne.hub.web.models import Dataset
from lanterne.vault import plaintext

KIND = "partner-form"
"""Of a form in the vault."""


def keep_form(dataset: Dataset, file_id: str) -> None:
    """Keep a form that is in the vault, in the place of the one before.

    Args:
        dataset: Whose files are collected with it.
        file_id: Its id; empty: nobody has the form.
    """
    before, dataset.form = dataset.form, file_id
    dataset.save(update_fields=["form"])
    vault_documents.forget(dataset.organisation, before)


def form_of(dataset: Dataset, tell: Callable[[], None]) -> Form | None:
    """The form, if there is one. Reads the vault, and the form in a process of its own.

    Args:
        dataset: Whose files are collected with it.
        tell: Called every second meanwhile.

    Raises:
        InputError: It cannot be read, or is none; with each row that is wrong.
    """
    if not dataset.form:
        return None
    names, slug = {"form.xlsx": dataset.form}, dataset.organisation.slug
    with plaintext(vault_documents.vault(), slug, names) as path:
        found = subprocess_reader.looked_at(path, read_partner_file.form_as_json, tell=tell)
    return form_from(found)
