"""The page of people who have a code: what they agreed to, and how they withdraw it.

It is the one page of the hub for somebody without an account behind which there is a person; it
shows what they agreed to, and nothing of a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Outcome, Why, record
from lanterne.hub.intake.access import intake_desk
from lanterne.hub.intake.consents import Statement, latest, state
from lanterne.hub.intake.form_fields import code_field
from lanterne.hub.intake.models import Person
from lanterne.hub.intake.own_codes import give_code, person_of
from lanterne.hub.intake.words import ABOUT_ME, PURPOSES, SAID
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.attempts import Attempt
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake.codes import read_code
from lanterne.intake.consent import ConsentTo, Said, SaidBy

ACT = "consent.withdraw"
"""What stands in the audit log."""


class OwnCodeForm(forms.Form):
    """A code and its PIN, from the paper."""

    code = code_field(gettext_lazy("Your code"))
    pin = forms.CharField(
        label=gettext_lazy("Your PIN"),
        max_length=20,
        widget=forms.PasswordInput({"autocomplete": "off", "dir": "ltr", "inputmode": "numeric"}),
    )


@dataclass(frozen=True)
class Shown:
    """What holds of one purpose, as the person sees it.

    Attributes:
        purpose: Its code.
        what: What it is.
        about: What it means.
        said: What they said.
        day: When; ``None``: they were not asked.
        given: Whether there is something to withdraw.
    """

    purpose: str
    what: Promise
    about: Promise
    said: Promise
    day: date | None
    given: bool


@never_cache
def own_consent(request: HttpRequest) -> HttpResponseBase:
    """What somebody agreed to, who comes with a code and a PIN; and withdrawing it."""
    form = OwnCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "intake/own_consent.html", {"form": form}, status=status)
    given = form.cleaned_data
    attempt = Attempt.of(request, f"consent {read_code(given['code'])}", "code")
    if attempt.take() > 0:
        form.add_error(None, _("Too many attempts. Wait a few minutes, then try again."))
        return render(request, "intake/own_consent.html", {"form": form}, status=429)
    person = person_of(given["code"], given["pin"])
    if person is None:
        wrong = _("The code or the PIN is not right. Check both, or ask who gave them to you.")
        form.add_error(None, wrong)
        return render(request, "intake/own_consent.html", {"form": form}, status=422)
    attempt.give_back()
    withdrawn = _withdraw(person, request.POST.get("withdraw", ""))
    context = {"sent": given, "withdrawn": withdrawn, "shown": list(_shown(person))}
    return render(request, "intake/own_consent.html", context)


def _withdraw(person: Person, purpose: str) -> bool:
    """Withdraw what holds of a purpose; whether it did."""
    if purpose not in set(ConsentTo):
        return False
    now = latest(person)[ConsentTo(purpose)]
    if now is None or now.said != Said.GIVEN:
        return False
    statement = Statement(ConsentTo(purpose), Said.WITHDRAWN, SaidBy.PERSON, timezone.localdate())
    state(person, statement, person.own_code.created_by, by_code=True)
    record(
        ACT,
        Purpose.COLLECTION,
        actor=None,
        organisation=person.organisation,
        thing=person,
        outcome=Outcome.DONE,
        details={"consent": purpose, **person.called},
    )
    return True


def _shown(person: Person) -> Iterator[Shown]:
    now = latest(person)
    for one in ConsentTo:
        consent = now[one]
        said = SAID[consent.said if consent else Said.NOT_ASKED]
        given = consent is not None and consent.said == Said.GIVEN
        day = consent.on if consent else None
        yield Shown(one.value, PURPOSES[one], ABOUT_ME[one], said, day, given)


@never_cache
@require_POST
@needs(Verb.GIVE_CODE, Purpose.COLLECTION, of="person")
def give(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """Give a person a code and a PIN; they are shown this once, to be printed or written down."""
    at = intake_desk(request, desk)
    address = public_address(request)
    if not at.intake.own_codes or not address:
        desk.refuse(Verb.GIVE_CODE, Purpose.COLLECTION, Why.STATE, person)
        return redirect("person", desk.organisation.slug, person.pk)
    code, pin = give_code(person, desk.user)
    desk.record(Verb.GIVE_CODE, Purpose.COLLECTION, person, details={"own_code": "given"})
    context = {"desk": desk, "person": person, "code": code, "pin": pin, "address": address}
    return render(request, "intake/own_code.html", context)


@require_POST
@needs(Verb.SWITCH_INTAKE, Purpose.COLLECTION)
def switch_codes(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Let people have codes, or not: then those that were given open nothing any more."""
    intake = intake_desk(request, desk).intake
    intake.own_codes = request.POST.get("codes") == "yes"
    intake.save(update_fields=["own_codes"])
    details = {"own_codes": intake.own_codes}
    desk.record(Verb.SWITCH_INTAKE, Purpose.COLLECTION, intake, details=details)
    return redirect("switch-intake", desk.organisation.slug)


def public_address(request: HttpRequest) -> str:
    """Where people come with their code; empty: this hub lets nobody in from outside."""
    if settings.LANTERNE_DOOR is not None:
        return ""
    try:
        return request.build_absolute_uri(reverse("own-consent"))
    except NoReverseMatch:
        return ""
