"""Fields of the forms of the intake; of what is typed into them no browser proposes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people.models import User

LONGEST = 200
"""Characters of a line, at most."""

LONGEST_NOTE = 2_000
"""Characters of a note, at most."""

EARLIEST = 1900
"""Year before which nobody was born."""


def line_field(label: Any, **more: Any) -> forms.CharField:
    """A line in any script."""
    widget = forms.TextInput({"autocomplete": "off", "dir": "auto"})
    return forms.CharField(label=label, widget=widget, **{"max_length": LONGEST, **more})


def note_field(label: Any, *, rows: int = 2, **more: Any) -> forms.CharField:
    """A text of several lines in any script."""
    widget = forms.Textarea({"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, widget=widget, **{"max_length": LONGEST_NOTE, **more})


def phone_field(label: Any) -> forms.CharField:
    """A phone number, which may be missing."""
    widget = forms.TextInput({"autocomplete": "off", "inputmode": "tel", "dir": "ltr"})
    return forms.CharField(label=label, required=False, max_length=40, widget=widget)


def code_field(label: Any) -> forms.CharField:
    """A code, as it stands on paper."""
    widget = forms.TextInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=20, widget=widget)


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput({"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def past_day_field(label: Any, **more: Any) -> forms.DateField:
    """A day that has come."""
    return day_field(label, validators=[check_come], **more)


def day_of_life_field(label: Any, **more: Any) -> forms.DateField:
    """A day that has come, on which somebody now alive may have been born."""
    return day_field(label, validators=[_check_recent, check_come], **more)


class ColleagueField(forms.ChoiceField):
    """A colleague among those that are offered; what it gives is the colleague."""

    people: Mapping[str, User] = MappingProxyType({})

    def offer(self, people: Iterable[User]) -> None:
        """Say among whom is chosen; nobody is chosen before."""
        self.people = {str(one.pk): one for one in people}
        self.choices = [("", "–"), *((key, str(one)) for key, one in self.people.items())]

    def clean(self, value: Any) -> User:
        """Who was chosen; raises ValidationError where it is nobody of them."""
        return self.people[super().clean(value)]


def check_come(day: date) -> None:
    """Raise ValidationError where a day is in the future."""
    if day > timezone.localdate():
        raise ValidationError(_("This day is in the future. Check the year."))


def _check_recent(day: date) -> None:
    if day.year < EARLIEST:
        raise ValidationError(_("This day is too long ago. Check the year."))
