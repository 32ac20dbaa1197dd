"""Verbs on a partner's file and its mapping: draft, check, apply, diff; and on those that ship."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import language, told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, print_problems, print_summary, wrapped, write_new
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.errors import InputError, UsageError
from lanterne.messages import Message, say
from lanterne.verbs.road import CHECKING

if TYPE_CHECKING:
    from lanterne.harmonise import Changes, Covered, LeftOver, Loss, Mapping
    from lanterne.harmonise.suggest_columns import SuggestedColumn

MappingFile = Annotated[Path, typer.Argument(help=told("help.option.mapping"))]
OfCodebook = Annotated[
    str | None,
    typer.Option(
        "--codebook",
        "-c",
        help=told("help.option.codebook"),
        show_default=told("help.default.mapping-codebook"),
    ),
]


def draft(
    file: Annotated[Path, typer.Argument(help=told("help.option.one-partner-file"))],
    codebook: Annotated[str, typer.Option("--codebook", "-c", help=told("help.option.codebook"))],
    out: Annotated[Path, typer.Option(help=told("help.draft.out"))],
    name: Annotated[str | None, typer.Option(help=told("help.harmonise.name"))] = None,
    sheet: Annotated[str, typer.Option(help=told("help.harmonise.sheet"))] = "",
    form: Annotated[Path | None, typer.Option(help=told("help.harmonise.form"))] = None,
    like: Annotated[list[Path] | None, typer.Option(help=told("help.harmonise.like"))] = None,
    as_json: Json = False,
) -> None:
    """Draft a mapping of a partner's file, for a person to review."""
    from lanterne.harmonise import draft_to_toml  # noqa: PLC0415 - loads Polars

    drafted = verbs.draft_mapping(file, codebook, name, sheet, form, like or ())
    write_new(out, draft_to_toml(drafted.mapping, language()))
    asked = [(one.column, say(one.question, language())) for one in drafted.asked]
    strange = Counter(one.column for one in drafted.private)
    if as_json:
        print_json(mapping=out, asked=asked, private=dict(strange))
        return
    if drafted.known:
        typer.echo(wrapped(told("terminal.harmonise.known-format", format=drafted.known)))
    else:
        for one in drafted.suggestions:
            typer.echo(wrapped(_suggested(one)))
    if asked:
        typer.echo("\n" + told("terminal.harmonise.to-decide"))
    for column, question in asked:
        typer.echo(wrapped(f"{column}: {question}" if column else question, indent="  "))
    if strange:
        typer.echo("\n" + wrapped(told("terminal.harmonise.private")))
    for column, count in strange.items():
        typer.echo(wrapped(_of_column(column, count), indent="  "))
    print_problems(drafted.skipped)
    command = f"lanterne harmonise check {out}"
    typer.echo("\n" + wrapped(told("terminal.harmonise.review", file=str(out), command=command)))


def _suggested(one: SuggestedColumn) -> str:
    """What a column of the file may be."""
    if one.targets and one.use == "map":
        targets = tuple(target.name for target in one.targets)
        return told("terminal.harmonise.suggested", column=one.source, targets=targets)
    return told(f"terminal.harmonise.use-{one.use}", column=one.source)


def check(
    mapping: MappingFile,
    codebook: OfCodebook = None,
    out: Annotated[Path | None, typer.Option(help=told("help.harmonise.page"))] = None,
    as_json: Json = False,
) -> None:
    """Check a mapping, and say which columns of the codebook it fills."""
    from lanterne.harmonise import (  # noqa: PLC0415 - loads Polars
        coverage_of,
        definitions_of,
        never_answered,
        what_to_do,
    )

    opened, book = verbs.open_mapping(mapping, codebook)
    if out is not None:
        from lanterne.release.definitions_page import definitions_page  # noqa: PLC0415 - seldom

        write_new(out, definitions_page(definitions_of(opened, book), book))
    covered, unanswered = coverage_of(opened, book), never_answered(opened, book)
    if as_json:
        print_json(
            mapping=opened.name,
            version=opened.version,
            columns=[_fields(one) for one in covered],
            losses=[_loss_fields(one) for one in opened.losses],
            legal=opened.legal.stated,
            approved=not opened.waiting,
            unanswered=unanswered,
        )
        return
    for coverage in dict.fromkeys(one.coverage for one in covered):
        columns = tuple(one.target for one in covered if one.coverage is coverage)
        typer.echo(wrapped(told(f"terminal.harmonise.{coverage}", columns=columns)))
    for one in covered:
        if one.lost:
            kinds = tuple(sorted(one.lost))
            said = told("terminal.harmonise.kinds-lost", column=one.target, kinds=kinds)
            typer.echo(wrapped(said))
    _print_losses(opened)
    count = Counter(one.coverage.value for one in covered)
    gaps = {name: count[name] for name in ("complete", "partial", "impossible", "undetermined")}
    typer.echo("\n" + wrapped(told("terminal.harmonise.covered", mapping=opened.name, **gaps)))
    if opened.waiting:
        typer.echo(wrapped(told("terminal.harmonise.not-approved", columns=opened.waiting)))
    if unanswered and not opened.waiting:
        _print_unanswered(unanswered, what_to_do(opened))
    if not opened.legal.stated:
        typer.echo(wrapped(told("terminal.harmonise.no-legal-basis")))


def _print_unanswered(columns: tuple[str, ...], advice: Message) -> None:
    """Columns that every case must answer and that no case will, and what to do about them."""
    typer.echo("\n" + wrapped(told("terminal.harmonise.unanswered", columns=columns)))
    typer.echo(wrapped(say(advice, language())))


def _print_losses(mapping: Mapping) -> None:
    """What would not come back, by reason; which answers of a column, unless it is all of them."""
    for kind in dict.fromkeys(one.kind for one in mapping.losses):
        columns = tuple(
            f"{one.column} ({', '.join(one.answers)})" if one.answers else one.column
            for one in mapping.losses
            if one.kind is kind
        )
        typer.echo(wrapped(told(f"terminal.harmonise.loss-{kind}", columns=columns)))


def list_mappings(as_json: Json = False) -> None:
    """List the mappings that come with Lanterne."""
    from lanterne.harmonise import builtin_mappings  # noqa: PLC0415 - loads Polars

    if as_json:
        print_json(mappings=builtin_mappings())
        return
    for name in builtin_mappings():
        typer.echo(name)


def copy(
    mapping: Annotated[str, typer.Argument(help=told("help.harmonise.built-in"))],
    out: Annotated[Path, typer.Option(help=told("help.draft.out"))],
) -> None:
    """Write a mapping that comes with Lanterne to a file, to change it."""
    from lanterne.harmonise import mapping_to_toml  # noqa: PLC0415 - loads Polars

    opened, _ = verbs.open_mapping(mapping)
    write_new(out, mapping_to_toml(opened))


def _fields(one: Covered) -> dict[str, object]:
    return {
        "column": one.target,
        "coverage": one.coverage.value,
        "equivalence": one.equivalence.value,
        "status": one.status.value,
        "lost": sorted(one.lost),
    }


def _loss_fields(one: Loss) -> dict[str, object]:
    return {"column": one.column, "kind": one.kind.value, "answers": one.answers}


def apply(request: verbs.HarmoniseRequest, output: LongOutput) -> None:
    """Make cases of a codebook from a partner's file."""
    with show_progress(CHECKING, output.silent) as progress:
        made = verbs.harmonise_file(request, progress=progress)
    left = made.left_over
    if output.as_json:
        print_json(
            cases=made.cases,
            rows=made.rows,
            without_consent=made.without_consent,
            joined=made.joined,
            undecided=made.undecided,
            left_over=len(left),
            sheet=made.sheet,
            send_back=made.send_back,
            unanswered=made.unanswered,
        )
        return
    lines: list[tuple[str, str | Message]] = [("cases", str(made.cases))]
    lines.append(("", Message("terminal.harmonise.rows", {"count": made.rows})))
    if made.without_consent:
        count = made.without_consent
        lines.append(("", Message("terminal.harmonise.without-consent", {"count": count})))
    if made.joined:
        lines.append(("", Message("terminal.duplicates.joined", {"count": made.joined})))
    print_summary(lines)
    if made.undecided:
        typer.echo("\n" + wrapped(told("terminal.duplicates.undecided", count=made.undecided)))
    if made.sheet is not None:
        typer.echo("\n" + wrapped(_of_left_over(left, made.sheet)))
        for column, count in Counter(one.column for one in left).items():
            typer.echo(wrapped(_of_column(column, count), indent="  "))
    if made.unanswered:
        _print_unanswered(made.unanswered, made.advice)
    if made.send_back is not None:
        typer.echo("\n" + wrapped(told("terminal.harmonise.send-back", file=str(made.send_back))))


def _of_left_over(left: tuple[LeftOver, ...], sheet: Path) -> str:
    cells = sum(one.cells for one in left)
    return told("terminal.harmonise.left-over", count=cells, sheet=str(sheet))


def diff(
    file: Annotated[Path, typer.Argument(help=told("help.option.one-partner-file"))],
    mapping: MappingFile,
    codebook: OfCodebook = None,
    as_json: Json = False,
) -> None:
    """Say what of a mapping still applies to a file, and what is to be decided."""
    found = verbs.changes(file, mapping, codebook)
    if as_json:
        print_json(new=found.new, gone=found.gone, strange=dict(found.strange))
    elif found.none:
        typer.echo(told("terminal.harmonise.same", file=str(file)))
    else:
        _print_changes(found)
    if not found.none:
        raise typer.Exit(InputError.exit_code)


def try_out(
    mapping: MappingFile,
    codebook: OfCodebook = None,
    out: Annotated[Path | None, typer.Option(help=told("help.harmonise.test-out"))] = None,
    expected: Annotated[Path | None, typer.Option(help=told("help.harmonise.expected"))] = None,
) -> None:
    """Show what a mapping makes of rows of nobody, or compare it with what is expected."""
    if (out is None) == (expected is None):
        raise UsageError("harmonise.test-one")
    if expected is not None:
        count = verbs.check_expected(expected, mapping, codebook)
        typer.echo(told("terminal.harmonise.as-expected", file=str(expected), count=count))
    elif out is not None:
        write_new(out, verbs.tried_cases(mapping, codebook).decode())
        command = f"lanterne harmonise test {mapping} --expected {out}"
        typer.echo(wrapped(told("terminal.harmonise.tried", file=str(out), command=command)))


def _print_changes(found: Changes) -> None:
    for column in found.gone:
        typer.echo(wrapped(told("terminal.harmonise.gone", column=column)))
    for column in found.new:
        typer.echo(wrapped(told("terminal.harmonise.new", column=column)))
    for column, count in found.strange.items():
        typer.echo(wrapped(_of_column(column, count)))


def _of_column(column: str, count: int) -> str:
    return told("terminal.harmonise.column-left-over", column=column, count=count)
