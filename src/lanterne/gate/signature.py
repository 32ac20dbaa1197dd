"""Keys of those who decide, and what they sign: Ed25519 (RFC 8032).

A private key is a file that only its owner may read. The public key is a short text that is shown
to everybody, best in a place that cannot be changed together with a release.
"""

# ruff: noqa: PLC0415 - only who signs or verifies loads the library

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import OpenToOthersError, private_content, reason
from lanterne.errors import LanterneError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SCHEME = "ed25519"
"""What a public key begins with, before a colon."""

_LENGTH = 32


def new_key(path: Path) -> str:
    """Make a private key in a new file that only its owner may read; gives the public key.

    Raises:
        UsageError: The file exists, its folder does not, or it would be published with a release.
        LanterneError: It cannot be written; nothing is left behind.
    """
    from lanterne.release.folder import check_outside_releases

    check_outside_releases(path)
    text, public = key_pair()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError("key.exists", path=str(path)) from None
    except OSError as error:
        raise UsageError("disk.unwritable", place=str(path), why=reason(error)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        path.unlink()
        if isinstance(error, OSError):
            raise LanterneError("disk.unwritable", place=str(path), why=reason(error)) from error
        raise
    return public


def key_pair() -> tuple[bytes, str]:
    """A new private key, as the file of :func:`new_key` holds it, and its public key.

    For whoever keeps it elsewhere than in a file: it can sign for its owner.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), _public(key)


def public_key(path: Path) -> str:
    """The public key that belongs to the private key in a file.

    Raises:
        UsageError: As :func:`sign`.
    """
    return _public(_private(path))


def sign(path: Path, message: bytes) -> str:
    """The signature of a message under the private key in a file, in base64.

    Raises:
        UsageError: There is no such file, it may be read by others, or it is no such key.
    """
    return _text(_private(path).sign(message))


def is_signed(public: str, message: bytes, signature: str) -> bool:
    """Whether a message has been signed with the private key that belongs to a public one.

    A public key or signature that is none, or is not in its only spelling, has signed nothing.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key, signed = _key_bytes(public), _bytes(signature)
    if key is None or signed is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signed, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_public_key(text: str) -> str:
    """A public key that is given as such, or as the name of a file that holds it.

    Raises:
        UsageError: It is neither.
    """
    found = text.strip()
    if not found.startswith(f"{SCHEME}:"):
        try:
            found = Path(text).read_text("ascii").strip()
        except (OSError, ValueError):
            found = ""
    if _key_bytes(found) is None:
        raise UsageError("key.not-public", text=text, scheme=SCHEME)
    return found


def _private(path: Path) -> Ed25519PrivateKey:
    """The key in a file, if nobody else may read it."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        data = private_content(path, 1 << 16)
    except FileNotFoundError:
        raise UsageError("key.not-there", path=str(path)) from None
    except OpenToOthersError:
        raise UsageError("key.open-to-others", path=str(path)) from None
    except OSError as error:
        raise UsageError("key.unreadable", path=str(path), why=reason(error)) from error
    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("key.not-private", path=str(path))
    return key


def _public(key: Ed25519PrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return f"{SCHEME}:{_text(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))}"


def _key_bytes(public: str) -> bytes | None:
    scheme, _, rest = public.partition(":")
    key = _bytes(rest) if scheme == SCHEME else None
    return key if key is not None and len(key) == _LENGTH else None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes | None:
    """The bytes of base64 in its only spelling, else ``None``."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _text(data) == text else None
