"""The verb that pays for a choice among releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import typer

from lanterne import verbs
from lanterne.cli.output import entry, plural, print_json
from lanterne.cli.parameters import LongOutput, command
from lanterne.cli.progress import show_progress
from lanterne.cli.protected import WHO, amount, saying_it_is_made
from lanterne.errors import InputError
from lanterne.verbs.road import choosing


@command(verbs.ChooseRequest)
def choose(request: verbs.ChooseRequest, output: LongOutput) -> None:
    """Draw several releases and choose the closest privately. The choice spends budget."""
    steps = choosing(len(request.dials) * len(request.measurements))
    with show_progress(steps, output.silent) as progress:
        made = verbs.choose(request, progress=progress)
        with saying_it_is_made(made.release):
            progress("verify", 0.0)
            problems = verbs.verify(made.release).problems
            if problems:
                raise InputError(problems)
    with saying_it_is_made(made.release):
        if output.as_json:
            print_json(**_as_values(made))
        else:
            for label, text in _lines(made):
                typer.echo(entry(label, text))


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


def _lines(made: verbs.Choice) -> Iterator[tuple[str, str]]:
    """The same for a person: labels and texts."""
    statement = made.statement
    yield "Release", f"{made.release}  ({plural(made.rows, 'row')}, {made.counts:,} counts)"
    yield "Chosen", f"{made.dial}, from {made.fitted}: one of {made.candidates}, privately"
    yield "Promise", f"{amount(statement)} for each {WHO[statement.unit]}; verified"
    yield "Ledger", f"{made.ledger}"
    yield "Spent", f"ε = {made.cost:g} for the choice"
    total, delta = statement.epsilon_total, statement.delta_total
    yield "Spent", f"ε = {total:g}, δ = {delta:g} in all so far"
    yield "Read", f"{made.release / 'README.md'}"
