"""Encrypted files of offline pages, as they come: what is seen of them before they are opened."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lanterne.files.kinds import Kind
from lanterne.forms.saved_cases import MOST
from lanterne.hub.upload.receive import VaultedFile
from lanterne.hub.web.models import Dataset


def refused_pages(dataset: Dataset, files: Sequence[VaultedFile]) -> list[tuple[str, str]]:
    """Name of a file → why it cannot be brought in with the others; empty: all can be."""
    pages = [one for one in files if one.table_kind is Kind.ENCRYPTED]
    if not pages:
        return []
    others = [one for one in files if one.table_kind is not Kind.ENCRYPTED]
    alone = _(
        "This file is not encrypted. Bring in the encrypted files of the offline page by "
        "themselves, and other files without them."
    )
    refused = [(one.name or "", alone) for one in others]
    if not dataset.page_keys.exists():
        other = _(
            "The file is encrypted, but no key was ever made for an offline page of this dataset. "
            "Bring it into the dataset that its page came from."
        )
        refused += [(one.name or "", other) for one in pages]
    elif sum(one.size or 0 for one in pages) > MOST << 20:
        large = _("The encrypted files have more than %(most)s megabytes together.")
        refused += [(one.name or "", large % {"most": MOST}) for one in pages]
    return refused
