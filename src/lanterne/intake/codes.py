"""Codes by which people, households and cases are spoken of, instead of a name.

They are random and say nothing. Letters that look like others are not in them (Crockford's base 32,
https://www.crockford.com/base32.html), and the last sign finds one that was read wrongly.
"""

from __future__ import annotations

import secrets

from lanterne.codebook.spelling import latin_digits

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
"""Signs of a code, with the last; 2³⁵ codes."""

_LOOKS_LIKE = str.maketrans("OIL", "011")


def new_code() -> str:
    """A random code, such as ``K7M4-Q2XP``."""
    signs = [secrets.randbelow(len(SIGNS)) for _ in range(LENGTH - 1)]
    text = "".join(SIGNS[one] for one in (*signs, _check(signs)))
    return f"{text[:4]}-{text[4:]}"


def read_code(typed: str) -> str | None:
    """A code as somebody typed it; ``None``: it is none, or one sign was read wrongly."""
    text = "".join(latin_digits(typed).upper().replace("-", " ").split()).translate(_LOOKS_LIKE)
    if len(text) != LENGTH or not set(text) <= set(SIGNS):
        return None
    signs = [SIGNS.index(one) for one in text]
    return f"{text[:4]}-{text[4:]}" if signs[-1] == _check(signs[:-1]) else None


def _check(signs: list[int]) -> int:
    """Another one where one sign is another, or two neighbours are swapped.

    The weights are odd, and so are units modulo 32; neighbours of them differ by 2, so that swapped
    signs are missed where they differ by 16.
    """
    return sum(one * (2 * place + 3) for place, one in enumerate(signs)) % len(SIGNS)
