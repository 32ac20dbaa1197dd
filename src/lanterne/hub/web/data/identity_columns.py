"""Which columns of the files say who is one person, who lives together, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lanterne.codebook import Codebook
from lanterne.hub.web.models import Dataset


@dataclass(frozen=True)
class Who:
    """What a person has said of who is who.

    Attributes:
        subject_id: Column that says which rows are one person; empty: nobody has named one.
        rows_are_people: Somebody has said that every row is another person.
        household: Column that says who lives together; empty: none.
        ignored: Columns that are left out.
    """

    subject_id: str = ""
    rows_are_people: bool = False
    household: str = ""
    ignored: tuple[str, ...] = ()

    @property
    def subject(self) -> str | None:
        """The ``subject_id`` of the verbs: ``None``: nobody has said; empty: rows are people."""
        return "" if self.rows_are_people else (self.subject_id or None)

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {**asdict(self), "ignored": list(self.ignored)}


def said_of(who: Who, keep: Sequence[str], codebook: Codebook) -> bool:
    """Whether a person has said who is who in cases that keep these columns of a partner's file.

    Args:
        who: What has been said.
        keep: Columns that are kept: who is one person first, then who lives together.
        codebook: Of one table it may name the columns itself; of linked tables the mapping says it.
    """
    if codebook.network is not None:
        return True
    if not keep:
        return who.rows_are_people
    table = codebook.table
    home = who.household or (table.household.column if table.household else "")
    subject = who.subject_id or table.subject_id
    return list(keep) in ([subject], [subject, home])


def who_from(found: Mapping[str, Any]) -> Who:
    """What :meth:`Who.as_dict` gave."""
    return Who(**{**found, "ignored": tuple(found["ignored"])})


def settled(dataset: Dataset) -> Who:
    """What stands in the database: it was said where no draft waits to be confirmed."""
    return Who(
        dataset.subject_id, dataset.rows_are_people, dataset.household, tuple(dataset.ignored)
    )


def settle(dataset: Dataset, who: Who) -> None:
    """Let it stand in the database."""
    dataset.subject_id, dataset.rows_are_people = who.subject_id, who.rows_are_people
    dataset.household, dataset.ignored = who.household, list(who.ignored)
    dataset.save(update_fields=["subject_id", "rows_are_people", "household", "ignored"])
