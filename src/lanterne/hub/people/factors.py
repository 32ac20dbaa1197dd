"""Forms in which somebody shows a second factor: a code is counted as a password is."""

from __future__ import annotations

import math
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django import forms
from django.utils.translation import gettext as _

from lanterne.hub.people.attempts import Attempt


def demand_turn(attempt: Attempt) -> None:
    """Count a try.

    Raises:
        ValidationError: It must wait; how long is said, whether there is such an account or not.
    """
    seconds = attempt.take()
    if not seconds:
        return
    minutes = math.ceil(seconds / 60)
    wait = _(
        "There were too many failed attempts to sign in. Minutes to wait: %(minutes)s. After "
        "that you can try again, whatever others do."
    )
    elsewhere = _(
        "In a browser in which you have signed in before, you need not wait because of others."
    )
    raise forms.ValidationError(f"{wait % {'minutes': minutes}} {elsewhere}", code="wait")


class _Counted(BaseAuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code that is looked at when it is its turn."""

    def clean_code(self) -> Any:
        """The code, if it is right."""
        attempt = Attempt.of(context.request, self.user.email, "code")
        demand_turn(attempt)
        code = super().clean_code()
        attempt.give_back()
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """A code, after the password."""


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """A code of somebody who is signed in, before something that matters."""
