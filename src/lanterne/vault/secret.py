"""A key in memory: it can be used, and neither shown nor carried elsewhere.

Python cannot wipe memory: a key lives in the process until its memory is used again.
"""

from __future__ import annotations

import hmac
import secrets
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY = 32
"""Bytes of a key: AES-256."""

NONCE = 12
"""Bytes of the nonce of AES-GCM; random ones are safe for 2³² messages under one key."""

TAG = 16
"""Bytes that AES-GCM adds."""

WRAPPED = NONCE + KEY + TAG
"""Bytes of a wrapped key."""


class Secret:
    """A key of AES-256-GCM or HMAC-SHA256. Two are never equal unless they are the same object."""

    __slots__ = ("_bytes",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY:
            raise ValueError(f"a key must have {KEY} bytes, got {len(key)}")
        self._bytes = bytes(key)

    @classmethod
    def new(cls) -> Secret:
        """A random key."""
        return cls(secrets.token_bytes(KEY))

    def __repr__(self) -> str:
        """Nothing of the key."""
        return "Secret()"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """A key is not pickled, and so not copied into a task, a cache or another process."""
        raise TypeError("a key cannot be pickled or copied")

    def cipher(self) -> AESGCM:
        """The cipher under this key; nonces are the caller's care."""
        return AESGCM(self._bytes)

    def wrap(self, other: Secret, context: bytes) -> bytes:
        """Another key, encrypted under this one and bound to a context."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self.cipher().encrypt(nonce, other._bytes, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> Secret | None:
        """The key that was wrapped; ``None``: by another key, for another context, or changed."""
        if len(wrapped) != WRAPPED:
            return None
        try:
            return Secret(self.cipher().decrypt(wrapped[:NONCE], wrapped[NONCE:], context))
        except InvalidTag:
            return None

    def derived(self, purpose: bytes) -> Secret:
        """A key for one purpose, from which neither this one nor another's can be found.

        HKDF with SHA-256, without salt (RFC 5869).
        """
        return Secret(HKDF(SHA256(), KEY, salt=None, info=purpose).derive(self._bytes))

    def digest(self, message: bytes) -> bytes:
        """HMAC-SHA256 (RFC 2104) of a message, 32 bytes; of a key that encrypts nothing."""
        return hmac.digest(self._bytes, message, "sha256")

    def exposed(self) -> bytes:
        """The bytes, to be encrypted or written by what keeps keys, and nothing else."""
        return self._bytes


def context(purpose: str, *parts: str | bytes) -> bytes:
    """Purpose and parts as bytes that no other purpose or parts give: each after its length."""
    texts = (part.encode() if isinstance(part, str) else part for part in (purpose, *parts))
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)
