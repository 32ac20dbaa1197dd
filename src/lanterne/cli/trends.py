"""What changed from cohort to cohort of a series, and from edition to edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import here, told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, print_labelled, wrapped
from lanterne.messages import Message

if TYPE_CHECKING:
    from lanterne.release.difference import Interval
    from lanterne.release.trends import CohortCount, Revision


def trend(
    edition: Annotated[Path, typer.Argument(metavar="EDITION", help=told("help.trend.edition"))],
    answer: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN=ANSWER", help=told("help.trend.answer"))
    ] = None,
    earlier: Annotated[
        Path | None, typer.Option(metavar="EDITION", help=told("help.trend.earlier"))
    ] = None,
    of: Annotated[str, typer.Option(metavar="TABLE", help=told("help.trend.of"))] = "",
    as_json: Json = False,
) -> None:
    """Show how numbers of people changed over the years."""
    found = verbs.trend(edition, answer or [], earlier, of)
    if as_json:
        directions = {
            one.cohort: one.change.direction for one in found.cohorts if one.change is not None
        }
        print_json(**asdict(found), directions=directions)
        return
    before = {one.cohort: one for one in found.revisions}
    print_labelled(
        (one.cohort, " ".join(map(here, _parts(one, before.get(one.cohort)))))
        for one in found.cohorts
    )
    typer.echo("\n" + wrapped(told("terminal.trend.reading")))
    if found.in_several:
        typer.echo("\n" + wrapped(told("terminal.trend.in-several")))
    if any(not one.reported_by for one in found.cohorts):
        typer.echo("\n" + wrapped(told("terminal.trend.nobody-said")))


def _parts(one: CohortCount, revision: Revision | None) -> Iterator[Message]:
    """What is said of a cohort, sentence by sentence."""
    if one.count:
        yield _said("count", one.count)
    else:
        yield Message("terminal.trend.few" if one.measured else "terminal.trend.not-counted")
    if one.stage == "provisional":
        yield Message("terminal.trend.provisional")
    if one.change is not None:
        yield _said(one.change.direction, one.change.size, before=one.before)
    elif one.apart is not None:
        yield Message(f"terminal.trend.{one.apart}", {"before": one.before})
    if revision is not None:
        yield from _revised(revision)
    if one.reported_by:
        yield Message("terminal.trend.reported", {"organisations": one.reported_by})


def _revised(revision: Revision) -> Iterator[Message]:
    if revision.before is None:
        few = "before-few" if revision.measured_before else "before-not-counted"
        yield Message(f"terminal.trend.{few}")
        return
    yield _said("before", revision.before)
    if not revision.measured_again:
        yield Message("terminal.trend.same-measurement")
    elif revision.change is not None:
        yield _said("revised", revision.change)
    elif not revision.made_alike:
        yield Message("terminal.trend.made-otherwise")


def _said(what: str, interval: Interval, **more: str) -> Message:
    """A number with its interval, in whole people."""
    numbers = {name: round(value) for name, value in asdict(interval).items()}
    return Message(f"terminal.trend.{what}", {**numbers, **more})
