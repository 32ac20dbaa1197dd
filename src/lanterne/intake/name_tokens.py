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

**What they tell who has the key as well.** Any name or number can be tried, and there are few
enough to try all that are known: with the key, a token is the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from lanterne.codebook.spelling import latin_digits
from lanterne.intake.names import NamePart, all_parts
from lanterne.vault.secret import Secret, context

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


@dataclass(frozen=True)
class Asked:
    """What is searched for.

    Attributes:
        parts: The parts of the name that count, in the order in which they were typed.
    """

    parts: tuple[PartTokens, ...] = field(repr=False)

    @property
    def tokens(self) -> frozenset[bytes]:
        """All tokens: who has none of them is not found."""
        return frozenset().union(*(part.exact | part.alike for part in self.parts))


@dataclass(frozen=True, order=True)
class Likeness:
    """How well a person fits what was typed; greater is better.

    Attributes:
        found: Parts of what was typed that the person has, exactly or alike.
        exact: Those among them that are written in the same way.
        asked: Parts that were typed; the same in every comparison of one search.
    """

    found: int
    exact: int
    asked: int

    @property
    def whole(self) -> bool:
        """Whether the person has every part that was typed, exactly or alike."""
        return 0 < self.asked == self.found


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

    def asked(self, names: Sequence[str]) -> Asked:
        """What is searched for: the same tokens, by the parts of what was typed."""
        return Asked(tuple(self._part(part) for part in all_parts(names) if part.counts))

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


def name_tokens(names: Sequence[str], key: Secret) -> frozenset[bytes]:
    """The tokens of the names of a person, see :meth:`NameTokens.of`."""
    return NameTokens(key).of(names)


def asked_names(names: Sequence[str], key: Secret) -> Asked:
    """What is searched for, see :meth:`NameTokens.asked`."""
    return NameTokens(key).asked(names)


def phone_token(text: str, key: Secret) -> bytes | None:
    """The token of a telephone number, see :meth:`NameTokens.of_phone`."""
    return NameTokens(key).of_phone(text)


def likeness(stored: AbstractSet[bytes], asked: Asked) -> Likeness:
    """How many parts of what was typed a person has, and how many of these in the same spelling.

    Args:
        stored: The tokens that are kept for the person.
        asked: What is searched for.
    """
    exact = sum(not part.exact.isdisjoint(stored) for part in asked.parts)
    found = sum(not (part.exact | part.alike).isdisjoint(stored) for part in asked.parts)
    return Likeness(found, exact, len(asked.parts))
