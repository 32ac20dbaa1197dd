"""Settings of the Django project, as values that its modes share and complete.

There is no database: the portal reads releases, and the session of the laptop mode lives as long
as its process.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lanterne.hub.door import Door
from lanterne.hub.languages import LANGUAGES

HERE = Path(__file__).parent
LONGEST_ADDRESS = 4096
"""Bytes of a request's path and query; more is answered with a page that says so."""


def laptop_settings(folder: Path, door: Door) -> dict[str, Any]:
    """Settings of one computer: no account, no network, and one door.

    Args:
        folder: Holds the releases that are shown.
        door: Lets in whoever has the one-time link.
    """
    return {
        **_common(["127.0.0.1", "localhost"]),
        "LANTERNE_FOLDER": folder,
        "LANTERNE_DOOR": door,
        "SECRET_KEY": secrets.token_urlsafe(48),
    }


def _common(hosts: Sequence[str]) -> dict[str, Any]:
    return {
        "DEBUG": False,
        "ALLOWED_HOSTS": list(hosts),
        "ROOT_URLCONF": "lanterne.hub.urls",
        "INSTALLED_APPS": ["lanterne.hub.portal"],
        "DATABASES": {},
        "MIDDLEWARE": [
            "lanterne.hub.headers.security_headers",
            "django.middleware.locale.LocaleMiddleware",
            "lanterne.hub.door.one_door",
            "lanterne.hub.headers.short_addresses",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.http.ConditionalGetMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "lanterne.hub.portal.page.every_page",
                    ],
                },
            }
        ],
        "USE_I18N": True,
        "USE_TZ": True,
        "LANGUAGES": list(LANGUAGES),
        "LANGUAGE_CODE": "en",
        "LOCALE_PATHS": [HERE / "locale"],
        "LOGGING": _LOGGING,
    }


_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "formatters": {"plain": {"class": "lanterne.hub.logs.PlaceOnly"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "waitress": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
"""Errors only, each by its kind and place: no address, and so no question, is ever written."""
