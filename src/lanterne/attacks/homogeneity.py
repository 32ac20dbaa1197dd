"""Homogeneity: a class of released rows that agree in what should stay unknown.

Machanavajjhala, Kifer, Gehrke, Venkitasubramaniam 2007, 'ℓ-diversity: privacy beyond
k-anonymity', ACM TKDD 1 (1). Released rows are put into classes by the columns that an
attacker is taken to know. Where all rows of a class have the same answer in another column, the
attacker takes it for the answer of everybody in the cases who belongs to the class. k does not
help: k rows that agree tell as much as one. The guess of somebody who knows only which answer is
the most frequent is the baseline, and the chance where nothing but k is promised.

Differential privacy does not promise that nobody can learn what holds of people in general, but
that it makes no difference whether somebody is in the data. So with ε the chance is how often the
same classes are right about the control group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lanterne.attacks.people import Codes, People
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import FALSE_ALARM, NOTHING, AttackResult, Rate, Verdict, compare
from lanterne.risk.classes import class_of

DEFINITION = "homogeneity attack, Machanavajjhala et al. 2007 (ACM TKDD 1 (1))"

FEWEST = 2
"""Rows of a class of which one can say that they agree."""

Numbers = npt.NDArray[np.int64]


def read_homogeneous_classes(
    people: People, promise: Promise, known: Sequence[str], secrets: Sequence[str]
) -> AttackResult:
    """How often the answer of a homogeneous class is right; of the worst column.

    Args:
        people: The targets and the release. Of generalised data: the targets in its values.
        promise: What is put to the test.
        known: Names of the columns that the attacker knows.
        secrets: Names of the columns that the attacker wants to know.

    Returns:
        The attack on the column in which it gains the most over the baseline; of those of a class
        that is homogeneous in it.
    """
    places = [people.header.index(name) for name in known]
    tables = (people.released, people.original, people.control)
    classes = _classes([table[:, places] for table in tables])
    each = FALSE_ALARM / max(len(secrets), 1)
    found = [_about(people, classes, people.header.index(name), promise, each) for name in secrets]
    tried = [one for one in found if one.verdict != Verdict.NOT_TRIED]
    worst = min(
        tried,
        key=lambda one: (one.verdict.rank, one.chance.rate - one.rate.rate),
        default=compare("homogeneity", DEFINITION, NOTHING, NOTHING, promise, {}),
    )
    columns = {
        str(one.detail["secret"]): {
            "people": one.rate.attempts, "rate": one.rate.rate, "chance": one.chance.rate,
        }
        for one in tried
    }  # fmt: skip
    return replace(worst, detail={"known": list(known), **worst.detail, "columns": columns})


def _about(
    people: People, classes: list[Numbers], secret: int, promise: Promise, false_alarm: float
) -> AttackResult:
    """One column: the homogeneous classes, and how often they are right about either group."""
    of_released, of_original, of_control = classes
    many = 1 + max(int(part.max(initial=-1)) for part in classes)
    answers = people.released[:, secret]
    constant = _constant(of_released, answers, many, people.silent[secret])
    usual = int(np.bincount(answers[answers >= people.silent[secret]], minlength=1).argmax())
    real = people.original[:, secret]
    said = constant[of_original] >= 0
    rate = Rate(int((constant[of_original] == real)[said].sum()), int(said.sum()))
    baseline = Rate(int((real[said] == usual).sum()), int(said.sum()))
    other = people.control[:, secret]
    outside = constant[of_control] >= 0
    control = Rate(int((constant[of_control] == other)[outside].sum()), int(outside.sum()))
    chance = baseline if promise.epsilon is None else control
    detail = {
        "secret": people.header[secret],
        "share_of_people": rate.attempts / max(len(real), 1),
        "rate_of_control": control.rate,
        "baseline": baseline.rate,
    }
    return compare("homogeneity", DEFINITION, rate, chance, promise, detail, false_alarm)


def _classes(tables: list[Codes]) -> list[Numbers]:
    """Number the combinations of the columns, alike in all tables."""
    stacked = np.concatenate(tables).T
    classes = class_of(stacked, [int(column.max()) + 1 for column in stacked])
    return np.split(classes, np.cumsum([len(table) for table in tables])[:-1])


def _constant(classes: Numbers, answers: Codes, many: int, silent: int) -> Numbers:
    """The answer of each class whose rows agree and say something; −1 for all others."""
    low = np.full(many, np.iinfo(np.int64).max)
    high = np.full(many, -1, np.int64)
    np.minimum.at(low, classes, answers)
    np.maximum.at(high, classes, answers)
    size = np.bincount(classes, minlength=many)
    return np.where((low == high) & (high >= silent) & (size >= FEWEST), high, -1)
