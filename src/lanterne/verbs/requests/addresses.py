"""Addresses that are published with a release: written so that they can be."""

from __future__ import annotations

from lanterne.errors import UsageError
from lanterne.web_addresses import is_doi, is_page, is_page_or_mail


def check_addresses(address: str | None, contact: str | None, doi: str | None = None) -> None:
    """Raise UsageError where one of them is no address, no contact or no DOI.

    Args:
        address: Of the web.
        contact: Address of a page or ``mailto:…``.
        doi: Digital object identifier.
    """
    for code, text, fits in (
        ("export.no-address", address, is_page),
        ("export.no-contact", contact, is_page_or_mail),
        ("export.no-doi", doi, is_doi),
    ):
        if text is not None and not fits(text):
            raise UsageError(code)


def as_folder(address: str | None) -> str:
    """An address to which the path of a file is added; empty where there is none."""
    return "" if address is None else address.rstrip("/") + "/"
