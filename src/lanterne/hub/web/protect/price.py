"""What a release will cost, and what was spent before: known before any case is read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lanterne import verbs
from lanterne.codebook import Codebook, load_codebook, parse_codebook
from lanterne.errors import InputError, Refused
from lanterne.hub.web.data.dataset_codebook import FILE
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.protect.choices import (
    DP,
    Choices,
    bounds_of,
    household_of,
    unit_of,
)
from lanterne.hub.web.publish.release_folders import ledger_of
from lanterne.privacy import (
    K_RELEASE,
    Budget,
    Ledger,
    Standing,
    Unit,
    UnitSpend,
    certainty,
    default_delta,
)
from lanterne.privacy.k_releases import check_beside_others
from lanterne.privacy.spending import by_kind, decimal, left_of
from lanterne.synthesis.worth import Worth
from lanterne.verbs import Accuracy

START = 4.0
"""ε at which the page begins, where nobody has said how close counts must come."""


@dataclass(frozen=True)
class Price:
    """What a release will cost, and whether the ledger allows it.

    Attributes:
        accuracy: How close its counts will come.
        before: Σε that was spent on the same people: of a household, on any one of them.
        after: Σε once it is made.
        after_delta: Σδ once it is made.
        left: ε that could still be spent then; ``None``: there is no limit; below 0: it is refused.
        over: Whether the limit does not allow it.
        to_subjects: Whether it promises something to the people whose cases these are.
    """

    accuracy: Accuracy
    before: float
    after: float
    after_delta: float
    left: float | None
    over: bool
    to_subjects: bool

    @property
    def sure(self) -> float:
        """How sure, 0 to 1, who was undecided can become that a certain person is in the cases.

        From even odds, by all that will have been released: e^ε to 1, as
        :func:`lanterne.privacy.certainty` has it.
        """
        return certainty(self.after)


def standing(dataset: Dataset) -> Standing | None:
    """What the ledger of a dataset says today: public facts. ``None``: it cannot be read."""
    try:
        return Ledger(ledger_of(dataset)).standing()
    except InputError:
        return None


def price(dataset: Dataset, choices: Choices, now: Standing) -> Price:
    """What a differentially private release will cost, beside what was spent before.

    Raises:
        UsageError: No budget gives what was asked for.
        InputError: The codebook has problems.
    """
    found = _accuracy(_book_key(dataset), json.dumps(_asked(dataset, choices), sort_keys=True))
    budget = Budget(found.epsilon, found.delta)
    promise = UnitSpend(choices["unit"], budget, ())
    kinds = by_kind([promise])
    before = max(now.spent.of(kind).epsilon for kind in kinds)
    delta = max(now.spent.of(kind).delta for kind in kinds) + found.delta
    after = float(decimal(before) + decimal(found.epsilon))
    left = None if now.cap is None else left_of(now.cap.epsilon, after)
    return Price(found, before, after, delta, left, not _allows(now, promise), Unit.PERSON in kinds)


def worth(dataset: Dataset, choices: Choices, found: Accuracy) -> list[Worth]:
    """What a release will be worth: for as many people as are expected, and for a few sizes.

    Args:
        dataset: Of whom.
        choices: What was chosen.
        found: Its budget.

    Returns:
        From few people to many; of linked tables that of victims.
    """
    asked = _asked(dataset, {**choices, "epsilon": found.epsilon})
    sizes = sorted({*verbs.SIZES, dataset.people_expected})
    expected = _worth(_book_key(dataset), json.dumps(asked | {"sizes": sizes}, sort_keys=True))
    return [next(iter(of_each.values())) for of_each in expected]


def _allows(now: Standing, promise: UnitSpend) -> bool:
    try:
        now.check([promise])
    except Refused:
        return False
    return True


def usual_width(dataset: Dataset, unit: str) -> float:
    """A first answer to how far off counts may be: what a usual budget gives, as a round number."""
    asked = {"epsilon": START, "unit": unit}
    found = _accuracy(_book_key(dataset), json.dumps(_asked(dataset, asked), sort_keys=True))
    off = found.widths[1].usual
    step = 10.0 ** math.floor(math.log10(off))
    return float(f"{math.ceil(2 * off / step) * step / 2:.3g}")


def needs_reason(dataset: Dataset, method: str, now: Standing) -> bool:
    """Whether the ledger refuses such a release unless somebody accepts the risk in writing."""
    kind = "spend" if method == DP else K_RELEASE
    try:
        check_beside_others(kind, now.entries, ledger_of(dataset), None)
    except Refused:
        return True
    return False


def _asked(dataset: Dataset, choices: Choices) -> dict[str, Any]:
    arguments = {
        "delta": choices.get("delta") or default_delta(dataset.people_expected),
        "people": dataset.people_expected,
        "unit": unit_of(choices),
        "bounds": bounds_of(choices),
        "household": household_of(choices, dataset),
    }
    if choices.get("epsilon"):
        return {"epsilon": choices["epsilon"], **arguments}
    return {"within": choices["within"], "answers": choices.get("answers", 1), **arguments}


def _book_key(dataset: Dataset) -> tuple[str, str]:
    return ("", dataset.codebook) if dataset.codebook else (dataset.codebook_name, "")


def _codebook(book: tuple[str, str]) -> Codebook:
    name, text = book
    return parse_codebook(text.encode(), FILE) if text else load_codebook(name)


@lru_cache(maxsize=256)
def _worth(book: tuple[str, str], asked: str) -> tuple[Mapping[str, Worth], ...]:
    return verbs.expected_worth(_codebook(book), **json.loads(asked))


@lru_cache(maxsize=256)
def _accuracy(book: tuple[str, str], asked: str) -> Accuracy:
    codebook = _codebook(book)
    arguments = json.loads(asked)
    within = arguments.pop("within", None)
    if within is None:
        return verbs.accuracy(codebook, **arguments)
    return verbs.budget_for(codebook, within, **arguments)
