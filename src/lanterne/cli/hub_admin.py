"""Verbs for whoever runs a hub: its configuration, and the check of a deployment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.cli.hub import saying_when_it_is_missing
from lanterne.cli.hub_audit import open_configured
from lanterne.cli.language import here, language, told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, print_summary, wrapped, write_new
from lanterne.messages import Message, advise

if TYPE_CHECKING:
    from lanterne.hub.processes.doctor import Finding

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

ConfigFile = Annotated[
    Path, typer.Option("--config", metavar="HUB.TOML", help=told("help.hub-admin.config-file"))
]


def new(file: Annotated[Path, typer.Argument(help=told("help.new.file"))]) -> None:
    """Write a configuration to start from, with everything explained."""
    from lanterne.hub.processes import template

    write_new(file, template())
    command = f"lanterne hub doctor --config {file}"
    then = Message("terminal.hub.next", {"command": command})
    print_summary([("written", str(file)), ("next", then)])


def doctor(config: ConfigFile, *, as_json: Json = False) -> None:
    """Check a deployment: addresses, HTTPS, permissions of keys, database, clock, worker."""
    with saying_when_it_is_missing():
        from lanterne.hub.processes.doctor import Level, examine
        from lanterne.hub.processes.read_config import load_config
        from lanterne.hub.project import open_server
    read = load_config(config)
    open_server(read)
    findings = examine(read)
    if as_json:
        print_json(findings=[finding.fields() for finding in findings])
    else:
        print_findings(findings)
    if any(one.level is Level.FAULT for one in findings):
        raise typer.Exit(1)


def print_findings(findings: Sequence[Finding]) -> None:
    """A line for each: how it came out, what was looked at, what was seen; below, what to do."""
    levels = [told(f"doctor.level.{one.level.value}") for one in findings]
    subjects = [told(f"doctor.subject.{one.subject}") for one in findings]
    level_width, subject_width = max(6, *map(len, levels)), max(10, *map(len, subjects))
    for one, level, subject in zip(findings, levels, subjects, strict=True):
        head = f"{level:<{level_width}} {subject:<{subject_width}} "
        typer.echo(f"{head}{here(one.said)}")
        hint = advise(one.said, language())
        if hint:
            typer.echo(wrapped(hint, indent=" " * len(head)))


def organisation(
    name: Annotated[str, typer.Argument(help=told("help.organisation.name"))],
    config: ConfigFile,
    *,
    short: Annotated[
        str | None,
        typer.Option(
            help=told("help.organisation.short"),
            show_default=told("help.organisation.short-default"),
        ),
    ] = None,
    administrator: Annotated[
        str, typer.Option(metavar="EMAIL", help=told("help.organisation.administrator"))
    ] = "",
) -> None:
    """Create an organisation, or give it another administrator: prints a link that opens once."""
    read = open_configured(config)
    from lanterne.hub.people.founding import found

    link = found(name, short, administrator)
    text = Message("terminal.hub.founded", {"organisation": name})
    print_summary([("open", f"{read.workspace.address}{link}"), ("", text)])


def rescue(
    email: Annotated[str, typer.Argument(help=told("help.rescue.email"))],
    config: ConfigFile,
    *,
    second_factors: Annotated[
        bool, typer.Option("--second-factors", help=told("help.rescue.second-factors"))
    ] = False,
) -> None:
    """Restore somebody's account: prints a link for choosing a new password; their sessions end."""
    read = open_configured(config)
    from lanterne.hub.people.account_recovery import rescue as rescued

    link = rescued(email, second_factors=second_factors)
    text = Message("terminal.hub.rescued")
    print_summary([("open", f"{read.workspace.address}{link}"), ("", text)])
