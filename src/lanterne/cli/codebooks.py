"""Verbs on codebooks: list, show, draft and validate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import told
from lanterne.cli.options import CasesFile, Json
from lanterne.cli.output import plural, print_json, print_problems, wrapped, write_new
from lanterne.errors import InputError, Problem, UsageError
from lanterne.messages import Message, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lanterne.codebook import Codebook, Table

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

SHOWN = 12
"""Values of a column that are shown."""

CodebookArgument = Annotated[str, typer.Argument(help=told("help.codebooks.codebook-argument"))]


def list_codebooks(as_json: Json = False) -> None:
    """List the built-in codebooks."""
    from lanterne.codebook import builtin_codebooks, load_codebook

    books = [load_codebook(name) for name in builtin_codebooks()]
    if as_json:
        fields = [
            {
                "name": book.name,
                "title": dict(book.title),
                "tables": [table.name for table in book.tables],
            }
            for book in books
        ]
        print_json(codebooks=fields)
        return
    width = max(len(book.name) for book in books)
    for book in books:
        columns = sum(len(table.columns) for table in book.tables)
        tables = f" ({len(book.tables)} tables)" if len(book.tables) > 1 else ""
        typer.echo(f"{book.name:<{width}}  {columns:>3} columns  {book.title['en']}{tables}")


def show(
    codebook: CodebookArgument,
    language: Annotated[str, typer.Option(help=told("help.show.language"))] = "en",
    html: Annotated[Path | None, typer.Option(help=told("help.show.html"))] = None,
    as_json: Json = False,
) -> None:
    """Show a codebook: its tables, columns, values and rules."""
    from lanterne.codebook import codebook_page, codebook_to_dict, load_codebook

    book = load_codebook(codebook)
    if language not in book.written_in:
        languages = tuple(book.written_in)
        raise UsageError(
            "codebook.no-labels", codebook=book.name, language=language, languages=languages
        )
    if html is not None:
        write_new(html, codebook_page(book, language))
    if as_json:
        print_json(**codebook_to_dict(book))
    elif html is not None:
        typer.echo(f"Open {html}")
    else:
        _print_codebook(book, language)


def _print_codebook(book: Codebook, language: str) -> None:
    from lanterne.codebook import in_language, relations

    typer.secho(f"{book.name} {book.version} — {in_language(book.title, language)}", bold=True)
    for table in book.tables:
        if len(book.tables) > 1:
            typer.secho(f"\nTable {table.name} — {in_language(table.label, language)}", bold=True)
        for relation in relations(table, book):
            typer.echo(wrapped(in_language(relation.text, language).format(**relation.gaps)))
        _print_table(table, language)


def _print_table(table: Table, language: str) -> None:
    from lanterne.codebook import in_language

    for column in table.columns:
        kind = f"{column.type}{', required' if column.required else ''}"
        typer.echo(f"\n{column.name} ({kind}) — {in_language(column.label, language)}")
        more = len(column.codes) - SHOWN
        listed = ", ".join(column.codes[:SHOWN]) + (f" … and {more} more" if more > 0 else "")
        typer.echo(wrapped(listed, indent="  "))
    for rule in table.rules:
        typer.echo(wrapped(f"\nCannot be ({rule.name}): {in_language(rule.label, language)}"))


def draft(
    cases: CasesFile,
    out: Annotated[Path, typer.Option(help=told("help.draft.out"))],
    name: Annotated[str | None, typer.Option(help=told("help.draft.name"))] = None,
    as_json: Json = False,
) -> None:
    """Draft a codebook from a case file, for a person to review."""
    from lanterne.codebook import DRAFT_WARNING

    drafted = verbs.draft(cases, name)
    write_new(out, drafted.to_toml())
    if as_json:
        print_json(
            codebook=out,
            excluded=_said(drafted.excluded),
            identifying=sorted(drafted.identifying),
            doubtful=_said(drafted.doubtful),
            undecided=drafted.to_decide,
            warning=DRAFT_WARNING,
        )
        return
    typer.echo(wrapped(DRAFT_WARNING))
    for column, why in _said(drafted.excluded).items():
        typer.echo(wrapped(f"Left out: {column} — {why}"))
    for column, why in _said(drafted.doubtful).items():
        typer.echo(wrapped(f"Look again at {column}: {why}."))
    for column in drafted.to_decide:
        typer.echo(wrapped(f"To decide: {column} — answers that few people give: see undecided"))
    typer.echo(f"\nReview {out}, then: lanterne codebook validate {out}")


def validate(
    codebook: Annotated[str, typer.Argument(help=told("help.validate.codebook"))],
    as_json: Json = False,
) -> None:
    """Check a codebook, and say all that is wrong with it."""
    from lanterne.codebook import load_codebook

    problems: tuple[Problem, ...] = ()
    draft = False
    identifying: dict[str, str] = {}
    try:
        book = load_codebook(codebook)
        draft, identifying = book.draft, _identifying(book)
    except InputError as error:
        problems = error.problems
    if as_json:
        fields = [problem.fields() for problem in problems]
        print_json(codebook=codebook, problems=fields, draft=draft, identifying=identifying)
    elif problems:
        print_problems(problems)
        typer.echo(f"\n{codebook} has {plural(len(problems), 'problem')}.")
    else:
        typer.echo(f"{codebook} is in order.")
        for column, why in identifying.items():
            text = f"Look again at {column}: {why}. Every answer in its list becomes public."
            typer.echo(wrapped(text))
        if draft:
            typer.echo(
                wrapped(
                    "It is still a draft, and protects nothing: its lists were read from the "
                    "cases. Review it, then remove the line draft = true."
                )
            )
    if problems:
        raise typer.Exit(InputError.exit_code)


def _identifying(book: Codebook) -> dict[str, str]:
    """Column → why it may identify people: as its name says, or as its answers look."""
    from lanterne.codebook import why_identifying

    columns = (column for table in book.tables for column in table.columns)
    reasons = {column.name: why_identifying(column) for column in columns}
    return _said({name: why for name, why in reasons.items() if why is not None})


def _said(reasons: Mapping[str, Message]) -> dict[str, str]:
    return {name: say(why) for name, why in reasons.items()}
