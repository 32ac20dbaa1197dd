"""Addresses of accounts. Those of allauth that are not here do not exist: no sign-up, no e-mail
addresses to collect, no accounts elsewhere to connect.

``pages`` belong below ``/<language>/account/``, ``programs`` below ``/account/``: a provider knows
one address to send people back to, whatever language they read.
"""

from __future__ import annotations

from allauth.account import views as accounts
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as providers
from allauth.usersessions import views as sessions
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import TemplateView

from lanterne.hub.people import account, invitation_page, scripts


class AlphaNumeric(StringConverter):
    """Letters and digits: up to the hyphen that follows."""

    regex = "[0-9A-Za-z]+"


register_converter(AlphaNumeric, "alnum")
by_invitation = TemplateView.as_view(template_name="account/signup_closed.html")
_WITH_CODES = "second-factor/recovery-codes/"
_WITH_KEYS = "second-factor/passkeys/"

pages = [
    path("", account.account, name="account"),
    path("join/", invitation_page.join, name="join"),
    path("join/<str:token>/", invitation_page.come, name="come"),
    path("login/", accounts.login, name="account_login"),
    path("logout/", accounts.logout, name="account_logout"),
    path("by-invitation/", by_invitation, name="account_signup"),
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("reauthenticate/", accounts.reauthenticate, name="account_reauthenticate"),
    path("password/", accounts.password_change, name="account_change_password"),
    path("password/set/", accounts.password_set, name="account_set_password"),
    path("password/reset/", accounts.password_reset, name="account_reset_password"),
    path("password/reset/sent/", accounts.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/done/",
        accounts.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "password/reset/<alnum:uidb36>-<str:key>/",
        accounts.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("second-factor/", factors.index, name="mfa_index"),
    path("second-factor/show/", factors.authenticate, name="mfa_authenticate"),
    path("second-factor/confirm/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(_WITH_CODES, codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{_WITH_CODES}new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(_WITH_KEYS, passkeys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{_WITH_KEYS}add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{_WITH_KEYS}login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        f"{_WITH_KEYS}confirm/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(f"{_WITH_KEYS}<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path(f"{_WITH_KEYS}<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("provider/cancelled/", providers.login_cancelled, name="socialaccount_login_cancelled"),
    path("provider/again/", account.again, name="socialaccount_signup"),
    path("provider/error/", providers.login_error, name="socialaccount_login_error"),
]

programs = [
    path("scripts/<str:name>", scripts.serve, name="account-script"),
    path("oidc/<slug:provider_id>/login/", account.provider, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", account.back, name="openid_connect_callback"),
]
