"""What is written down of a person besides answers: names, and how to reach them. All optional but
a name, so that a person in danger is registered in a minute."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lanterne.hub.intake.form_fields import day_of_life_field, line_field, note_field, phone_field


class PersonForm(forms.Form):
    """A person as the team knows them."""

    name = line_field(_("Name"))
    other_names = line_field(_("Other names, spellings and scripts"), required=False)
    born = day_of_life_field(_("Date of birth"), required=False)
    phone = phone_field(_("Phone"))
    reach = note_field(_("How to reach them safely"), required=False)
    guardian = line_field(_("Guardian of a minor, and how to reach them"), required=False)

    def clean_name(self) -> str:
        """A name has letters: people are found by them."""
        name = str(self.cleaned_data["name"])
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(_("Write a name, or at least one letter of it."))
        return name

    @property
    def document(self) -> dict[str, str]:
        """What is sealed: the fields, a day as ``2024-05-31``, empty where nothing was written."""
        found = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return {name: str(value) for name, value in found.items() if name in DOCUMENT}


DOCUMENT = ("name", "other_names", "born", "phone", "reach", "guardian")
"""The fields of a person."""


class RegisterForm(PersonForm):
    """A person who is registered now, with the first case."""

    registered = day_of_life_field(_("Registered on"))

    def clean(self) -> None:
        """Nobody is registered before they are born."""
        super().clean()
        born, registered = self.cleaned_data.get("born"), self.cleaned_data.get("registered")
        if born and registered and registered < born:
            self.add_error("registered", _("This is before the date of birth."))
