"""Small documents that stand in a database: sealed one by one, each bound to its place.

A document is JSON, filled up with blanks to a multiple of 256 bytes, under AES-256-GCM with a
random nonce; fewer than 2³² are sealed under one key. Its place is authenticated with it, so that
nobody who can write to the database gives one person what was said of another.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag

from lanterne.vault.errors import VaultError
from lanterne.vault.secret import NONCE, Secret, context

BLOCK = 256
"""Bytes of which a document takes a whole number: its length says little of what it holds."""


class RecordSealer:
    """Seals documents for one purpose, and opens them.

    Args:
        key: Of an organisation, or another that was made for this alone.
        purpose: What the documents are, such as ``answers``; another gives another key.
    """

    def __init__(self, key: Secret, purpose: str) -> None:
        self._cipher = key.derived(context("lanterne records 1", purpose)).cipher()

    def seal(self, document: Any, *place: str) -> bytes:
        """A document as bytes that nobody else can read.

        Args:
            document: What JSON can hold.
            place: Where it belongs, such as the id of its row and its revision.
        """
        text = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
        nonce = secrets.token_bytes(NONCE)
        filled = text + b" " * (-len(text) % BLOCK)
        return nonce + self._cipher.encrypt(nonce, filled, context("record", *place))

    def open(self, sealed: bytes | memoryview[int], *place: str) -> Any:
        """The document.

        Raises:
            VaultError: It was changed, belongs to another place, or another key sealed it.
        """
        data = bytes(sealed)
        try:
            text = self._cipher.decrypt(data[:NONCE], data[NONCE:], context("record", *place))
        except (InvalidTag, ValueError):
            raise VaultError("damaged-record.vault") from None
        return json.loads(text)
