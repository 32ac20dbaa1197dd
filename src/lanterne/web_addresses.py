"""Addresses that are published with data: of a page, of whom to ask, of a DOI."""

from __future__ import annotations

import re

_PAGE = re.compile(r"https?://[!-~]+")
_MAIL = re.compile(r"mailto:[!-~]+@[!-~]+")
_DOI = re.compile(r"10\.\d{4,9}/[!-~]+")
_UNFIT = frozenset('<>"{}|\\^`')


def is_page(text: str) -> bool:
    """Whether it is the address of a page: ``https://example.org/cases``."""
    return _fits(_PAGE, text)


def is_page_or_mail(text: str) -> bool:
    """Whether it is the address of a page, or ``mailto:`` and an address of mail."""
    return is_page(text) or _fits(_MAIL, text)


def is_doi(text: str) -> bool:
    """Whether it is a DOI: ``10.5281/zenodo.1234567``."""
    return _fits(_DOI, text)


def _fits(form: re.Pattern[str], text: str) -> bool:
    return form.fullmatch(text) is not None and _UNFIT.isdisjoint(text)
