"""The verb on ledgers: what has been spent, and the cap."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import told
from lanterne.cli.options import Json
from lanterne.cli.output import plural, print_json, wrapped
from lanterne.errors import UsageError

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
    """Show what has been spent on the people in the data, or start a ledger with a cap or none."""
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
    from lanterne.privacy.differencing import K_RELEASE, technique  # noqa: PLC0415

    entries, cap, spent = standing.entries, standing.cap, standing.spent
    if not entries:
        typer.echo(f"There is no ledger at {path} yet: nothing has been spent.")
        return
    releases = spent.releases + spent.unpromised
    typer.echo(f"{path}: {plural(releases + spent.k_releases, 'release')}")
    for entry in entries:
        if entry.kind == "spend":
            _print_spend(entry)
        if entry.kind == K_RELEASE:
            typer.echo(f"  {entry.time[:10]}  {technique(entry)}  {entry.details['purpose']}")
        if "accepted_risk" in entry.details:
            reason = f"risk accepted: {entry.details['accepted_risk']}"
            typer.echo(wrapped(reason, indent=" " * REASON))
    looks = sum(entry.kind == "evaluation" for entry in entries)
    if looks:
        typer.echo(f"  {'':10}  looked at without protection: {plural(looks, 'time')}")
    _print_sums(spent, cap, "sum of all releases")
    if standing.declined:
        typer.echo(wrapped(f"declined: {standing.declined}", indent=" " * 11))
    if spent.k_releases:
        number = plural(spent.k_releases, "release")
        typer.echo(f"           not counted: {number} by k-methods, outside of ε")
    if spent.unpromised:
        typer.echo(f"           not counted: {spent.unpromised} that promised nothing to victims")
    for kind, other in spent.others.items():
        typer.echo(_KINDS[kind])
        _print_sums(other, cap, f"promised in {other.releases} of {releases} releases")


_KINDS = {"perpetrator": "Perpetrators", "household": "Households"}


def _print_spend(entry: Entry) -> None:
    """One line for what the release is, and one for each further kind of people in it."""
    what, also = entry.details, entry.details.get("also", ())
    unit = f" ({what['unit']})" if also else ""
    typer.echo(f"  {entry.time[:10]}  {_amount(what)} {what['purpose']}{unit}")
    for promise in also:
        typer.echo(f"  {'':10}  {_amount(promise)} ({promise['unit']})")


def _amount(promise: Mapping[str, float]) -> str:
    return f"ε {promise['epsilon']:<8g} δ {promise['delta']:<8g}"


def _print_sums(spent: Spent, cap: Budget | None, what: str) -> None:
    typer.echo(f"Spent      ε {spent.epsilon:g}, δ {spent.delta:g} ({what})")
    typer.echo(f"           ε {spent.composed_epsilon():.4g} by exact composition at the same δ")
    if cap is None:
        typer.echo("Cap        none")
        return
    from lanterne.privacy.spending import left_of  # noqa: PLC0415 - loads the accountant

    epsilon = max(left_of(cap.epsilon, spent.epsilon), 0.0)
    delta = max(left_of(cap.delta, spent.delta), 0.0)
    typer.echo(f"Cap        ε {cap.epsilon:g}, δ {cap.delta:g}")
    typer.echo(f"Remains    ε {epsilon:g}, δ {delta:g}")


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
