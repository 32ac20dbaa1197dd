"""The form in which somebody says why an edition is withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanterne.catalogue.tombstone import LONGEST_REASON
from lanterne.hub.languages import LANGUAGES, direction
from lanterne.hub.web.publish.notices import lines


class ReasonForm(forms.Form):
    """Why an edition is withdrawn, in one language or several; everybody may read it then."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for tag, own in LANGUAGES:
            self.fields[f"reason_{tag}"] = forms.CharField(
                label=own,
                max_length=LONGEST_REASON,
                required=False,
                widget=forms.Textarea({"lang": tag, "dir": direction(tag), "rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        """That there is a reason."""
        found = super().clean() or {}
        if not any(found.values()):
            self.add_error(None, _("Say why, in at least one language."))
        return found

    @property
    def reason(self) -> dict[str, str]:
        """Language → reason."""
        found = self.cleaned_data
        said = {tag: found[f"reason_{tag}"] for tag, _own in LANGUAGES}
        return {tag: lines(text) for tag, text in said.items() if text}
