"""Names: opening and closing them, choosing a passphrase, and who else can open them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.errors import UsageError
from lanterne.hub.audit import Why
from lanterne.hub.intake import holders, opened
from lanterne.hub.intake.access import IntakeDesk, intake_desk
from lanterne.hub.intake.models import NamesHolder
from lanterne.hub.intake.old_tokens import bring_up_to_date, missed_by_search
from lanterne.hub.intake.switch_page import PassphraseForm
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.attempts import Attempt
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says
from lanterne.vault.secret import Secret

holds_names = needs(Verb.HOLD_NAMES, Purpose.COLLECTION)


class OpenForm(forms.Form):
    """The passphrase for names."""

    passphrase = forms.CharField(
        label=gettext_lazy("Your passphrase for names"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )


class RecoveryForm(PassphraseForm):
    """A key for recovery, from paper, and a new passphrase."""

    recovery = forms.CharField(
        label=gettext_lazy("The key for recovery, as it stands on the paper"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    field_order = ("recovery", "passphrase", "again")


@dataclass(frozen=True)
class Waiting:
    """Who is to be let in, or has been.

    Attributes:
        holder: What they hold.
        own: Whether it is who looks.
    """

    holder: NamesHolder
    own: bool


@never_cache
@holds_names
def names(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Who can open names, who waits to be let in, and what one can do oneself."""
    return _page(request, intake_desk(request, desk))


@never_cache
@require_POST
@holds_names
def open_page(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Open names in this browser, by one's passphrase."""
    at, form = intake_desk(request, desk), OpenForm(request.POST)
    holder = at.holder
    if holder is None or not form.is_valid():
        return _page(request, at, status=422, opening=form)
    attempt = Attempt.of(request, f"names {desk.user.email}")
    wait = attempt.take()
    if wait > 0:
        form.add_error("passphrase", _("Too many attempts. Wait a few minutes, then try again."))
        desk.refuse(Verb.HOLD_NAMES, Purpose.COLLECTION, Why.RULE)
        return _page(request, at, status=429, opening=form)
    try:
        key = holders.open_names(holder, form.cleaned_data["passphrase"])
    except UsageError as error:
        form.add_error("passphrase", error_says(error))
        return _page(request, at, status=422, opening=form)
    attempt.give_back()
    return _opened(request, at, key)


@require_POST
@holds_names
def close_page(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Close names in this browser."""
    answer = redirect("intake", desk.organisation.slug)
    opened.close_names(request, answer, desk)
    return answer


@never_cache
@require_POST
@holds_names
def join(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Choose a passphrase for names, and wait for a colleague to let one in."""
    at, form = intake_desk(request, desk), PassphraseForm(request.POST)
    if not form.is_valid():
        return _page(request, at, status=422, joining=form)
    if at.names is None and holders.is_last_holder(at.intake, desk.user):
        form.add_error("passphrase", _("Nobody else could let you in. Open the names first."))
        desk.refuse(Verb.HOLD_NAMES, Purpose.COLLECTION, Why.STATE)
        return _page(request, at, status=409, joining=form)
    holder = holders.join(at.intake, desk.user, form.cleaned_data["passphrase"])
    if at.names is not None:  # who has the key open lets themselves in: a new passphrase
        holders.let_in(holder, at.names)
    desk.record(Verb.HOLD_NAMES, Purpose.COLLECTION, holder)
    return redirect("names", desk.organisation.slug)


@never_cache
@require_POST
@holds_names
def recover(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Open names by a key for recovery, and choose a new passphrase."""
    at, form = intake_desk(request, desk), RecoveryForm(request.POST)
    if not form.is_valid():
        return _page(request, at, status=422, recovering=form)
    try:
        key = holders.recover(at.intake, form.cleaned_data["recovery"])
    except UsageError as error:
        form.add_error("recovery", error_says(error))
        return _page(request, at, status=422, recovering=form)
    holder = holders.join(at.intake, desk.user, form.cleaned_data["passphrase"])
    holders.let_in(holder, key)
    desk.record(Verb.HOLD_NAMES, Purpose.COLLECTION, holder)
    return _opened(request, at, key)


@require_POST
@needs(Verb.HOLD_NAMES, Purpose.COLLECTION, of="holder")
def let_in(request: HttpRequest, desk: Desk, holder: NamesHolder) -> HttpResponseBase:
    """Let a colleague in who has chosen a passphrase."""
    at = intake_desk(request, desk)
    user = holder.user
    if at.names is None or user is None or not holders.may_hold(desk.organisation, user):
        desk.refuse(Verb.HOLD_NAMES, Purpose.COLLECTION, Why.STATE, holder)
        return _page(request, at, status=409, refused=True)
    holders.let_in(holder, at.names)
    desk.record(Verb.HOLD_NAMES, Purpose.COLLECTION, holder)
    return redirect("names", desk.organisation.slug)


@require_POST
@holds_names
def renew_search(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Let people be found again whom a search by the rules of now would miss: the next of them."""
    at = intake_desk(request, desk)
    if at.names is None:
        desk.refuse(Verb.HOLD_NAMES, Purpose.COLLECTION, Why.STATE)
        return _page(request, at, status=409, refused=True)
    done = bring_up_to_date(at.intake, at.names)
    if done:
        desk.record(Verb.HOLD_NAMES, Purpose.COLLECTION, details={"people": done})
    return redirect("names", desk.organisation.slug)


def _opened(request: HttpRequest, at: IntakeDesk, key: Secret) -> HttpResponseBase:
    """Open the names, and let those be found again whom the search would miss, some at a time."""
    bring_up_to_date(at.intake, key)
    answer = redirect("intake", at.desk.organisation.slug)
    opened.open_names(request, answer, at.desk, at.intake, key)
    return answer


def _page(
    request: HttpRequest, at: IntakeDesk, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    context = {
        "desk": at.desk,
        "at": at,
        "waiting": _holders(at),
        "missed": missed_by_search(at),
        "opening": OpenForm(),
        "joining": PassphraseForm(),
        "recovering": RecoveryForm(),
        **more,
    }
    return render(request, "intake/names.html", context, status=status)


def _holders(at: IntakeDesk) -> Sequence[Waiting]:
    found = at.intake.holders.exclude(user=None).select_related("user").order_by("created")
    return [Waiting(one, one.user_id == at.desk.user.pk) for one in found]
