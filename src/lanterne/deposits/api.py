"""The deposits of a site: what each call asks, and what an answer must be to be believed.

The API of deposits of Zenodo, developers.zenodo.org in the state of 2026-04-10, with its "new
files API" (a bucket). Addresses are made here from numbers: of those that an answer holds only the
bucket is used, and only if it lies below the API.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote, urlsplit

from lanterne.deposits.sites import Site
from lanterne.deposits.token import Token
from lanterne.deposits.web import DeniedError, UnansweredError, Web
from lanterne.errors import LanterneError, annotate
from lanterne.messages import Message

CLOCKS = timedelta(minutes=1)
"""How far apart the clocks of a site may be, of its pages and of its database."""

_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
_MD5 = re.compile(r"(?:md5:)?([0-9a-f]{32})")


@dataclass(frozen=True)
class File:
    """A file of a deposit, as the site has it.

    Attributes:
        id: By which it is deleted.
        name: What it is called.
        size: Bytes.
        md5: 32 hexadecimal digits.
    """

    id: str
    name: str
    size: int
    md5: str


@dataclass(frozen=True)
class Deposit:
    """A deposit, as the site has it.

    Attributes:
        number: Its id.
        doi: Its DOI: registered if it is published, and reserved before; empty: it has none.
        bucket: Address that becomes that of a file; empty: nothing can be put into it.
        published: Whether it is, for ever.
        created: When, by the clock of the site; ``None``: it does not say.
        whole: Number that all versions of it share; empty: it does not say.
        metadata: What it says.
        files: Its files.
        next: Number of the draft of which it speaks as the latest; ``None``: of none.
    """

    number: int
    doi: str
    bucket: str
    published: bool
    created: datetime | None
    whole: str
    metadata: Mapping[str, Any]
    files: tuple[File, ...]
    next: int | None


class Api:
    """The deposits of whom a token belongs to; each call raises as :meth:`Web.ask` does.

    Args:
        site: Where.
        token: Of its user.
    """

    def __init__(self, site: Site, token: Token) -> None:
        self.site = site
        self._web = Web(site, token)
        self._deposits = f"{site.api}/deposit/depositions"

    def create(self) -> Deposit:
        """A new draft, of which only its owner knows."""
        return self._of(self._web.ask("POST", self._deposits, values={}).values)

    def read(self, number: int) -> Deposit:
        """A deposit."""
        return self._of(self._web.ask("GET", f"{self._deposits}/{number}").values)

    def new_version(self, earlier: int) -> Deposit:
        """A new draft that will be the next version of a deposit that is published.

        The site has one such draft at most, and gives the one that is there: it is somebody's
        work, and neither changed nor deleted here.

        Raises:
            LanterneError: There is no such deposit, it is a draft, or a version was begun before.
        """
        try:
            asked = self._web.ask("GET", f"{self._deposits}/{earlier}")
        except DeniedError as error:
            if error.status in (403, 404):
                raise LanterneError("deposit.earlier-unknown", **self._named(earlier)) from None
            raise
        before = self._of(asked.values)
        if not before.published:
            raise LanterneError("deposit.earlier-draft", **self._named(earlier))
        answer = self._web.ask("POST", f"{self._deposits}/{earlier}/actions/newversion")
        # By the documentation the answer is the earlier deposit, today it is the new one: both
        # name the draft.
        number = self._of(answer.values).next
        if number is None or number == earlier:
            raise self._odd()
        try:
            draft = self.read(number)
        except LanterneError as error:  # whose it is, is not known
            annotate(error, Message("deposit.draft-left", {"page": self.site.draft_page(number)}))
            raise
        since = _moment(asked.date)
        fresh = draft.created and since and draft.created >= since - CLOCKS
        if draft.published or draft.whole != before.whole or not fresh:
            page = self.site.draft_page(number)
            raise LanterneError("deposit.version-begun", page=page, **self._named(earlier))
        return draft

    def forget(self, draft: Deposit, file: File) -> None:
        """Delete a file of a draft."""
        self._web.ask("DELETE", f"{self._deposits}/{draft.number}/files/{file.id}")

    def describe(self, draft: Deposit, metadata: Mapping[str, Any]) -> Deposit:
        """Say what a draft is; the draft as the site has it then."""
        address = f"{self._deposits}/{draft.number}"
        return self._of(self._web.ask("PUT", address, values={"metadata": metadata}).values)

    def upload(self, draft: Deposit, path: Path, told: Callable[[float], None]) -> str:
        """Put a file into a draft; the MD5 of what arrived.

        Args:
            draft: The draft.
            path: The file, which keeps its name.
            told: Called with the share that was sent; may raise.
        """
        address = f"{draft.bucket}/{quote(path.name)}"
        with path.open("rb") as file:
            sent = cast(BinaryIO, _Told(file, path.stat().st_size, told))
            values = self._web.ask("PUT", address, content=sent).values
        found = _MD5.fullmatch(str(values.get("checksum")))
        if found is None:
            raise self._odd()
        return found[1]

    def publish(self, draft: Deposit) -> Deposit:
        """Publish a draft, for ever."""
        address = f"{self._deposits}/{draft.number}/actions/publish"
        return self._of(self._web.ask("POST", address).values)

    def delete(self, draft: Deposit) -> None:
        """Delete a draft, with what is in it; what is published is not deleted by it."""
        self._web.ask("DELETE", f"{self._deposits}/{draft.number}")

    def close(self) -> None:
        """Close the connections."""
        self._web.close()

    def _of(self, values: Mapping[str, Any]) -> Deposit:
        """The deposit that an answer describes.

        Raises:
            UnansweredError: It describes none.
        """
        try:
            return self._read(values)
        except (KeyError, TypeError, ValueError, AttributeError):
            pass
        raise self._odd()

    def _read(self, values: Mapping[str, Any]) -> Deposit:
        metadata, links = values["metadata"], values["links"]
        published = values["submitted"] is True
        reserved = metadata.get("prereserve_doi") or {}
        bucket = str(links.get("bucket") or "")
        below = bucket.removeprefix(f"{self.site.api}/files/")
        if bucket and (below == bucket or not _ID.fullmatch(below)):
            raise ValueError
        latest = links.get("latest_draft")
        return Deposit(
            number=_number(values["id"]),
            doi=str((values["doi"] if published else reserved.get("doi")) or ""),
            bucket=bucket,
            published=published,
            created=_moment(values.get("created")),
            whole=str(values.get("conceptrecid") or ""),
            metadata=metadata,
            files=tuple(_files(values.get("files") or [])),
            next=_number(urlsplit(latest).path.rpartition("/")[2]) if latest else None,
        )

    def _odd(self) -> UnansweredError:
        return UnansweredError(Message("deposit.not-the-api", {"host": self.site.host}))

    def _named(self, earlier: int) -> dict[str, str]:
        return {"host": self.site.host, "number": str(earlier)}


class _Told:
    """A file that says how far it was read. Its length is known, so that it is sent in one go."""

    def __init__(self, file: BinaryIO, size: int, told: Callable[[float], None]) -> None:
        self._file, self._size, self._told, self._read = file, size, told, 0

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(1 << 16):
            yield block

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        self._told(self._read / max(self._size, 1))
        block = self._file.read(size)
        self._read += len(block)
        return block


def _number(value: Any) -> int:
    """A number that may stand in an address; raises ValueError."""
    number = int(value)
    if isinstance(value, bool) or number < 1:
        raise ValueError
    return number


def _files(values: Any) -> Iterator[File]:
    for one in values:
        found, key = _MD5.fullmatch(one["checksum"]), str(one["id"])
        if found is None or not _ID.fullmatch(key):
            raise ValueError
        yield File(key, str(one["filename"]), int(one["filesize"]), found[1])


def _moment(value: Any) -> datetime | None:
    """A moment of an answer or of a header, with a time zone; ``None``: it is none."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(str(value))
        except (ValueError, TypeError):
            continue
        return found if found.tzinfo else None
    return None
