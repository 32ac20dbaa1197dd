"""The verbs around offline pages: a key for them, and the files that they save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, wrapped

if TYPE_CHECKING:
    from lanterne.forms import JoinedCases


def key(
    out: Annotated[Path, typer.Option(metavar="FILE", help=told("help.collect.key-out"))],
    as_json: Json = False,
) -> None:
    """Make a key for forms that encrypt what is filled in."""
    made = verbs.make_collection_key(out)
    if as_json:
        print_json(key=out, recipient=made.recipient, fingerprint=made.fingerprint)
        return
    typer.echo(told("terminal.collect.public", recipient=made.recipient))
    typer.echo(told("terminal.collect.fingerprint", fingerprint=made.fingerprint))
    typer.echo("\n" + wrapped(told("terminal.collect.key", path=str(out))))


def open_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=told("help.collect.files"))],
    key: Annotated[Path, typer.Option(metavar="KEYFILE", help=told("help.collect.key"))],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help=told("help.collect.out"))],
    same_numbers: Annotated[
        bool, typer.Option("--same-numbers", help=told("help.collect.same-numbers"))
    ] = False,
    as_json: Json = False,
) -> None:
    """Decrypt and join what people saved in an offline page."""
    joined = verbs.open_collected(files, key, out, same_numbers)
    if as_json:
        print_json(
            folder=out,
            cases=joined.count,
            files=[*joined.tables],
            idle=[*map(str, joined.idle)],
            replaced=joined.replaced,
        )
        return
    _print_joined(joined, out)


def _print_joined(joined: JoinedCases, out: Path) -> None:
    typer.echo(wrapped(told("terminal.collect.opened", folder=str(out), count=joined.count)))
    for file in joined.idle:
        typer.echo(wrapped(told("terminal.collect.twice", file=str(file))))
    if joined.replaced:
        typer.echo(wrapped(told("terminal.collect.replaced", count=joined.replaced)))
    cases = out if len(joined.tables) > 1 else out / next(iter(joined.tables))
    command = f"lanterne check {cases} --codebook {joined.codebook}"
    typer.echo("\n" + wrapped(told("terminal.form.comes-back", command=command)))
