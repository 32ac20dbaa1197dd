"""Forms that the codebook of a dataset writes, to collect cases with."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from lanterne.codebook import Codebook
from lanterne.forms import ENCRYPTING, FORM_KINDS, Form, make_form, reserved_in
from lanterne.forms.typesetting import can_typeset
from lanterne.hub.audit import Why
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import dataset_codebook, page_keys
from lanterne.hub.web.downloads import HTML, PDF, WORKBOOK, download
from lanterne.hub.web.models import Dataset

CONTENT = {
    "xlsform": ("xlsx", WORKBOOK),
    "excel": ("xlsx", WORKBOOK),
    "paper": ("pdf", PDF),
    "page": ("html", HTML),
}
"""Kind of form → ending of its file, and kind of content."""

PAGE = "page"
"""The kind that works offline and encrypts what is filled in: it needs a key."""


@dataclass(frozen=True)
class OfflinePage:
    """What is said of the offline page of a dataset.

    Attributes:
        fingerprint: Of the key of pages that are written now; empty: nobody has made one.
        earlier: Of those of earlier pages, the newest first.
    """

    fingerprint: str
    earlier: tuple[str, ...]


def offline_page(dataset: Dataset) -> OfflinePage | None:
    """The offline page of a dataset; ``None``: its codebook writes no forms."""
    if _with_forms(dataset) is None:
        return None
    now, *earlier = [*map(page_keys.fingerprint_of, page_keys.keys_of(dataset))] or [""]
    return OfflinePage(now, tuple(earlier))


def offered() -> tuple[str, ...]:
    """The kinds of forms that this hub can write: paper needs a program that may not be there."""
    return tuple(kind for kind in CONTENT if kind != "paper" or can_typeset())


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def form_file(request: HttpRequest, desk: Desk, dataset: Dataset, kind: str) -> HttpResponseBase:
    """A form for the codebook in force, in the language of the page if the codebook has it.

    A codebook that nobody has confirmed writes none: its lists may have been read from cases.
    One with a column that every form has of itself has no form; and no page is written before
    somebody has made its key.
    """
    codebook = _with_forms(dataset)
    if codebook is None or kind not in offered():
        return redirect("data", desk.organisation.slug, dataset.pk)
    form, language = make_form(codebook), get_language() or "en"
    first = language if language in form.languages else form.languages[0]
    made = _page(dataset, form, first) if kind == PAGE else FORM_KINDS[kind](form, first)
    if made is None:
        return redirect("data", desk.organisation.slug, dataset.pk)
    ending, content = CONTENT[kind]
    return download(made, content, f"{kind}.{ending}")


def _page(dataset: Dataset, form: Form, language: str) -> bytes | None:
    key = next(iter(page_keys.keys_of(dataset)), None)
    return ENCRYPTING["html"](form, language, key.recipient) if key else None


def _with_forms(dataset: Dataset) -> Codebook | None:
    """The codebook of a dataset that forms are written from, if there is one."""
    codebook = dataset_codebook.confirmed(dataset)
    return None if codebook is None or reserved_in(codebook) else codebook


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def make_page_key(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Make a key for the offline pages that are downloaded from now on."""
    if _with_forms(dataset) is None:
        desk.refuse(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, Why.STATE, dataset)
    else:
        key = page_keys.make_key(dataset, desk.user)
        details = {"page_key": page_keys.fingerprint_of(key)}
        desk.record(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, dataset, details=details)
    return redirect(f"{reverse('data', args=[desk.organisation.slug, dataset.pk])}#offline-page")
