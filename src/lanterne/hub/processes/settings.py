"""Settings of the processes of a server, from its configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lanterne.errors import UsageError
from lanterne.hub.home import Home
from lanterne.hub.people.roles import Role
from lanterne.hub.people.settings import Accounts, Issuer, with_accounts
from lanterne.hub.processes.config import Config, Database, Mail, Provider
from lanterne.hub.settings import FIRST, INSIDE, LAST, on_a_network, sqlite, workspace_core


def server_settings(config: Config, secret: str) -> dict[str, Any]:
    """Settings of the workspace of a server, and of its worker.

    Args:
        config: What ``hub.toml`` says.
        secret: What signs what the browser keeps.

    Raises:
        UsageError: A file with a password cannot be read.
    """
    base = {
        **workspace_core(Home(config.home), [config.workspace.name], secret),
        "DATABASES": {"default": database(config)},
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            *FIRST,
            "django.middleware.csrf.CsrfViewMiddleware",
            *LAST,
            *INSIDE,
        ],
        "CSRF_TRUSTED_ORIGINS": [config.workspace.address],
        **on_a_network(config.workspace.secure),
        **_mail(config.mail),
    }
    own = {
        "LANTERNE_PORTS": _ports(config.workspace.address),
        "LANTERNE_WORKER": config.worker,
    }
    return with_accounts(base, _accounts(config)) | own


def _ports(address: str) -> frozenset[str]:
    """The port of an address, whether it is written or not."""
    parts = urlsplit(address)
    return frozenset({str(parts.port or (443 if parts.scheme == "https" else 80))})


def _accounts(config: Config) -> Accounts:
    return Accounts(
        https=config.workspace.secure,
        second_factor=config.second_factor,
        mail=config.mail is not None,
        issuers=tuple(_issuer(provider) for provider in config.providers),
    )


def _issuer(provider: Provider) -> Issuer:
    return Issuer(
        id=provider.id,
        name=provider.name,
        address=provider.issuer,
        client=provider.client,
        secret=secret_in(provider.secret_file),
        organisation=provider.organisation,
        roles={group: Role(role) for group, role in provider.roles.items()},
        group_claim=provider.groups,
        trust_email=provider.trust_email,
        second_factor=provider.second_factor,
    )


def database(config: Config) -> dict[str, Any]:
    """The database of a server: PostgreSQL, or a file in its home."""
    if config.database is None:
        return sqlite(Home(config.home).database)
    return postgresql(config.database)


def postgresql(place: Database) -> dict[str, Any]:
    """A PostgreSQL database; connections are tried before they are used again.

    Raises:
        UsageError: The file with its password cannot be read.
    """
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place.name,
        "USER": place.user,
        "HOST": place.host,
        "PORT": str(place.port),
        "PASSWORD": secret_in(place.password_file),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "lanterne"},
    }


def _mail(server: Mail | None) -> dict[str, Any]:
    if server is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    return {
        "EMAIL_HOST": server.host,
        "EMAIL_PORT": server.port,
        "EMAIL_HOST_USER": server.user,
        "EMAIL_HOST_PASSWORD": secret_in(server.password_file),
        "EMAIL_USE_TLS": server.tls == "starttls",
        "EMAIL_USE_SSL": server.tls == "tls",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": server.sender,
        "SERVER_EMAIL": server.sender,
    }


def secret_in(file: Path | None) -> str:
    """What a file with one secret holds; the empty text without a file.

    Raises:
        UsageError: It cannot be read.
    """
    if file is None:
        return ""
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("hub.secret-unreadable", path=str(file)) from error
