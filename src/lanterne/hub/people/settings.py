"""Settings of a hub with accounts: who may sign in, how, and for how long.

A hub on one computer has none of this: there a link lets people in. Where several people work on a
server, ``with_accounts`` puts accounts where the door stood. Accounts, second factors, sessions and
sign-in through an organisation's own provider are django-allauth's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lanterne.hub.people.roles import Role

LONGEST_IDLE = 30 * 60
"""Seconds without a page, after which somebody must sign in again."""

LONGEST_SESSION = 12 * 60 * 60
"""Seconds after signing in, after which somebody must do so again, whatever they did since."""

SHORTEST_PASSWORD = 12
"""Characters."""


@dataclass(frozen=True)
class Issuer:
    """A provider through which people of an organisation sign in (OpenID Connect).

    Attributes:
        id: Name in addresses; the provider sends people back to
            ``/account/oidc/ID/login/callback/``.
        name: What people read on the button.
        address: Of the issuer, ``https://…``; what it says of itself is read from there.
        client: Id of this hub at the issuer.
        secret: What the hub shows the issuer.
        organisation: Slug of the one organisation that it may let people into.
        roles: Group at the issuer → role. Nobody becomes an administrator this way.
        group_claim: Where the issuer writes somebody's groups.
        trust_email: Whether an account that exists is found by an address that the issuer has
            verified. Only for an issuer that is the authority over those addresses.
        second_factor: Whether the issuer asks for a second factor, so that the hub need not.
    """

    id: str
    name: str
    address: str
    client: str
    secret: str
    organisation: str
    roles: Mapping[str, Role] = field(default_factory=dict)
    group_claim: str = "groups"
    trust_email: bool = False
    second_factor: bool = False

    def __post_init__(self) -> None:
        if Role.ADMINISTRATOR in self.roles.values():
            raise ValueError("No group of a provider may make administrators.")
        if not self.address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("The address of the issuer must begin with https://.")


@dataclass(frozen=True)
class Accounts:
    """Choices of whoever runs the hub.

    Attributes:
        https: Whether browsers reach it by HTTPS, as they must where there is a network.
        second_factor: Whether nobody sees the workspace without one.
        mail: Whether the hub can send e-mail; without it links are handed over by hand.
        issuers: Providers through which people may sign in.
    """

    https: bool = True
    second_factor: bool = True
    mail: bool = True
    issuers: Sequence[Issuer] = ()


def with_accounts(base: Mapping[str, Any], choices: Accounts) -> dict[str, Any]:
    """Settings of the workspace with accounts, in place of the door of one computer if it has one.

    Args:
        base: As :func:`lanterne.hub.settings.workspace_core` gives them, with ``MIDDLEWARE``.
        choices: Of whoever runs the hub.
    """
    settings = account_settings(choices)
    apps, middleware = settings.pop("INSTALLED_APPS"), settings.pop("MIDDLEWARE")
    return {
        **base,
        **settings,
        "INSTALLED_APPS": [*base["INSTALLED_APPS"], *apps],
        "MIDDLEWARE": _in_place_of_the_door(base["MIDDLEWARE"], middleware),
        "TEMPLATES": _with_messages(base["TEMPLATES"]),
        "LANTERNE_DOOR": None,
    }


def account_settings(choices: Accounts) -> dict[str, Any]:
    """What accounts add: ``INSTALLED_APPS`` and ``MIDDLEWARE`` hold the additions alone."""
    return {
        "ROOT_URLCONF": "lanterne.hub.server_urls",
        "INSTALLED_APPS": [
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "allauth.usersessions",
            "allauth.socialaccount",
            "allauth.socialaccount.providers.openid_connect",
        ],
        "MIDDLEWARE": list(_MIDDLEWARE),
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.ScryptPasswordHasher",
        ],
        "AUTH_PASSWORD_VALIDATORS": _validators(),
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "work",
        "LOGOUT_REDIRECT_URL": "catalogue",
        "CACHES": _caches(),
        "LANTERNE_PORTS": frozenset({"443"}) if choices.https else None,
        "LANTERNE_SECOND_FACTOR": choices.second_factor,
        "LANTERNE_MAIL": choices.mail,
        "LANTERNE_ISSUERS": {issuer.id: issuer for issuer in choices.issuers},
        **_sessions(choices.https),
        **_sign_in(choices.https),
        **_second_factors(),
        **_providers(choices.issuers),
    }


_MIDDLEWARE = (
    "lanterne.hub.people.session.no_other_port",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lanterne.hub.people.devices.devices_are_known",
    "lanterne.hub.people.session.sessions_end",
    "lanterne.hub.people.session.second_factor_first",
)
"""In place of the door."""

_DOOR = (
    "lanterne.hub.door.one_door",
    "lanterne.hub.people.laptop.people_of_this_computer",
)


def _in_place_of_the_door(base: Sequence[str], accounts: Sequence[str]) -> list[str]:
    left = [one for one in base if one not in _DOOR]
    place = left.index("django.middleware.csrf.CsrfViewMiddleware")
    return [*left[:place], *accounts, *left[place:]]


def _with_messages(base: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Pages say what was done."""
    (engine,) = base
    processors = [
        *engine["OPTIONS"]["context_processors"],
        "django.contrib.messages.context_processors.messages",
    ]
    return [{**engine, "OPTIONS": {**engine["OPTIONS"], "context_processors": processors}}]


def _validators() -> list[dict[str, Any]]:
    """Long, not known to be common, not one's own name; nothing about capitals and digits."""
    rules = "django.contrib.auth.password_validation"
    return [
        {"NAME": f"{rules}.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
        {"NAME": f"{rules}.CommonPasswordValidator"},
        {"NAME": f"{rules}.NumericPasswordValidator"},
        {
            "NAME": f"{rules}.UserAttributeSimilarityValidator",
            "OPTIONS": {"user_attributes": ("email", "name")},
        },
    ]


def _caches() -> dict[str, Any]:
    """Attempts are counted in the database: all processes of a hub count together.

    The table is not emptied by filling it: it holds more keys than an attacker with a few hundred
    addresses makes in the hours that they last.
    """
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "attempts",
            "OPTIONS": {"MAX_ENTRIES": 200_000},
        }
    }


def _sessions(https: bool) -> dict[str, Any]:
    """Sessions lie in the database, so that they can be ended; the browser holds their key."""
    prefix = "__Host-" if https else ""  # the browser then refuses it from any other host or path
    return {
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "SESSION_COOKIE_AGE": LONGEST_SESSION,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",  # Strict would lose people who come from their provider
        "SESSION_COOKIE_SECURE": https,
        "LANTERNE_DEVICE_COOKIE": f"{prefix}device",
        "CSRF_COOKIE_NAME": f"{prefix}csrf",
        "CSRF_COOKIE_SECURE": https,
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    }


def _sign_in(https: bool) -> dict[str, Any]:
    return {
        "ACCOUNT_ADAPTER": "lanterne.hub.people.adapters.AccountAdapter",
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https" if https else "http",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",  # an invitation is what lets people in
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": True,  # so that both answers take equally long
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_ON_GET": False,
        "ACCOUNT_LOGIN_TIMEOUT": 10 * 60,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 10 * 60,
        "ACCOUNT_RATE_LIMITS": {
            "login": "30/m/ip",
            "login_failed": "10/m/ip",  # of an account: see lanterne.hub.people.attempts
            "reset_password": "10/m/ip,3/10m/key",
            "reset_password_from_key": "10/m/ip",
            "change_password": "5/m/user",
            "reauthenticate": "10/m/user",
        },
        "USERSESSIONS_TRACK_ACTIVITY": False,
    }


def _second_factors() -> dict[str, Any]:
    return {
        "MFA_ADAPTER": "lanterne.hub.people.adapters.SecondFactorAdapter",
        "MFA_FORMS": {
            "authenticate": "lanterne.hub.people.factors.CodeForm",
            "reauthenticate": "lanterne.hub.people.factors.CodeAgainForm",
        },
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,  # where links are handed over by hand none is verified
        "MFA_TOTP_ISSUER": "Lanterne",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_RECOVERY_CODE_COUNT": 10,
        "MFA_RECOVERY_CODE_DIGITS": 10,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_TRUST_ENABLED": False,
    }


def _providers(issuers: Sequence[Issuer]) -> dict[str, Any]:
    apps = [
        {
            "provider_id": issuer.id,
            "name": issuer.name,
            "client_id": issuer.client,
            "secret": issuer.secret,
            "settings": {"server_url": issuer.address, "oauth_pkce_enabled": True},
        }
        for issuer in issuers
    ]
    return {
        "SOCIALACCOUNT_ADAPTER": "lanterne.hub.people.providers.ProviderAdapter",
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": apps}} if apps else {},
        "SOCIALACCOUNT_LOGIN_ON_GET": True,  # the policy of content lets no form lead elsewhere
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,  # decided by issuer, in the adapter
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
    }
