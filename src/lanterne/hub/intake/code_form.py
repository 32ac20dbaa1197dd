"""A registered person of the organisation, found by the code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lanterne.hub.intake.form_fields import code_field
from lanterne.hub.intake.models import Person
from lanterne.hub.people.access import Desk
from lanterne.intake.codes import read_code


class PersonCodeForm(forms.Form):
    """A person, by the code."""

    code = code_field(_("Code of the person"))

    def find(self, desk: Desk) -> Person | None:
        """The person; ``None``, with an error, where there is none of this code."""
        if not self.is_valid():
            return None
        code = read_code(self.cleaned_data["code"])
        found = Person.objects.filter(organisation=desk.organisation, code=code or "").first()
        if found is None:
            self.add_error("code", _("Nobody here has this code. Check it letter by letter."))
        return found
