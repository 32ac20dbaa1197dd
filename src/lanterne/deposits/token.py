"""The token by which a site knows its user: read from a file or the environment, shown nowhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

from lanterne.disk import OpenToOthersError, private_content, reason
from lanterne.errors import UsageError

VARIABLE = "LANTERNE_DEPOSIT_TOKEN"
"""Environment variable that may hold it."""

_LONGEST = 4096
_FORM = re.compile(r"[A-Za-z0-9._~+/-]{8,1000}=*")
"""``b64token`` of RFC 6750, section 2.1. Nothing else goes into a header, which an error of the
library would repeat if it did not like it."""


class Token:
    """A token. Nothing that shows, logs or compares it shows what it is."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        """That it is one."""
        return "Token()"

    def as_header(self) -> str:
        """What stands in the header ``Authorization``."""
        return f"Bearer {self._text}"


def read_token(path: Path | None) -> Token:
    """The token in a file that only its owner may read, or else in the environment.

    A name that is no file is not repeated: somebody may have typed the token in its place.

    Raises:
        UsageError: There is none, others may read the file, or it holds no token.
    """
    if path is None:
        text = os.environ.get(VARIABLE, "")
        if not text:
            raise UsageError("deposit.no-token", variable=VARIABLE)
    else:
        text = _in_file(path)
    token = text.strip()
    if not _FORM.fullmatch(token):
        raise UsageError("deposit.token-unfit")
    return Token(token)


def _in_file(path: Path) -> str:
    try:
        content = private_content(path, _LONGEST)
    except OpenToOthersError as error:
        raise UsageError("deposit.token-open", path=str(path), mode=str(error)) from None
    except FileNotFoundError:
        raise UsageError("deposit.token-not-there") from None
    except OSError as error:
        raise UsageError("deposit.token-unreadable", why=reason(error)) from None
    return content.decode("utf-8", "replace")
