"""The verb that spends: cases in, a safe release out."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, Refused
from lanterne.verbs.arguments import checked
from lanterne.verbs.needs import check_memory
from lanterne.verbs.precautions import (
    Destination,
    check_room,
    claimed,
    ledger_beside,
    saying_what_was_spent,
)
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.settings import Progress, codebook_of, dial_of, silent
from lanterne.verbs.sources import open_source
from lanterne.verbs.terms import Terms

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.privacy import PrivacyStatement
    from lanterne.synthesis.fitted import Drawn
    from lanterne.synthesis.worth import Worth

EXPECTED_PEOPLE = 100_000
"""People for whom δ is chosen when nobody says how many there are: 1e-6."""

DEFAULT_POPULATION = "the people in the case files of this folder"
"""Whose data a ledger is about, when nobody says."""


@dataclass(frozen=True)
class Protection:
    """What :func:`protect` has made.

    Attributes:
        release: The folder that may be published.
        kept: The file of measurements, for :func:`redraw`; ``None`` when it was not kept.
        ledger: The file in which the cost was written.
        statement: What is promised to whom, with the totals of the ledger.
        tables: Table → its synthetic rows; protected numbers. Of linked tables victims come first.
        counts: Published combinations.
        new_ledger: Whether the ledger was started by this release, and so has no cap.
        subject_id: Column that said which rows are one person; ``None`` in one table: each row
            was taken to be one.
        household: Column that said who lives together, where one table was protected so.
        delta_advice: The δ that suits so many people, when this one is larger than 1/(10 · people);
            else ``None``. Computed from protected numbers alone.
        worth: Table → the errors to expect, from noise and protected numbers alone.
        cuts: What the bounds of linked tables probably left out, in words.
    """

    release: Path
    kept: Path | None
    ledger: Path
    statement: PrivacyStatement
    tables: Mapping[str, int]
    counts: int
    new_ledger: bool
    subject_id: str | None
    household: str | None
    delta_advice: float | None
    worth: Mapping[str, Worth] = field(default_factory=dict)
    cuts: tuple[str, ...] = ()

    @property
    def epsilon(self) -> float:
        """ε of this release, for those to whom a promise is made first of all."""
        return self.statement.epsilon

    @property
    def delta(self) -> float:
        """δ of this release."""
        return self.statement.delta

    @property
    def epsilon_total(self) -> float:
        """Σε over all releases in the ledger, for the same people."""
        return self.statement.epsilon_total

    @property
    def delta_total(self) -> float:
        """Σδ over all releases in the ledger, for the same people."""
        return self.statement.delta_total

    @property
    def rows(self) -> int:
        """Synthetic rows of the only table, or of victims."""
        return next(iter(self.tables.values()))


@checked
def protect(
    cases: str | Path,
    codebook: str | Path | Codebook,
    *,
    epsilon: float | Mapping[str, float],
    out: str | Path,
    delta: float | None = None,
    unit: str | None = None,
    bounds: Mapping[str, int] | None = None,
    people: int = EXPECTED_PEOPLE,
    dial: str = "balanced",
    subject_id: str | None = None,
    household: str | None = None,
    ignore: Collection[str] = (),
    condensed: bool = False,
    ledger: str | Path | None = None,
    population: str | None = None,
    keep: bool = True,
    accept_draft: bool = False,
    accept_risk: str | None = None,
    seen: str | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    title: str | None = None,
    progress: Progress = silent,
) -> Protection:
    """Protect cases: write a release that is (ε, δ)-differentially private.

    Neighbours are two sets of cases that differ by all that is recorded of one person; or of one
    perpetrator, or of all people of one household, as ``unit`` says: see
    :data:`lanterne.privacy.units.NEIGHBOURS`.

    Args:
        cases: A delimited text, XLSX, ODS or Parquet file. For a codebook of linked tables: a
            folder with a file per table, a workbook with a sheet per table, or a file with a row
            per victim and perpetrator.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        epsilon: ε to spend, between 0.001 and 100; or unit → ε, several for linked tables. How the
            noise is shared out suits the first of them.
        out: Folder of the release; must not exist.
        delta: δ to spend on every unit; by default the power of ten at or below
            1/(10 · ``people``), at most 1e-6.
        unit: Whom a single ε protects. Of linked tables ``victim`` (the default), ``perpetrator``
            or ``household``; of one table ``household``, or by default each person (``person``),
            and each row where no subject id says which rows are one person (``row``).
        bounds: ``victim`` and ``perpetrator`` → their links that count; ``household`` → its members
            that count; by default as the codebook says. Public: chosen without looking at a case.
        people: How many people the cases are about, as is publicly known: an order of magnitude.
            Never the exact number of rows.
        dial: ``closest``, ``balanced`` or ``strict``.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        household: Column of one table that says who lives together, for the unit ``household``;
            ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        condensed: Also release linked tables as one row per victim, as the codebook says.
        ledger: File of the ledger; by default ``lanterne-ledger.jsonl`` beside the file of cases,
            or in the folder of tables: of the file or folder itself, where ``cases`` is a link.
        population: Whose data it is, in words, for the ledger.
        keep: Keep the measurements beside the release, as ``<out>.fitted.npz``.
        accept_draft: Use a codebook that nobody has reviewed. Only when the values in the file
            are already public, as in a test on public data: they are published unprotected.
        accept_risk: Why the release is made although there is one by a k-method of the same
            people, in three words or more; kept in the ledger, and not published.
        seen: What the ledger said when somebody saw the price and decided on the release:
            :attr:`lanterne.privacy.Standing.mark`. Refused if something was spent since; by default
            nothing is asked.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        title: Title of the data, in place of that of the codebook.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong. Nothing is written or spent.
        InputError: The cases or the codebook have problems, or the memory of this machine will not
            do for so many answers and people. Nothing is written or spent.
        Refused: The codebook is a draft; the ledger's cap would be exceeded; or it holds a
            release by a k-method, and nobody accepts the risk; or something was spent since the
            price was ``seen``. Nothing is written or spent.
        LanterneError: The disk is full or failed.

    Whatever is raised once the cases are being read carries a note (``__notes__``) that says
    whether the budget was charged, and what was kept.
    """
    from lanterne.codebook.draft import titled
    from lanterne.privacy import Ledger, default_delta
    from lanterne.release import check_destination, check_imprint, write_release
    from lanterne.synthesis.fitted import draw, save_kept

    path, place = Path(cases), Path(out)
    check_destination(place)
    to = Destination(
        place, place.with_name(f"{place.name}.fitted.npz") if keep else None, condensed
    )
    setting = dial_of(dial)
    check_imprint(publisher, licence)
    book = titled(codebook_of(codebook), title)
    check_codebook(book, accept_draft, condensed)
    check_memory(book, people)
    budget_delta = default_delta(people) if delta is None else delta
    terms = Terms(epsilon, budget_delta, unit, bounds or {})
    account = Ledger(ledger_beside(path) if ledger is None else Path(ledger), accept_risk, seen)
    account.check_beside_others("spend")
    rehearsal = Rehearsal(to, publisher, licence)
    with claimed(to), saying_what_was_spent(account, to):
        source = open_source(path, book, terms, subject_id, household, ignore)
        check_room(path, place.parent)
        new_ledger = not account.entries()
        whose = population or DEFAULT_POPULATION
        fitted = source.fit(
            account,
            place.name,
            whose,
            progress,
            lambda invented: rehearsal.fitted(invented, setting),
        )
        if to.kept is not None:
            save_kept(fitted, to.kept)
        drawn = draw(fitted, setting, None, None, progress)
        progress("write", 0.0)
        write_release(drawn, place, publisher=publisher, licence=licence, condensed=condensed)
    return Protection(
        release=place,
        kept=to.kept,
        ledger=account.path,
        statement=drawn.value.statement,
        tables=_rows(drawn),
        counts=_counts(drawn),
        new_ledger=new_ledger,
        subject_id=source.subject_id,
        household=source.household,
        delta_advice=drawn.value.delta_advice(),
        worth=drawn.value.worth,
        cuts=_cuts(drawn),
    )


def check_codebook(book: Codebook, accept_draft: bool, condensed: bool) -> None:
    """Raise unless a release can be made with this codebook, before anything is read.

    Raises:
        Refused: It is a draft, or has the title of one.
        InputError: It cannot be published.
        UsageError: It cannot be condensed, and is to be.
    """
    from lanterne.codebook.draft import has_draft_title
    from lanterne.release import check_condensed, check_publishable

    if book.draft and not accept_draft:
        raise Refused("protect.draft")
    if has_draft_title(book):
        raise Refused("protect.draft-title")
    problems = check_publishable(book)
    if problems:
        raise InputError(problems)
    if condensed:
        check_condensed(book)


def _rows(drawn: Drawn) -> dict[str, int]:
    """Table → synthetic rows; victims before perpetrators before links."""
    from lanterne.synthesis.network.plan import network_of
    from lanterne.synthesis.result import ProtectedTable

    made = drawn.value
    if isinstance(made, ProtectedTable):
        return {made.codebook.table.name: made.data.height}
    network, tables = network_of(made.codebook), made.tables
    return {
        network.victims.name: tables.victims.height,
        network.perpetrators.name: tables.perpetrators.height,
        network.links.name: tables.links.height,
    }


def _cuts(drawn: Drawn) -> tuple[str, ...]:
    """What bounds probably left out, in words; nothing of one table."""
    from lanterne.release.worth_words import cuts_in_words
    from lanterne.synthesis.network.result import ProtectedNetwork

    made = drawn.value
    if not isinstance(made, ProtectedNetwork):
        return ()
    return tuple(cuts_in_words(made.cuts, made.codebook.network))


def _counts(drawn: Drawn) -> int:
    """Published combinations."""
    from lanterne.synthesis.result import ProtectedTable

    made = drawn.value
    if isinstance(made, ProtectedTable):
        return made.aggregates.height
    return sum(counts.height for counts in made.aggregates.values())
