"""The verb that opens the hub in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from lanterne.cli.language import here, told
from lanterne.cli.output import print_summary
from lanterne.cli.stopping import listen_no_more
from lanterne.errors import UsageError
from lanterne.messages import Message

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick


SERVER = told("help.panel.server")

DEFAULT_HOME = Path.home() / "lanterne-hub"
"""Where a hub keeps everything, when nobody says where."""


@contextmanager
def saying_when_it_is_missing() -> Iterator[None]:
    """Within it the hub is imported.

    Raises:
        UsageError: What it needs is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("lanterne"):
            raise
        raise UsageError("hub.not-installed") from error


def serve(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help=told("help.serve.folder"),
            show_default=told("help.serve.folder-default"),
        ),
    ] = None,
    *,
    home: Annotated[
        Path | None,
        typer.Option(
            help=told("help.serve.home"),
            show_default=told("help.serve.home-default"),
        ),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65535,
            help=told("help.serve.port"),
            show_default=told("help.serve.port-default"),
        ),
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help=told("help.serve.no-browser"))
    ] = False,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="HUB.TOML",
            help=told("help.serve.config"),
            rich_help_panel=SERVER,
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="PROCESS",
            help=told("help.serve.only"),
            show_default=told("help.serve.only-default"),
            rich_help_panel=SERVER,
        ),
    ] = None,
) -> None:
    """Open the hub in the browser: from a case file to a publication. Ctrl-C ends it."""
    if sum(given is not None for given in (folder, home, config)) > 1:
        raise UsageError("hub.several-given")
    if only is not None and config is None:
        raise UsageError("hub.only-of-server")
    with saying_when_it_is_missing():
        from lanterne.hub import server
    from lanterne.hub.home import Home

    if config is not None:
        from lanterne.hub.processes.serve import serve_config

        serve_config(config, only, show=_show, tell=_warn)
    elif folder is None:
        place = Home((home or DEFAULT_HOME).resolve())
        from lanterne.cli.hub_keys import ask_passphrase
        from lanterne.vault import MASTER

        known = ask_passphrase(place.root / MASTER)
        server.serve_workspace(
            place,
            port=port,
            tell=_tell,
            browser=not no_browser,
            warn=_warn,
            passphrase=known,
        )
    else:
        server.serve(folder, port=port, tell=_tell, browser=not no_browser)
    listen_no_more()  # it was ended as it is meant to be
    typer.echo(told("terminal.ended"))


def _tell(link: str) -> None:
    print_summary([("open", link), ("", Message("terminal.hub.link"))])


def _show(process: str, where: Message) -> None:
    print_summary([(process, where)])


def _warn(what: Message) -> None:
    typer.echo(here(what), err=True)
