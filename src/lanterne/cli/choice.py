"""The verb that pays for a choice among releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from lanterne import verbs
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.cli.protected import (
    check_made,
    in_all,
    promised,
    release_line,
    saying_it_is_made,
    verified,
)
from lanterne.messages import Message, Parameter
from lanterne.verbs.road import choosing


def choose(request: verbs.ChooseRequest, output: LongOutput) -> None:
    """Draw several releases and choose the closest privately. The choice spends budget."""
    steps = choosing(len(request.dials) * len(request.measurements))
    with show_progress(steps, output.silent) as progress:
        made = verbs.choose(request, progress=progress)
        with saying_it_is_made(made.release):
            check_made(made.release, progress)
    with saying_it_is_made(made.release):
        if output.as_json:
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
