"""What is seen to around a spend: where it is written, that it is not wasted, and what is said.

Budget that is spent is gone, so whatever can be known to fail is looked at before; and whatever
fails after tells whether it was spent.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne import disk
from lanterne.errors import InputError, LanterneError, UsageError, annotate
from lanterne.files.handed import Held, Stored, handed_or_stored
from lanterne.files.object_path import File, ObjectPath
from lanterne.messages import Message
from lanterne.verbs.arguments import checked
from lanterne.verbs.handed_in import check_ledger_named, only_files
from lanterne.verbs.requests.releasing import ReleaseRequest

if TYPE_CHECKING:
    from lanterne.privacy import Ledger
    from lanterne.verbs.requests import ChooseRequest

LEDGER = "lanterne-ledger.jsonl"
"""Name of the ledger in the folder of the cases."""

ROOM = 20 * 2**20
"""Bytes that must be free, beside those of ``COPIES`` of the cases, before budget is spent."""

COPIES = 3
"""A release holds its rows as text and compressed, perhaps again as one table, and counts."""


@dataclass(frozen=True)
class Destination:
    """What a protection is to make.

    Attributes:
        release: Folder of the release.
        kept: File of the measurements; ``None``: they are not kept.
        condensed: Whether the release is to have a condensed file.
    """

    release: Path
    kept: Path | None
    condensed: bool

    @property
    def redraw(self) -> str:
        """The command that makes the release from the measurements."""
        condensed = " --condensed" if self.condensed else ""
        return f"lanterne redraw {self.kept} --out {self.release}{condensed}"


@checked
def ledger_beside(cases: Path) -> Path:
    """The ledger of cases: in the folder of the file, or in the folder of tables itself.

    A link to a file or folder finds the same ledger as the file or folder.
    """
    there = cases.resolve() if cases.is_symlink() else cases
    return (there if there.is_dir() else there.parent) / LEDGER


def account_of(request: ReleaseRequest | ChooseRequest) -> Ledger:
    """The ledger that a request is charged to, with what was decided of it.

    Raises:
        UsageError: The cases are a data frame or in a store, and no ledger is named.
    """
    from lanterne.privacy import Ledger  # noqa: PLC0415 - loads Polars

    cases, ledger = handed_or_stored(request.cases), request.ledger
    check_ledger_named(cases, ledger)
    path = Path(ledger) if ledger is not None else ledger_beside(only_files(cases))
    seen = request.seen if isinstance(request, ReleaseRequest) else None  # a choice has no price
    return Ledger(path, request.accept_risk, seen)


def check_not_kept(to: Destination) -> None:
    """Measurements that are there already were paid for: they are used, not overwritten.

    Raises:
        UsageError: They are there.
    """
    if to.kept is not None and to.kept.exists():
        raise UsageError("protect.already-measured", place=str(to.kept), command=to.redraw)


@contextmanager
def claimed(to: Destination) -> Iterator[None]:
    """Nobody else makes the same release, or keeps measurements under the same name, meanwhile.

    A process that dies gives its claim back. Where the file system keeps no locks, nothing is
    claimed.

    Raises:
        UsageError: Somebody else is making it; or it is there already.
    """
    from lanterne.release import check_destination  # noqa: PLC0415 - loads Polars

    with ExitStack() as claims:
        for place in (to.release, to.kept):
            if place is None:
                continue
            try:
                ours = claims.enter_context(disk.claimed(place.with_name(f".{place.name}.claim")))
            except OSError:
                continue
            if not ours:
                raise UsageError("protect.claimed", place=str(place))
        check_destination(to.release)
        check_not_kept(to)
        yield


def check_room(cases: Stored, folder: Path) -> None:
    """A disk that fills up after the spend wastes it, so the room is looked at before.

    Args:
        cases: A file, a folder of tables, or data frames that were opened.
        folder: Where the release will be.

    Raises:
        UsageError: There may not be enough.
    """
    free = shutil.disk_usage(folder).free
    if free < ROOM + COPIES * _size_of(cases):
        raise UsageError("protect.no-room", free=round(free / 2**20), folder=str(folder))


def _size_of(cases: Stored) -> int:
    """Bytes of what was handed in."""
    if isinstance(cases, Held):
        return cases.size
    from lanterne.files.shards import listed  # noqa: PLC0415 - loads Polars

    files, others = listed(cases)
    folders = (one for one in others if isinstance(one, ObjectPath) or one.is_dir())
    return sum(map(_bytes_of, chain(files, *(_files_in(one) for one in folders))))


def _files_in(folder: File) -> Sequence[File]:
    """The files of a folder; none where nobody may look: then it is no table that was opened."""
    from lanterne.files.shards import listed  # noqa: PLC0415 - loads Polars

    try:
        return listed(folder)[0]
    except (InputError, OSError):
        return ()


def _bytes_of(file: File) -> int:
    try:
        return file.size if isinstance(file, ObjectPath) else file.stat().st_size
    except InputError:
        return 0


@contextmanager
def saying_what_was_spent(
    account: Ledger, to: Destination, purpose: str | None = None
) -> Iterator[None]:
    """Note on whatever is raised whether the ledger was charged: read from it, not guessed.

    Args:
        account: The ledger.
        to: What is to be made.
        purpose: What the ledger says that the spend is for; ``None``: the name of the release.
    """
    before = len(account.entries())
    try:
        yield
    except BaseException as error:
        annotate(error, _what_was_spent(account, before, to, purpose or to.release.name))
        raise


def _what_was_spent(account: Ledger, before: int, to: Destination, purpose: str) -> Message:
    place = to.release
    try:
        new = account.entries()[before:]
    except (LanterneError, KeyboardInterrupt) as error:
        return Message("spend.ask-the-ledger", {"ledger": str(account.path), "why": str(error)})
    if not any(e.kind == "spend" and e.details["purpose"] == purpose for e in new):
        return Message("spend.not-charged")
    if place.exists():
        return Message("spend.charged-and-made", {"place": str(place)})
    if to.kept is not None and to.kept.exists():
        return Message("spend.charged-and-kept", {"command": to.redraw})
    return Message("spend.charged-and-lost", {"ledger": str(account.path)})
