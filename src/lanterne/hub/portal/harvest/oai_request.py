"""What a harvester asks by OAI-PMH 2.0: a verb, its arguments, and where a long list goes on.

The protocol is https://www.openarchives.org/OAI/openarchivesprotocol.html; sections are its own.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

DUBLIN_CORE = "oai_dc"
TOKEN = "resumptionToken"

_LISTS = (("metadataPrefix",), ("from", "until", "set", TOKEN))
VERBS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), (TOKEN,)),
    "ListIdentifiers": _LISTS,
    "ListRecords": _LISTS,
    "GetRecord": (("identifier", "metadataPrefix"), ()),
}
"""Verb → arguments that it needs, and others that it takes; a token stands alone (3.5)."""

_DAY, _SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII)


class OaiError(Exception):
    """Something cannot be answered; the protocol has a code for it (3.6).

    Attributes:
        code: Such as ``badArgument``.
        about: The argument that is wrong, if it is one.
    """

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code, self.about = code, about


@dataclass(frozen=True)
class Asked:
    """What is asked.

    Attributes:
        verb: One of :data:`VERBS`.
        given: Argument → value.
    """

    verb: str
    given: Mapping[str, str]

    def moment(self, name: str) -> datetime | None:
        """The moment that ``from`` or ``until`` names; of a day its first or last second."""
        text = self.given.get(name)
        if text is None:
            return None
        by_day = "T" not in text
        try:
            found = datetime.strptime(text, _DAY if by_day else _SECOND).replace(tzinfo=UTC)
        except ValueError as error:
            raise OaiError("badArgument", name) from error
        return found + timedelta(days=1, seconds=-1) if by_day and name == "until" else found


@dataclass(frozen=True)
class Resumption:
    """Where a list goes on: nothing is kept here, the harvester brings it along (3.5).

    Attributes:
        given: What was asked at first.
        begin: Number of records that were told.
        mark: Names the whole list; another one means that it has changed meanwhile.
    """

    given: Mapping[str, str]
    begin: int
    mark: str

    @property
    def token(self) -> str:
        """It as a text without signs that addresses do not hold."""
        values = json.dumps([dict(self.given), self.begin, self.mark])
        return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, token: str) -> Resumption:
        """Read one; raises OaiError where it is none of ours."""
        try:
            values = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), b"-_", True))
            given, begin, mark = values
            whole = {str(name): str(value) for name, value in given.items()}
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise OaiError("badResumptionToken") from error
        if whole != given or type(begin) is not int or begin < 0 or type(mark) is not str:
            raise OaiError("badResumptionToken")
        return cls(whole, begin, mark)


def asked_of(given: QueryDict) -> Asked:
    """What is asked; raises OaiError with the first argument that is wrong."""
    verbs = given.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb")
    needed, taken = VERBS[verbs[0]]
    for name, values in given.lists():
        if len(values) != 1 or name not in {"verb", *needed, *taken}:
            raise OaiError("badArgument", name)
    found = {name: str(given[name]) for name in given if name != "verb"}
    if TOKEN in found:
        if len(found) > 1:
            raise OaiError("badArgument", TOKEN)
        return Asked(verbs[0], found)
    for name in needed:
        if name not in found:
            raise OaiError("badArgument", name)
    _check_moments(found)
    return Asked(verbs[0], found)


def _check_moments(found: Mapping[str, str]) -> None:
    """Both have the same form, and come in order."""
    there = [name for name in ("from", "until") if name in found]
    for name in there:
        if not _MOMENT.fullmatch(found[name]) or len(found[name]) != len(found[there[0]]):
            raise OaiError("badArgument", name)
    if len(there) == 2 and found["from"] > found["until"]:
        raise OaiError("badArgument", "until")


def written(moment: datetime) -> str:
    """A moment as the protocol writes it, by the clock of Greenwich."""
    return moment.astimezone(UTC).strftime(_SECOND)
