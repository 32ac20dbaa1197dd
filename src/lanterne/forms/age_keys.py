"""Keys of organisations that collect cases by offline pages: X25519, as age has them.

The public key stands in every page, and what is filled in there can be read with the private key
alone. All that is secret is done by the library of age.
"""

# ruff: noqa: PLC0415 - only who makes a page or opens its files loads the library

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import (
    PRIVATE_FILE,
    OpenToOthersError,
    private_content,
    reason,
    whole_file,
)
from lanterne.errors import LanterneError, UsageError

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

SECRET = "AGE-SECRET-KEY-"
"""How a private key begins."""

PUBLIC = "age1"
"""How a public key begins."""

_HEAD = "# A private key of Lanterne and age. Whoever has this file can read the cases.\n"
_LONGEST = 1 << 16


def new_pair() -> tuple[str, str]:
    """A new private key, and its public key."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def new_key(path: Path) -> str:
    """Make a private key in a new file that only its owner may read; gives the public key.

    Raises:
        UsageError: Something is there, or the file cannot be made.
        LanterneError: The disk is full or failed; nothing is left behind.
    """
    private, public = new_pair()
    try:
        with whole_file(path, mode=PRIVATE_FILE, new=True) as file:
            file.write(f"{_HEAD}# {public}\n{private}\n".encode())
    except FileExistsError:
        raise UsageError("key.exists", path=str(path)) from None
    except OSError as error:
        raise LanterneError("disk.unwritable", place=str(path), why=reason(error)) from error
    return public


def check_recipient(text: str) -> str:
    """A public key, without blanks around it; what was given instead is never repeated.

    Raises:
        UsageError: It is none, or a private key.
    """
    from pyrage import RecipientError, x25519

    found = text.strip()
    if SECRET in found.upper():
        raise UsageError("form-key.private-given")
    try:
        return str(x25519.Recipient.from_str(found))
    except RecipientError:
        raise UsageError("form-key.not-public", begins=PUBLIC) from None


def fingerprint(recipient: str) -> str:
    """A short text by which people compare public keys: the first 64 bits of its SHA-256."""
    digits = hashlib.sha256(recipient.encode()).hexdigest()[:16]
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def private_key(path: Path) -> Identity:
    """The private key in a file, if nobody else may read it.

    Raises:
        UsageError: There is no such file, others may read it, or it holds no such key.
    """
    from pyrage import IdentityError

    if SECRET in str(path).upper():
        raise UsageError("form-key.private-typed")
    try:
        content = private_content(path, _LONGEST)
    except FileNotFoundError:
        raise UsageError("form-key.not-there", path=str(path)) from None
    except OpenToOthersError:
        raise UsageError("form-key.open-to-others", path=str(path)) from None
    except OSError as error:
        raise UsageError("key.unreadable", path=str(path), why=reason(error)) from error
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if len(keys) != 1:
        raise UsageError("form-key.not-private", path=str(path))
    try:
        return private_key_of(keys[0])
    except IdentityError:
        raise UsageError("form-key.not-private", path=str(path)) from None


def private_key_of(text: str) -> Identity:
    """The private key that a text is; raises IdentityError of pyrage where it is none."""
    from pyrage import x25519

    return x25519.Identity.from_str(text)
