"""What somebody agrees to: for each purpose, who said what and when. What was said later counts."""

from __future__ import annotations

from enum import StrEnum


class ConsentTo(StrEnum):
    """What for."""

    ASSISTANCE = "assistance"
    REFERRAL = "referral"
    """That they are told of to another organisation, which is named."""
    STATISTICS = "statistics"
    """That their answers are counted, without a name, in what is protected and published."""
    RESEARCH = "research"


class Said(StrEnum):
    """What was said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not-asked"


class SaidBy(StrEnum):
    """Who said it."""

    PERSON = "person"
    GUARDIAN = "guardian"
    """Of a minor."""
    BOTH = "both"
    """The guardian, and the minor assents."""
