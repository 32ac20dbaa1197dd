"""The command line: parses, calls one function, prints.

Exit codes: 0 done, 1 a check failed, 2 usage, 3 refused by a policy or the budget. What is asked
for goes to standard output; progress and errors go to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

# One thread: linear algebra on small matrices is slower with more. Set before NumPy is imported.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import typer

from lanterne import api
from lanterne.errors import InputError, LanterneError, Problem, UsageError

app = typer.Typer(
    name="lanterne",
    help="Protect case records on human trafficking: a case file in, a safe release out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
codebooks = typer.Typer(
    no_args_is_help=True, help="What columns mean: list, show, draft, validate."
)
app.add_typer(codebooks, name="codebook")

INTERRUPTED = 130


class DialOption(StrEnum):
    """From closest to the cases, to nothing invented."""

    CLOSEST = "closest"
    BALANCED = "balanced"
    STRICT = "strict"


CasesFile = Annotated[Path, typer.Argument(help="Case file: CSV, TSV, XLSX, ODS or Parquet.")]
CodebookName = Annotated[
    str, typer.Option("--codebook", "-c", help="A built-in codebook, or the path of a TOML file.")
]
Subject = Annotated[
    str | None, typer.Option(help="Column that says which rows are the same person.")
]
Ignore = Annotated[list[str] | None, typer.Option(help="Column to leave out; may be repeated.")]
Dial = Annotated[
    DialOption,
    typer.Option(help="From closest to the cases, to nothing invented that the cases do not hold."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]


@app.command()
def check(
    cases: CasesFile,
    codebook: CodebookName,
    subject_id: Subject = None,
    ignore: Ignore = None,
    as_json: Json = False,
) -> None:
    """Check a case file against a codebook and list all that is wrong with it."""
    report = api.check(cases, codebook, subject_id=subject_id, ignore=ignore or ())
    if as_json:
        _print_json(
            file=str(report.path),
            rows=report.rows,
            people=report.people,
            problems=[_problem(problem) for problem in report.problems],
            more=report.more,
        )
    elif report.ok:
        typer.echo(f"{cases} is in order: {report.rows} rows, {report.people} people.")
    else:
        for problem in report.problems:
            typer.echo(str(problem))
        count = len(report.problems) + report.more
        typer.echo(f"\n{cases} has {count} problem{'s' if count > 1 else ''}.")
    if not report.ok:
        raise typer.Exit(InputError.exit_code)


@app.command()
def protect(
    cases: CasesFile,
    codebook: CodebookName,
    epsilon: Annotated[float, typer.Option(help="What this release may cost each person.")],
    out: Annotated[Path, typer.Option(help="Folder of the release; must not exist.")],
    delta: Annotated[
        float | None, typer.Option(help="Chance that the promise fails; 1e-6 or less by default.")
    ] = None,
    people: Annotated[
        int, typer.Option(min=1, help="Publicly known order of magnitude of the people.")
    ] = api.EXPECTED_PEOPLE,
    dial: Dial = DialOption.BALANCED,
    subject_id: Subject = None,
    ignore: Ignore = None,
    ledger: Annotated[
        Path | None, typer.Option(help=f"The ledger; {api.LEDGER} beside the cases by default.")
    ] = None,
    population: Annotated[
        str | None, typer.Option(help="Whose data it is, in words, for the ledger.")
    ] = None,
    keep: Annotated[
        bool, typer.Option(help="Keep the measurements, to draw again at no cost.")
    ] = True,
    publisher: Annotated[str | None, typer.Option(help="Organisation that publishes.")] = None,
    licence: Annotated[str | None, typer.Option(help="Licence of the data (SPDX).")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a safe release from a case file. This spends privacy budget."""
    with _progress(quiet or as_json) as progress:
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
            publisher=publisher,
            licence=licence,
            progress=progress,
        )
        progress("verify", 0.0)
        report = api.verify(made.release)
    _fail_on(report.problems)
    if as_json:
        _print_json(**{name: _plain(value) for name, value in vars(made).items()}, verified=True)
        return
    typer.echo(f"Release    {made.release}  ({made.rows} rows, {made.counts} published counts)")
    typer.echo(f"Promise    ε = {made.epsilon:g}, δ = {made.delta:g} for each person; verified")
    typer.echo(
        f"Ledger     {made.ledger}: {made.epsilon_total:g} spent in all (δ {made.delta_total:g})"
    )
    if made.kept:
        typer.echo(f"Kept       {made.kept}: draw again from it at no cost (lanterne redraw)")
    if made.rows > 0.1 / made.delta:
        typer.echo(
            f"Note       With about {made.rows} people, next time say --people {made.rows}: δ "
            "should be below one in ten times their number."
        )
    typer.echo(f"Read       {made.release / 'README.md'}")


@app.command()
def redraw(
    fitted: Annotated[Path, typer.Argument(help="Measurements that protect kept (.fitted.npz).")],
    out: Annotated[Path, typer.Option(help="Folder of the release; must not exist.")],
    dial: Dial = DialOption.BALANCED,
    rows: Annotated[int | None, typer.Option(min=1, help="Number of synthetic rows.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed, to repeat a drawing.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Organisation that publishes.")] = None,
    licence: Annotated[str | None, typer.Option(help="Licence of the data (SPDX).")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw another release from measurements that were kept. It costs nothing."""
    with _progress(quiet or as_json) as progress:
        made = api.redraw(
            fitted,
            out=out,
            dial=dial.value,
            rows=rows,
            seed=seed,
            publisher=publisher,
            licence=licence,
            progress=progress,
        )
    if as_json:
        _print_json(release=str(made))
    else:
        typer.echo(f"Release    {made}")


@app.command()
def evaluate(
    cases: CasesFile,
    release: Annotated[Path, typer.Argument(help="Folder of the release.")],
    out: Annotated[Path, typer.Option(help="Folder of the SENSITIVE report; must not exist.")],
    codebook: Annotated[
        str | None, typer.Option("--codebook", "-c", help="How to read the cases.")
    ] = None,
    subject_id: Subject = None,
    ignore: Ignore = None,
    language: Annotated[str, typer.Option(help="Language of the report: en or fr.")] = "en",
    as_json: Json = False,
) -> None:
    """Measure a release against its cases. The report is SENSITIVE: do not publish it."""
    from lanterne.evaluation import findings

    evaluation = api.evaluate(
        cases,
        release,
        out=out,
        codebook=codebook,
        subject_id=subject_id,
        ignore=ignore or (),
        language=language,
    )
    if as_json:
        _print_json(**evaluation.to_dict())
        return
    typer.echo("SENSITIVE: computed from the cases. Do not publish.\n")
    for finding in findings(evaluation, language):
        typer.echo(finding.text)
    typer.echo(f"\nOpen {out / 'index.html'}")


@app.command()
def verify(
    release: Annotated[Path, typer.Argument(help="Folder of the release.")],
    as_json: Json = False,
) -> None:
    """Check that a release is whole: every byte, every value, every rule, every count."""
    report = api.verify(release)
    if as_json:
        _print_json(
            release=str(release),
            files=list(report.files),
            problems=[_problem(problem) for problem in report.problems],
        )
    else:
        for problem in report.problems:
            typer.echo(str(problem))
        if not report.problems:
            typer.echo(f"{release} is whole: {len(report.files)} files, all as they were made.")
    if report.problems:
        raise typer.Exit(InputError.exit_code)


@app.command()
def ledger(
    path: Annotated[Path, typer.Argument(help="The ledger, a case file, or their folder.")],
    cap_epsilon: Annotated[
        float | None, typer.Option(help="Start the ledger, with this cap on ε.")
    ] = None,
    cap_delta: Annotated[float, typer.Option(help="The cap on δ that goes with it.")] = 1e-5,
    as_json: Json = False,
) -> None:
    """Show what has been spent on the people in the data, or start a ledger with a cap."""
    from lanterne.privacy import Budget, Ledger

    account = Ledger(_ledger_at(path))
    if cap_epsilon is not None:
        account.create(Budget(cap_epsilon, cap_delta))
    entries, cap = account.entries(), account.cap()
    spent = account.spent()
    composed = spent.composed_epsilon()
    if as_json:
        _print_json(
            ledger=str(account.path),
            releases=spent.releases,
            epsilon=spent.epsilon,
            delta=spent.delta,
            epsilon_composed=composed,
            cap=None if cap is None else {"epsilon": cap.epsilon, "delta": cap.delta},
            entries=[
                {"time": entry.time, "kind": entry.kind, **entry.details} for entry in entries
            ],
        )
        return
    typer.echo(f"{account.path}: {spent.releases} release{'' if spent.releases == 1 else 's'}")
    for entry in entries:
        if entry.kind == "spend":
            what = entry.details
            typer.echo(
                f"  {entry.time[:10]}  ε {what['epsilon']:<8g} δ {what['delta']:<8g} "
                f"{what['purpose']}"
            )
    typer.echo(f"Spent      ε {spent.epsilon:g}, δ {spent.delta:g} (sum of all releases)")
    typer.echo(f"           ε {composed:.4g} by exact composition at the same δ")
    if cap is not None:
        left = max(cap.epsilon - spent.epsilon, 0.0)
        typer.echo(f"Cap        ε {cap.epsilon:g}, δ {cap.delta:g}; ε {left:g} remains")


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="New or empty folder.")],
    victims: Annotated[int, typer.Option(min=1, help="How many.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same cases.")] = 7,
    as_json: Json = False,
) -> None:
    """Write fictional cases: realistic, and about nobody."""
    made = api.sample(folder, victims, seed)
    if as_json:
        _print_json(cases=str(made / "victims.csv"), card=str(made / "DATA-CARD.md"))
    else:
        typer.echo(f"Cases      {made / 'victims.csv'}  (codebook: lanterne-cases)")
        typer.echo(f"Data card  {made / 'DATA-CARD.md'}")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="New folder.")] = Path("demo"),
    victims: Annotated[int, typer.Option(min=100, help="How many fictional people.")] = 20_000,
    quiet: Quiet = False,
) -> None:
    """See the whole road on fictional cases: sample, check, protect, verify, evaluate."""
    if folder.exists():
        raise UsageError(f"{folder} exists already. Choose another folder, or remove it.")
    cases, release, report = folder / "cases", folder / "release", folder / "report-SENSITIVE"
    file = cases / "victims.csv"
    steps: list[tuple[str, Callable[[], None]]] = [
        (f"lanterne sample {cases} --victims {victims}", lambda: sample(cases, victims)),
        (f"lanterne check {file} -c lanterne-cases", lambda: check(file, "lanterne-cases")),
        (
            f"lanterne protect {file} -c lanterne-cases --epsilon 4 --out {release}",
            lambda: protect(file, "lanterne-cases", 4.0, release, quiet=quiet),
        ),
        (f"lanterne verify {release}", lambda: verify(release)),
        (
            f"lanterne evaluate {file} {release} --out {report}",
            lambda: evaluate(file, release, report),
        ),
    ]
    for command, step in steps:
        typer.secho(f"\n$ {command}", bold=True)
        step()
    typer.echo(f"\nThe release, fit to publish: {release}/README.md and {release}/codebook")


@codebooks.command("list")
def list_codebooks(as_json: Json = False) -> None:
    """List the built-in codebooks."""
    from lanterne.codebook import builtin_codebooks, load_codebook

    books = [load_codebook(name) for name in builtin_codebooks()]
    if as_json:
        _print_json(codebooks=[{"name": book.name, "title": dict(book.title)} for book in books])
        return
    width = max(len(book.name) for book in books)
    for book in books:
        columns = len(book.table.columns)
        typer.echo(f"{book.name:<{width}}  {columns:>3} columns  {book.title['en']}")


@codebooks.command()
def show(
    codebook: Annotated[str, typer.Argument(help="A built-in codebook, or a TOML file.")],
    language: Annotated[str, typer.Option(help="en or fr.")] = "en",
    html: Annotated[Path | None, typer.Option(help="Write a page instead.")] = None,
    as_json: Json = False,
) -> None:
    """Show a codebook: its columns, values and rules."""
    from lanterne.codebook import codebook_page, codebook_to_dict, in_language, load_codebook

    book = load_codebook(codebook)
    if html is not None:
        _write_new(html, codebook_page(book, language))
        typer.echo(f"Open {html}")
        return
    if as_json:
        _print_json(**codebook_to_dict(book))
        return
    typer.secho(f"{book.name} {book.version} — {in_language(book.title, language)}", bold=True)
    for column in book.table.columns:
        kind = f"{column.type}{', required' if column.required else ''}"
        typer.echo(f"\n{column.name} ({kind}) — {in_language(column.label, language)}")
        shown = ", ".join(column.codes[:12])
        more = len(column.codes) - 12
        typer.echo(f"  {shown}{f' … and {more} more' if more > 0 else ''}")
    for rule in book.table.rules:
        typer.echo(f"\nCannot be ({rule.name}): {in_language(rule.label, language)}")


@codebooks.command()
def draft(
    cases: CasesFile,
    out: Annotated[Path, typer.Option(help="TOML file to write; must not exist.")],
    name: Annotated[str | None, typer.Option(help="Name of the codebook.")] = None,
    as_json: Json = False,
) -> None:
    """Draft a codebook from a case file, for a person to review."""
    from lanterne.codebook import DRAFT_WARNING

    drafted = api.draft(cases, name)
    _write_new(out, drafted.to_toml())
    if as_json:
        _print_json(codebook=str(out), excluded=dict(drafted.excluded), warning=DRAFT_WARNING)
        return
    typer.echo(DRAFT_WARNING)
    for column, why in drafted.excluded.items():
        typer.echo(f"Left out: {column} — {why}")
    typer.echo(f"\nReview {out}, then: lanterne codebook validate {out}")


@codebooks.command()
def validate(
    codebook: Annotated[str, typer.Argument(help="A TOML file.")], as_json: Json = False
) -> None:
    """Check a codebook, and say all that is wrong with it."""
    from lanterne.codebook import load_codebook

    problems: tuple[Problem, ...] = ()
    try:
        load_codebook(codebook)
    except InputError as error:
        problems = error.problems
    if as_json:
        _print_json(codebook=codebook, problems=[_problem(problem) for problem in problems])
    else:
        for problem in problems:
            typer.echo(str(problem))
        if not problems:
            typer.echo(f"{codebook} is in order.")
    if problems:
        raise typer.Exit(InputError.exit_code)


def main() -> None:
    """Run the command line; every error of the person becomes a message and an exit code."""
    try:
        app()
    except LanterneError as error:
        typer.echo(_styled(error), err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo(
            "\nStopped. Nothing was half written. If noise was being drawn, the ledger holds the "
            "spend: see lanterne ledger.",
            err=True,
        )
        sys.exit(INTERRUPTED)


def _styled(error: LanterneError) -> str:
    kind = {2: "Usage", 3: "Refused"}.get(error.exit_code, "Problem")
    return f"{kind}: {error}"


def _fail_on(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise InputError(problems)


def _problem(problem: Problem) -> dict[str, Any]:
    return {name: value for name, value in vars(problem).items() if value not in {None, ""}}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


def _print_json(**values: object) -> None:
    typer.echo(json.dumps(values, ensure_ascii=False, indent=2))


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists already; choose another name.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def _ledger_at(path: Path) -> Path:
    if path.is_dir():
        return path / api.LEDGER
    if path.suffix == ".jsonl":
        return path
    return path.parent / api.LEDGER


STAGES = {
    "read": "Reading and checking the cases",
    "plan": "Planning the noise",
    "measure": "Measuring with noise",
    "fit": "Fitting the model",
    "count": "Counting combinations",
    "sample": "Drawing rows",
    "refine": "Refining rows",
    "write": "Writing the release",
    "verify": "Verifying the release",
}
"""What a person reads for each stage."""


@contextmanager
def _progress(quiet: bool) -> Iterator[api.Progress]:
    """A bar with the stage and the time left, where there is a person to see it."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, share: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<30}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def show_stage(stage: str, share: float) -> None:
            if bar.tasks[0].description != STAGES[stage]:
                bar.reset(task, description=STAGES[stage], total=1.0)
            bar.update(task, completed=share)

        yield show_stage
