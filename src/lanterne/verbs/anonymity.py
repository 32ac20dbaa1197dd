"""The verb that protects by a k-method: cases in, a release that hides each person among k out."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError, annotate
from lanterne.files.handed import handed
from lanterne.messages import Message, Parameter
from lanterne.verbs.parts import check_made_here, check_outside, check_parts, open_cases_of
from lanterne.verbs.precautions import Destination, account_of, check_room, claimed
from lanterne.verbs.protection import DEFAULT_POPULATION, check_codebook
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.requests import AnonymiseRequest, takes
from lanterne.verbs.settings import Progress, codebook_of, mapping_behind, opening_of

if TYPE_CHECKING:
    import polars as pl

    from lanterne.anonymity import AnonymousTable, Checked, Guarantee, KStatement
    from lanterne.codebook import Codebook
    from lanterne.privacy import Ledger

LENGTH = 3
"""Longest combination that is promised, when nobody says."""

ROWS = "rows"
"""The length of whole rows."""


@dataclass(frozen=True)
class Anonymised:
    """What :func:`anonymise` has made.

    Attributes:
        release: The folder that may be published.
        ledger: The file in which the release was noted.
        statement: What is promised, and what the ledger holds beside it.
        rows: How many rows the release has: rounded, and not the number of people.
        new_ledger: Whether the ledger was started by this release.
        subject_id: Column that said which rows are one person; ``None``: each row was taken to be
            one.
    """

    release: Path
    ledger: Path
    statement: KStatement
    rows: int
    new_ledger: bool
    subject_id: str | None

    def __repr__(self) -> str:
        """What was made, in a line."""
        return f"Anonymised({str(self.release)!r}, k={self.guarantee.k}, {self.rows} rows)"

    @property
    def guarantee(self) -> Guarantee:
        """What holds of the rows."""
        return self.statement.guarantee


@dataclass(frozen=True)
class _Asked:
    """A k-method with what was asked of it, checked as far as it can be before cases are read.

    Attributes:
        make: The method itself.
        original: Of generalised rows, the codebook of the cases.
        published: The codebook that the release will have.
    """

    make: Callable[[pl.DataFrame, Progress], Checked[AnonymousTable]]
    original: Codebook | None
    published: Codebook

    @property
    def book(self) -> Codebook:
        """The codebook of the cases."""
        return self.published if self.original is None else self.original


@takes(AnonymiseRequest)
def anonymise(request: AnonymiseRequest, progress: Progress) -> Anonymised:
    """Hide each person among k others: write a release by a k-method, once.

    This is no differential privacy: see the page ``GUARANTEE.md`` of the release for what it does
    not hide. Beside another release of the same people it is refused, unless somebody accepts the
    risk in writing.

    Args:
        request: What is asked for; or its fields: see :class:`AnonymiseRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong. Nothing is written.
        InputError: The cases or the codebook have problems. Nothing is written.
        Refused: The codebook is a draft; the ledger holds other releases of these people; or no
            such rows can be made. Nothing is written.
        LanterneError: The disk is full or failed.

    What is raised after the ledger was written carries a note (``__notes__``) that says so.
    """
    from lanterne.anonymity import k_release, k_statement
    from lanterne.codebook.draft import titled
    from lanterne.harmonise import definitions_of
    from lanterne.privacy import K_RELEASE, Unit
    from lanterne.release import check_destination, check_imprint, write_k_release
    from lanterne.release.imprint import software

    cases, place = handed(request.cases), Path(request.out)
    check_imprint(request.publisher, request.licence)
    check_made_here(place, request.ledger)
    check_destination(place)
    asked = _asked(request, titled(codebook_of(request.codebook), request.title))
    for one in filter(None, (asked.original, asked.published)):
        check_codebook(one, request.accept_draft, condensed=False)
    check_parts(cases, asked.book, request.duplicates)
    check_outside(cases, asked.book, request.ledger, request.out)
    account = account_of(request)
    account.check_beside_others(K_RELEASE)
    new_ledger = not account.entries()
    to = Destination(place, None, condensed=False)
    rehearsal = Rehearsal(to, request.publisher, request.licence)
    with claimed(to):
        opening = opening_of(request, asked.book)
        behind = mapping_behind(request, opening.mapping)
        definitions = definitions_of(behind, asked.book) if behind else None
        said = request.subject_id, ""
        opened = open_cases_of(cases, asked.book, said, request.ignore, opening.table)
        unit = Unit.ROW if opened.subject_id is None else Unit.PERSON
        check_room(cases, place.parent)
        progress("read", 0.0)
        made = asked.make(opened.frame(), progress)
        whose = request.population or DEFAULT_POPULATION
        release = k_release(made.value.guarantee, whose, place.name)
        foreseen = account.foresee_k_release(release)
        rehearsal.grouped(made, asked.original, *foreseen, unit, definitions)
        progress("write", 0.0)
        entry = account.note_k_release(release)
        with _saying_it_was_noted(account, place):
            statement = k_statement(made.value, entry, account.spent(), software(), unit)
            write_k_release(
                made,
                statement,
                place,
                original=asked.original,
                publisher=request.publisher,
                licence=request.licence,
                definitions=definitions,
            )
    return Anonymised(
        place, account.path, statement, made.value.data.height, new_ledger, opened.subject_id
    )


def _asked(request: AnonymiseRequest, book: Codebook) -> _Asked:
    """What was asked for; raises UsageError when it cannot be, before any case is read."""
    from lanterne.anonymity import Method
    from lanterne.anonymity.terms import only_table

    only_table(book)
    if request.method == Method.K_ANONYMISED:
        return _generalised(request, book)
    return _synthetic(book, request.k, request.length)


def _synthetic(book: Codebook, k: int, length: int | str | None) -> _Asked:
    from lanterne.anonymity.synthetic.make import check_terms, make_k_synthetic

    longest = min(LENGTH, len(book.table.names)) if length is None else length
    promised = None if longest == ROWS else longest
    if isinstance(promised, str):
        raise UsageError("k-method.length-no-number", rows=ROWS, got=promised)
    check_terms(book.table, k, promised)
    return _Asked(
        lambda rows, progress: make_k_synthetic(rows, book, k, promised, progress=progress),
        None,
        book,
    )


def _generalised(request: AnonymiseRequest, book: Codebook) -> _Asked:
    from lanterne.anonymity import generalised

    asked = generalised.Requirements(
        request.k,
        request.quasi_identifiers,
        request.diversity,
        request.closeness,
        request.sensitive,
    )
    generalised.check_requirements(asked, book.table, None)
    return _Asked(
        lambda rows, progress: generalised.anonymise(rows, book, asked, progress=progress),
        book,
        generalised.widened(book, asked.quasi_identifiers),
    )


@contextmanager
def _saying_it_was_noted(account: Ledger, place: Path) -> Iterator[None]:
    """Note on whatever is raised that the ledger holds a release that was perhaps not made."""
    try:
        yield
    except BaseException as error:
        gaps: dict[str, Parameter] = {"ledger": str(account.path), "place": str(place)}
        if place.exists():
            annotate(error, Message("spend.noted-and-made", gaps))
        else:
            annotate(error, Message("spend.noted-and-not-made", gaps))
        raise
