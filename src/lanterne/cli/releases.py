"""Verbs on releases: protect, redraw, verify and evaluate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from lanterne import api
from lanterne.cli.options import (
    CasesFile,
    CodebookName,
    Dial,
    DialOption,
    Ignore,
    Json,
    Language,
    Licence,
    NewRelease,
    Publisher,
    Quiet,
    ReleaseFolder,
    Subject,
)
from lanterne.cli.output import as_fields, plural, print_json, print_problems, wrapped
from lanterne.cli.progress import DRAWING, PROTECTING, show_progress
from lanterne.errors import InputError

LEDGER = "What is spent and kept"

FEW = 100
"""Estimated people below which the noise hides nearly everything."""


def protect(
    cases: CasesFile,
    codebook: CodebookName,
    *,
    epsilon: Annotated[
        float, typer.Option(help="ε: what this release may cost each person. Usual: 1 to 10.")
    ],
    out: NewRelease,
    delta: Annotated[
        float | None,
        typer.Option(
            help="δ: chance that the promise fails.", show_default="from --people, at most 1e-6"
        ),
    ] = None,
    people: Annotated[
        int,
        typer.Option(
            min=1,
            metavar="NUMBER",
            help="Order of magnitude of the people, as is publicly known; never the count.",
        ),
    ] = api.EXPECTED_PEOPLE,
    dial: Dial = DialOption.BALANCED,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help=f"File that records what is spent; {api.LEDGER} beside the cases by default.",
            rich_help_panel=LEDGER,
        ),
    ] = None,
    population: Annotated[
        str | None,
        typer.Option(help="Whose data it is, in words, for the ledger.", rich_help_panel=LEDGER),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            help="Keep the measurements, to draw again at no cost.", rich_help_panel=LEDGER
        ),
    ] = True,
    accept_draft: Annotated[
        bool,
        typer.Option(
            "--accept-draft",
            help="Use a codebook that nobody has reviewed: only when the values in the file are "
            "already public.",
        ),
    ] = False,
    subject_id: Subject = None,
    ignore: Ignore = None,
    publisher: Publisher = None,
    licence: Licence = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a safe release from a case file. This spends privacy budget."""
    with show_progress(PROTECTING, quiet or as_json) as progress:
        made = api.protect(
            cases,
            codebook,
            epsilon=epsilon,
            out=out,
            delta=delta,
            people=people,
            dial=dial.value,
            subject_id=subject_id,
            ignore=ignore or (),
            ledger=ledger,
            population=population,
            keep=keep,
            accept_draft=accept_draft,
            publisher=publisher,
            licence=licence,
            progress=progress,
        )
        with _saying_it_is_made(made):
            progress("verify", 0.0)
            problems = api.verify(made.release).problems
            if problems:
                raise InputError(problems)
    with _saying_it_is_made(made):
        _print_made(made, as_json)


@contextmanager
def _saying_it_is_made(made: api.Protection) -> Iterator[None]:
    """Note on whatever is raised that the release is there and paid for."""
    try:
        yield
    except BaseException as error:
        error.add_note(
            f"The budget WAS charged, and {made.release} is made. To check that it is whole: "
            f"lanterne verify {made.release}"
        )
        raise


def _print_made(made: api.Protection, as_json: bool) -> None:
    notes = _notes(made)
    if as_json:
        print_json(**vars(made), verified=True, notes=notes)
        return
    typer.echo(f"Release    {made.release}  ({plural(made.rows, 'row')}, {made.counts:,} counts)")
    typer.echo(f"Promise    ε = {made.epsilon:g}, δ = {made.delta:g} for each person; verified")
    typer.echo(f"Unit       {_unit(made.subject_id)}")
    typer.echo(f"Ledger     {made.ledger}")
    if made.new_ledger:
        typer.echo("Ledger     a NEW ledger was started, without a cap")
    typer.echo(f"Spent      ε = {made.epsilon_total:g}, δ = {made.delta_total:g} in all so far")
    if made.kept:
        typer.echo(f"Kept       {made.kept}, to draw again at no cost: lanterne redraw")
    for note in notes:
        typer.echo(f"Note       {note}")
    typer.echo(f"Read       {made.release / 'README.md'}")


def _unit(subject_id: str | None) -> str:
    if subject_id is None:
        return "each row is one person (no subject id)"
    return f"a person, joined by {subject_id}"


def _notes(made: api.Protection) -> list[str]:
    """What the person should know of this release; from protected numbers alone."""
    notes = []
    if made.rows < FEW:
        notes.append(
            f"This release is about fewer than {FEW} people. The noise hides nearly all there is "
            "to say of so few: it is worth very little."
        )
    if made.delta_advice is not None:
        notes.append(
            "δ should be below one in ten times the number of people: next time say "
            f"--delta {made.delta_advice:g}."
        )
    return notes


def redraw(
    fitted: Annotated[Path, typer.Argument(help="Measurements that protect kept (.fitted.npz).")],
    *,
    out: NewRelease,
    dial: Dial = DialOption.BALANCED,
    rows: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Number of rows. It is published: never the exact number of cases.",
            show_default="the estimated people",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Seed, to repeat a drawing.", show_default="a new one"),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help="The ledger that was charged, to state its totals of today; without it, those "
            "of the day of the measurement."
        ),
    ] = None,
    publisher: Publisher = None,
    licence: Licence = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw another release from measurements that were kept. It costs nothing."""
    with show_progress(DRAWING, quiet or as_json) as progress:
        made = api.redraw(
            fitted,
            out=out,
            dial=dial.value,
            rows=rows,
            seed=seed,
            ledger=ledger,
            publisher=publisher,
            licence=licence,
            progress=progress,
        )
    if as_json:
        print_json(release=made)
    else:
        typer.echo(f"Release    {made}  (no budget spent)")
        typer.echo(f"Read       {made / 'README.md'}")


def verify(release: ReleaseFolder, as_json: Json = False) -> None:
    """Check that a release is whole: every byte, value, rule and count."""
    report = api.verify(release)
    if as_json:
        print_json(
            release=release,
            files=list(report.files),
            problems=[as_fields(problem) for problem in report.problems],
        )
    else:
        print_problems(report.problems)
        if report.ok:
            typer.echo(f"{release} is whole: {len(report.files)} files, all as they were made.")
        else:
            typer.echo(f"\n{release} has {plural(len(report.problems), 'problem')}: do not use it.")
    if not report.ok:
        raise typer.Exit(InputError.exit_code)


def evaluate(
    cases: CasesFile,
    release: ReleaseFolder,
    *,
    out: Annotated[Path, typer.Option(help="Folder of the SENSITIVE report; must not exist.")],
    language: Annotated[Language, typer.Option(help="Of the report.")] = Language.ENGLISH,
    codebook: Annotated[
        str | None,
        typer.Option("--codebook", "-c", help="Codebook.", show_default="the release's own"),
    ] = None,
    subject_id: Subject = None,
    ignore: Ignore = None,
    as_json: Json = False,
) -> None:
    """Measure a release against its cases. The report is SENSITIVE: do not publish it."""
    from lanterne.evaluation import findings  # noqa: PLC0415 - loads Polars

    evaluation = api.evaluate(
        cases,
        release,
        out=out,
        codebook=codebook,
        subject_id=subject_id,
        ignore=ignore or (),
        language=language.value,
    )
    if as_json:
        print_json(**evaluation.to_dict())
        return
    sensitive, opening = _HEADINGS[language]
    typer.echo(f"{sensitive}\n")
    for finding in findings(evaluation, language.value):
        typer.echo(wrapped(finding.text))
    typer.echo(f"\n{opening} {out / 'index.html'}")


_HEADINGS = {
    Language.ENGLISH: ("SENSITIVE: computed from the cases. Do not publish.", "Open"),
    Language.FRENCH: ("SENSIBLE : calculé à partir des dossiers. Ne pas publier.", "Ouvrir"),
}
