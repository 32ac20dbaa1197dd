"""Settings of the Django project, as values that its modes share and complete.

Two kinds of process exist. One shows releases, and has no database, no account and no key; the
other is the workspace, which has them all.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.languages import LANGUAGES

HERE = Path(__file__).parent
LONGEST_ADDRESS = 4096
"""Bytes of a request's path and query; more is answered with a page that says so."""

KEPT_BYTES = 32 * 2**20
"""Memory for answers of the public pages that were given before."""

WAIT_FOR_PICTURES = 32
"""Requests of the public portal that wait for pictures at once; pages wait for none."""

RATE = 240
"""Requests that one visitor of the public portal may make in a minute."""

YEAR = 31_536_000
"""Seconds for which a browser remembers to come by HTTPS alone."""

LOCAL = ("127.0.0.1", "localhost")
"""Names of this computer."""


@dataclass(frozen=True)
class Worker:
    """Who reads the cases of one table, and draws large releases, beside the worker.

    Attributes:
        runner: ``processes`` or ``spark``; ``None``: nobody.
        master: Of Spark, which is on this machine: ``local[4]``.
    """

    runner: str | None = None
    master: str | None = None


def laptop_settings(folder: Path, door: Door) -> dict[str, Any]:
    """Settings of one computer that shows releases: no account, no network, and one door.

    Args:
        folder: Holds the releases that are shown.
        door: Lets in whoever has a one-time link.
    """
    return {
        **_common(LOCAL),
        "ROOT_URLCONF": "lanterne.hub.urls",
        "INSTALLED_APPS": ["lanterne.hub.portal"],
        "DATABASES": {},
        "MIDDLEWARE": [*FIRST, "lanterne.hub.door.one_door", *LAST],
        "LANTERNE_HOME": None,
        "LANTERNE_FOLDER": folder,
        "LANTERNE_DOOR": door,
        "SECRET_KEY": secrets.token_urlsafe(48),
    }


def portal_settings(
    folder: Path,
    hosts: Sequence[str],
    *,
    secure: bool = False,
    rate: int | None = RATE,
    kept_bytes: int = KEPT_BYTES,
    contact: str = "",
) -> dict[str, Any]:
    """Settings of the public portal: everybody may come in, and there is nothing but releases.

    There is no account, no database and no key: nothing is signed, and nobody is remembered.

    Args:
        folder: Holds the releases that are shown.
        hosts: Names by which the portal is reached; ``.example.org`` is every name that ends so.
        secure: Whether people come by HTTPS; those who do not are sent there.
        rate: Requests that one visitor may make in a minute, at least 1; ``None``: any number.
        kept_bytes: Memory for answers that were given before; 0: none are kept.
        contact: Address of a page, or ``mailto:`` and one of mail, for questions; empty: nobody
            says whom to ask.
    """
    return {
        **_common(hosts),
        "ROOT_URLCONF": "lanterne.hub.urls",
        "INSTALLED_APPS": ["lanterne.hub.portal"],
        "DATABASES": {},
        "MIDDLEWARE": [
            "lanterne.hub.headers.security_headers",
            "lanterne.hub.cross_origin.data_for_other_sites",
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "lanterne.hub.rate.not_too_often",
            "lanterne.hub.portal.at_work.few_at_once",
            "lanterne.hub.portal.listing.listed_once",
            *LAST,
        ],
        **on_a_network(secure),
        "LANTERNE_HOME": None,
        "LANTERNE_FOLDER": folder,
        "LANTERNE_PUBLIC": True,
        "LANTERNE_RATE": rate,
        "LANTERNE_KEPT_BYTES": kept_bytes,
        "LANTERNE_WAIT_FOR_PICTURES": WAIT_FOR_PICTURES,
        "LANTERNE_CONTACT": contact,
    }


def workspace_settings(home: Home, door: Door | None, secret: str) -> dict[str, Any]:
    """Settings of the workspace of one computer, or of its worker.

    Args:
        home: Where everything is.
        door: Lets in the people of this computer; ``None``: nobody comes in, as to a worker.
        secret: What signs what the browser keeps; the same for all processes of a hub.
    """
    return {
        **workspace_core(home, LOCAL, secret),
        "DATABASES": {"default": sqlite(home.database)},
        "MIDDLEWARE": [
            *FIRST,
            "lanterne.hub.door.one_door",
            "lanterne.hub.people.laptop.people_of_this_computer",
            "django.middleware.csrf.CsrfViewMiddleware",
            *LAST,
            *INSIDE,
        ],
        "LANTERNE_DOOR": door,
    }


def workspace_core(home: Home, hosts: Sequence[str], secret: str) -> dict[str, Any]:
    """What every workspace has, on a laptop and on a server, and its worker too.

    Args:
        home: Where everything is.
        hosts: Names that it answers to.
        secret: What signs what the browser keeps.
    """
    return {
        **_common(hosts),
        "ROOT_URLCONF": "lanterne.hub.workspace_urls",
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "lanterne.hub.portal",
            "lanterne.hub.people",
            "lanterne.hub.audit",
            "lanterne.hub.jobs",
            "lanterne.hub.web",
            "lanterne.hub.intake",
            "lanterne.hub.joint",
            "django_tasks",
            "django_tasks_db",
        ],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "AUTH_USER_MODEL": "people.User",
        "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
        "FILE_UPLOAD_HANDLERS": ["lanterne.hub.upload.receive.NoFiles"],
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "lanterne.hub.error_pages.not_from_here",
        "LANTERNE_HOME": home,
        "LANTERNE_WORKER": Worker(),
        "LANTERNE_MASTER": None,  # see process_vault.py: processes that read no case have none
        "LANTERNE_FOLDER": home.releases,
        "SECRET_KEY": secret,
    }


def on_a_network(secure: bool) -> dict[str, Any]:
    """Settings of Django's SecurityMiddleware, where people come over a network.

    Args:
        secure: Whether they come by HTTPS; those who do not are sent there.
    """
    return {
        "SECURE_SSL_REDIRECT": secure,
        "SECURE_HSTS_SECONDS": YEAR if secure else 0,
        "SECURE_CONTENT_TYPE_NOSNIFF": False,  # headers.py says it, of errors too
        "SECURE_REFERRER_POLICY": None,
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": None,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """A database in a file: one writer at a time, who waits for the other."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


FIRST = (
    "lanterne.hub.headers.security_headers",
    "django.middleware.locale.LocaleMiddleware",
)
LAST = (
    "lanterne.hub.headers.short_addresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
)
INSIDE = ("lanterne.hub.web.unreadable.SayWhatCannotBeRead",)
"""Of processes that have a vault."""


def _common(hosts: Sequence[str]) -> dict[str, Any]:
    return {
        "DEBUG": False,
        "ALLOWED_HOSTS": list(hosts),
        "LANTERNE_PUBLIC": False,
        "LANTERNE_DOWNLOADS": True,
        "LANTERNE_CONTACT": "",
        "LANTERNE_MOST_PROFILES": None,
        "LANTERNE_KEPT_BYTES": KEPT_BYTES,
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
        "TIME_ZONE": "UTC",  # and the pages say so: an organisation may be in several zones
        "LANGUAGES": list(LANGUAGES),
        "LANGUAGE_CODE": "en",
        "LOCALE_PATHS": [HERE.parent / "messages" / "locale"],
        "LOGGING": _LOGGING,
    }


_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},  # without one Python writes all of it
    },
    "formatters": {"plain": {"class": "lanterne.hub.logs.PlaceOnly"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django_tasks": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django_tasks_db": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "lanterne": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "waitress": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
"""Errors only, each by its kind and place: no address, and so no question, is ever written."""
