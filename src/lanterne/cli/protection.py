"""The verb that protects: by differential privacy, which spends, or by a k-method."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from lanterne import verbs
from lanterne.cli.amounts import bounds, epsilons
from lanterne.cli.anonymity import check_options, columns, protect_by_k
from lanterne.cli.anonymity import length as length_of
from lanterne.cli.options import (
    LINKED,
    AcceptRisk,
    CasesPath,
    Closeness,
    CodebookName,
    Condensed,
    DialOption,
    Diversity,
    Ignore,
    Json,
    K,
    Length,
    Licence,
    Method,
    MethodOption,
    NewRelease,
    OptionalDial,
    Publisher,
    QuasiIdentifiers,
    Quiet,
    Sensitive,
    Subject,
    Title,
    UnitOption,
)
from lanterne.cli.output import print_json
from lanterne.cli.progress import show_progress
from lanterne.cli.protected import (
    as_values,
    print_expected,
    print_made,
    print_needs,
    saying_it_is_made,
)
from lanterne.errors import InputError
from lanterne.verbs.road import PROTECTING, PROTECTING_NETWORK

LEDGER = "What is spent and kept"


def protect(
    cases: CasesPath,
    codebook: CodebookName,
    *,
    out: NewRelease,
    method: Method = MethodOption.DIFFERENTIAL_PRIVACY,
    epsilon: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="ε: what this release may cost each person: 1 is strong, above 6 weak. Or one for "
            "each unit: victim=4,perpetrator=8. Differential privacy needs it.",
        ),
    ] = None,
    delta: Annotated[
        float | None,
        typer.Option(
            help="δ: chance that the promise fails.", show_default="from --people, at most 1e-6"
        ),
    ] = None,
    people: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="NUMBER",
            help="Order of magnitude of the people, as is publicly known; never the count.",
            show_default=str(verbs.EXPECTED_PEOPLE),
        ),
    ] = None,
    dial: OptionalDial = None,
    unit: Annotated[
        UnitOption | None,
        typer.Option(
            metavar="UNIT",
            help="Who is protected: victim, perpetrator or household of linked tables; person, row "
            "or household of one table.",
            show_default="victim, or person",
            rich_help_panel=LINKED,
        ),
    ] = None,
    bound: Annotated[
        str | None,
        typer.Option(
            metavar="UNIT=NUMBER",
            help="Links of a victim or perpetrator, or members of a household, that count: "
            "victim=8,perpetrator=10.",
            show_default="as the codebook says",
            rich_help_panel=LINKED,
        ),
    ] = None,
    household: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Column of one table that says who lives together, for --unit household.",
            show_default="as the codebook says",
            rich_help_panel=LINKED,
        ),
    ] = None,
    condensed: Condensed = False,
    k: K = None,
    length: Length = None,
    quasi_identifiers: QuasiIdentifiers = None,
    sensitive: Sensitive = None,
    diversity: Diversity = None,
    closeness: Closeness = None,
    accept_risk: AcceptRisk = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help=f"File that records what is spent; {verbs.LEDGER} beside the case file, or in the "
            "folder of tables, by default.",
            rich_help_panel=LEDGER,
        ),
    ] = None,
    population: Annotated[
        str | None,
        typer.Option(help="Whose data it is, in words, for the ledger.", rich_help_panel=LEDGER),
    ] = None,
    keep: Annotated[
        bool | None,
        typer.Option(
            "--keep/--no-keep",
            help="Keep the measurements, to draw again at no cost.",
            show_default="keep",
            rich_help_panel=LEDGER,
        ),
    ] = None,
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
    title: Title = None,
    publisher: Publisher = None,
    licence: Licence = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a safe release from cases. Differential privacy spends privacy budget."""
    check_options(
        method,
        {
            "--epsilon": epsilon,
            "--delta": delta,
            "--people": people,
            "--dial": dial,
            "--unit": unit,
            "--bound": bound,
            "--household": household,
            "--condensed": condensed,
            "--keep": keep,
            "--k": k,
            "--length": length,
            "--quasi-identifiers": quasi_identifiers,
            "--sensitive": sensitive,
            "--diversity": diversity,
            "--closeness": closeness,
        },
    )
    common: dict[str, Any] = {
        "codebook": codebook,
        "out": out,
        "accept_risk": accept_risk,
        "subject_id": subject_id,
        "ignore": ignore or (),
        "ledger": ledger,
        "population": population,
        "accept_draft": accept_draft,
        "title": title,
        "publisher": publisher,
        "licence": licence,
    }
    if method is not MethodOption.DIFFERENTIAL_PRIVACY:
        protect_by_k(
            method,
            cases,
            k=verbs.K if k is None else k,
            length=length_of(length),
            quasi_identifiers=columns(quasi_identifiers),
            sensitive=columns(sensitive),
            diversity=diversity,
            closeness=closeness,
            quiet=quiet,
            as_json=as_json,
            **common,
        )
        return
    _protect_privately(
        cases,
        epsilon=epsilons(epsilon or ""),
        delta=delta,
        unit=unit,
        bounds=bounds(bound),
        people=people,
        dial=(dial or DialOption.BALANCED).value,
        household=household,
        condensed=condensed,
        keep=keep is not False,
        quiet=quiet,
        as_json=as_json,
        **common,
    )


def _protect_privately(
    cases: Path, *, codebook: str, people: int | None, quiet: bool, as_json: bool, **options: Any
) -> None:
    """Spend, make the release, verify and show it; see :func:`lanterne.verbs.protect`."""
    from lanterne.codebook import load_codebook  # noqa: PLC0415 - loads Polars

    book = load_codebook(codebook)
    steps = PROTECTING if book.network is None else PROTECTING_NETWORK
    options["people"] = verbs.EXPECTED_PEOPLE if people is None else people
    if not (quiet or as_json):
        names = ("epsilon", "delta", "unit", "bounds", "people", "household")
        sizes = verbs.SIZES if people is None else (people,)
        terms = {name: options[name] for name in names}
        print_expected(verbs.expected_worth(book, sizes=sizes, **terms))
        print_needs(max(sizes), verbs.expected_needs(book, people=max(sizes)))
    with show_progress(steps, quiet or as_json) as progress:
        made = verbs.protect(cases, book, progress=progress, **options)
        with saying_it_is_made(made.release):
            progress("verify", 0.0)
            problems = verbs.verify(made.release).problems
            if problems:
                raise InputError(problems)
    with saying_it_is_made(made.release):
        if as_json:
            print_json(**as_values(made))
        else:
            print_made(made)
