"""The verb that makes a hub to try, and opens it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.cli.hub import saying_when_it_is_missing, serve
from lanterne.cli.language import here, language, told
from lanterne.cli.options import Quiet
from lanterne.cli.output import print_labelled, print_summary
from lanterne.cli.progress import show_progress
from lanterne.messages import Message

if TYPE_CHECKING:
    from lanterne.hub.demo.make import Demo

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick


def demo(
    folder: Annotated[Path, typer.Argument(help=told("help.demo.folder"))],
    *,
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65534,
            help=told("help.hub-demo.port"),
            show_default=told("help.hub-demo.port-default"),
        ),
    ] = 0,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=told("help.hub-demo.host"))] = (
        "127.0.0.1"
    ),
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help=told("help.hub-demo.no-serve"))
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Make a hub to try, with three fictional organisations, and open it. Ctrl-C ends it."""
    with saying_when_it_is_missing():
        from lanterne.hub.demo.make import ROAD, Place, make_demo
    if not quiet:
        typer.echo(here(Message("terminal.demo-hub.begun")), err=True)
    with show_progress(ROAD, quiet) as tell:
        made = make_demo(folder, at=Place(host, port), language=language(), tell=tell)
    _print(made, no_serve=no_serve)
    if not no_serve:
        serve(config=made.config)


def _print(made: Demo, *, no_serve: bool) -> None:
    """Who can come in, and by which password."""
    print_summary([("written", str(made.config.parent)), ("password", made.password)])
    print_summary([("", Message("terminal.demo-hub.password"))])
    for organisation, people in groupby(made.people, lambda one: one.organisation):
        typer.echo(f"\n{organisation}")
        print_labelled((f"  {one.role}", one.email) for one in people)
    command = f"lanterne serve --config {made.config}"
    code = "terminal.demo-hub.later" if no_serve else "terminal.demo-hub.again"
    typer.echo("")
    print_summary([("next", Message(code, {"command": command}))])
