"""What is written down of a person besides answers: names, and how to reach them. All optional but
a name, so that a person in danger is registered in a minute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 200
LONGEST_NOTE = 2_000
EARLIEST = 1900
"""Year before which nobody was born."""


class PersonForm(forms.Form):
    """A person as the team knows them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    other_names = forms.CharField(
        label=_("Other names, spellings and scripts"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    born = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput({"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel", "dir": "ltr"}),
    )
    reach = forms.CharField(
        label=_("How to reach them safely"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    guardian = forms.CharField(
        label=_("Guardian of a minor, and how to reach them"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )

    def clean_name(self) -> str:
        """A name has letters: people are found by them."""
        name = str(self.cleaned_data["name"])
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(_("Write a name, or at least one letter of it."))
        return name

    def clean_born(self) -> Any:
        """Nobody is born in the future."""
        born = self.cleaned_data["born"]
        if born is not None and born.year < EARLIEST:
            raise forms.ValidationError(_("This day is too long ago. Check the year."))
        if born is not None and born > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future. Check the year."))
        return born

    @property
    def document(self) -> dict[str, str]:
        """What is sealed: the fields, a day as ``2024-05-31``, empty where nothing was written."""
        found = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return {name: str(value) for name, value in found.items() if name in DOCUMENT}


DOCUMENT = ("name", "other_names", "born", "phone", "reach", "guardian")
"""The fields of a person."""


class RegisterForm(PersonForm):
    """A person who is registered now, with the first case."""

    registered = forms.DateField(
        label=_("Registered on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_registered(self) -> Any:
        """Nobody is registered in the future."""
        registered = self.cleaned_data["registered"]
        if registered.year < EARLIEST:
            raise forms.ValidationError(_("This day is too long ago. Check the year."))
        if registered > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future. Check the year."))
        return registered

    def clean(self) -> None:
        """Nobody is registered before they are born."""
        super().clean()
        born, registered = self.cleaned_data.get("born"), self.cleaned_data.get("registered")
        if born and registered and registered < born:
            self.add_error("registered", _("This is before the date of birth."))
