"""Where a referral or a follow-up stands next, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanterne.hub.intake.event_form import text_field
from lanterne.hub.intake.event_words import STATES
from lanterne.hub.intake.form_fields import past_day_field
from lanterne.hub.intake.kept_events import Account, Document
from lanterne.hub.intake.models import Event
from lanterne.intake.events import EventKind, EventState, next_states


class StateForm(forms.Form):
    """The next state, since when, and what came of it.

    Args:
        event: Of what.
        agreed: Whether the person agrees to it now.
    """

    state = forms.ChoiceField(label=_("What came of it?"))
    since = past_day_field(_("On which day?"))
    outcome = text_field(_("What is there to say about it?"), required=False)

    def __init__(self, *args: Any, event: Event, agreed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.event, self.agreed = event, agreed
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _choices(self.following)
        field.error_messages["invalid_choice"] = self._impossible
        if event.kind == EventKind.FOLLOW_UP:
            field.widget, field.initial = forms.HiddenInput(), EventState.DONE.value
            self.fields["outcome"].label = _("What came of it?")
            self.fields["outcome"].required = True

    @property
    def following(self) -> Sequence[EventState]:
        """What may follow."""
        return next_states(EventKind(self.event.kind), self.event.state, agreed=self.agreed)

    @property
    def _impossible(self) -> Any:
        if not self.agreed:
            return _("This person does not agree to the referral any more. Revoke it.")
        return _("This cannot follow: look at where it stands now.")

    def clean_since(self) -> date:
        """Not before all of it."""
        since: date = self.cleaned_data["since"]
        if since < self.event.on:
            raise forms.ValidationError(_("This is before the day on which it began."))
        return since

    def account(self, document: Document) -> Account:
        """What is said of the event from now on."""
        given = self.cleaned_data
        more = {"outcome": given["outcome"], "since": given["since"].isoformat()}
        return Account(self.event.on, {**document, **more}, given["state"], self.event.due)


def _choices(states: Sequence[EventState]) -> list[tuple[str, Any]]:
    """Of several, none is chosen yet."""
    chosen = [(one.value, STATES[one]) for one in states]
    return chosen if len(chosen) == 1 else [("", "–"), *chosen]
