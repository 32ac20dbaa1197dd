"""The verb that opens the hub in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne.errors import UsageError

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick


def serve(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder that holds releases, or a release.", show_default="the current folder"
        ),
    ] = Path(),
    *,
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="Port on this computer.", show_default="a free one"),
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the link and open no browser.")
    ] = False,
) -> None:
    """Show releases in the browser: catalogue, codebooks, counts, downloads. Ctrl-C ends it."""
    try:
        from lanterne.hub.server import serve as serve_folder
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("lanterne"):
            raise
        raise UsageError(
            "The hub is not installed. Install it with: pip install 'lanterne[hub]'"
        ) from error

    serve_folder(folder, port=port, tell=_tell, browser=not no_browser)
    typer.echo("Stopped.")


def _tell(link: str) -> None:
    typer.echo(f"Open       {link}")
    typer.echo("           The link opens once, on this computer only. Ctrl-C ends it.")
