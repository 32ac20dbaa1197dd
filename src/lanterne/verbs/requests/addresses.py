"""Addresses that are published with a release: written so that they can be."""

from __future__ import annotations

import re

from lanterne.contact import is_contact
from lanterne.errors import UsageError

_ADDRESS = re.compile(r"https?://[!-~]+")
_DOI = re.compile(r"10\.\d{4,9}/[!-~]+")
_UNFIT = frozenset('<>"{}|\\^`')


def check_addresses(address: str | None, contact: str | None, doi: str | None = None) -> None:
    """Raise UsageError where one of them is no address, no contact or no DOI.

    Args:
        address: Of the web.
        contact: Address of a page or ``mailto:…``.
        doi: Digital object identifier.
    """
    for code, text, form in (
        ("export.no-address", address, _ADDRESS),
        ("export.no-doi", doi, _DOI),
    ):
        if text is not None and not (form.fullmatch(text) and _UNFIT.isdisjoint(text)):
            raise UsageError(code)
    if contact is not None and not is_contact(contact):
        raise UsageError("export.no-contact")


def as_folder(address: str | None) -> str:
    """An address to which the path of a file is added; empty where there is none."""
    return "" if address is None else address.rstrip("/") + "/"
