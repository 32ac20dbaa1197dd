"""Making this process a process of the hub: settings, apps, database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lanterne.errors import UsageError
from lanterne.hub.deployment.config import Config
from lanterne.hub.deployment.settings import server_settings
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.settings import workspace_settings


def open_workspace(home: Home, door: Door | None) -> None:
    """Configure Django for the workspace of one computer. Once per process.

    Raises:
        UsageError: The home cannot be made or read.
    """
    home.create()
    settings.configure(**workspace_settings(home, door, _secret(home)))
    django.setup(set_prefix=False)


def open_server(config: Config) -> None:
    """Configure Django for the workspace of a server, or for its worker. Once per process.

    Raises:
        UsageError: The home cannot be made or read, or a file with a password cannot.
    """
    home = Home(config.home)
    home.create()
    settings.configure(**server_settings(config, _secret(home)))
    django.setup(set_prefix=False)


def bring_up_to_date() -> None:
    """Bring the database to the form that this version needs; nothing in it is lost."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)  # where attempts to sign in are counted


def is_up_to_date() -> bool:
    """Whether the database has the form that this version needs; no, when it is not reached."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _secret(home: Home) -> str:
    """What signs cookies and forms, made at the first start; all processes of a home share it."""
    path: Path = home.keys / "signing"
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
