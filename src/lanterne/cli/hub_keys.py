"""Verbs for the keys of a hub: its passphrase, another master key, the end of an organisation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.cli.asking import ask, ask_secret
from lanterne.cli.hub_audit import ConfigFile, HomeFolder, open_hub
from lanterne.cli.language import told
from lanterne.cli.output import print_summary
from lanterne.errors import UsageError
from lanterne.messages import Message

if TYPE_CHECKING:
    from lanterne.hub.home import Home
    from lanterne.hub.people.models import Organisation
    from lanterne.vault import MasterKey

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick


def passphrase(
    home: HomeFolder = None,
    config: ConfigFile = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help=told("help.passphrase.remove"))] = False,
) -> None:
    """Set, change or remove the passphrase of the master key. The hub must not be running."""
    path, given = _key_of(home, config)
    from lanterne.hub.home_lock import nobody_at_work
    from lanterne.vault import change_passphrase

    with nobody_at_work(_place()):
        _master, old = _opened_by(path, given)
        new = None if remove else _new_passphrase()
        _write_down("key.passphrase", begun=True)
        change_passphrase(path, old, new)
        _write_down("key.passphrase")
    if remove:
        print_summary([("done", Message("terminal.keys.no-passphrase", {"file": str(path)}))])
        return
    gaps = {"file": str(path), "command": "lanterne hub rotate-key"}
    lines = [("done", Message("terminal.keys.passphrase", gaps))]
    if given is not None:
        lines.append(("next", Message("terminal.keys.write", {"file": str(given)})))
    print_summary(lines)


def rotate_key(home: HomeFolder = None, config: ConfigFile = None) -> None:
    """Make another master key, with the same passphrase; copies of the old key open nothing new.

    The hub must not be running. If it is interrupted, run it again.
    """
    path, given = _key_of(home, config)
    from lanterne.hub.home_lock import nobody_at_work
    from lanterne.vault import rotate_master

    place = _place()
    with nobody_at_work(place):
        _master, known = _opened_by(path, given)
        _write_down("key.rotate", begun=True)
        rotate_master(path, place.keys, known)
        _write_down("key.rotate")
    print_summary([("done", Message("terminal.keys.rotated", {"file": str(path)}))])


def shred(
    organisation: Annotated[str, typer.Argument(help=told("help.shred.organisation"))],
    home: HomeFolder = None,
    config: ConfigFile = None,
) -> None:
    """Destroy the key of an organisation, and its files: none of its cases can be read any more."""
    path, given = _key_of(home, config)
    from lanterne.hub.home_lock import nobody_at_work
    from lanterne.hub.people.models import Organisation
    from lanterne.vault import Vault

    place = _place()
    with nobody_at_work(place):
        master, _known = _opened_by(path, given)
        vault = Vault(place.root, master)
        if organisation not in vault.keys.organisations():
            raise _no_key_of(organisation, tuple(vault.keys.organisations()))
        files = len(vault.file_ids(organisation))
        typer.echo(told("terminal.keys.will-be-shredded", organisation=organisation, count=files))
        typer.echo(told("terminal.keys.stays"))
        if ask(Message("ask.organisation")) != organisation:
            raise UsageError("key.other-name")
        whose = Organisation.objects.filter(slug=organisation).first()
        _write_down("key.shred", whose, begun=True)
        vault.shred(organisation)
        _write_down("key.shred", whose)
    done = Message("terminal.keys.shredded", {"organisation": organisation})
    copies = Message("terminal.keys.copies", {"folder": str(place.keys)})
    print_summary([("done", done), ("next", copies)])


def ask_passphrase(path: Path) -> str | None:
    """The passphrase of a master key, asked for if it has one.

    Raises:
        UsageError: Nobody answers.
        VaultError: The file cannot be read.
    """
    from lanterne.vault import needs_passphrase

    if not path.exists() or not needs_passphrase(path):
        return None
    return ask_secret(Message("ask.passphrase"))


def _key_of(home: Path | None, config: Path | None) -> tuple[Path, Path | None]:
    """Open a hub; the file of its master key, and the file of the passphrase if one is named."""
    read = open_hub(home, config)
    from lanterne.vault import MASTER

    path, given = _place().root / MASTER, None
    if read is not None:
        path, given = read.keys.master or path, read.keys.passphrase_file
    if not path.exists():
        raise UsageError("master.not-there", path=str(path))
    return path, given


def _opened_by(path: Path, given: Path | None) -> tuple[MasterKey, str | None]:
    """A master key, and the passphrase that opens it: of its file, or asked for.

    Raises:
        UsageError: It does not open it, or nobody answers.
    """
    from lanterne.hub.process_vault import master_key
    from lanterne.hub.processes.settings import secret_in
    from lanterne.vault import needs_passphrase

    known = None
    if needs_passphrase(path):
        known = secret_in(given) if given is not None else ask_passphrase(path)
    return master_key(_place(), path, known), known


def _no_key_of(organisation: str, known: tuple[str, ...]) -> UsageError:
    if not known:
        return UsageError("key.no-organisation", organisation=organisation)
    return UsageError("key.not-of-organisation", organisation=organisation, known=known)


def _new_passphrase() -> str:
    new = ask_secret(Message("ask.new-passphrase"))
    if not new:
        raise UsageError("passphrase.empty-or-remove")
    if ask_secret(Message("ask.again")) != new:
        raise UsageError("passphrase.two-different")
    return new


def _write_down(verb: str, whose: Organisation | None = None, *, begun: bool = False) -> None:
    """Into the audit log: before it is done, so that it is never done unseen, and after."""
    from lanterne.hub.audit import Outcome, record
    from lanterne.hub.people.roles import Purpose

    record(
        verb,
        Purpose.ADMINISTRATION,
        actor=None,
        organisation=whose,
        outcome=Outcome.ALLOWED if begun else Outcome.DONE,
    )


def _place() -> Home:
    from django.conf import settings

    place: Home = settings.LANTERNE_HOME
    return place
