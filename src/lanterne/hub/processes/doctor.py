"""The check of a deployment: what is in order, what is not, and what to do about it.

Run by whoever runs the hub, as the user that runs it. It changes nothing and shows no secret.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import DatabaseError, connection

from lanterne.errors import LanterneError
from lanterne.hub.home import Home
from lanterne.hub.processes.config import Config
from lanterne.hub.processes.settings import secret_in
from lanterne.hub.project import changes_that_wait
from lanterne.vault import MASTER, needs_passphrase, open_master

ROOM = 5 << 30
"""Bytes that should be free where the home is."""

AHEAD = 120.0
"""Seconds that clocks may differ."""


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """What one check saw.

    Attributes:
        level: How it came out.
        subject: What was looked at, in a word or two.
        message: What was seen, in a sentence.
        hint: What to do about it; empty where nothing is.
    """

    level: Level
    subject: str
    message: str
    hint: str = ""


Check = Callable[[Config], Iterator[Finding]]


def examine(config: Config) -> tuple[Finding, ...]:
    """Everything that can be seen of a deployment. Django is configured for it already."""
    return tuple(finding for check in CHECKS for finding in check(config))


def addresses(config: Config) -> Iterator[Finding]:
    """HTTPS, and who listens where."""
    for name, place in (("workspace", config.workspace), ("portal", config.portal)):
        if place.secure:
            yield Finding(Level.OK, name, f"People come by HTTPS to {place.name}.")
        else:
            hint = "Let the reverse proxy speak HTTPS, and write https:// in hub.toml."
            yield Finding(Level.FAULT, name, "People come without HTTPS: all can be read.", hint)
        if place.host not in {"127.0.0.1", "::1", "localhost"}:
            message = f"Listens on {place.host}: others than the reverse proxy may reach it."
            hint = "Listen on 127.0.0.1, or let a firewall keep others away."
            yield Finding(Level.NOTE, name, message, hint)
    if any(place.secure for place in (config.workspace, config.portal)) and not config.proxy:
        hint = 'Write proxy = "127.0.0.1", or wherever it is.'
        message = "No reverse proxy is named: requests by HTTPS would look as if they were not."
        yield Finding(Level.FAULT, "proxy", message, hint)


def files(config: Config) -> Iterator[Finding]:
    """Modes of what only the hub may read."""
    home = Home(config.home)
    master = [] if config.keys.master is None else [config.keys.master]
    secret = [*_below(home.keys), *master, *_secrets_of(config)]
    private = [home.root, home.keys, home.vault, home.ledgers, home.runs, home.archive]
    wide = [path for path in (*private, *secret) if path.exists() and _open_to_others(path)]
    for path in wide:
        hint = f"chmod {'700' if path.is_dir() else '600'} {path}"
        yield Finding(Level.FAULT, "modes", f"Others of this machine may open {path}.", hint)
    if not wide:
        yield Finding(Level.OK, "modes", "Keys, passwords and private folders are the hub's alone.")
    for path in _secrets_of(config):
        if not path.is_file():
            yield Finding(Level.FAULT, "secrets", f"There is no file {path}.", "Make it.")


def keys(config: Config) -> Iterator[Finding]:
    """Whether the master key can be had, and whether a copy of the home is a copy of the key."""
    home = Home(config.home)
    path, given = config.keys.master or home.root / MASTER, config.keys.passphrase_file
    if not path.exists():
        if any(home.keys.glob("organisation-*.json")):
            hint = f"Put {path} back from your copy."
            message = "The master key is missing: no case file can be read."
            yield Finding(Level.FAULT, "key", message, hint)
        else:
            yield Finding(Level.NOTE, "key", "There is no master key yet.", "The hub makes it.")
        return
    try:
        open_master(path, secret_in(given) or None)
    except LanterneError as error:
        yield Finding(Level.FAULT, "key", "The master key does not open.", str(error))
        return
    opened_by = [path] if not needs_passphrase(path) else [path, given] if given else [path]
    if all(one.resolve().is_relative_to(home.root.resolve()) for one in opened_by):
        message = "What opens the case files lies in the home, and in every copy of it."
        hint = "Keep the master key elsewhere: [keys] in hub.toml; or leave it out of copies."
        yield Finding(Level.NOTE, "key", message, hint)
    else:
        yield Finding(Level.OK, "key", "The master key opens, and not with the home alone.")


def room(config: Config) -> Iterator[Finding]:
    """Space on the disk."""
    free = shutil.disk_usage(config.home).free
    text = f"{free / (1 << 30):.1f} GB are free where the home is."
    level = Level.OK if free > ROOM else Level.NOTE
    yield Finding(level, "disk", text, "" if level is Level.OK else "Make room before it is full.")


def database(config: Config) -> Iterator[Finding]:
    """Whether it is reached, is of this version, and has the same clock."""
    try:
        todo = changes_that_wait()
    except DatabaseError:
        hint = "Look whether it runs, and whether [database] in hub.toml is right."
        yield Finding(Level.FAULT, "database", "The database cannot be reached.", hint)
        return
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    yield Finding(Level.OK, "database", f"{kind} answers.")
    if kind == "SQLite":
        hint = "Use PostgreSQL for more than a few people."
        yield Finding(Level.NOTE, "database", "It is a file: one writer at a time.", hint)
    if todo:
        message = f"{todo} changes of form are waiting."
        hint = "Start the hub once: lanterne serve --config brings the database up to date."
        yield Finding(Level.FAULT, "migrations", message, hint)
    else:
        yield Finding(Level.OK, "migrations", "The database has the form of this version.")


def clock(config: Config) -> Iterator[Finding]:
    """Whether this machine's clock agrees with the database, and did not jump back."""
    from lanterne.hub.audit.models import Event  # noqa: PLC0415 - apps must be loaded first

    try:
        apart = _seconds_from_database() if connection.vendor == "postgresql" else 0.0
        last = Event.objects.order_by("-number").values_list("at", flat=True).first()
    except DatabaseError:
        return
    hint = "Let the machine take its time from the network (NTP)."
    if abs(apart) > AHEAD:
        message = f"This machine and the database differ by {apart:.0f} s."
        yield Finding(Level.FAULT, "clock", message, hint)
    elif last is not None and last.timestamp() - time.time() > AHEAD:
        message = "The last event of the audit log is later than now: the clock was put back."
        yield Finding(Level.FAULT, "clock", message, hint)
    else:
        yield Finding(Level.OK, "clock", "The clock agrees with the database and the audit log.")


def audit_log(config: Config) -> Iterator[Finding]:
    """Whether an event was changed or taken out."""
    from lanterne.hub.audit.chain import verify_chain  # noqa: PLC0415 - apps must be loaded first

    try:
        fault = verify_chain()
    except DatabaseError:
        return  # said above
    if fault is None:
        yield Finding(Level.OK, "audit", "The audit log is whole.")
    else:
        message = f"The audit log is broken at event {fault.number}."
        hint = "Compare with a copy of the database of an earlier day."
        yield Finding(Level.FAULT, "audit", message, hint)


def worker(config: Config) -> Iterator[Finding]:
    """Whether a worker is there."""
    from lanterne.hub.jobs.locks import workers_alive  # noqa: PLC0415 - apps must be loaded first

    if workers_alive():
        yield Finding(Level.OK, "worker", "A worker is there.")
    else:
        hint = "Start it: lanterne serve --config hub.toml --only worker"
        yield Finding(Level.FAULT, "worker", "No worker is there: nothing long is done.", hint)


def mail(config: Config) -> Iterator[Finding]:
    """Whether invitations can be sent."""
    if config.mail is None:
        hint = "People pass links on themselves; that is safe where they meet."
        yield Finding(Level.NOTE, "mail", "No e-mail is sent.", hint)


def accounts(config: Config) -> Iterator[Finding]:
    """Whether a password alone lets somebody in."""
    if not config.second_factor:
        hint = "Write second_factor = true."
        yield Finding(Level.FAULT, "accounts", "A password alone lets people in.", hint)
    else:
        yield Finding(Level.OK, "accounts", "Everybody needs a second factor.")


CHECKS: tuple[Check, ...] = (
    addresses,
    files,
    keys,
    room,
    database,
    clock,
    audit_log,
    worker,
    mail,
    accounts,
)
"""All checks, in the order in which people read them."""


def _seconds_from_database() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return time.time() - float(cursor.fetchone()[0])


def _secrets_of(config: Config) -> list[Path]:
    named = [
        config.keys.passphrase_file,
        None if config.database is None else config.database.password_file,
        None if config.mail is None else config.mail.password_file,
        *(one.secret_file for one in config.providers),
    ]
    return [path for path in named if path is not None]


def _below(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*")) if folder.is_dir() else []


def _open_to_others(path: Path) -> bool:
    """Whether group or others may do anything with it; Windows has no such modes."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
