"""Which address becomes which file.

A page is ``index.html`` in a folder that is called as its address is, so that most web servers
answer to the address too. What is the same in all languages stands once, outside of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit

from lanterne.hub.languages import TAGS
from lanterne.hub.showcase.ask import Answer
from lanterne.hub.showcase.crawl import language_of, stays

INDEX = "index.html"

_API = "/api/v1/"
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
"""Signs that a name may not have on some disk."""

_PLAIN = re.compile(r"[\w.-]{1,80}", re.ASCII)


def places(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Address → path of its file; the same one for addresses at which there is the same.

    Args:
        answers: Path and query → what is there.
    """
    kept = {one: answer for one, answer in answers.items() if stays(one, answer)}
    common: dict[str, set[str]] = {}
    for address, answer in kept.items():
        common.setdefault(_common(address, answer), set()).add(answer.digest)
    found, taken = {}, _Taken()
    for address, answer in kept.items():
        shared = _common(address, answer)
        alike = not _is_page(answer) and len(common[shared]) == 1
        found[address] = taken.path(shared if alike else _own(address, answer), answer.digest)
    return found


def _is_page(answer: Answer) -> bool:
    return answer.is_page or bool(answer.leads_to)


def _own(address: str, answer: Answer) -> str:
    """A path that follows from the address."""
    asked = urlsplit(address)
    path = _UNFIT.sub("_", unquote(asked.path).lstrip("/"))
    query = _query(asked.query)
    if _is_page(answer):
        return "/".join(filter(None, [path.rstrip("/"), query, INDEX]))
    place = PurePosixPath(path)
    if answer.kind == "application/json" and place.suffix != ".json":
        place = place.with_name(f"{place.name}.json")
    return str(place.with_name(f"{place.stem}-{query}{place.suffix}") if query else place)


def _common(address: str, answer: Answer) -> str:
    """The same, without a language, and wherever programs are told that it is."""
    path = _own(address, answer)
    language = language_of(address)
    return path.removeprefix(f"{language}/" if language in TAGS else _API.lstrip("/"))


def _query(query: str) -> str:
    """A question as a part of a name."""
    if not query:
        return ""
    words = "-".join(part for one in parse_qsl(query, keep_blank_values=True) for part in one)
    return words if _PLAIN.fullmatch(words) else hashlib.sha256(query.encode()).hexdigest()[:16]


class _Taken:
    """Paths that are taken, also on disks that know no capitals: each by what is there."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[str, str]] = {}
        self._folders: set[str] = set()

    def path(self, wanted: str, digest: str) -> str:
        """The path, or one beside it where something else is there."""
        place, number = PurePosixPath(wanted), 0
        while not self._is_free(str(place), digest):
            number += 1
            place = PurePosixPath(wanted).with_stem(f"{PurePosixPath(wanted).stem}-{number}")
        path = str(place)
        self._files[path.casefold()] = path, digest
        self._folders |= {str(one).casefold() for one in place.parents}
        return path

    def _is_free(self, path: str, digest: str) -> bool:
        known = self._files.get(path.casefold(), (path, digest))
        above = {str(one).casefold() for one in PurePosixPath(path).parents}
        of_file = path.casefold() in self._folders or not above.isdisjoint(self._files)
        return known == (path, digest) and not of_file
