"""The verb that opens the hub in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne.errors import UsageError

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick


DEFAULT_HOME = Path.home() / "lanterne-hub"
"""Where a hub keeps everything, when nobody says where."""


def serve(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Only show releases: a folder that holds some, or a release.",
            show_default="open the workspace",
        ),
    ] = None,
    *,
    home: Annotated[
        Path | None,
        typer.Option(
            help="Folder in which the workspace keeps everything; made when it is not there.",
            show_default="lanterne-hub in your home folder",
        ),
    ] = None,
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="Port on this computer.", show_default="a free one"),
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the link and open no browser.")
    ] = False,
) -> None:
    """Open the hub in the browser: from a case file to a publication. Ctrl-C ends it."""
    if folder is not None and home is not None:
        raise UsageError(
            "Give a folder of releases to show them, or --home for the workspace, and not both."
        )
    try:
        from lanterne.hub.home import Home
        from lanterne.hub.server import serve as serve_folder
        from lanterne.hub.server import serve_workspace
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("lanterne"):
            raise
        raise UsageError(
            "The hub is not installed. Install it with: pip install 'lanterne[hub]'"
        ) from error

    if folder is None:
        place = Home((home or DEFAULT_HOME).resolve())
        serve_workspace(place, port=port, tell=_tell, browser=not no_browser)
    else:
        serve_folder(folder, port=port, tell=_tell, browser=not no_browser)
    typer.echo("Stopped.")


def _tell(link: str) -> None:
    typer.echo(f"Open       {link}")
    typer.echo("           The link opens once, on this computer only. Ctrl-C ends it.")
