"""One request to a site, and its answer or what went wrong in words.

The only module but those of the hub that reaches the network. The token goes to the API of the
site and nowhere else: no redirect is followed, certificates are verified, a password that lies in
``~/.netrc`` is not sent in its place, and what a library says of an error is not repeated.
"""

# ruff: noqa: PLC0415 - whoever deposits nothing needs no library for it

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from lanterne.deposits.sites import Site
from lanterne.deposits.token import Token
from lanterne.errors import LanterneError, UsageError
from lanterne.messages import Message

if TYPE_CHECKING:
    import requests

PATIENCE, LONG = (10.0, 60.0), (10.0, 600.0)
"""Seconds to wait for a connection, and for a sign of life: usually, and after a file was sent,
when the site adds up its bytes."""

LARGEST = 4 << 20
"""Bytes of an answer; what the API says takes some thousand."""

MOST_FIELDS = 20
_FIELD = re.compile(r"[A-Za-z_][\w.:-]{0,80}", re.ASCII)


class UnansweredError(LanterneError):
    """Nobody can tell from here whether what was asked was done."""


class DeniedError(LanterneError):
    """The site said no, and did nothing.

    Attributes:
        status: Its number of HTTP.
    """

    def __init__(self, message: Message, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What the site answered.

    Attributes:
        values: The object of its JSON; nothing where it has no body.
        date: Its clock, as the header says it; empty where it says none.
    """

    values: Mapping[str, Any]
    date: str


class Web:
    """A site that is asked with a token.

    Args:
        site: Which one.
        token: Of its user.

    Raises:
        UsageError: The library that asks is not installed.
    """

    def __init__(self, site: Site, token: Token) -> None:
        try:
            import requests
        except ImportError:
            raise UsageError("deposit.not-installed") from None
        self.site = site
        self._session = requests.Session()
        # By itself the session would take a password of ~/.netrc instead.
        self._session.auth = _Bearer(token)
        self._session.headers.update({"User-Agent": "lanterne", "Accept": "application/json"})
        # What stays on this computer needs no proxy.
        self._session.trust_env = urlsplit(site.api).scheme == "https"

    def ask(
        self,
        method: str,
        address: str,
        *,
        values: Mapping[str, Any] | None = None,
        content: BinaryIO | None = None,
    ) -> Answer:
        """Ask, and wait for the answer.

        Args:
            method: Of HTTP.
            address: Below the API of the site.
            values: What is sent as JSON.
            content: What is sent as bytes; its ``__len__`` says how many.

        Raises:
            DeniedError: The site said no.
            UnansweredError: It said nothing that can be understood, or has a fault.
            KeyboardInterrupt: Somebody wants the program to stop.
        """
        if not address.startswith(f"{self.site.api}/"):
            raise self._unanswered("deposit.not-the-api")
        asked = self._asked(method, address, values, content)
        if isinstance(asked, str):
            raise self._unanswered(asked)  # outside of what failed: it holds the token
        status, date, body = asked
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            gaps = {"host": self.site.host, "status": str(status)}
            raise UnansweredError(Message("deposit.server-fault", gaps))
        if status >= HTTPStatus.BAD_REQUEST:
            raise DeniedError(self._denied(status, body), status)
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            raise self._unanswered("deposit.not-the-api")
        found = {} if status == HTTPStatus.NO_CONTENT or not body else _object(body)
        if found is None:
            raise self._unanswered("deposit.not-the-api")
        return Answer(found, date)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _asked(
        self,
        method: str,
        address: str,
        values: Mapping[str, Any] | None,
        content: BinaryIO | None,
    ) -> tuple[int, str, bytes] | str:
        """Status, date and body; or the code of what is said of a failure."""
        from requests import exceptions
        from urllib3.exceptions import HTTPError

        try:
            with self._session.request(
                method,
                address,
                json=values,
                data=content,
                headers={} if content is None else {"Content-Type": "application/octet-stream"},
                timeout=PATIENCE if content is None else LONG,
                allow_redirects=False,
                stream=True,
            ) as answer:
                body: bytes = answer.raw.read(LARGEST, decode_content=True)
                return answer.status_code, answer.headers.get("Date", ""), body
        except exceptions.SSLError:
            return "deposit.not-secure"
        except exceptions.Timeout:
            return "deposit.no-answer"
        except (exceptions.RequestException, HTTPError):
            return "deposit.no-network"

    def _unanswered(self, code: str) -> UnansweredError:
        return UnansweredError(Message(code, {"host": self.site.host}))

    def _denied(self, status: int, body: bytes) -> Message:
        gaps: dict[str, Any] = {"host": self.site.host, "status": str(status)}
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return Message("deposit.token-refused", gaps)
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Message("deposit.too-large", gaps)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Message("deposit.too-many", gaps)
        fields = _fields(body)
        if status == HTTPStatus.BAD_REQUEST and fields:
            return Message("deposit.not-accepted", {"host": self.site.host, "fields": fields})
        return Message("deposit.denied", gaps)


class _Bearer:
    """Puts the token into each request, and shows it to nobody."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._token.as_header()
        return request


def _object(body: bytes) -> dict[str, Any] | None:
    """The object that a text of JSON is; ``None``: it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _fields(body: bytes) -> tuple[str, ...]:
    """Names of the fields that an answer complains of; what it says of them is not repeated."""
    errors = (_object(body) or {}).get("errors")
    if not isinstance(errors, list):
        return ()
    named = (str(one.get("field")) for one in errors if isinstance(one, dict))
    return tuple(dict.fromkeys(one for one in named if _FIELD.fullmatch(one)))[:MOST_FIELDS]
