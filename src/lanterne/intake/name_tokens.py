"""Tokens of names and telephone numbers, by which a person is found without a name that is kept.

A token is the first eight bytes of an HMAC-SHA256 (RFC 2104) of a kind and a text, under a key
that is derived (HKDF-SHA256, RFC 5869) from the names key for this purpose alone. Kept for a
person is the set of tokens of all their names; searched for are those of what was typed.

**What tokens tell who has the database and not the key.** Names cannot be tried: without the key
no guess can be held against a token. But equal texts have equal tokens, so it is seen

- who shares a part of a name, or a telephone number, with whom, and so who may be of one family;
- how many parts a name has, about, and whether one of its letters is read in two ways;
- which tokens are of one part, since those of its spelling and of its skeleton stand together;
- how often each part occurs. Who knows how common names are in a country can guess the commonest:
  the token that a fifth of all men have is that of Mohamed. Common parts that often stand together
  are guessed better. A part that nearly nobody has is not told from others like it.

Who has the database and may register or search, or knows that a person of a known name is in it,
learns the tokens of that name, and so who else has a part of it. Tokens are therefore to be erased
with their person, and to be read by nobody but the search.

**When the rules change.** Tokens that were made by other rules are found by no search, and a person
would be registered twice. So with the tokens of a person goes the version of the rules that made
them, :data:`MADE_BY`, and who can open names has older ones made anew.

**What they tell who has the key as well.** Any name or number can be tried, and there are few
enough to try all that are known: with the key, a token is the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from unicodedata import unidata_version

from lanterne.codebook.spelling import latin_digits
from lanterne.intake.names import NamePart, all_parts
from lanterne.vault.secret import Secret, context

RULES = 1
"""Version of our rules: of this module, of :mod:`names`, :mod:`name_scripts`, :mod:`name_skeletons`
and of digits. Raise it when tokens of any name change; a test says when they do."""


def _made_by() -> int:
    """Our rules with the tables by which letters are read: libraries come in other versions."""
    tables = f"{RULES} {unidata_version} {version('anyascii')}"
    return int.from_bytes(sha256(tables.encode()).digest()[:4], "big") >> 1


MADE_BY = _made_by()
"""What makes tokens here, as a number of 31 bits: another one where any rule may be another."""

TOKEN = 8
"""Bytes of a token: two texts of ten million have the same by chance once in 400,000 databases."""

PHONE_DIGITS = 8
"""Digits at the end of a number that are compared: what is before them is written in many ways."""

_FEWEST_DIGITS = 6
_SPELLING, _SKELETON = b"s", b"k"


@dataclass(frozen=True)
class PartTokens:
    """The tokens of a part of a name.

    Attributes:
        exact: Of its spelling, by itself and joined with its neighbours.
        alike: Of its skeletons.
    """

    exact: frozenset[bytes] = field(repr=False)
    alike: frozenset[bytes] = field(repr=False)


class NameTokens:
    """Makes tokens under one key, which is derived once.

    Args:
        key: The names key.
    """

    def __init__(self, key: Secret) -> None:
        self._names = key.derived(context("intake name tokens 1"))
        self._phones = key.derived(context("intake phone tokens 1"))

    def of(self, names: Sequence[str]) -> frozenset[bytes]:
        """What is kept for a person.

        Args:
            names: All names of the person, in any script; each may have several parts.
        """
        parts = (self._part(part) for part in all_parts(names))
        return frozenset().union(*(part.exact | part.alike for part in parts))

    def asked(self, names: Sequence[str]) -> tuple[PartTokens, ...]:
        """What is searched for: the same tokens, by the parts that count of what was typed."""
        return tuple(self._part(part) for part in all_parts(names) if part.counts)

    def of_phone(self, text: str) -> bytes | None:
        """The token of a telephone number; ``None``: it has fewer than six digits.

        Blanks, signs, codes of countries and the script of the digits do not matter.
        """
        digits = "".join(one for one in latin_digits(text) if one in "0123456789")
        if len(digits) < _FEWEST_DIGITS:
            return None
        return self._phones.digest(digits[-PHONE_DIGITS:].encode())[:TOKEN]

    def _part(self, part: NamePart) -> PartTokens:
        exact = self._tokens(_SPELLING, part.spellings + part.joined)
        return PartTokens(exact, self._tokens(_SKELETON, part.skeletons))

    def _tokens(self, kind: bytes, texts: Iterable[str]) -> frozenset[bytes]:
        return frozenset(self._names.digest(kind + text.encode())[:TOKEN] for text in texts)
