"""The risk of cases: one table, or the victims of linked tables and their condensed file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from lanterne.cases.network.views import condensed_rows
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook, Table
from lanterne.counting.answered import CaseAnswers, CountAnswers, SeenAnswers
from lanterne.counting.coding import Coding
from lanterne.counting.gathered import GatherRows
from lanterne.errors import UsageError
from lanterne.risk.counted_search import Counted
from lanterne.risk.figures import TableRisk
from lanterne.risk.people import CodedPeople, missing_texts
from lanterne.risk.table import assess_coded, assess_many, assess_people
from lanterne.risk.wider import Look, Wider

if TYPE_CHECKING:
    from lanterne.cases.case_records import CaseRecords
    from lanterne.cases.network.counting import LinkedCases

NOTICE = "SENSITIVE: counted in the cases without protection. Do not publish."

LONGEST = 4
"""Most columns in a combination that may be asked for."""

HELD = 1 << 24
"""Most answers, people × columns, that are held in memory."""

CONDENSED = "condensed"
"""Name of the view of one row per victim, with what is recorded of perpetrators folded in."""

AS_THEY_ARE = Wider()
"""Nothing is left out, and every answer is as in the file."""

Progress = Callable[[str, float], None]
Households = tuple[str, pl.Series] | None


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class SourceRisk:
    """Who stands out in cases that are not protected. As sensitive as the cases.

    Attributes:
        codebook: What the columns mean.
        threshold: k: a combination of fewer people is rare.
        tables: The risk of the table; of linked tables that of the victims and, where the codebook
            says how they are condensed, of the condensed file.
        looks: How often somebody has looked at these cases without protection, by the ledger, this
            time included; ``None``: no ledger keeps count.
    """

    codebook: Codebook
    threshold: int
    tables: tuple[TableRisk, ...]
    looks: int | None = None

    def __repr__(self) -> str:
        """Whose risk it is, and no number: a notebook keeps what it shows."""
        return f"SourceRisk(codebook={self.codebook.name!r}): SENSITIVE"

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON; marked as sensitive first of all."""
        return {
            "sensitive": True,
            "notice": NOTICE,
            "codebook": {"name": self.codebook.name, "version": self.codebook.version},
            "k": self.threshold,
            "looks": self.looks,
            "tables": [one.to_dict() for one in self.tables],
        }


def check_question(k: int, length: int) -> None:
    """Raise UsageError for a k or a length that cannot be asked for."""
    if k < 2:
        raise UsageError("risk.k-too-small", k=k)
    if not 1 <= length <= LONGEST:
        raise UsageError("risk.length", most=LONGEST, got=length)


def tables_looked_at(codebook: Codebook) -> tuple[Table, ...]:
    """The tables by whose columns people can be singled out.

    Of linked tables that is the one of the victims and, where the codebook says how they are
    condensed, the condensed file.
    """
    network, condensed = codebook.network, codebook.condensed
    if network is None:
        return (codebook.table,)
    folded = (load_codebook(condensed.codebook).table,) if condensed else ()
    return (network.victims, *folded)


def assess_cases(
    cases: CaseRecords,
    k: int = 10,
    length: int = 3,
    columns: Sequence[str] = (),
    progress: Progress = _silent,
    wider: Wider = AS_THEY_ARE,
    once: bool = False,
) -> SourceRisk:
    """Find who stands out in one table of cases.

    Up to ``HELD`` answers are held in memory. Of more people all is counted wherever they are read,
    but for what stands in ``unseen`` of the table's risk; it comes to the same.

    Args:
        cases: The cases.
        k: Combinations of fewer people are rare; at least 2.
        length: Most columns in a combination, 1 to 4.
        columns: Columns that somebody may know of a person; none: all.
        progress: Called with the name of each stage and the share of it that is done.
        wider: What would be left out or made wider.
        once: Whether the cases can be read once only; then all people are held.

    Raises:
        UsageError: A number cannot be, or there is no such column.
        InputError: The cases have problems.
    """
    check_question(k, length)
    whole, home = cases.codebook.table, cases.household
    _check_columns(columns, whole.names)
    wider.check([whole])
    progress("read", 0.0)
    table, look = wider.of(whole), Look(wider, whole)
    known = [column for column in columns if column in table.names]
    if columns and not known:
        return SourceRisk(cases.codebook, k, ())
    source = CaseAnswers(cases, homes=home is not None)
    seen = SeenAnswers(source.held() if once else source, look)
    (answers,) = seen.add_up(CountAnswers(table.names))
    if k > answers.rows:
        raise UsageError("risk.fewer-people", k=k)
    coding = Coding.of(table.names, answers.columns, missing_texts(table))
    people, asked = Counted(seen, coding, answers), (table, k, length, known)

    def told(share: float) -> None:
        progress("search", share)

    if answers.rows * len(table.names) > HELD:
        found = assess_many(people, *asked, home is not None, told)
    else:
        coded, homes = _gathered(people)
        found = assess_coded(coded, *asked, (home, homes) if home else None, told)
    return SourceRisk(cases.codebook, k, (found,))


def _gathered(people: Counted) -> tuple[CodedPeople, pl.Series]:
    """Few people, in memory, and their households."""
    coding = people.coding
    (rows,) = people.answered.add_up(GatherRows(coding))
    rows = rows.sorted
    codes = np.ascontiguousarray(rows.codes.T)
    return CodedPeople(coding.header, coding.texts, coding.silent, codes), rows.homes


def assess_network(
    cases: LinkedCases,
    k: int = 10,
    length: int = 3,
    columns: Sequence[str] = (),
    progress: Progress = _silent,
    wider: Wider = AS_THEY_ARE,
) -> SourceRisk:
    """Find who stands out among the victims of linked tables, alone and in the condensed file.

    The arguments are those of :func:`assess_cases`; a view that has none of ``columns`` is left
    out.

    Raises:
        UsageError: A number cannot be, or no view has a column.
        InputError: The cases have problems.
    """
    check_question(k, length)
    victims, *folded = tables_looked_at(cases.codebook)
    _check_columns(columns, [name for table in (victims, *folded) for name in table.names])
    wider.check([victims, *folded])
    progress("read", 0.0)
    tables = cases.tables()
    home = victims.household
    households = (home.column, tables.victims[home.column].cast(pl.String)) if home else None
    views = [(victims.name, victims, tables.victims.select(victims.names), households)]
    for table in folded:
        rows = condensed_rows(tables, cases.codebook)
        views.append((CONDENSED, table, rows, households))
    return _assess(cases.codebook, views, k, length, columns, progress, wider)


def _assess(
    codebook: Codebook,
    views: Sequence[tuple[str, Table, pl.DataFrame, Households]],
    k: int,
    length: int,
    columns: Sequence[str],
    progress: Progress,
    wider: Wider,
) -> SourceRisk:
    def found() -> Iterator[TableRisk]:
        for name, whole, people, households in views:
            table, frame = wider.seen(whole, people)
            known = [column for column in columns if column in table.names]
            if not table.columns or (columns and not known):
                continue
            if k > frame.height:
                raise UsageError("risk.fewer-people", k=k)
            risk = assess_people(
                frame,
                table,
                missing_texts(table),
                k,
                length,
                known,
                households,
                lambda share: progress("search", share),
            )
            yield replace(risk, name=name)

    return SourceRisk(codebook, k, tuple(found()))


def _check_columns(columns: Sequence[str], there: Sequence[str]) -> None:
    absent = [column for column in columns if column not in there]
    if absent:
        raise UsageError("risk.no-column", columns=tuple(absent), known=tuple(there))
