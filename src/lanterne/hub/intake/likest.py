"""Who has most of what was searched for, found by the database, however many share a part.

Tokens alone are compared: see :mod:`lanterne.intake.name_tokens`. A phone number is one part more.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, Max, Value, When

from lanterne.hub.intake.models import NameToken
from lanterne.hub.people.models import Organisation
from lanterne.intake.name_tokens import NameTokens, PartTokens
from lanterne.vault.secret import Secret

Document = Mapping[str, str]
"""What is known of a person, or was typed, by the names of the fields of a page."""

MOST_PARTS = 24
"""Parts that are looked for, at most: a name has three or four."""


def names_in(document: Document) -> list[str]:
    """The names in a document."""
    said = (document.get(name, "") for name in ("name", "other_names"))
    return [one for one in said if one]


def asked_parts(document: Document, names: Secret) -> tuple[PartTokens, ...]:
    """The parts that are looked for: of the names, and a phone number.

    Args:
        document: What was typed.
        names: The names key.
    """
    made = NameTokens(names)
    parts = made.asked(names_in(document))[:MOST_PARTS]
    phone = made.of_phone(document.get("phone", ""))
    return (*parts, PartTokens(frozenset({phone}), frozenset())) if phone else parts


def most_alike(
    organisation: Organisation, parts: Sequence[PartTokens], most: int
) -> Mapping[uuid.UUID, tuple[int, int]]:
    """Those who have most of some parts; of those who have as many, any, but always the same.

    Args:
        organisation: Where they were registered.
        parts: What is looked for; of nothing nobody is found.
        most: How many are found at most.

    Returns:
        Person → how many parts they have, exactly or alike, and how many of these exactly.
    """
    tokens = {token for one in parts for token in one.exact | one.alike}
    there = NameToken.objects.filter(organisation=organisation, token__in=_spelt(tokens))
    ranked = (
        there.values("person")
        .annotate(
            found=_having(one.exact | one.alike for one in parts),
            exactly=_having(one.exact for one in parts),
        )
        .order_by("-found", "-exactly", "person")
    )
    rows = ranked.values_list("person", "found", "exactly")[:most]
    return {person: (found, exactly) for person, found, exactly in rows}


def _having(parts: Iterable[frozenset[bytes]]) -> Any:
    """How many of some parts a person has one of the tokens of."""
    having = (
        Max(Case(When(token__in=_spelt(one), then=Value(1)), default=Value(0))) for one in parts
    )
    return reduce(add, having, Value(0))


def _spelt(tokens: Iterable[bytes]) -> list[str]:
    return sorted(one.hex() for one in tokens)
