"""The limit of what may ever be spent on the people of a dataset: set once, or declined in writing.

It is decided before the first release, by a privacy officer, and stands in the first entry of the
ledger for ever. Both ways ask once more before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lanterne.errors import InputError, UsageError
from lanterne.hub.audit import Why
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.protect import sentences
from lanterne.hub.web.protect.price import standing
from lanterne.hub.web.publish.release_folders import ledger_of
from lanterne.hub.web.steps import steps
from lanterne.privacy import Budget, Ledger
from lanterne.privacy.k_releases import FEWEST_WORDS, MOST_CHARACTERS

_IDS = "limit_%s"
"""Ids of the fields: other forms on the page have fields of these names too."""

SURE = "sure"
"""Field of the form that says that somebody was asked once more."""

UNREADABLE, TOO_LATE = 422, 409
"""Answers to a form that is not filled in, and where it was decided before."""


class CapForm(forms.Form):
    """The most that may ever be spent."""

    epsilon = forms.FloatField(
        label=_("Largest ε, over all releases together"), min_value=0.001, max_value=100
    )
    delta = forms.FloatField(
        label=_("Largest δ, over all releases together"),
        min_value=1e-10,
        max_value=1e-2,
        initial=1e-5,
    )


class DeclineForm(forms.Form):
    """Why there is no limit."""

    reason = forms.CharField(
        label=_("Why there is no limit"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean_reason(self) -> str:
        """One line, of three words or more."""
        reason = " ".join(str(self.cleaned_data["reason"]).split())
        if len(reason.split()) < FEWEST_WORDS or not reason.isprintable():
            raise forms.ValidationError(_("Say why, in three words or more."))
        return reason


@dataclass(frozen=True)
class Limit:
    """What may be decided on the limit of a dataset, as a page shows it.

    Attributes:
        undecided: Whether it must be decided before anything is spent.
        may: Whether who looks may decide.
        cap: The form that sets a limit.
        decline: The form that declines one.
        refused: Whether a form is shown because something in it is wrong.
    """

    undecided: bool
    may: bool
    cap: CapForm
    decline: DeclineForm
    refused: bool

    @property
    def grades(self) -> str:
        """How strong totals of several sizes are, in words."""
        return sentences.limits_in_words()


def limit_of(desk: Desk, dataset: Dataset, form: forms.Form | None = None) -> Limit:
    """What is to be decided, with a form that was sent back."""
    now = standing(dataset)
    return Limit(
        undecided=now is not None and not now.is_decided,
        may=now is not None and not now.is_decided and may_decide(desk),
        cap=form if isinstance(form, CapForm) else CapForm(auto_id=_IDS),
        decline=form if isinstance(form, DeclineForm) else DeclineForm(auto_id=_IDS),
        refused=form is not None,
    )


def may_decide(desk: Desk) -> bool:
    """Whether somebody decides on limits here."""
    return desk.may(Verb.SET_CAP, Purpose.PROTECTION)


@require_POST
@needs(Verb.SET_CAP, Purpose.PROTECTION, of="dataset")
def set_cap(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Say how much may be spent on the people of a dataset, or why there is no limit: once."""
    declines = "decline" in request.POST
    form = (DeclineForm if declines else CapForm)(request.POST, auto_id=_IDS)
    if not form.is_valid():
        return _page(request, desk, dataset, form, UNREADABLE)
    now = standing(dataset)
    if now is None or now.is_decided:
        return _too_late(request, desk, dataset, form)
    if not request.POST.get(SURE):
        return _ask(request, desk, dataset, form)
    given = form.cleaned_data
    try:
        if declines:
            Ledger(ledger_of(dataset)).create(None, given["reason"])
        else:
            Ledger(ledger_of(dataset)).create(Budget(given["epsilon"], given["delta"]))
    except (UsageError, InputError):  # somebody else has decided meanwhile
        return _too_late(request, desk, dataset, form)
    said = {"no_cap": given["reason"]} if declines else {k: f"{v:g}" for k, v in given.items()}
    desk.record(Verb.SET_CAP, Purpose.PROTECTION, dataset, details=said)
    return redirect("protect", desk.organisation.slug, dataset.pk)


def _too_late(
    request: HttpRequest, desk: Desk, dataset: Dataset, form: forms.Form
) -> HttpResponseBase:
    desk.refuse(Verb.SET_CAP, Purpose.PROTECTION, Why.STATE, dataset)
    form.add_error(None, _("This was decided before, and cannot be changed."))
    return _page(request, desk, dataset, form, TOO_LATE)


def _ask(request: HttpRequest, desk: Desk, dataset: Dataset, form: forms.Form) -> HttpResponseBase:
    """The page that says what will be, before it is."""
    given: dict[str, Any] = form.cleaned_data
    context = {
        **_context(desk, dataset),
        "form": form,
        "reason": given.get("reason", ""),
        "epsilon": sentences.cost(given["epsilon"]) if "epsilon" in given else "",
        "strength": sentences.strength(given["epsilon"]) if "epsilon" in given else "",
    }
    return render(request, "workspace/limit_sure.html", context)


def _page(
    request: HttpRequest, desk: Desk, dataset: Dataset, form: forms.Form, status: int
) -> HttpResponseBase:
    context = {**_context(desk, dataset), "limit": limit_of(desk, dataset, form), "sent": form}
    return render(request, "workspace/limit.html", context, status=status)


def _context(desk: Desk, dataset: Dataset) -> dict[str, Any]:
    return {"desk": desk, "dataset": dataset, "steps": steps(desk, dataset, "protect")}
