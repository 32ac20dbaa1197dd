"""The verb on ledgers: what has been spent, and the cap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lanterne import verbs
from lanterne.cli.language import here, language, told
from lanterne.cli.options import Json
from lanterne.cli.output import Line, print_json, print_summary, wrapped
from lanterne.errors import UsageError
from lanterne.messages import Message, Parameter
from lanterne.messages.numbers import power, short

if TYPE_CHECKING:
    from lanterne.privacy import Budget, Entry, Spent, Standing


REASON = 14
"""Spaces before the reason for an accepted risk: it stands below what the release is."""


def ledger(
    path: Annotated[Path, typer.Argument(help=told("help.ledger.path"))],
    cap_epsilon: Annotated[float | None, typer.Option(help=told("help.ledger.cap-epsilon"))] = None,
    cap_delta: Annotated[float, typer.Option(help=told("help.ledger.cap-delta"))] = 1e-5,
    no_cap: Annotated[
        str | None,
        typer.Option(
            "--no-cap",
            metavar="REASON",
            help=told("help.ledger.no-cap"),
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what has been spent on the people in the data, or start a ledger."""
    from lanterne.privacy import Budget, Ledger  # noqa: PLC0415 - loads the accountant

    account = Ledger(_ledger_at(path))
    if cap_epsilon is not None or no_cap is not None:
        cap = None if cap_epsilon is None else Budget(cap_epsilon, cap_delta)
        account.create(cap, no_cap)
    standing = account.standing()
    entries, cap, spent = standing.entries, standing.cap, standing.spent
    if not as_json:
        _print_ledger(account.path, standing)
        return
    print_json(
        ledger=account.path,
        **_sums(spent),
        k_releases=spent.k_releases,
        others={kind: _sums(other) for kind, other in spent.others.items()},
        cap=None if cap is None else vars(cap),
        no_cap=standing.declined or None,
        entries=[{"time": entry.time, "kind": entry.kind, **entry.details} for entry in entries],
    )


def _sums(spent: Spent) -> dict[str, float]:
    return {
        "releases": spent.releases,
        "unpromised": spent.unpromised,
        "epsilon": spent.epsilon,
        "delta": spent.delta,
        "epsilon_composed": spent.composed_epsilon(),
    }


def _print_ledger(path: Path, standing: Standing) -> None:
    entries, cap, spent = standing.entries, standing.cap, standing.spent
    if not entries:
        typer.echo(told("terminal.ledger.none", ledger=str(path)))
        return
    releases = spent.releases + spent.unpromised
    count = releases + spent.k_releases
    typer.echo(told("terminal.ledger.releases", ledger=str(path), count=count))
    _print_entries(entries)
    total = Message("terminal.ledger.all", {"amount": _sum(spent)})
    lines = list(_sums_in_words(spent, cap, total))
    if standing.declined:
        lines.append(("", Message("terminal.ledger.declined", {"reason": standing.declined})))
    if spent.k_releases:
        lines.append(("", Message("terminal.ledger.by-k", {"count": spent.k_releases})))
    if spent.unpromised:
        lines.append(("", Message("terminal.ledger.unpromised", {"count": spent.unpromised})))
    print_summary(lines)
    for kind, other in spent.others.items():
        typer.echo(told(f"terminal.ledger.{kind}"))
        of_all: dict[str, Parameter] = {"promised": other.releases, "count": releases}
        total = Message("terminal.ledger.promised", {"amount": _sum(other), **of_all})
        print_summary(_sums_in_words(other, cap, total))


def _print_entries(entries: Sequence[Entry]) -> None:
    """A line or more for each release, with the day of it, and how often somebody looked."""
    from lanterne.privacy.k_releases import K_RELEASE, technique  # noqa: PLC0415

    for entry in entries:
        if entry.kind == "spend":
            _print_spend(entry)
        if entry.kind == K_RELEASE:
            typer.echo(f"  {entry.time[:10]}  {here(technique(entry))}  {entry.details['purpose']}")
        if "accepted_risk" in entry.details:
            reason = told("terminal.ledger.accepted", reason=entry.details["accepted_risk"])
            typer.echo(wrapped(reason, indent=" " * REASON))
    looks = sum(entry.kind == "evaluation" for entry in entries)
    if looks:
        typer.echo(f"  {'':10}  {told('terminal.ledger.looks', count=looks)}")


def _print_spend(entry: Entry) -> None:
    """One line for what the release is, and one for each further kind of people in it."""
    what, also = entry.details, entry.details.get("also", ())
    unit = f" ({_person(what)})" if also else ""
    typer.echo(f"  {entry.time[:10]}  {_amount(what)} {what['purpose']}{unit}")
    for promise in also:
        typer.echo(f"  {'':10}  {_amount(promise)} ({_person(promise)})")


def _person(promise: Mapping[str, Any]) -> str:
    return told(f"terminal.ledger.unit.{promise['unit']}")


def _amount(promise: Mapping[str, Any]) -> str:
    """In columns, below each other."""
    epsilon, delta = (short(promise[name], language()) for name in ("epsilon", "delta"))
    return f"ε {epsilon:<8} δ {delta:<8}"


def _sums_in_words(spent: Spent, cap: Budget | None, what: Message) -> Iterator[Line]:
    yield "spent", what
    composed = power(spent.composed_epsilon(), language(), 4)
    yield "", Message("terminal.ledger.composed", {"epsilon": composed})
    if cap is None:
        yield "cap", Message("terminal.ledger.no-cap")
        return
    from lanterne.privacy.spending import left_of  # noqa: PLC0415 - loads the accountant

    epsilon = max(left_of(cap.epsilon, spent.epsilon), 0.0)
    delta = max(left_of(cap.delta, spent.delta), 0.0)
    yield "cap", _limit(cap.epsilon, cap.delta)
    yield "remains", _limit(epsilon, delta)


def _sum(spent: Spent) -> Message:
    return _limit(spent.epsilon, spent.delta)


def _limit(epsilon: float, delta: float) -> Message:
    return Message("terminal.ledger.amount", {"epsilon": epsilon, "delta": delta})


def _ledger_at(path: Path) -> Path:
    """The ledger itself, or the one beside a case file, or the one in a folder."""
    if path.is_dir():
        return path / verbs.LEDGER
    if path.suffix == ".jsonl" or _begins_as_ledger(path):
        return path
    if not path.exists():
        raise UsageError("ledger.nothing-there", path=str(path))
    return verbs.ledger_beside(path)


def _begins_as_ledger(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) == b'{"'
    except OSError:
        return False
