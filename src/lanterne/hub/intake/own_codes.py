"""Codes by which people see what they agreed to, and withdraw it, without an account.

A code opens nothing of a case: not the name, not what was answered, not who works on it. Papers are
found, so the organisation decides whether there are any, and they carry no name.
"""

from __future__ import annotations

import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.low_level import ARGON2_VERSION
from django.db import transaction
from django.db.models import F

from lanterne.codebook.spelling import latin_digits
from lanterne.hub.intake.models import OwnCode, Person
from lanterne.hub.people.models import User
from lanterne.intake.codes import new_code, read_code

DIGITS = 6
"""Of a PIN."""

MOST_FAILED = 10
"""Wrong PINs, from anywhere and ever, after which a code opens no more: of a million PINs."""

_HASHER = PasswordHasher()


def _of_nobody() -> str:
    """What no PIN fits, and takes as long to try. It is made of chance: hashing takes 0.2 s."""
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (_HASHER.salt_len, _HASHER.hash_len)
    )
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


_NOBODY = _of_nobody()
"""Is tried where there is no such code, so that it takes as long."""


def give_code(person: Person, user: User) -> tuple[str, str]:
    """A new code and its PIN for a person; an earlier one opens no more. Neither is kept."""
    code, pin = new_code(), "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    with transaction.atomic():
        OwnCode.objects.filter(person=person).delete()
        OwnCode.objects.create(person=person, code=code, pin=_HASHER.hash(pin), created_by=user)
    return code, pin


def person_of(typed_code: str, typed_pin: str) -> Person | None:
    """Whose code and PIN these are; ``None``: nobody's, or too many other PINs were tried."""
    pin = "".join(letter for letter in latin_digits(typed_pin) if letter in "0123456789")
    codes = OwnCode.objects.filter(
        code=read_code(typed_code) or "", person__organisation__intake__own_codes=True
    )
    # Counted before it is looked at: many tries at once are not more than as many.
    there = codes.filter(failed__lt=MOST_FAILED) if len(pin) == DIGITS else OwnCode.objects.none()
    counted = there.update(failed=F("failed") + 1)
    found = codes.select_related("person__organisation").first() if counted else None
    try:
        _HASHER.verify(found.pin if found else _NOBODY, pin)
    except VerificationError:
        return None
    if found is None:
        return None
    codes.update(failed=0)
    return found.person
