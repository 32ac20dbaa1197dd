"""A key from a passphrase, by Argon2id (RFC 9106): slow to try, and the same on every keyboard."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from lanterne.errors import UsageError
from lanterne.vault.secret import KEY, Secret

COST: Mapping[str, int] = {"memory_kib": 1 << 16, "iterations": 3, "lanes": 4}
"""RFC 9106, section 4, the second choice: 64 MiB, about a tenth of a second."""

COST_LIMIT: Mapping[str, int] = {"memory_kib": 1 << 20, "iterations": 64, "lanes": 64}
"""What asks for more is not obeyed: it would stop the computer."""

SALT = 16
"""Bytes."""


@dataclass(frozen=True)
class Stretching:
    """How a passphrase becomes a key; not secret, and kept beside what the key wraps.

    Attributes:
        salt: 16 random bytes.
        cost: ``memory_kib``, ``iterations`` and ``lanes``.
    """

    salt: bytes = field(default_factory=lambda: secrets.token_bytes(SALT))
    cost: Mapping[str, int] = field(default_factory=lambda: dict(COST))

    def key(self, passphrase: str) -> Secret:
        """The key; keyboards that compose accents otherwise give the same.

        Raises:
            UsageError: The passphrase is blank.
        """
        normal = unicodedata.normalize("NFKC", passphrase)
        if not normal.strip():
            raise UsageError("passphrase.empty")
        return Secret(
            Argon2id(
                salt=self.salt,
                length=KEY,
                iterations=self.cost["iterations"],
                lanes=self.cost["lanes"],
                memory_cost=self.cost["memory_kib"],
            ).derive(normal.encode())
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"salt": base64.b64encode(self.salt).decode(), **self.cost}

    @classmethod
    def from_json(cls, found: Any) -> Stretching:
        """What :meth:`to_json` gave; raises ValueError, KeyError or TypeError for anything else."""
        cost = {name: int(found[name]) for name in COST}
        if any(not 1 <= cost[name] <= COST_LIMIT[name] for name in cost):
            raise ValueError("a cost that is not obeyed")
        salt = base64.b64decode(found["salt"], validate=True)
        if len(salt) != SALT:
            raise ValueError("another length")
        return cls(salt, cost)
