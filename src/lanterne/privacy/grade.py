"""How strong a promise is: one grade of ε, in words that agree with the number beside them.

Every page, program and file that calls an ε strong or weak asks here.
"""

from __future__ import annotations

import math
from enum import StrEnum

from lanterne.errors import UsageError

BEFORE = 0.5
"""The chance, before anything is read, that somebody gives to a person's being in the cases. All
words on ε suppose it: an ε says nothing of certainty without the chance before."""


class Strength(StrEnum):
    """How strong a promise is, the strongest first."""

    STRONG = "strong"
    MODERATE = "moderate"
    LIMITED = "limited"
    WEAK = "weak"


UP_TO = {Strength.STRONG: 1.0, Strength.MODERATE: 3.0, Strength.LIMITED: 6.0}
"""The largest ε of each grade; what is beyond the last is weak. Whoever gave even odds can become
73.2 % sure at ε = 1, 95.3 % at 3 and 99.76 % at 6: beyond, less than one chance in 400 of being
wrong is left to them. Each grade is the worst case; see :func:`certainty`."""


def strength(epsilon: float) -> Strength:
    """The grade of an ε, of one release or of all together.

    Raises:
        UsageError: ε is not a number above 0.
    """
    if not epsilon > 0:
        raise UsageError("budget.epsilon-not-positive", got=epsilon)
    return next((grade for grade, most in UP_TO.items() if epsilon <= most), Strength.WEAK)


def certainty(epsilon: float) -> float:
    """How sure, 0 to 1, somebody can become who gave it even odds: e^ε to 1.

    By Bayes, (ε, 0)-differential privacy multiplies the odds of any guess about one person by at
    most e^ε. With (ε, δ), they grow by more than twice that with a chance of at most 2δ
    (``docs/explanation/privacy-proof.md``, "What is promised").
    """
    return 1 / (1 + math.exp(-epsilon))
