"""The key of a sheet of pairs: which two ids were decided about is kept without the ids.

A kept decision names people by a keyed digest (HMAC, RFC 2104, with SHA-256): without the key
nobody can try ids until one fits. The key is as private as the sheet.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.disk import PRIVATE_FILE, whole_file
from lanterne.files.problem_log import Findings

NAME = "duplicates.key"
"""How its file is called where nobody says otherwise; it lies beside the sheet."""

_BYTES = 32
_HEX = re.compile(f"[0-9a-f]{{{2 * _BYTES}}}")


@dataclass(frozen=True)
class PairKey:
    """A key.

    Attributes:
        secret: 32 random bytes.
    """

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """By what its digests are told from those of other keys: a letter and 8 hex digits."""
        return "k" + hmac.digest(self.secret, b"name of the key", "sha256").hex()[:8]

    def of(self, spelt: str) -> str:
        """What stands for a person in a sheet; no spreadsheet takes it for a number.

        Args:
            spelt: An id in one spelling, see :func:`lanterne.cases.identifiers.one_spelling`.
        """
        return (
            f"{self.name}-{hmac.digest(self.secret, b'id ' + spelt.encode(), 'sha256').hex()[:32]}"
        )


def new_key(path: Path) -> PairKey:
    """Make a key and write it, readable for its owner only.

    Raises:
        FileExistsError: Something is there.
        OSError: The disk refuses.
    """
    key = PairKey(secrets.token_bytes(_BYTES))
    with whole_file(path, mode=PRIVATE_FILE, new=True) as stream:
        stream.write(key.secret.hex().encode() + b"\n")
    return key


def read_key(path: Path) -> PairKey:
    """The key in a file.

    Raises:
        InputError: It holds none.
        OSError: It cannot be read.
    """
    text = path.read_bytes()[: 4 * _BYTES].decode("ascii", "replace").strip()
    if not _HEX.fullmatch(text):
        raise Findings(str(path)).fail("duplicates-key")
    return PairKey(bytes.fromhex(text))
