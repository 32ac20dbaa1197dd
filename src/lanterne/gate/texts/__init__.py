"""The sentences of the gate, by language. In each: what was found, then what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lanterne.evaluation.wording import hard_spaces


@dataclass(frozen=True)
class Texts:
    """One language.

    Attributes:
        reasons: Name of a reason → what was found, and what to do about it.
        notes: Name of a note → sentence.
        results: ``passed``, ``refused`` or ``overridden`` → the first line.
        own: What a policy that is no level is called: without a name that may be repeated, and
            with one.
        copies: How copies are named by their number of changed answers; ``lead``: what is said
            of them, ``share`` and ``unseen``: of one kind,
            with ``between`` between them.
        lights: ``good``, ``fair`` or ``poor`` → the traffic light for utility.
        advice: What stands before what to do.
        known: What stands before notes.
        record: What the record is called.
        public: That the record is public.
        sensitive: What stands above all that follows.
    """

    reasons: Mapping[str, tuple[str, str]]
    notes: Mapping[str, str]
    results: Mapping[str, str]
    own: tuple[str, str]
    copies: Mapping[str, str]
    lights: Mapping[str, str]
    advice: str
    known: str
    record: str
    public: str
    sensitive: str


def hardened(texts: Texts) -> Texts:
    """French texts whose colons and quotation marks stay on the line of their word."""
    what = hard_spaces({name: pair[0] for name, pair in texts.reasons.items()})
    advice = hard_spaces({name: pair[1] for name, pair in texts.reasons.items()})
    label = hard_spaces({"advice": texts.advice, "known": texts.known, "record": texts.record})
    return replace(
        texts,
        reasons={name: (what[name], advice[name]) for name in what},
        notes=hard_spaces(texts.notes),
        results=hard_spaces(texts.results),
        copies=hard_spaces(texts.copies),
        advice=label["advice"],
        known=label["known"],
        record=label["record"],
        public=hard_spaces({"": texts.public})[""],
        sensitive=hard_spaces({"": texts.sensitive})[""],
    )
