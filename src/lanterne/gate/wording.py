"""What the gate says, in sentences: English, French, Spanish, Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lanterne.errors import UsageError
from lanterne.evaluation.attack_names import attack_name
from lanterne.evaluation.wording import number, percent
from lanterne.gate.judge import Judgement, Reason
from lanterne.gate.known import DIGITS, OWN, content_of_decision, decided_by, level_of_decision
from lanterne.gate.record import Decision
from lanterne.gate.texts import Texts
from lanterne.gate.texts.ar import ARABIC
from lanterne.gate.texts.en import ENGLISH
from lanterne.gate.texts.es import SPANISH
from lanterne.gate.texts.fr import FRENCH

LANGUAGES: Mapping[str, Texts] = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "ar": ARABIC}
"""Language → its sentences."""

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
    texts = texts_in(language)
    said = []
    for reason in judgement.reasons:
        what, advice = texts.reasons[reason.name]
        said.append(Said(what.format(**_gaps(reason, language)), advice))
    return tuple(said)


def notes_in_words(judgement: Judgement, language: str = "en") -> tuple[Said, ...]:
    """What could not be looked at, or less well.

    Raises:
        UsageError: There are no words in that language.
    """
    texts = texts_in(language)
    return tuple(
        Said(texts.notes[note.name].format(**_gaps(note, language))) for note in judgement.notes
    )


def policy_in_words(decision: Decision, language: str = "en") -> str:
    """By which policy somebody decided: a level, or one of their own with its checksum.

    Raises:
        UsageError: There are no words in that language.
    """
    name = decided_by(decision)
    if level_of_decision(decision):
        return name
    alone, named = texts_in(language).own
    digest = content_of_decision(decision)[:DIGITS]
    return (alone if name == OWN else named).format(name=name, digest=digest)


def uncharged_in_words(language: str = "en") -> str:
    """That a promise was not compared with its ledger.

    Raises:
        UsageError: There are no words in that language.
    """
    return texts_in(language).notes["note.uncharged"]


def copies_in_words(detectable: Mapping[str, float | None], language: str = "en") -> str:
    """From which share of all rows copies would have been seen; as public as the record.

    Args:
        detectable: As a decision of the record holds it.
        language: One of those of the gate.

    Raises:
        UsageError: There are no words in that language.
    """
    texts = texts_in(language).copies
    kinds = [
        texts["unseen" if share is None else "share"].format(
            kind=texts[changed], share=percent(share or 0.0, language, 1)
        )
        for changed, share in detectable.items()
    ]
    return texts["lead"].format(kinds=texts["between"].join(kinds))


def texts_in(language: str) -> Texts:
    """The sentences of a language; raises UsageError when there are none."""
    if language not in LANGUAGES:
        raise UsageError(f"There are no words in {language!r}. Languages: {', '.join(LANGUAGES)}.")
    return LANGUAGES[language]


def _gaps(reason: Reason, language: str) -> dict[str, str]:
    """What stands in the gaps of a sentence."""
    texts, words = texts_in(language), reason.words
    if reason.name == "use.light":
        words = {key: texts.lights[light] for key, light in words.items()}
    gaps = {**words, "attack": attack_name(reason.attack, language)}
    for name, value in reason.figures.items():
        plain = name in _PLAIN or reason.name in _AS_THEY_ARE
        gaps[name] = _as_it_is(value, language) if plain else percent(value, language)
    return gaps


def _as_it_is(value: float, language: str) -> str:
    """A number with all its digits, as somebody chose it."""
    return number(value, language, len(f"{value:g}".partition(".")[2]))
