"""The verb that looks for people who may stand in a partner's file twice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne import verbs
from lanterne.cli.harmonise import OfCodebook
from lanterne.cli.language import told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, wrapped
from lanterne.name_lists import listed


def duplicates(
    file: Annotated[Path, typer.Argument(help=told("help.option.one-partner-file"))],
    mapping: Annotated[
        Path,
        typer.Option("--mapping", "-m", metavar="FILE", help=told("help.option.mapping-needed")),
    ],
    same: Annotated[list[str], typer.Option(metavar="COLUMNS", help=told("help.duplicates.same"))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=told("help.duplicates.out"))],
    codebook: OfCodebook = None,
    decided: Annotated[
        Path | None, typer.Option(metavar="FILE", help=told("help.duplicates.decided"))
    ] = None,
    pair_key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=told("help.option.pair-key"),
            show_default=told("help.default.beside-pairs"),
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List pairs of people who may be one, for a person to decide."""
    alike = verbs.find_duplicates(file, mapping, same, out, codebook, decided, pair_key)
    if as_json:
        crowds = [{"same": one, "groups": groups} for one, groups in alike.crowds.items()]
        print_json(sheet=out, pairs=len(alike.pairs), crowds=crowds)
        return
    count = len(alike.pairs)
    none = told("terminal.duplicates.none", sheet=str(out))
    some = told("terminal.duplicates.pairs", count=count, sheet=str(out))
    typer.echo(wrapped(some if count else none))
    for columns, groups in alike.crowds.items():
        said = told("terminal.duplicates.crowds", count=groups, columns=listed(columns))
        typer.echo(wrapped(said))
