"""What has been fitted, be it one table or a network: to keep, to load, and to draw from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.privacy import Ledger, Protected
from lanterne.synthesis import saved
from lanterne.synthesis.archive import Arrays, Head, load_archive
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.datasets import draw_datasets
from lanterne.synthesis.draw import draw_table
from lanterne.synthesis.engine import Progress
from lanterne.synthesis.network import saved as network_saved
from lanterne.synthesis.network.fit import FittedNetwork
from lanterne.synthesis.network.result import ProtectedNetwork
from lanterne.synthesis.network.synthesise import draw_network
from lanterne.synthesis.planned_rows import ROWS_OF_A_PART, plan_table, rows_to_draw
from lanterne.synthesis.protect import FittedTable
from lanterne.synthesis.result import PlannedTable, ProtectedTable

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definitions
    from lanterne.harmonise.partners import Partner

Fitted = Protected[FittedTable] | Protected[FittedNetwork]
"""Measurements and the models fitted to them."""

Drawn = Protected[ProtectedTable] | Protected[PlannedTable] | Protected[ProtectedNetwork]
"""What a release can be made from."""


def save_kept(fitted: Fitted, path: Path) -> Path:
    """Write what was fitted to a new file, whole or not at all.

    Raises:
        UsageError: The file exists, or cannot be written.
    """
    value = fitted.value
    if isinstance(value, FittedNetwork):
        return network_saved.save_network(Protected(value), path)
    return saved.save_fitted(Protected(value), path)


def load_kept(path: Path) -> Fitted:
    """Read what :func:`save_kept` wrote.

    Raises:
        InputError: The file is missing, is not such a file, or is of a later format.
    """
    readers: dict[str, Callable[[Head, Arrays], FittedTable | FittedNetwork]] = {
        saved.KIND: saved.read_fitted,
        network_saved.KIND: network_saved.read_network,
    }
    return _protected(load_archive(path, readers).value)


def with_totals_of(ledger: Ledger, fitted: Fitted, today: date | None = None) -> Fitted:
    """What was fitted, with the totals that its ledger holds now in its statement.

    Args:
        ledger: The ledger that was charged for the measurements.
        fitted: Measurements and models.
        today: The day to state; today in UTC when ``None``.

    Raises:
        UsageError: The ledger does not hold the charge for these measurements.
        InputError: The ledger has been tampered with.
    """
    statement = fitted.value.statement
    if statement.ledger not in ledger.digests():
        raise UsageError("kept.other-ledger", ledger=str(ledger.path))
    day = today or datetime.now(UTC).date()
    return _protected(replace(fitted.value, statement=statement.with_totals(ledger.spent(), day)))


def with_mapping(
    fitted: Fitted, mapping: tuple[str, ...], definitions: Definitions, joined: str
) -> Fitted:
    """What was fitted, with the mapping by which a partner's files became cases. Public.

    Args:
        fitted: Measurements and models.
        mapping: Name, version and SHA-256 of the mapping.
        definitions: What it says of each column.
        joined: Of one table, digest of the decisions by which ids were joined; empty: none were.
    """
    value = fitted.value
    if isinstance(value, FittedTable):
        changed = replace(value, mapping=mapping, definitions=definitions, joined=joined)
        return _protected(changed)
    return _protected(replace(value, mapping=mapping, definitions=definitions))


def with_partners(fitted: Fitted, partners: Sequence[Partner]) -> Fitted:
    """What was fitted of one table, with the organisations whose cases it holds. Public."""
    value = fitted.value
    assert isinstance(value, FittedTable)
    return Protected(replace(value, partners=tuple(partners)))


def with_title_of(fitted: Fitted, part: str) -> Fitted:
    """What was fitted of a part of the people, with the name of the part in its title. Public."""
    value, book = fitted.value, fitted.value.codebook
    titles = {language: f"{title} · {part}" for language, title in book.title.items()}
    return _protected(replace(value, codebook=replace(book, title=titles)))


def as_stage(fitted: Fitted, stage: str) -> Fitted:
    """What was fitted, as one stage of several. Public."""
    return _protected(replace(fitted.value, stage=stage))


def draw(
    fitted: Fitted,
    dial: Dial,
    rows: int | None,
    seed: int | None,
    progress: Progress,
    most: int = ROWS_OF_A_PART,
) -> Drawn:
    """Draw synthetic rows and published counts, at no cost; plan them where they are too many.

    Args:
        fitted: Measurements and models.
        dial: From closest to the cases, to least invented.
        rows: Number of rows of one table; by default the estimated number of people.
        seed: Seed of the drawing, which protects nothing; by default a new one.
        progress: Told how far things are.
        most: Rows of one table up to which they are drawn now and whole. More are drawn in parts
            when the release is written.

    Raises:
        UsageError: A number of rows was asked for of a network.
    """
    value = fitted.value
    if not isinstance(value, FittedNetwork):
        if rows_to_draw(value, rows) > most:
            return plan_table(Protected(value), dial, rows, seed, most)
        return draw_table(Protected(value), dial, rows, seed, progress)
    if rows is not None:
        raise UsageError("kept.rows-of-linked")
    return draw_network(Protected(value), dial, seed, progress)


def check_datasets(fitted: Fitted) -> None:
    """Raise UsageError unless data sets for inference can be drawn from what was fitted.

    They are drawn whole, each with as many rows as there are people.
    """
    if isinstance(fitted.value, FittedNetwork):
        raise UsageError("datasets.of-linked")
    if rows_to_draw(fitted.value, None) > ROWS_OF_A_PART:
        raise UsageError("datasets.too-many-rows", most=ROWS_OF_A_PART)


def with_datasets(
    drawn: Drawn, fitted: Fitted, number: int, dial: Dial, progress: Progress
) -> Drawn:
    """What was drawn, with data sets for inference beside it, at no cost.

    They are drawn by the seed of the drawing, which the release names.

    Args:
        drawn: What :func:`draw` gave back.
        fitted: What it was drawn from, one table: see :func:`check_datasets`.
        number: How many data sets, at least 2.
        dial: By which the rows were drawn.
        progress: Told how far things are.
    """
    table, measured = drawn.value, fitted.value
    assert isinstance(table, ProtectedTable)
    assert isinstance(measured, FittedTable)
    seed = int(table.settings["seed_of_drawing"])
    sets = draw_datasets(Protected(measured), number, dial, seed, progress)
    return Protected(replace(table, datasets=sets.value))


def _protected(value: FittedTable | FittedNetwork) -> Fitted:
    """The same with its own type."""
    if isinstance(value, FittedNetwork):
        return Protected(value)
    return Protected(value)
