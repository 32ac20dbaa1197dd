"""The verb that spends: cases in, a protected release out."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, Refused
from lanterne.files.handed import handed_or_stored
from lanterne.notebook import table_of
from lanterne.verbs.linked import check_outside_parts
from lanterne.verbs.needs import check_memory
from lanterne.verbs.parts import check_made_here, check_outside, check_parts, runner_of
from lanterne.verbs.precautions import (
    Destination,
    account_of,
    check_room,
    claimed,
    saying_what_was_spent,
)
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.requests import ProtectRequest, digest_of, takes
from lanterne.verbs.settings import (
    Progress,
    codebook_of,
    dial_of,
    mapping_behind,
    naming,
    opening_of,
)
from lanterne.verbs.sources import open_source
from lanterne.verbs.terms import terms_of

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.privacy import PrivacyStatement
    from lanterne.synthesis.fitted import Drawn
    from lanterne.synthesis.network.cut import Cut
    from lanterne.synthesis.worth import Worth

OFF_BY = 10
"""How many times more people there may be than somebody said: they know the order of magnitude."""

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
        cuts: What the bounds of linked tables probably left out, by the noisy counts.
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
    cuts: tuple[Cut, ...] = ()

    def __repr__(self) -> str:
        """What was made, in a line."""
        promise = f"epsilon={self.epsilon:g}, delta={self.delta:g}"
        return f"Protection({str(self.release)!r}, {promise}, {self.counts} counts)"

    def _repr_html_(self) -> str:
        """What a notebook shows: what was made, what was promised, and what it cost."""
        held = {f"{name}: rows": f"{rows:,}" for name, rows in self.tables.items()}
        fields = {"release": self.release, **held, "counts": f"{self.counts:,}"}
        fields |= {**self.statement.in_short, "ledger": self.ledger, "kept": self.kept}
        return table_of("Protection", fields)

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


@takes(ProtectRequest)
def protect(request: ProtectRequest, progress: Progress) -> Protection:
    """Protect cases: write a release that is (ε, δ)-differentially private.

    Neighbours are two sets of cases that differ by all that is recorded of one person; or of one
    perpetrator, or of all people of one household, as ``unit`` says: see
    :data:`lanterne.privacy.units.NEIGHBOURS`.

    Args:
        request: What is asked for; or its fields: see :class:`ProtectRequest`.
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
    from lanterne.privacy import Account
    from lanterne.release import check_destination, check_imprint, write_release
    from lanterne.runners import InProcess
    from lanterne.synthesis.fitted import draw, save_kept
    from lanterne.synthesis.planned_rows import ROWS_OF_A_PART

    check_made_here(request.out, request.ledger)
    check_destination(Path(request.out))  # a name of its own, from which others are made
    cases, to = handed_or_stored(request.cases), destination(request)
    setting = dial_of(request.dial)
    check_imprint(request.publisher, request.licence)
    book = titled(codebook_of(request.codebook), request.title)
    check_codebook(book, request.accept_draft, request.condensed)
    check_memory(book, request.expected_people)
    check_parts(cases, book, request.duplicates, request.runner)
    check_outside(cases, book, request.ledger, request.out)
    opening = opening_of(request, book)
    if opening.mapping is not None and isinstance(cases, Path):
        check_outside_parts(cases, opening.mapping, filter(None, (request.ledger, request.out)))
    behind = mapping_behind(request, opening.mapping)
    terms = terms_of(request)
    runner = runner_of(request.runner, request.master)
    account = account_of(request)
    account.check_beside_others("spend")
    in_parts = request.expected_people * OFF_BY > ROWS_OF_A_PART
    rehearsal = Rehearsal(to, request.publisher, request.licence, in_parts)
    with claimed(to), saying_what_was_spent(account, to):
        source = open_source(request, book, terms, opening, runner)
        check_room(cases, to.release.parent)
        new_ledger = not account.entries()
        whose = request.population or DEFAULT_POPULATION
        asked = digest_of(replace(request, codebook=book))

        named = naming(behind, book, opening.joined)
        fitted = source.fit(
            Account(account, to.release.name, whose, asked),
            progress,
            lambda invented: rehearsal.fitted(lambda: named(invented()), setting),
        )
        fitted = named(fitted)
        if to.kept is not None:
            save_kept(fitted, to.kept)
        drawn = draw(fitted, setting, None, None, progress)
        progress("write", 0.0)
        write_release(
            drawn,
            to.release,
            publisher=request.publisher,
            licence=request.licence,
            condensed=request.condensed,
            runner=runner or InProcess(),
            progress=progress,
        )
    return Protection(
        release=to.release,
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


def destination(request: ProtectRequest) -> Destination:
    """Where the release goes, and the measurements."""
    place = Path(request.out)
    kept = place.with_name(f"{place.name}.fitted.npz") if request.keep else None
    return Destination(place, kept, request.condensed)


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
    from lanterne.synthesis.result import PlannedTable, ProtectedTable

    made = drawn.value
    if isinstance(made, ProtectedTable):
        return {made.codebook.table.name: made.data.height}
    if isinstance(made, PlannedTable):
        return {made.codebook.table.name: made.rows.rows}
    network, tables = network_of(made.codebook), made.tables
    return {
        network.victims.name: tables.victims.height,
        network.perpetrators.name: tables.perpetrators.height,
        network.links.name: tables.links.height,
    }


def _cuts(drawn: Drawn) -> tuple[Cut, ...]:
    """What bounds probably left out; nothing of one table."""
    from lanterne.synthesis.network.result import ProtectedNetwork

    made = drawn.value
    return made.cuts if isinstance(made, ProtectedNetwork) else ()


def _counts(drawn: Drawn) -> int:
    """Published combinations."""
    from lanterne.synthesis.result import PlannedTable, ProtectedTable

    made = drawn.value
    if isinstance(made, ProtectedTable):
        return made.aggregates.height
    if isinstance(made, PlannedTable):
        return made.listing.combinations
    return sum(counts.height for counts in made.aggregates.values())
