"""The form that a partner's files are collected with, an XLSForm, in the vault.

It holds no case; it stays for the file of next month, as the mapping does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from lanterne.errors import InputError
from lanterne.files.xlsform import Form
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import subprocess_reader
from lanterne.hub.web.harmonise import read_partner_file
from lanterne.hub.web.harmonise.scanned_file import form_from
from lanterne.hub.web.models import Dataset
from lanterne.vault import VaultError, plaintext

KIND = "partner-form"
"""Of a form in the vault."""


def send_form(dataset: Dataset, file_id: str) -> None:
    """Note a form that is in the vault: it takes the place of the one before once it was read."""
    with _locked(dataset) as row:
        gone, row.form_sent = row.form_sent, file_id
    vault_documents.forget(dataset.organisation, gone)


def drop_form(dataset: Dataset) -> None:
    """Go on without a form."""
    with _locked(dataset) as row:
        gone, row.form, row.form_sent = (row.form, row.form_sent), "", ""
    vault_documents.forget(dataset.organisation, *gone)


def form_of(dataset: Dataset, tell: Callable[[], None]) -> Form | None:
    """The form, if there is one. Reads the vault, and the form in a process of its own.

    One that was sent and is none is taken away; the one before stays.

    Args:
        dataset: Whose files are collected with it.
        tell: Called every second meanwhile.

    Raises:
        InputError: It cannot be read, or is none; with each row that is wrong.
    """
    while True:
        row = Dataset.objects.select_related("organisation").get(pk=dataset.pk)
        sent, read = row.form_sent, row.form_sent or row.form
        if not read:
            return None
        try:
            form = _read(row, read, tell)
        except InputError:
            if sent:
                _settle(row, sent, good=False)
            raise
        except VaultError:
            now = Dataset.objects.get(pk=dataset.pk)
            if (now.form_sent or now.form) == read:
                raise
            continue  # somebody has sent another, or taken it away
        if sent:
            _settle(row, sent, good=True)
        return form


def _read(dataset: Dataset, file_id: str, tell: Callable[[], None]) -> Form:
    names, slug = {"form.xlsx": file_id}, dataset.organisation.slug
    with plaintext(vault_documents.vault(), slug, names) as path:
        found = subprocess_reader.looked_at(path, read_partner_file.form_as_json, tell=tell)
    return form_from(found)


def _settle(dataset: Dataset, sent: str, *, good: bool) -> None:
    """Let a form that was read take its place, or take it away, unless another was sent since."""
    with _locked(dataset) as row:
        if row.form_sent != sent:
            return
        gone = row.form if good else sent
        row.form, row.form_sent = (sent if good else row.form), ""
    vault_documents.forget(dataset.organisation, gone)


@contextmanager
def _locked(dataset: Dataset) -> Iterator[Dataset]:
    """The dataset as it is now, whose forms are changed in the block and then noted."""
    with transaction.atomic():
        row = Dataset.objects.select_for_update().get(pk=dataset.pk)
        yield row
        row.save(update_fields=["form", "form_sent"])
    dataset.form, dataset.form_sent = row.form, row.form_sent
