"""Switching the intake on: what is asked, and the first passphrase for names."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from lanterne.codebook import Codebook, builtin_codebooks, codebook_to_toml, load_codebook
from lanterne.codebook.model import in_language
from lanterne.errors import UsageError
from lanterne.hub.audit import Why
from lanterne.hub.intake import holders
from lanterne.hub.intake.access import codebook_of, intake_of
from lanterne.hub.intake.models import Intake
from lanterne.hub.intake.opened import open_names
from lanterne.hub.intake.own_code_page import public_address
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says
from lanterne.hub.web.data.dataset_codebook import confirmed
from lanterne.hub.web.models import Dataset
from lanterne.intake.names_key import SHORTEST

FIRST = ("lanterne-cases", "lanterne-network")
"""Built-in codebooks that were made to be asked; the others are those of published datasets."""


class PassphraseForm(forms.Form):
    """A new passphrase for names, typed twice."""

    passphrase = forms.CharField(
        label=_("Your passphrase for names"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same passphrase again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        """Both are the same, and long enough."""
        super().clean()
        given = self.cleaned_data.get("passphrase", "")
        if given and len(given.strip()) < SHORTEST:
            self.add_error(
                "passphrase",
                _("A passphrase must have %(count)s characters or more: four words will do.")
                % {"count": SHORTEST},
            )
        elif given and "again" in self.cleaned_data and given != self.cleaned_data["again"]:
            self.add_error("again", _("The two passphrases are not the same. Type them again."))


class SwitchForm(PassphraseForm):
    """What is asked, and the passphrase of who switches the intake on."""

    codebook = forms.ChoiceField(label=_("Which questions are asked?"))
    field_order = ("codebook", "passphrase", "again")


@never_cache
@needs(Verb.SWITCH_INTAKE, Purpose.COLLECTION)
def switch(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Say what the intake is, and switch it on; the keys for recovery are shown this once.

    Where it is on, end it or let it go on.
    """
    there = intake_of(desk)
    if there is not None:
        return _settings(request, desk, there)
    books = dict(_offered(desk))
    form = SwitchForm(request.POST or None)
    field = form.fields["codebook"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [
        (name, in_language(book.title, get_language() or "en")) for name, book in books.items()
    ]
    if request.method != "POST" or not form.is_valid():
        return render(request, "intake/switch.html", {"desk": desk, "form": form})
    given = form.cleaned_data
    try:
        intake, names, printed = holders.begin(
            desk.organisation,
            codebook_to_toml(books[given["codebook"]]),
            desk.user,
            given["passphrase"],
        )
    except UsageError as error:
        form.add_error("passphrase", error_says(error))
        return render(request, "intake/switch.html", {"desk": desk, "form": form}, status=422)
    except IntegrityError:  # somebody else was quicker
        return redirect("intake", desk.organisation.slug)
    desk.record(Verb.SWITCH_INTAKE, Purpose.COLLECTION, intake)
    answer = render(request, "intake/recovery.html", {"desk": desk, "printed": printed})
    open_names(request, answer, desk, intake, names)
    return answer


def _settings(request: HttpRequest, desk: Desk, intake: Intake) -> HttpResponseBase:
    act = request.POST.get("act")
    if act in {"end", "go-on"}:
        intake.ended = timezone.now() if act == "end" else None
        intake.save(update_fields=["ended"])
        details = {"ended": intake.ended is not None}
        desk.record(Verb.SWITCH_INTAKE, Purpose.COLLECTION, intake, details=details)
        return redirect("switch-intake", desk.organisation.slug)
    if request.method == "POST":
        desk.refuse(Verb.SWITCH_INTAKE, Purpose.COLLECTION, Why.STATE, intake)
    book = codebook_of(intake)
    context = {
        "desk": desk,
        "intake": intake,
        "codebook": in_language(book.title, get_language() or "en"),
        "version": book.version,
        "codes": bool(public_address(request)),
    }
    return render(request, "intake/settings.html", context)


def _offered(desk: Desk) -> Iterator[tuple[str, Codebook]]:
    """Codebooks to choose from: those of the organisation's datasets, and the built-in ones."""
    for dataset in Dataset.objects.filter(organisation=desk.organisation):
        book = confirmed(dataset) if dataset.codebook else None
        if book is not None:
            yield str(dataset.pk), book
    for name in sorted(builtin_codebooks(), key=lambda one: (one not in FIRST, one)):
        yield name, load_codebook(name)
