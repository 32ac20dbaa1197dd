"""One vignette, and what is asked of it: saved by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import vignette_codings
from lanterne.hub.web.data.vignette_codings import (
    FinishedError,
    OtherAnswersError,
    OtherCodebookError,
    Vignettes,
)
from lanterne.hub.web.data.vignette_fields import PREFIX, FormError, answers_in, parts_of
from lanterne.hub.web.data.vignette_page import REASONS, render_vignettes, shown_in
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.steps import steps

HALF = _("The form did not arrive whole, so nothing was saved. Check your answers and save again.")
OTHER_WINDOW = _(
    "You have saved other answers to this story in another window. Below are those of this window: "
    "save again to keep them, or go back to keep the others."
)


@dataclass(frozen=True)
class Page:
    """Who codes which vignette.

    Attributes:
        request: How they ask.
        desk: Who.
        dataset: In which dataset.
        vignettes: What can be coded there.
        position: The place of the vignette.
    """

    request: HttpRequest
    desk: Desk
    dataset: Dataset
    vignettes: Vignettes
    position: int

    @property
    def name(self) -> str:
        """Of the vignette."""
        return self.vignettes.names[self.position]


@needs(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def vignette(request: HttpRequest, desk: Desk, dataset: Dataset, position: int) -> HttpResponseBase:
    """One vignette, and what is asked of it."""
    there = vignette_codings.vignettes_in(dataset)
    if request.method == "POST":
        return _saved(request, desk, dataset, position)
    if there is None:
        return redirect("vignettes", desk.organisation.slug, dataset.pk)
    if position >= len(there.names):
        raise Http404
    coding = vignette_codings.coding_of(dataset, there, desk.user)
    if coding is not None and coding.finished is not None:
        return redirect("vignettes", desk.organisation.slug, dataset.pk)
    page = Page(request, desk, dataset, there, position)
    return _render(page, coding.answers.get(page.name, {}) if coding else {})


def _saved(request: HttpRequest, desk: Desk, dataset: Dataset, position: int) -> HttpResponseBase:
    try:
        shown = shown_in(request, dataset)
        if position >= len(shown.names):
            raise Http404
        return _kept(Page(request, desk, dataset, shown, position))
    except (OtherCodebookError, FinishedError) as error:
        return render_vignettes(request, desk, dataset, REASONS[type(error)], 409)


def _kept(page: Page) -> HttpResponseBase:
    """Keep what was sent, and go on.

    Raises:
        OtherCodebookError: The definitions are others by now.
        FinishedError: The person has finished.
    """
    form, shown = page.request.POST, page.vignettes
    where = (page.desk.organisation.slug, page.dataset.pk)
    try:
        answers = answers_in(form, shown.codebook)
        seen = form.get("seen", "")
        user = page.desk.user
        coding = vignette_codings.keep(page.dataset, shown, user, page.name, answers, seen)
    except FormError:
        return _render(page, _readable(page), HALF, 400)
    except OtherAnswersError:
        return _render(page, answers, OTHER_WINDOW, 409)
    order = [*range(page.position + 1, len(shown.names)), *range(page.position)]
    left = [place for place in order if shown.names[place] not in coding.answers]
    if left and form.get("act") == "next":
        return redirect("code-vignette", *where, left[0])
    return redirect("vignettes", *where)


def _readable(page: Page) -> Mapping[str, str]:
    """What can be shown again of a form that did not arrive whole."""
    return {
        one.name: one.separator.join(filter(None, page.request.POST.getlist(PREFIX + one.name)))
        for one in page.vignettes.codebook.table.columns
    }


def _render(
    page: Page, given: Mapping[str, str], wrong: Promise | None = None, status: int = 200
) -> HttpResponseBase:
    coding = vignette_codings.coding_of(page.dataset, page.vignettes, page.desk.user)
    context = {
        "desk": page.desk,
        "dataset": page.dataset,
        "steps": steps(page.desk, page.dataset, "data"),
        "wrong": wrong,
        "position": page.position,
        "total": len(page.vignettes.names),
        "text": page.vignettes.texts[page.name],
        "parts": parts_of(page.vignettes.codebook, given),
        "mark": page.vignettes.mark,
        "seen": vignette_codings.mark_of(coding, page.name),
    }
    return render(page.request, "workspace/vignette.html", context, status=status)
