"""The verb that pays for a choice among releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from lanterne import verbs
from lanterne.cli.options import (
    READING,
    AcceptRisk,
    CasesFile,
    Ignore,
    Json,
    Licence,
    NewRelease,
    Publisher,
    Quiet,
    Subject,
)
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.progress import show_progress
from lanterne.cli.protected import (
    in_all,
    promised,
    release_line,
    saying_it_is_made,
    verified,
)
from lanterne.errors import InputError
from lanterne.messages import Message, Parameter
from lanterne.verbs.road import choosing


def choose(
    cases: CasesFile,
    fitted: Annotated[
        list[Path],
        typer.Argument(help="Measurements that protect kept (.fitted.npz): one file or several."),
    ],
    *,
    epsilon: Annotated[
        float,
        typer.Option(
            metavar="NUMBER",
            help="ε: what the choice may cost each person, beside what was measured: such as 0.1.",
        ),
    ],
    out: NewRelease,
    dials: Annotated[
        str,
        typer.Option(metavar="DIALS", help="Settings of the dial to choose among."),
    ] = ",".join(verbs.CANDIDATES),
    accept_risk: AcceptRisk = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help="The ledger that was charged for the measurements.",
            show_default="the one beside the cases",
        ),
    ] = None,
    subject_id: Subject = None,
    household: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Column that says who lives together, where households are protected.",
            show_default="as the codebook says",
            rich_help_panel=READING,
        ),
    ] = None,
    ignore: Ignore = None,
    publisher: Publisher = None,
    licence: Licence = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw several releases and choose the closest privately. The choice spends budget."""
    named = [dial.strip() for dial in dials.split(",")]
    steps = choosing(len(named) * len(fitted))
    with show_progress(steps, quiet or as_json) as progress:
        made = verbs.choose(
            cases,
            fitted,
            epsilon=epsilon,
            out=out,
            dials=named,
            subject_id=subject_id,
            household=household,
            ignore=ignore or (),
            ledger=ledger,
            accept_risk=accept_risk,
            publisher=publisher,
            licence=licence,
            progress=progress,
        )
        with saying_it_is_made(made.release):
            progress("verify", 0.0)
            problems = verbs.verify(made.release).problems
            if problems:
                raise InputError(problems)
    with saying_it_is_made(made.release):
        if as_json:
            print_json(**_as_values(made))
        else:
            print_summary(_lines(made))


def _as_values(made: verbs.Choice) -> dict[str, Any]:
    """What was chosen, promised and spent, for JSON."""
    statement = made.statement
    promised = ("unit", "epsilon", "delta", "epsilon_total", "delta_total")
    return {
        "release": made.release,
        "ledger": made.ledger,
        "dial": made.dial,
        "fitted": made.fitted,
        "candidates": made.candidates,
        "epsilon_of_choice": made.cost,
        **{name: getattr(statement, name) for name in promised},
        "unpromised": [asdict(loss) for loss in statement.unpromised],
        "rows": made.rows,
        "counts": made.counts,
        "verified": True,
    }


def _lines(made: verbs.Choice) -> Iterator[Line]:
    """The same for a person."""
    statement = made.statement
    counts = Message("count.counts", {"count": made.counts})
    gaps: dict[str, Parameter] = {
        "dial": made.dial,
        "fitted": str(made.fitted),
        "candidates": made.candidates,
    }
    yield "release", release_line(made.release, made.rows, counts)
    yield "chosen", Message("terminal.choose.chosen", gaps)
    yield "promise", verified(promised(statement))
    yield "ledger", str(made.ledger)
    yield "spent", Message("terminal.choose.spent", {"epsilon": made.cost})
    yield "spent", Message("terminal.protect.spent.all", {"amount": in_all(statement)})
    yield "read", str(made.release / "README.md")
