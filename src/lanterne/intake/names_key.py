"""The names key: without it nobody reads the name of a person who was registered.

It is one random key of an organisation. Each person of the team has a pair of keys (X25519, as age
has them): the private one is wrapped by a key that their passphrase gives, so that it is nowhere
without them; the names key is handed to them by encrypting it to the public one. Two more pairs are
for recovery: their private keys are printed, and kept nowhere.

The key of the organisation, which its server has, opens none of this. Where it seals what is kept
here (the callers do), somebody who can write to the database cannot hand the team another key.
"""

# ruff: noqa: PLC0415 - the library is loaded where names are

from __future__ import annotations

import base64
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lanterne.errors import UsageError
from lanterne.vault.errors import VaultError
from lanterne.vault.passphrase import Stretching
from lanterne.vault.records import RecordSealer
from lanterne.vault.secret import Secret, context

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

SHORTEST = 12
"""Characters of a passphrase, at least: whoever has the database may try as many as they can."""

RECOVERIES = 2
"""Keys for recovery: one can be lost, and each is kept in another place."""


@dataclass(frozen=True)
class HolderKey:
    """The pair of keys of a person of the team.

    Attributes:
        public: The public key, ``age1…``.
        document: The private key, wrapped; as JSON can hold it.
    """

    public: str
    document: dict[str, Any] = field(repr=False)


def new_holder(passphrase: str) -> HolderKey:
    """A new pair of keys for somebody.

    Raises:
        UsageError: The passphrase is too short.
    """
    from pyrage import x25519

    if len(_typed(passphrase)) < SHORTEST:
        raise UsageError("names-passphrase.short", least=SHORTEST)
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    stretching = Stretching()
    sealed = _sealer(stretching, passphrase).seal(str(identity), public)
    document = {"argon2id": stretching.to_json(), "wrapped": base64.b64encode(sealed).decode()}
    return HolderKey(public, document)


def identity_of(holder: HolderKey, passphrase: str) -> Identity:
    """The private key of somebody.

    Raises:
        UsageError: The passphrase is another, or blank.
    """
    from pyrage import x25519

    sealer = _sealer(Stretching.from_json(holder.document["argon2id"]), passphrase)
    try:
        text = sealer.open(base64.b64decode(holder.document["wrapped"]), holder.public)
    except VaultError:
        raise UsageError("names-passphrase.wrong") from None
    return x25519.Identity.from_str(text)


def _typed(passphrase: str) -> str:
    """A passphrase without what nobody sees: blanks around it, and marks of direction."""
    return "".join(one for one in passphrase if unicodedata.category(one) != "Cf").strip()


def _sealer(stretching: Stretching, passphrase: str) -> RecordSealer:
    """Seals a private key, bound to the public one."""
    return RecordSealer(stretching.key(_typed(passphrase)), "intake names holder")


def new_recovery() -> tuple[str, str]:
    """A private key to print, and its public key."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recovery_identity(typed: str) -> Identity:
    """The private key that somebody typed from paper; blanks and the case of letters do not matter.

    Raises:
        UsageError: It is none: something was read wrongly.
    """
    from pyrage import IdentityError, x25519

    try:
        return x25519.Identity.from_str("".join(typed.split()).upper())
    except IdentityError:
        raise UsageError("names-recovery.wrong") from None


def handed(names_key: Secret, public: str) -> bytes:
    """The names key for the holder of a public key."""
    from pyrage import encrypt, x25519

    made: bytes = encrypt(names_key.exposed(), [x25519.Recipient.from_str(public)])
    return made


def received(wrapped: bytes, identity: Identity) -> Secret:
    """The names key that was handed over.

    Raises:
        UsageError: It was handed to another.
    """
    from pyrage import DecryptError, decrypt

    try:
        return Secret(decrypt(wrapped, [identity]))
    except (DecryptError, ValueError):
        raise UsageError("names-recovery.other") from None


@dataclass(frozen=True)
class OpenedNames:
    """The names key, opened for one browser: the browser has one half, the hub the other.

    Attributes:
        token: For the browser alone; 43 letters.
        digest: By which the other half is found.
        wrapped: The names key, wrapped by the token.
    """

    token: str = field(repr=False)
    digest: str
    wrapped: bytes = field(repr=False)


def open_for(names_key: Secret, *whose: str) -> OpenedNames:
    """Open the names key for a browser.

    Args:
        names_key: The key.
        whose: Whom the halves are bound to, such as the ids of a person and an organisation.
    """
    half = Secret.new()
    token = base64.urlsafe_b64encode(half.exposed()).decode().rstrip("=")
    return OpenedNames(token, digest_of(token), _wrapping(half).wrap(names_key, _of(*whose)))


def digest_of(token: str) -> str:
    """By what the other half of a token is found; it says nothing of the token."""
    half = _half(token)
    return "" if half is None else half.derived(b"lanterne names token 1").exposed().hex()


def opened(token: str, wrapped: bytes, *whose: str) -> Secret | None:
    """The names key of a browser; ``None``: the halves do not belong together."""
    half = _half(token)
    return None if half is None else _wrapping(half).unwrap(wrapped, _of(*whose))


def _wrapping(half: Secret) -> Secret:
    return half.derived(b"lanterne names wrapping 1")


def _of(*whose: str) -> bytes:
    return context("lanterne opened names 1", *whose)


def _half(token: str) -> Secret | None:
    try:
        return Secret(base64.urlsafe_b64decode(f"{token}="))
    except ValueError:
        return None
