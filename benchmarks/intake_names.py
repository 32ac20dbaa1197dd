"""Names of very many people, of which a third share a part."""

from __future__ import annotations

import random

COMMON = (("Mohamed", 0.33), ("Maria", 0.10), ("Fatima", 0.05))
"""Parts of names, and the share of the people who have each."""

_SYLLABLES = [one + two for one in "bdklmnprst" for two in "aeiou"]


def draw_name(chance: random.Random) -> str:
    """A name of two parts, or of three where the first is a common one."""
    draw, common = chance.random(), ""
    for name, share in COMMON:
        if not common and draw < share:
            common = name
        draw -= share
    own = " ".join("".join(chance.choices(_SYLLABLES, k=3)).title() for _ in range(2))
    return f"{common} {own}" if common else own


def draw_search(chance: random.Random) -> str:
    """What somebody types: a whole name, its last part, or a common part alone."""
    kind = chance.random()
    if kind < 0.2:
        return chance.choice(COMMON)[0]
    name = draw_name(chance)
    return name if kind < 0.8 else name.split()[-1]
