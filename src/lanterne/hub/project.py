"""Making this process a process of the hub: settings, apps, database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from lanterne.errors import UsageError
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.settings import workspace_settings


def open_workspace(home: Home, door: Door | None) -> None:
    """Configure Django for the workspace of a home. Once per process.

    Raises:
        UsageError: The home cannot be made or read.
    """
    home.create()
    settings.configure(**workspace_settings(home, door, _secret(home.keys / "signing")))
    django.setup(set_prefix=False)


def bring_up_to_date() -> None:
    """Bring the database to the form that this version needs; nothing in it is lost."""
    call_command("migrate", interactive=False, verbosity=0)


def _secret(path: Path) -> str:
    """What signs cookies and forms, made at the first start; all processes of a home share it."""
    try:
        try:
            made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return path.read_text("ascii")
        with os.fdopen(made, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        return path.read_text("ascii")
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The file {path} cannot be read. Look whether it belongs to you, and is not damaged."
        ) from error
