"""What a release will cost, and what was spent before: known before any case is read."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lanterne import api
from lanterne.api import Accuracy
from lanterne.codebook import Codebook, load_codebook, parse_codebook
from lanterne.errors import Refused
from lanterne.hub.workspace.books import FILE
from lanterne.hub.workspace.choices import DP, Choices, budget_arguments
from lanterne.hub.workspace.models import Dataset
from lanterne.hub.workspace.releases import ledger_of
from lanterne.privacy import K_RELEASE, Budget, Ledger, Unit, default_delta

START = 4.0
"""ε at which the page begins, where nobody has said how close counts must come."""


@dataclass(frozen=True)
class Standing:
    """What the ledger of a dataset says today. Public facts.

    Attributes:
        releases: How many have promised something by ε.
        epsilon: Σε of them.
        delta: Σδ of them.
        k_releases: How many were made by k-methods.
        looks: How often a release was compared with its cases.
        cap: The most that may be spent; ``None``: nobody has set a limit.
        begun: Whether there is a ledger.
    """

    releases: int
    epsilon: float
    delta: float
    k_releases: int
    looks: int
    cap: Budget | None
    begun: bool

    @property
    def left(self) -> float | None:
        """ε that may still be spent; ``None``: there is no limit."""
        return None if self.cap is None else _minus(self.cap.epsilon, self.epsilon)


@dataclass(frozen=True)
class Price:
    """What a release will cost, and whether the ledger allows it.

    Attributes:
        accuracy: How close its counts will come.
        before: Σε that was spent on the same people.
        after: Σε once it is made.
        left: ε that could still be spent then; ``None``: there is no limit; below 0: it is refused.
        over: Whether the limit does not allow it.
    """

    accuracy: Accuracy
    before: float
    after: float
    left: float | None
    over: bool

    @property
    def sure(self) -> float:
        """How sure, 0 to 1, who was undecided can become that a certain person is in the cases.

        From even odds, by all that will have been released: e^ε to 1, but for a chance of δ.
        """
        return 1 / (1 + math.exp(-self.after))


def standing(dataset: Dataset, unit: str | None = None) -> Standing:
    """What the ledger says, of one kind of people; by default those whose cases these are.

    Raises:
        InputError: The ledger has been tampered with.
    """
    ledger = Ledger(ledger_of(dataset))
    spent = ledger.spent()
    own = spent.of(unit or Unit.PERSON)
    return Standing(
        own.releases,
        own.epsilon,
        own.delta,
        spent.k_releases,
        spent.evaluations,
        ledger.cap(),
        bool(ledger.entries()),
    )


def price(dataset: Dataset, choices: Choices) -> Price:
    """What a differentially private release will cost.

    Raises:
        UsageError: No budget gives what was asked for.
        InputError: The codebook or the ledger has problems.
    """
    found = _accuracy(_book_key(dataset), json.dumps(_asked(dataset, choices), sort_keys=True))
    now = standing(dataset, choices.get("unit"))
    left, over = None, False
    if now.cap is not None:
        left = _minus(now.left or 0.0, found.epsilon)
        over = left < 0 or _minus(_minus(now.cap.delta, now.delta), found.delta) < 0
    after = float(Decimal(repr(now.epsilon)) + Decimal(repr(found.epsilon)))
    return Price(found, now.epsilon, after, left, over)


def usual_width(dataset: Dataset, unit: str) -> float:
    """A first answer to how far off counts may be: what a usual budget gives, as a round number."""
    asked = {"epsilon": START, "unit": unit}
    found = _accuracy(_book_key(dataset), json.dumps(_asked(dataset, asked), sort_keys=True))
    off = found.widths[1].usual
    step = 10.0 ** math.floor(math.log10(off))
    return float(f"{math.ceil(2 * off / step) * step / 2:.3g}")


def needs_reason(dataset: Dataset, method: str) -> bool:
    """Whether the ledger refuses such a release unless somebody accepts the risk in writing."""
    try:
        Ledger(ledger_of(dataset)).check_beside_others("spend" if method == DP else K_RELEASE)
    except Refused:
        return True
    return False


def set_cap(dataset: Dataset, epsilon: float, delta: float) -> None:
    """Begin the ledger with the most that may ever be spent.

    Raises:
        UsageError: There is a ledger already, or a number is out of its range.
    """
    Ledger(ledger_of(dataset)).create(Budget(epsilon, delta))


def _asked(dataset: Dataset, choices: Choices) -> dict[str, Any]:
    arguments = budget_arguments(choices, dataset)
    if arguments["delta"] is None:
        arguments["delta"] = default_delta(arguments.pop("people"))
    if choices.get("epsilon"):
        return {"epsilon": choices["epsilon"], **arguments}
    return {"within": choices["within"], "answers": choices.get("answers", 1), **arguments}


def _book_key(dataset: Dataset) -> tuple[str, str]:
    return ("", dataset.codebook) if dataset.codebook else (dataset.codebook_name, "")


@lru_cache(maxsize=256)
def _accuracy(book: tuple[str, str], asked: str) -> Accuracy:
    name, text = book
    codebook: Codebook = parse_codebook(text.encode(), FILE) if text else load_codebook(name)
    arguments = json.loads(asked)
    within = arguments.pop("within", None)
    if within is None:
        return api.accuracy(codebook, **arguments)
    return api.budget_for(codebook, within, **arguments)


def _minus(number: float, other: float) -> float:
    """A difference as people expect it of decimal numbers."""
    return float(Decimal(repr(float(number))) - Decimal(repr(float(other))))
