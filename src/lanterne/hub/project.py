"""Making this process a process of the hub: settings, apps, database."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lanterne.errors import LanterneError, UsageError
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.processes.config import Config
from lanterne.hub.processes.settings import server_settings
from lanterne.hub.settings import workspace_settings
from lanterne.messages import Message
from lanterne.vault.files import write_new

_AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def open_workspace(home: Home, door: Door | None) -> None:
    """Configure Django for the workspace of one computer. Once per process.

    Raises:
        UsageError: The home cannot be made or read.
    """
    home.create()
    home.keep_to_ourselves()
    settings.configure(**workspace_settings(home, door, _secret(home)))
    django.setup(set_prefix=False)


def open_server(config: Config, *, at_once: bool = False) -> None:
    """Configure Django for the workspace of a server, or for its worker. Once per process.

    Args:
        config: What ``hub.toml`` says.
        at_once: Whether this process does jobs itself, as they come, and leaves none to a worker.

    Raises:
        UsageError: The home cannot be made or read, or a file with a password cannot.
    """
    home = Home(config.home)
    home.create()
    home.keep_to_ourselves()
    said = server_settings(config, _secret(home))
    settings.configure(**(said | {"TASKS": _AT_ONCE} if at_once else said))
    django.setup(set_prefix=False)


def bring_up_to_date() -> None:
    """Bring the database to the form that this version needs; nothing in it is lost.

    Raises:
        LanterneError: It cannot be opened or written, or a newer version has written it.
    """
    try:
        unknown = _of_a_newer_version()
        if not unknown:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)  # where attempts to sign in are counted
    except DatabaseError as error:
        raise LanterneError("database.not-opened", database=_where()) from error
    if unknown:
        raise LanterneError("database.newer", database=_where())


def _of_a_newer_version() -> bool:
    """Whether changes of form were made that this version does not know."""
    executor = MigrationExecutor(connection)
    apps = executor.loader.migrated_apps
    return any(
        app in apps and (app, name) not in executor.loader.disk_migrations
        for app, name in executor.loader.applied_migrations
    )


def _where() -> Message:
    if connection.vendor == "sqlite":
        return Message("database.file", {"path": str(connection.settings_dict["NAME"])})
    return Message("database.of-server")


def check_up_to_date() -> None:
    """Raise UsageError unless the database has the form that this version needs."""
    if not is_up_to_date():
        raise UsageError("database.not-ready")


def is_up_to_date() -> bool:
    """Whether the database has the form that this version needs; no, when it is not reached."""
    try:
        return not changes_that_wait()
    except DatabaseError:
        return False


def changes_that_wait() -> int:
    """How many changes of form the database still needs.

    Raises:
        DatabaseError: It is not reached.
    """
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _secret(home: Home) -> str:
    """What signs cookies and forms, made at the first start; all processes of a home share it."""
    path: Path = home.keys / "signing"
    try:
        if not path.exists():
            with suppress(FileExistsError):  # another process was quicker
                write_new(path, secrets.token_urlsafe(48).encode())
        found = path.read_text("ascii")
    except (OSError, ValueError) as error:
        raise UsageError("hub.signing-unreadable", path=str(path)) from error
    if not found:
        raise UsageError("hub.signing-empty", path=str(path))
    return found
