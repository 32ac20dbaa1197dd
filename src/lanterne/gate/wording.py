"""What the gate says, in sentences: English, French, Spanish, Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lanterne.errors import check_language
from lanterne.evaluation.attack_names import attack_name
from lanterne.gate.judge import Judgement, Reason
from lanterne.gate.policy_identity import (
    DIGITS,
    OWN,
    content_of_decision,
    decided_by,
    level_of_decision,
)
from lanterne.gate.record import Decision
from lanterne.messages import Message, advise, say
from lanterne.messages.numbers import number, percent
from lanterne.messages.punctuation import semicolon
from lanterne.messages.store import part

_PLAIN = frozenset({"size", "places", "k", "classes", "others", "given"})
"""Figures that are numbers of something."""

_AS_THEY_ARE = frozenset({"promise.epsilon", "promise.total", "promise.k"})
"""Reasons whose figures are no shares."""


@dataclass(frozen=True)
class Said:
    """A reason in words.

    Attributes:
        what: What was found.
        advice: What to do about it; empty in a note.
    """

    what: str
    advice: str = ""


def reasons_in_words(judgement: Judgement, language: str = "en") -> tuple[Said, ...]:
    """Why a release is refused, and what to do, one entry for each reason.

    Raises:
        UsageError: There are no words in that language.
    """
    check_language(language)
    return tuple(
        Said(say(message, language), advise(message, language))
        for message in (_message("reason", one, language) for one in judgement.reasons)
    )


def notes_in_words(judgement: Judgement, language: str = "en") -> tuple[Said, ...]:
    """What could not be looked at, or less well.

    Raises:
        UsageError: There are no words in that language.
    """
    check_language(language)
    notes = (_message("note", one, language) for one in judgement.notes)
    return tuple(Said(say(note, language)) for note in notes)


def policy_in_words(decision: Decision, language: str = "en") -> str:
    """By which policy somebody decided: a level, or one of their own with its checksum.

    Raises:
        UsageError: There are no words in that language.
    """
    name = decided_by(decision)
    if level_of_decision(decision):
        return name
    check_language(language)
    digest = content_of_decision(decision)[:DIGITS]
    kind = "own" if name == OWN else "named"
    return part("gate.policy", language)[kind].format(name=name, digest=digest)


def uncharged_in_words(language: str = "en") -> str:
    """That a promise was not compared with its ledger.

    Raises:
        UsageError: There are no words in that language.
    """
    check_language(language)
    return say(Message("gate.note.uncharged"), language)


def copies_in_words(detectable: Mapping[str, float | None], language: str = "en") -> str:
    """From which share of all rows copies would have been seen; as public as the record.

    Args:
        detectable: As a decision of the record holds it.
        language: One of those of the gate.

    Raises:
        UsageError: There are no words in that language.
    """
    check_language(language)
    texts = part("gate.copies", language)
    kinds = [
        texts["unseen" if share is None else "share"].format(
            kind=texts[changed], share=percent(share or 0.0, language, 1)
        )
        for changed, share in detectable.items()
    ]
    return texts["lead"].format(kinds=semicolon(language).join(kinds))


def result_in_words(decision: Decision, language: str = "en") -> str:
    """Whether a release passed, and by which policy: the first line of an answer.

    Raises:
        UsageError: There are no words in that language.
    """
    policy = policy_in_words(decision, language)
    template = part("gate.result", language)[str(decision.result)]
    return template.format(policy=policy, by=decision.by, why=decision.why)


def _message(kind: str, reason: Reason, language: str) -> Message:
    """The sentence of a reason or note, its gaps filled with texts in the language."""
    return Message(f"gate.{kind}.{reason.name.removeprefix('note.')}", _gaps(reason, language))


def _gaps(reason: Reason, language: str) -> dict[str, str]:
    """What stands in the gaps of a sentence."""
    words = reason.words
    if reason.name == "use.light":
        lights = part("gate.light", language)
        words = {key: lights[light] for key, light in words.items()}
    gaps = {**words, "attack": attack_name(reason.attack, language)}
    for name, value in reason.figures.items():
        plain = name in _PLAIN or reason.name in _AS_THEY_ARE
        gaps[name] = _as_it_is(value, language) if plain else percent(value, language)
    return gaps


def _as_it_is(value: float, language: str) -> str:
    """A number with all its digits, as somebody chose it."""
    return number(value, language, len(f"{value:g}".partition(".")[2]))
