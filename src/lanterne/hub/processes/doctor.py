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
from lanterne.messages import Message, advise, say
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
        subject: What was looked at: a key of ``doctor.subject`` in the store.
        said: What was seen, in a sentence; its hint is what to do about it.
    """

    level: Level
    subject: str
    said: Message

    @property
    def message(self) -> str:
        """What was seen, in English."""
        return say(self.said)

    @property
    def hint(self) -> str:
        """What to do about it, in English; empty where nothing is."""
        return advise(self.said)

    def fields(self) -> dict[str, str]:
        """For programs."""
        names = ("level", "subject", "message", "hint")
        return {name: str(getattr(self, name)) for name in names}


Check = Callable[[Config], Iterator[Finding]]


def examine(config: Config) -> tuple[Finding, ...]:
    """Everything that can be seen of a deployment. Django is configured for it already."""
    return tuple(finding for check in CHECKS for finding in check(config))


def addresses(config: Config) -> Iterator[Finding]:
    """HTTPS, and who listens where."""
    for name, place in (("workspace", config.workspace), ("portal", config.portal)):
        if place.secure:
            yield Finding(Level.OK, name, Message("doctor.https", {"name": place.name}))
        else:
            yield Finding(Level.FAULT, name, Message("doctor.no-https"))
        if place.host not in {"127.0.0.1", "::1", "localhost"}:
            yield Finding(Level.NOTE, name, Message("doctor.listens", {"host": place.host}))
    if any(place.secure for place in (config.workspace, config.portal)) and not config.proxy:
        yield Finding(Level.FAULT, "proxy", Message("doctor.no-proxy"))


def files(config: Config) -> Iterator[Finding]:
    """Modes of what only the hub may read."""
    home = Home(config.home)
    master = [] if config.keys.master is None else [config.keys.master]
    secret = [*_below(home.keys), *master, *_secrets_of(config)]
    inner = (home.keys, home.vault, home.ledgers, home.series, home.runs, home.archive)
    private = [home.root, *inner]
    wide = [path for path in (*private, *secret) if path.exists() and _open_to_others(path)]
    for path in wide:
        mode = "700" if path.is_dir() else "600"
        yield Finding(
            Level.FAULT,
            "modes",
            Message("doctor.open-to-others", {"path": str(path), "mode": mode}),
        )
    if not wide:
        yield Finding(Level.OK, "modes", Message("doctor.private"))
    for path in _secrets_of(config):
        if not path.is_file():
            yield Finding(Level.FAULT, "secrets", Message("doctor.no-file", {"path": str(path)}))


def keys(config: Config) -> Iterator[Finding]:
    """Whether the master key can be had, and whether a copy of the home is a copy of the key."""
    home = Home(config.home)
    path, given = config.keys.master or home.root / MASTER, config.keys.passphrase_file
    if not path.exists():
        if any(home.keys.glob("organisation-*.json")):
            yield Finding(Level.FAULT, "key", Message("doctor.key-missing", {"path": str(path)}))
        else:
            yield Finding(Level.NOTE, "key", Message("doctor.no-key-yet"))
        return
    try:
        open_master(path, secret_in(given) or None)
    except LanterneError as error:
        yield Finding(Level.FAULT, "key", Message("doctor.key-closed", {"why": error.message}))
        return
    opened_by = [path] if not needs_passphrase(path) else [path, given] if given else [path]
    if all(one.resolve().is_relative_to(home.root.resolve()) for one in opened_by):
        yield Finding(Level.NOTE, "key", Message("doctor.key-inside"))
    else:
        yield Finding(Level.OK, "key", Message("doctor.key-opens"))


def room(config: Config) -> Iterator[Finding]:
    """Space on the disk."""
    free = shutil.disk_usage(config.home).free
    size = round(free / (1 << 30), 1)
    if free > ROOM:
        yield Finding(Level.OK, "disk", Message("doctor.free", {"free": size}))
    else:
        yield Finding(Level.NOTE, "disk", Message("doctor.little-free", {"free": size}))


def database(config: Config) -> Iterator[Finding]:
    """Whether it is reached, is of this version, and has the same clock."""
    try:
        todo = changes_that_wait()
    except DatabaseError:
        yield Finding(Level.FAULT, "database", Message("doctor.database-away"))
        return
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    yield Finding(Level.OK, "database", Message("doctor.database-answers", {"kind": kind}))
    if kind == "SQLite":
        yield Finding(Level.NOTE, "database", Message("doctor.sqlite"))
    if todo:
        yield Finding(Level.FAULT, "migrations", Message("doctor.changes", {"count": todo}))
    else:
        yield Finding(Level.OK, "migrations", Message("doctor.up-to-date"))


def clock(config: Config) -> Iterator[Finding]:
    """Whether this machine's clock agrees with the database, and did not jump back."""
    from lanterne.hub.audit.models import Event  # noqa: PLC0415 - apps must be loaded first

    try:
        apart = _seconds_from_database() if connection.vendor == "postgresql" else 0.0
        last = Event.objects.order_by("-number").values_list("at", flat=True).first()
    except DatabaseError:
        return
    if abs(apart) > AHEAD:
        yield Finding(
            Level.FAULT, "clock", Message("doctor.clocks-differ", {"seconds": round(apart)})
        )
    elif last is not None and last.timestamp() - time.time() > AHEAD:
        yield Finding(Level.FAULT, "clock", Message("doctor.clock-back"))
    else:
        yield Finding(Level.OK, "clock", Message("doctor.clock-agrees"))


def audit_log(config: Config) -> Iterator[Finding]:
    """Whether an event was changed or taken out."""
    from lanterne.hub.audit.chain import verify_chain  # noqa: PLC0415 - apps must be loaded first

    try:
        fault = verify_chain()
    except DatabaseError:
        return  # said above
    if fault is None:
        yield Finding(Level.OK, "audit", Message("doctor.audit-whole"))
    else:
        yield Finding(
            Level.FAULT, "audit", Message("doctor.audit-broken", {"number": str(fault.number)})
        )


def worker(config: Config) -> Iterator[Finding]:
    """Whether a worker is there."""
    from lanterne.hub.jobs.locks import workers_alive  # noqa: PLC0415 - apps must be loaded first

    if workers_alive():
        yield Finding(Level.OK, "worker", Message("doctor.worker-there"))
    else:
        yield Finding(Level.FAULT, "worker", Message("doctor.no-worker"))


def mail(config: Config) -> Iterator[Finding]:
    """Whether invitations can be sent."""
    if config.mail is None:
        yield Finding(Level.NOTE, "mail", Message("doctor.no-mail"))


def accounts(config: Config) -> Iterator[Finding]:
    """Whether a password alone lets somebody in."""
    if config.second_factor:
        yield Finding(Level.OK, "accounts", Message("doctor.second-factor"))
    else:
        yield Finding(Level.FAULT, "accounts", Message("doctor.password-alone"))


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
