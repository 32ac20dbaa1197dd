"""Verbs for whoever runs a hub: its configuration, and the check of a deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne.cli.hub import saying_when_it_is_missing
from lanterne.cli.hub_audit import open_configured
from lanterne.cli.language import told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, wrapped, write_new

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

ConfigFile = Annotated[
    Path, typer.Option("--config", metavar="HUB.TOML", help=told("help.hub-admin.config-file"))
]


def new(file: Annotated[Path, typer.Argument(help=told("help.new.file"))]) -> None:
    """Write a configuration to start from, with everything explained."""
    from lanterne.hub.processes import template

    write_new(file, template())
    typer.echo(f"Written    {file}")
    typer.echo(f"Next       change it, then: lanterne hub doctor --config {file}")


def doctor(config: ConfigFile, *, as_json: Json = False) -> None:
    """Check a deployment: addresses, HTTPS, modes of keys, database, clock, worker."""
    with saying_when_it_is_missing():
        from lanterne.hub.processes.doctor import Level, examine
        from lanterne.hub.processes.read_config import load_config
        from lanterne.hub.project import open_server
    read = load_config(config)
    open_server(read)
    findings = examine(read)
    if as_json:
        print_json(findings=[vars(finding) for finding in findings])
    else:
        for one in findings:
            typer.echo(f"{_MARKS[one.level.value]} {one.subject:<11}{one.message}")
            if one.hint:
                typer.echo(wrapped(one.hint, indent=" " * 18))
    if any(one.level is Level.FAULT for one in findings):
        raise typer.Exit(1)


_MARKS = {"ok": "ok    ", "note": "note  ", "fault": "FAULT "}


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
    """Begin an organisation, or give it another administrator: prints a link that opens once."""
    read = open_configured(config)
    from lanterne.hub.people.founding import found

    link = found(name, short, administrator)
    typer.echo(f"Open       {read.workspace.address}{link}")
    typer.echo("           The link opens once, within a week. Whoever opens it administers")
    typer.echo(f"           {name}, and reads none of its cases.")


def rescue(
    email: Annotated[str, typer.Argument(help=told("help.rescue.email"))],
    config: ConfigFile,
    *,
    second_factors: Annotated[
        bool, typer.Option("--second-factors", help=told("help.rescue.second-factors"))
    ] = False,
) -> None:
    """Give somebody back their account: prints a link to a new password; their sessions end."""
    read = open_configured(config)
    from lanterne.hub.people.rescue import rescue as rescued

    link = rescued(email, second_factors=second_factors)
    typer.echo(f"Open       {read.workspace.address}{link}")
    typer.echo("           The link opens once. Be sure that it is them before you hand it over:")
    typer.echo("           whoever has it is let in.")
