"""A promise held against the ledger that was charged for it, or the ledgers of its cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lanterne.errors import InputError, Place, Problem
from lanterne.messages import Message
from lanterne.privacy import Entry, Ledger
from lanterne.privacy.cohorts import promise_of_cohort
from lanterne.release.k_statement_check import FILE as GUARANTEE
from lanterne.release.ledger_check import (
    charged_problems,
    entry_named,
    names_what_was_measured,
    totals_problems,
)
from lanterne.release.load import has_guarantee, read_json
from lanterne.release.statement_fields import FILE as PRIVACY

Held = tuple[tuple[Problem, ...], tuple[Message, ...]]
"""What is wrong with a promise, and what could not be looked at."""

LEDGERS = "*.jsonl"
"""The ledgers in a folder of them."""


def held_by_ledger(folder: Path, ledger: Path) -> Held:
    """Where a release that is whole promises something else than its ledger was charged.

    Args:
        folder: The release.
        ledger: The ledger, or the folder of ledgers.

    Returns:
        What is wrong, and what could not be compared.
    """
    by_k = has_guarantee(folder)
    said = read_json(folder / (GUARANTEE if by_k else PRIVACY))
    return held_by(said, ledger, None if by_k else said)


def held_by(
    said: Mapping[str, Any], ledger: Path | None, statement: Mapping[str, Any] | None
) -> Held:
    """What ledgers say against a promise; of a k-method only that it was written down.

    Args:
        said: What the release promises, and which entry of a ledger that is.
        ledger: The ledger, or a folder of ledgers; ``None``: there is none to compare with.
        statement: The privacy statement, which is in order; ``None``: it is a k-method.
    """
    if ledger is None:
        return (), ()
    files = sorted(ledger.glob(LEDGERS)) if ledger.is_dir() else [ledger]
    try:
        known = {file: Ledger(file).entries() for file in files}
    except InputError as error:
        return error.problems, ()
    if not said.get("ledger"):
        return (), (Message("verify.no-entry-named"),)
    if statement is None:
        return ((), ()) if _entry(said, known) else ((_no_entry(ledger),), ())
    if not names_what_was_measured(statement):
        return (), (Message("verify.measured-not-named"),)
    cohorts = statement.get("cohorts", ())
    apart = [promise_of_cohort(statement, one) for one in cohorts]
    promises: Sequence[Mapping[str, Any]] = [*apart] or [statement]
    found: list[Problem] = []
    missing: list[int] = []
    for place, promise in enumerate(promises):
        entry = _entry(promise, known)
        if entry is None:
            missing.append(place)
        else:
            found += _held_by_entry(promise, *entry)
            if cohorts and entry[-1].details.get("purpose") != cohorts[place]["cohort"]:
                found.append(Problem("privacy-ledgers.other-cohort", {}, Place(PRIVACY)))
    if missing and cohorts:
        lost = tuple(cohorts[place]["cohort"] for place in missing)
        found.append(Problem("privacy-ledgers.no-entry", {"cohorts": lost}, Place(str(ledger))))
    elif missing:
        found.append(_no_entry(ledger))
    return tuple(found), ()


def _entry(
    promise: Mapping[str, Any], known: Mapping[Path, Sequence[Entry]]
) -> tuple[Path, Sequence[Entry], Entry] | None:
    """The ledger that holds what a promise names, its entries, and that one of them."""
    for file, entries in known.items():
        entry = entry_named(entries, str(promise["ledger"]))
        if entry is not None:
            return file, entries, entry
    return None


def _held_by_entry(
    promise: Mapping[str, Any], file: Path, entries: Sequence[Entry], entry: Entry
) -> Iterator[Problem]:
    """What the entry that a promise names says against it."""
    spent = Ledger(file).spent_up_to(entry, str(promise["unit"]))
    yield from charged_problems(promise, entry, entries)
    yield from totals_problems(promise, spent, entry.time[:10])


def _no_entry(ledger: Path) -> Problem:
    return Problem("privacy-ledger.no-entry", place=Place(str(ledger)))
