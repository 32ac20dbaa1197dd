"""The verb that protects by a k-method: cases in, a release that hides each person among k out."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError, annotate
from lanterne.messages import Message, Parameter, either
from lanterne.verbs.arguments import checked
from lanterne.verbs.precautions import Destination, check_room, claimed, ledger_beside
from lanterne.verbs.protection import DEFAULT_POPULATION, check_codebook
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.settings import Progress, codebook_of, silent

if TYPE_CHECKING:
    import polars as pl

    from lanterne.anonymity import AnonymousTable, Checked, Guarantee, KStatement
    from lanterne.codebook import Codebook
    from lanterne.privacy import Ledger

K = 10
"""Fewest people behind what is written, when nobody says."""

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


@checked
def anonymise(
    cases: str | Path,
    codebook: str | Path | Codebook,
    *,
    method: str,
    out: str | Path,
    k: int = K,
    length: int | str | None = None,
    quasi_identifiers: Sequence[str] = (),
    diversity: int | None = None,
    closeness: float | None = None,
    sensitive: Sequence[str] = (),
    accept_risk: str | None = None,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    ledger: str | Path | None = None,
    population: str | None = None,
    accept_draft: bool = False,
    seen: str | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    title: str | None = None,
    progress: Progress = silent,
) -> Anonymised:
    """Hide each person among k others: write a release by a k-method, once.

    This is no differential privacy: see the page ``GUARANTEE.md`` of the release for what it does
    not hide. Beside another release of the same people it is refused, unless somebody accepts the
    risk in writing.

    Args:
        cases: A delimited text, XLSX, ODS or Parquet file.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook; of one table.
        method: ``k-anonymous-synthetic`` or ``k-anonymised``.
        out: Folder of the release; must not exist.
        k: Fewest people behind what is written, at least 2.
        length: Of synthetic rows: the longest combination of answers that is promised, 1 to 3, or
            ``"rows"`` for whole rows; by default 3, or all columns where there are fewer.
        quasi_identifiers: Of k-anonymised rows: columns by which a person may be found.
        diversity: Of k-anonymised rows: fewest different answers to each sensitive column among
            rows that are alike.
        closeness: Of k-anonymised rows: how far these may be spread from all rows, 0 to 1.
        sensitive: The columns that ``diversity`` and ``closeness`` are about.
        accept_risk: Why the release is made beside others of the same people, in three words or
            more; kept in the ledger, and not published.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        ledger: File of the ledger; by default ``lanterne-ledger.jsonl`` beside the file of cases.
        population: Whose data it is, in words, for the ledger.
        accept_draft: Use a codebook that nobody has reviewed: see :func:`lanterne.protect`.
        seen: What the ledger said when somebody saw the price and decided on the release:
            :attr:`lanterne.privacy.Standing.mark`. Refused if something was spent since; by default
            nothing is asked.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        title: Title of the data, in place of that of the codebook.
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
    from lanterne.cases import open_cases
    from lanterne.codebook.draft import titled
    from lanterne.privacy import K_RELEASE, Ledger, Unit
    from lanterne.release import check_destination, check_imprint, write_k_release
    from lanterne.release.imprint import software

    path, place = Path(cases), Path(out)
    check_imprint(publisher, licence)
    check_destination(place)
    book = titled(codebook_of(codebook), title)
    asked = _asked(method, book, k, length, quasi_identifiers, diversity, closeness, sensitive)
    for one in (book, asked.published):
        check_codebook(one, accept_draft, condensed=False)
    account = Ledger(ledger_beside(path) if ledger is None else Path(ledger), accept_risk, seen)
    account.check_beside_others(K_RELEASE)
    new_ledger = not account.entries()
    to = Destination(place, None, condensed=False)
    rehearsal = Rehearsal(to, publisher, licence)
    with claimed(to):
        opened = open_cases(path, book, subject_id, ignore, household="")
        unit = Unit.ROW if opened.subject_id is None else Unit.PERSON
        check_room(path, place.parent)
        progress("read", 0.0)
        made = asked.make(opened.frame(), progress)
        release = k_release(made.value.guarantee, population or DEFAULT_POPULATION, place.name)
        rehearsal.grouped(made, asked.original, *account.foresee_k_release(release), unit)
        progress("write", 0.0)
        entry = account.note_k_release(release)
        with _saying_it_was_noted(account, place):
            statement = k_statement(made.value, entry, account.spent(), software(), unit)
            write_k_release(
                made,
                statement,
                place,
                original=asked.original,
                publisher=publisher,
                licence=licence,
            )
    return Anonymised(
        place, account.path, statement, made.value.data.height, new_ledger, opened.subject_id
    )


def _asked(
    method: str,
    book: Codebook,
    k: int,
    length: int | str | None,
    quasi_identifiers: Sequence[str],
    diversity: int | None,
    closeness: float | None,
    sensitive: Sequence[str],
) -> _Asked:
    """What was asked for; raises UsageError when it cannot be, before any case is read."""
    from lanterne.anonymity import Method
    from lanterne.anonymity.terms import only_table

    only_table(book)
    if method not in set(Method):
        raise UsageError(_unknown(method))
    of_classes = {
        "quasi-identifiers": quasi_identifiers,
        "diversity": diversity,
        "closeness": closeness,
        "sensitive": sensitive,
    }
    if method == Method.K_ANONYMISED:
        _check_foreign(method, {"length": length})
        return _generalised(book, k, quasi_identifiers, diversity, closeness, sensitive)
    _check_foreign(method, of_classes)
    return _synthetic(book, k, length)


def _unknown(method: str) -> Message:
    from lanterne.anonymity import Method
    from lanterne.codebook.advice import with_nearest

    methods = either(*map(str, Method))
    unknown = Message("k-method.unknown", {"name": method, "methods": methods})
    return with_nearest(unknown, method, map(str, Method))


def _check_foreign(method: str, options: Mapping[str, object]) -> None:
    foreign = [name for name, given in options.items() if given not in (None, (), [])]
    if foreign:
        named: Parameter = foreign[0]
        for other in foreign[1:]:
            named = Message("k-method.no-and-no", {"one": named, "other": other})
        raise UsageError("k-method.foreign-option", method=method, options=named)


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


def _generalised(
    book: Codebook,
    k: int,
    quasi_identifiers: Sequence[str],
    diversity: int | None,
    closeness: float | None,
    sensitive: Sequence[str],
) -> _Asked:
    from lanterne.anonymity import generalised

    asked = generalised.Requirements(k, quasi_identifiers, diversity, closeness, sensitive)
    generalised.check_requirements(asked, book.table, None)
    return _Asked(
        lambda rows, progress: generalised.anonymise(rows, book, asked, progress=progress),
        book,
        generalised.widened(book, quasi_identifiers),
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
