"""Verbs on codebooks: list, show, draft and validate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import language as spoken
from lanterne.cli.language import language_beside, told
from lanterne.cli.options import CasesFile, Json
from lanterne.cli.output import print_json, print_problems, wrapped, write_new
from lanterne.errors import InputError, Problem, UsageError
from lanterne.messages import Message, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lanterne.codebook import Codebook, Table

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

SHOWN = 12
"""Values of a column that are shown."""

CodebookArgument = Annotated[str, typer.Argument(help=told("help.codebooks.codebook-argument"))]


def list_codebooks(as_json: Json = False) -> None:
    """List the built-in codebooks."""
    from lanterne.codebook import builtin_codebooks, in_language, load_codebook

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
    columns = {book.name: _columns(book.tables) for book in books}
    widest = max(map(len, columns.values()))
    for book in books:
        number = len(book.tables)
        tables = f" ({told('count.tables', count=number)})" if number > 1 else ""
        title = in_language(book.title, spoken())
        typer.echo(f"{book.name:<{width}}  {columns[book.name]:>{widest}}  {title}{tables}")


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
    labels = language_beside(language)
    if html is not None:
        write_new(html, codebook_page(book, labels))
    if as_json:
        print_json(**codebook_to_dict(book))
    elif html is not None:
        typer.echo(told("terminal.open", place=str(html)))
    else:
        _print_codebook(book, labels)


def _print_codebook(book: Codebook, language: str) -> None:
    from lanterne.codebook import in_language, relations

    title = in_language(book.title, language)
    head = told("terminal.codebook.title", name=book.name, version=book.version, title=title)
    typer.secho(head, bold=True)
    for table in book.tables:
        if len(book.tables) > 1:
            title = in_language(table.label, language)
            head = told("terminal.codebook.table", table=table.name, title=title)
            typer.secho(f"\n{head}", bold=True)
        for relation in relations(table, book):
            typer.echo(wrapped(in_language(relation.text, language).format(**relation.gaps)))
        _print_table(table, language)


def _print_table(table: Table, language: str) -> None:
    from lanterne.codebook import in_language

    for column in table.columns:
        gaps = {
            "name": column.name,
            "type": str(column.type),
            "label": in_language(column.label, language),
        }
        kind = "column-required" if column.required else "column"
        typer.echo(f"\n{told(f'terminal.codebook.{kind}', **gaps)}")
        more = len(column.codes) - SHOWN
        listed = ", ".join(column.codes[:SHOWN])
        if more > 0:
            listed = told("terminal.codebook.more", codes=listed, count=more)
        typer.echo(wrapped(listed, indent="  "))
    for rule in table.rules:
        label = in_language(rule.label, language)
        typer.echo("\n" + wrapped(told("terminal.codebook.cannot-be", rule=rule.name, label=label)))


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
            excluded={name: say(why) for name, why in drafted.excluded.items()},
            identifying=sorted(drafted.identifying),
            doubtful={name: say(why) for name, why in drafted.doubtful.items()},
            undecided=drafted.to_decide,
            warning=say(DRAFT_WARNING),
        )
        return
    typer.echo(wrapped(DRAFT_WARNING))
    for column, why in drafted.excluded.items():
        typer.echo(wrapped(told("terminal.draft.left-out", column=column, why=why)))
    for column, why in drafted.doubtful.items():
        typer.echo(wrapped(told("terminal.draft.look-again", column=column, why=why)))
    for column in drafted.to_decide:
        typer.echo(wrapped(told("terminal.draft.to-decide", column=column)))
    command = f"lanterne codebook validate {out}"
    typer.echo("\n" + told("terminal.draft.review", file=str(out), command=command))


def validate(
    codebook: Annotated[str, typer.Argument(help=told("help.validate.codebook"))],
    as_json: Json = False,
) -> None:
    """Check a codebook, and list all that is wrong with it."""
    from lanterne.codebook import load_codebook

    problems: tuple[Problem, ...] = ()
    draft = False
    identifying: dict[str, Message] = {}
    try:
        book = load_codebook(codebook)
        draft, identifying = book.draft, _identifying(book)
    except InputError as error:
        problems = error.problems
    if as_json:
        fields = [problem.fields() for problem in problems]
        looks = {name: say(why) for name, why in identifying.items()}
        print_json(codebook=codebook, problems=fields, draft=draft, identifying=looks)
    elif problems:
        print_problems(problems)
        typer.echo("\n" + told("terminal.has-problems", place=codebook, count=len(problems)))
    else:
        typer.echo(told("terminal.codebook.in-order", codebook=codebook))
        for column, why in identifying.items():
            typer.echo(wrapped(told("terminal.codebook.look-again", column=column, why=why)))
        if draft:
            typer.echo(wrapped(told("terminal.codebook.still-draft")))
    if problems:
        raise typer.Exit(InputError.exit_code)


def _identifying(book: Codebook) -> dict[str, Message]:
    """Column → why it may identify people: as its name says, or as its answers look."""
    from lanterne.codebook import why_identifying

    reasons = {column.name: why_identifying(column) for column in book.columns}
    return {name: why for name, why in reasons.items() if why is not None}


def _columns(tables: Iterable[Table]) -> str:
    """How many columns all tables have together."""
    return told("count.columns", count=sum(len(table.columns) for table in tables))
