"""The keys of a dataset's offline pages: the public ones in the database, the others in the vault.

A private key leaves the vault for one thing: it is handed to the process that opens what people
saved. No page, log or argument of a job holds it.
"""

from __future__ import annotations

from django.db import transaction

from lanterne.forms import fingerprint, new_pair
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.models import User
from lanterne.hub.web import vault_documents
from lanterne.hub.web.models import Dataset, PageKey

KIND = "page-key"
"""Of a private key in the vault."""


def make_key(dataset: Dataset, user: User) -> PageKey:
    """Make a key for the pages that are written from now on; earlier keys stay.

    Raises:
        VaultError: The private key cannot be kept; then there is none.
    """
    private, recipient = new_pair()
    with (
        vault_documents.keeping(dataset.organisation, KIND, private) as kept,
        transaction.atomic(),
    ):
        return PageKey.objects.create(
            dataset=dataset, recipient=recipient, private=kept, created_by=user
        )


def keys_of(dataset: Dataset) -> tuple[PageKey, ...]:
    """All keys, the newest first, which is that of pages that are written now."""
    return tuple(dataset.page_keys.order_by(*NEWEST_FIRST))


def fingerprint_of(key: PageKey) -> str:
    """The short text by which people compare a key, as the page shows it."""
    return fingerprint(key.recipient)


def private_keys(dataset: Dataset) -> tuple[str, ...]:
    """All private keys: pages of earlier ones may still be filled in.

    Raises:
        VaultError: One cannot be had.
    """
    organisation = dataset.organisation
    return tuple(
        vault_documents.kept_document(organisation, KIND, key.private) for key in keys_of(dataset)
    )
