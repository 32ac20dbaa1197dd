"""The verb that writes forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne import verbs
from lanterne.cli.codebooks import CodebookArgument
from lanterne.cli.language import language as spoken
from lanterne.cli.language import told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, wrapped


def form(
    codebook: CodebookArgument,
    kind: Annotated[str, typer.Option("--as", metavar="KIND", help=told("help.form.kind"))],
    out: Annotated[Path, typer.Option(metavar="FILE", help=told("help.form.out"))],
    language: Annotated[
        str | None,
        typer.Option(
            metavar="LANGUAGE",
            help=told("help.form.language"),
            show_default=told("help.default.form-language"),
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help=told("help.form.title"),
            show_default=told("help.default.codebook-title"),
        ),
    ] = None,
    recipient: Annotated[
        str | None, typer.Option(metavar="KEY", help=told("help.form.recipient"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a form for a codebook: for KoboToolbox and ODK, Excel, paper, or a browser offline."""
    from lanterne.codebook import load_codebook  # noqa: PLC0415 - so that --help is quick

    here = spoken()
    if language is None and here in load_codebook(codebook).written_in:
        language = here
    made = verbs.write_form(codebook, kind, out, language, title, recipient)
    count = sum(1 for _ in made.questions)
    if as_json:
        print_json(
            form=out, codebook=made.stamp.codebook, version=made.stamp.version, questions=count
        )
        return
    typer.echo(wrapped(told("terminal.form.written", form=str(out), count=count)))
    if kind == "paper":
        command = f"lanterne form {codebook} --as excel --out FILE"
        typer.echo("\n" + wrapped(told("terminal.form.type-in", command=command)))
        return
    if recipient is not None:
        _print_page_key(recipient)
        return
    command = f"lanterne check FILE --codebook {codebook}"
    typer.echo("\n" + wrapped(told("terminal.form.comes-back", command=command)))


def _print_page_key(recipient: str) -> None:
    """By what those who fill in a page know that it is theirs, and how its files are opened."""
    from lanterne.forms import check_recipient, fingerprint  # noqa: PLC0415 - so that --help is quick

    shown = fingerprint(check_recipient(recipient))
    typer.echo("\n" + wrapped(told("terminal.collect.page-key", fingerprint=shown)))
    command = "lanterne collect open FILE.age --key KEYFILE --out FOLDER"
    typer.echo("\n" + wrapped(told("terminal.collect.comes-back", command=command)))
