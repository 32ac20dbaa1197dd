"""Attribute inference: what somebody would not say, read from the released row most like them.

Giomi et al. 2023, arXiv 2211.10459, section 4.3. The attacker knows all answers of a person but
one, and takes the missing one from the released row that agrees with the most of the others.
Each column is the secret once, for those who say something in it. What the release tells of people
in general helps with the control group as well; what is beyond that is about these people. Where
nobody was left out and noise was drawn, it must also be beyond what rows of other people tell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from lanterne.attacks.nearest import nearest_without_each
from lanterne.attacks.people import Lookup, People
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import FALSE_ALARM, NOTHING, AttackResult, Rate, compare, most_lenient

DEFINITION = "Giomi et al. 2023 (arXiv 2211.10459), section 4.3"


def infer_answers(people: People, promise: Promise) -> AttackResult:
    """How often the secret is right; of the column in which it gains the most over chance.

    The false alarms of the columns add up, so that each column is tested at its share of them.
    """
    if people.width < 2:
        return compare("inference", DEFINITION, NOTHING, NOTHING, promise, {})
    by_chance = people.by_chance(noise=promise.epsilon is not None)
    lookups = Lookup(people.original, people.released), *by_chance
    real, *chances = (_right(lookup, people.silent) for lookup in lookups)
    each = FALSE_ALARM / people.width
    found = {
        name: most_lenient(
            compare("inference", DEFINITION, rate, chance, promise, {"secret": name}, each)
            for chance in against
        )
        for name, rate, *against in zip(people.header, real, *chances, strict=True)
    }
    columns = {
        name: {"rate": one.rate.rate, "chance": one.chance.rate, "verdict": str(one.verdict)}
        for name, one in found.items()
    }
    worst = min(found.values(), key=lambda one: (one.verdict.rank, -_gain(one.rate, one.chance)))
    return replace(worst, detail={**worst.detail, "columns": columns})


def _right(lookup: Lookup, silent: Sequence[int]) -> list[Rate]:
    """Per column, how many of those who say something have their answer guessed."""
    targets, rows = lookup.targets, lookup.rows
    places = nearest_without_each(targets, rows)
    rates = []
    for j, first in enumerate(silent):
        says = targets[:, j] >= first
        guessed = rows[places[says, j], j]
        rates.append(Rate(int((guessed == targets[says, j]).sum()), int(says.sum())))
    return rates


def _gain(real: Rate, control: Rate) -> float:
    """By how many standard errors the two rates differ."""
    total = real.attempts + control.attempts
    if not real.attempts or not control.attempts:
        return -math.inf
    share = (real.successes + control.successes) / total
    spread = share * (1 - share) * (1 / real.attempts + 1 / control.attempts)
    return (real.rate - control.rate) / math.sqrt(spread) if spread else 0.0
