"""The forms about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people.explain import options
from lanterne.hub.people.models import Invitation, User
from lanterne.hub.people.roles import Role


class RolesField(forms.MultipleChoiceField):
    """One or several roles, ticked."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Roles"),
            choices=[(one.value, one.name) for one in options()],
            error_messages={"required": _("Tick one role at least.")},
        )

    def clean(self, value: Any) -> list[Role]:
        """The roles."""
        return [Role(one) for one in super().clean(value)]


class InvitationForm(forms.Form):
    """Who is invited, and as what."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address, if you know it"), required=False)
    roles = RolesField()


class RoleForm(forms.Form):
    """One role."""

    role = forms.ChoiceField(choices=[(role.value, role.value) for role in Role])

    def clean_role(self) -> Role:
        """The role."""
        return Role(self.cleaned_data["role"])


class NameForm(forms.Form):
    """What somebody is called."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )


class JoinForm(forms.Form):
    """A new account for whoever comes with an invitation."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput({"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("A password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, invitation: Invitation, values: Any) -> None:
        super().__init__(values, initial={"name": invitation.name, "email": invitation.email})
        if invitation.email:
            self.fields["email"].disabled = True  # what is sent is not looked at

    def clean_email(self) -> str:
        """An address that no account has."""
        address: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=address).exists():
            raise ValidationError(
                _(
                    "This address cannot be used. If it is yours, sign in first and open the "
                    "link again."
                )
            )
        return address

    def clean(self) -> dict[str, Any]:
        """Both passwords are one, and it is a good one."""
        found = super().clean() or {}
        password = found.get("password", "")
        if password and password != found.get("again"):
            self.add_error("again", _("This is not the same password."))
        elif password:
            person = User(email=found.get("email", ""), name=found.get("name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return found
