"""Forms that the codebook of a dataset writes, to collect cases with."""

from __future__ import annotations

from importlib.util import find_spec

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from lanterne.forms import FORM_KINDS, make_form, reserved_in
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.downloads import PDF, WORKBOOK, download
from lanterne.hub.web.models import Dataset

CONTENT = {
    "xlsform": ("xlsx", WORKBOOK),
    "excel": ("xlsx", WORKBOOK),
    "paper": ("pdf", PDF),
}
"""Kind of form → ending of its file, and kind of content."""


def offered() -> tuple[str, ...]:
    """The kinds of forms that this hub can write: paper needs a program that may not be there."""
    return tuple(kind for kind in CONTENT if kind != "paper" or find_spec("typst"))


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def form_file(request: HttpRequest, desk: Desk, dataset: Dataset, kind: str) -> HttpResponseBase:
    """A form for the codebook in force, in the language of the page if the codebook has it.

    A codebook that nobody has confirmed writes none: its lists may have been read from cases.
    One with a column that every form has of itself has no form.
    """
    codebook = dataset_codebook.confirmed(dataset)
    if codebook is None or kind not in offered() or reserved_in(codebook):
        return redirect("data", desk.organisation.slug, dataset.pk)
    form, language = make_form(codebook), get_language() or "en"
    first = language if language in form.languages else form.languages[0]
    ending, content = CONTENT[kind]
    return download(FORM_KINDS[kind](form, first), content, f"{kind}.{ending}")
