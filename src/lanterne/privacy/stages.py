"""Stages of one charge: measured at different times, charged together before the first.

Claim. Let a spend name the mechanisms of several stages, and each stage be measured once at most,
with no more than its part of them. Then all stages together cost what the spend says, although a
later one may be chosen after an earlier one was seen.

Proof. The mechanisms of each stage are fixed by the spend, and whatever is chosen from earlier
outcomes within them is covered by the claim of :class:`~lanterne.privacy.parts.Parts`, by induction
over the stages: what is left to do is dominated by the same pair for every outcome, and products of
such pairs add up as the accountant adds them (Zhu, Dong, Wang 2022, arXiv 2106.08567, Theorem 10).
That no stage is measured twice is written down before its noise is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from lanterne.errors import Refused, UsageError
from lanterne.privacy.chain import Entry

STAGE = "stage"
"""Kind of the entry that says that a stage is measured."""


def stage_details(charge: Entry, stage: str) -> dict[str, str]:
    """What the entry says: of which charge, and which stage."""
    return {"of": charge.digest, "stage": stage}


def stages_begun(entries: Sequence[Entry], charge: Entry) -> tuple[str, ...]:
    """The stages of a charge that were begun, in their order."""
    of_it = (one.details for one in entries if one.kind == STAGE)
    return tuple(str(one["stage"]) for one in of_it if one.get("of") == charge.digest)


def check_stage(entries: Sequence[Entry], charge: Entry, stage: str) -> None:
    """Raise unless a stage may be begun after these entries.

    Raises:
        UsageError: None of them is the charge.
        Refused: It was begun before.
    """
    if all(one.digest != charge.digest for one in entries):
        raise UsageError("ledger.stage-uncharged")
    if stage in stages_begun(entries, charge):
        raise Refused("ledger.stage-begun")
