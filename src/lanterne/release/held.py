"""A promise held against the ledger that was charged for it, or the ledgers of its cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lanterne.errors import InputError, Place, Problem
from lanterne.messages import Message
from lanterne.privacy import Entry, Ledger
from lanterne.privacy.cohorts import promise_of_cohort
from lanterne.privacy.stages import stages_begun
from lanterne.release.k_statement_check import FILE as GUARANTEE
from lanterne.release.ledger_check import (
    charged_problems,
    entry_named,
    is_noise_of,
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
    if not said.get("ledger"):
        return (), (Message("verify.no-entry-named"),)
    if statement is not None and not names_what_was_measured(statement):
        return (), (Message("verify.measured-not-named"),)
    known, broken = _read(ledger)
    if statement is not None and statement.get("cohorts"):
        return tuple(_of_cohorts(statement, known, ledger, broken)), ()
    entry = _entry(said, known)
    if entry is None:
        return broken or (_no_entry(ledger),), ()
    return (() if statement is None else tuple(_held_by_entry(statement, *entry))), ()


def _read(ledger: Path) -> tuple[Mapping[Path, Sequence[Entry]], tuple[Problem, ...]]:
    """The entries of a ledger, or of all that can be read in a folder, and what is wrong."""
    files = sorted(ledger.glob(LEDGERS)) if ledger.is_dir() else [ledger]
    known: dict[Path, Sequence[Entry]] = {}
    broken: list[Problem] = []
    for file in files:
        try:
            known[file] = Ledger(file).entries()
        except InputError as error:
            broken += error.problems
        except OSError:  # a folder of that name, in a folder of ledgers
            continue
    return known, tuple(broken)


def _of_cohorts(
    statement: Mapping[str, Any],
    known: Mapping[Path, Sequence[Entry]],
    ledger: Path,
    broken: Sequence[Problem],
) -> Iterator[Problem]:
    """What the ledgers of the cohorts of an edition say, each of its own; others do not matter."""
    missing, series = [], set()
    for one in statement["cohorts"]:
        promise = promise_of_cohort(statement, one)
        found = _entry(promise, known)
        if found is None:
            missing.append(str(one["cohort"]))
            continue
        _, entries, entry = found
        yield from _held_by_entry(promise, *found)
        if entry.details.get("purpose") != one["cohort"]:
            yield Problem("privacy-ledgers.other-cohort", {}, Place(PRIVACY))
        begun = stages_begun(entries, entry).get(one["stage"])
        if begun is None or not is_noise_of(one["scales"], begun):
            yield Problem("privacy-ledgers.no-stage", {}, Place(PRIVACY))
        series.add(str(entry.details.get("population")).replace(str(one["cohort"]), "", 1))
    if len(series) > 1:
        yield Problem("privacy-ledgers.other-series", {}, Place(str(ledger)))
    if missing:
        yield from broken
        yield Problem("privacy-ledgers.no-entry", {"cohorts": tuple(missing)}, Place(str(ledger)))


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
