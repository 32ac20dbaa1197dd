"""The verbs on a hub that runs elsewhere, or not at all: is its audit log whole?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.cli.hub import DEFAULT_HOME, saying_when_it_is_missing
from lanterne.cli.language import told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json
from lanterne.errors import UsageError

if TYPE_CHECKING:
    from lanterne.hub.processes.config import Config

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

HomeFolder = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help=told("help.hub-audit.home-folder"),
        show_default=told("help.hub-audit.home-folder-default"),
    ),
]

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="HUB.TOML", help=told("help.hub-audit.config-file")),
]


def verify(
    home: HomeFolder = None,
    config: ConfigFile = None,
    *,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help=told("help.audit.checkpoint")),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check the audit log: was an event changed, added or removed? If so, exit 1 names it."""
    known = None if checkpoint is None else _text_of(checkpoint)
    open_hub(home, config)
    from lanterne.hub.audit.chain import Checkpoint, verify_chain
    from lanterne.hub.audit.chain import checkpoint as end_of_log

    fault = verify_chain(None if known is None else Checkpoint.read(known))
    end = end_of_log()
    if as_json:
        print_json(
            ok=fault is None,
            events=end.number,
            broken_at=None if fault is None else fault.number,
            fault=None if fault is None else fault.what.value,
        )
    elif fault is None:
        typer.echo(told("terminal.audit.whole", count=end.number))
        if known is None:
            typer.echo(told("terminal.audit.no-checkpoint"))
    else:
        typer.echo(told(f"terminal.audit.{fault.what.value}", number=str(fault.number)))
        typer.echo(told("terminal.audit.compare"))
    if fault is not None:
        raise typer.Exit(1)


def checkpoint(home: HomeFolder = None, config: ConfigFile = None) -> None:
    """Print where the audit log ends, as one line: keep it where this computer cannot write."""
    open_hub(home, config)
    from lanterne.hub.audit.chain import checkpoint as end_of_log

    typer.echo(end_of_log().line())


def open_hub(home: Path | None, config: Path | None) -> Config | None:
    """Open the database of a hub; none is made.

    Returns:
        What its configuration says; ``None``: it is that of one computer.

    Raises:
        UsageError: There is no hub, or its database is not ready.
        InputError: The configuration has problems.
    """
    if home is not None and config is not None:
        raise UsageError("hub.home-and-config")
    if config is not None:
        return open_configured(config)
    with saying_when_it_is_missing():
        from lanterne.hub.home import Home
        from lanterne.hub.project import check_up_to_date, open_workspace
    place = Home((home or DEFAULT_HOME).resolve())
    if not place.database.is_file():
        raise UsageError("hub.not-there", folder=str(place.root))
    open_workspace(place, None)
    check_up_to_date()
    return None


def open_configured(config: Path) -> Config:
    """Open the database of a server; its configuration.

    Raises:
        UsageError: The database is not ready.
        InputError: The configuration has problems.
    """
    with saying_when_it_is_missing():
        from lanterne.hub.processes.read_config import load_config
        from lanterne.hub.project import check_up_to_date, open_server
    read = load_config(config)
    open_server(read)
    check_up_to_date()
    return read


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise UsageError("audit.checkpoints-unreadable", path=str(path)) from error
