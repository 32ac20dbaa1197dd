"""What is written down of events: a form for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.hub.intake.event_words import ASSISTANCE, OTHER_LANGUAGE, languages_of_notes
from lanterne.hub.intake.form_fields import (
    LONGEST_NOTE,
    check_come,
    day_field,
    line_field,
    note_field,
    past_day_field,
)
from lanterne.hub.intake.kept_events import Account
from lanterne.hub.intake.models import Case
from lanterne.hub.intake.referral_consent import Agreed
from lanterne.hub.intake.words import chosen_of
from lanterne.intake.events import BEFORE_REGISTRATION, EventKind
from lanterne.intake.partial_days import read_partial_day

LONGEST_TEXT = 10_000


def text_field(label: Any, **more: Any) -> forms.CharField:
    """What is told, at length."""
    return note_field(label, rows=3, max_length=LONGEST_TEXT, **more)


class EventForm(forms.Form):
    """What all kinds have in common.

    Args:
        case: Of which it is.
        agreed: To whom the person may be referred now.
    """

    kind: EventKind
    on = past_day_field(_("On which day?"))

    def __init__(self, *args: Any, case: Case, agreed: Agreed, **more: Any) -> None:
        super().__init__(*args, **more)
        self.case, self.agreed = case, agreed
        if "outcome" in (self.initial or {}):
            required = self.kind is EventKind.FOLLOW_UP
            self.fields["outcome"] = text_field(_("What came of it?"), required=required)

    def clean_on(self) -> date:
        """Of most kinds, a day on which the case was registered already."""
        on: date = self.cleaned_data["on"]
        if on < self.case.registered and self.kind not in BEFORE_REGISTRATION:
            raise forms.ValidationError(
                _(
                    "This is before the case was registered. Only an identification or an "
                    "exploitation can be earlier."
                )
            )
        return on

    @property
    def document(self) -> dict[str, str]:
        """What is sealed: texts, empty where nothing was written."""
        clear = ("on", "due")
        return {
            name: self.cleaned_data.get(name) or "" for name in self.fields if name not in clear
        }

    @property
    def account(self) -> Account:
        """What is said of the event."""
        given = self.cleaned_data
        return Account(given["on"], self.document, due=given.get("due"))


class IdentificationForm(EventForm):
    """Who recognised the person as a victim, and how."""

    kind = EventKind.IDENTIFICATION
    by = line_field(_("Who identified them as a victim?"))
    text = text_field(_("How, and from what?"), required=False)


class ExploitationForm(EventForm):
    """An episode of exploitation, as the person tells it; often they know a year and no day."""

    kind = EventKind.EXPLOITATION
    on = past_day_field(_("On which day did they tell it?"))
    began = line_field(_("From"), required=False)
    ended = line_field(_("Until"), required=False)
    place = line_field(_("Where?"), required=False)
    by = line_field(_("By whom?"), required=False)
    text = text_field(_("What happened?"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("began", "ended"):
            self.fields[name].widget.attrs["aria-describedby"] = "partial-days"

    def _partial(self, name: str) -> str:
        typed = self.cleaned_data[name]
        found = read_partial_day(typed) if typed else None
        if typed and found is None:
            raise forms.ValidationError(
                _("Write a year, a year and a month, or a day: 2019, 2019-05 or 2019-05-31.")
            )
        if found is None:
            return ""
        check_come(found.first)
        return found.text

    def clean_began(self) -> str:
        """A day, month or year that has begun."""
        return self._partial("began")

    def clean_ended(self) -> str:
        """A day, month or year that has begun."""
        return self._partial("ended")

    def clean(self) -> None:
        """Something is told, and nothing ends before it begins."""
        super().clean()
        given = self.cleaned_data
        began = read_partial_day(given.get("began", ""))
        ended = read_partial_day(given.get("ended", ""))
        if began and ended and ended.last < began.first:
            self.add_error("ended", _("This is before it began."))
        told = ("began", "ended", "place", "by", "text")
        if not any(given.get(name) or name in self.errors for name in told):
            self.add_error("text", _("Write down something of what they told."))


class AssistanceForm(EventForm):
    """Help that was given."""

    kind = EventKind.ASSISTANCE
    assistance = forms.ChoiceField(label=_("What help?"), choices=chosen_of(ASSISTANCE))
    text = text_field(_("What was given?"), required=False)


class ReferralForm(EventForm):
    """To which organisation somebody is referred, and for what."""

    kind = EventKind.REFERRAL
    to = line_field(_("To which organisation?"), max_length=LONGEST_NOTE)
    text = text_field(_("For what?"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].widget.attrs["list"] = "agreed"

    def clean_to(self) -> str:
        """An organisation to which the person agrees now; what was referred already stays."""
        to: str = self.cleaned_data["to"]
        if self.agreed.to(to) or to == self.initial.get("to"):
            return to
        if self.agreed.named:
            raise forms.ValidationError(
                _(
                    "This person has not agreed to be referred to this organisation. Write it as "
                    "it was written down when they agreed; or ask them, and write down what they "
                    "say."
                )
            )
        raise forms.ValidationError(
            _(
                "This person does not agree to be referred to another organisation, or was not "
                "asked. Ask them first, and write down on their page what they say."
            )
        )


class FollowUpForm(EventForm):
    """Something to be done on a day."""

    kind = EventKind.FOLLOW_UP
    on = past_day_field(_("Arranged on"))
    due = day_field(_("Due on"))
    text = text_field(_("What is to be done?"))
    field_order = ("due", "text", "on")

    def clean(self) -> None:
        """Nothing is due before it was arranged."""
        super().clean()
        on, due = self.cleaned_data.get("on"), self.cleaned_data.get("due")
        if on and due and due < on:
            self.add_error("due", _("This is before the day on which it was arranged."))


class NoteForm(EventForm):
    """What was said, in its language, and beside it a translation."""

    kind = EventKind.NOTE
    text = text_field(_("Note"))
    language = forms.ChoiceField(label=_("In which language?"))
    translation = text_field(_("Translation"), required=False)
    translated_into = forms.ChoiceField(label=_("Language of the translation"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names = languages_of_notes(get_language() or "en")
        choices = [("", "–"), *names.items(), (OTHER_LANGUAGE, _("another language"))]
        for name in ("language", "translated_into"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> None:
        """A translation is in a language, and a language is that of a translation."""
        super().clean()
        given = self.cleaned_data
        translation, into = given.get("translation"), given.get("translated_into")
        if translation and not into and "translated_into" not in self.errors:
            self.add_error("translated_into", _("Choose the language of the translation."))
        if into and not translation and "translation" not in self.errors:
            self.add_error("translation", _("Write the translation, or choose no language."))


FORMS: Mapping[EventKind, type[EventForm]] = {
    one.kind: one
    for one in (
        IdentificationForm,
        ExploitationForm,
        AssistanceForm,
        ReferralForm,
        FollowUpForm,
        NoteForm,
    )
}
"""Kind → its form."""
