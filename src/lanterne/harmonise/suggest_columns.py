"""Which column of a codebook a column of a partner's file may be: three suggestions with reasons.

Nothing is decided here. A suggestion is *sure* where the header says it in the words of the
codebook itself, in one of its languages, or where the answers confirm it: of such ones at least 95
in 100 are right (``benchmarks/suggestions.py`` measures it). A name alone in another language than
those of the codebook is never sure, nor is a header alone that people approved for another file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from lanterne.codebook.identifying import REASONS, Identifies, by_header
from lanterne.codebook.looks import Look, look_of
from lanterne.codebook.model import Codebook, Column
from lanterne.codebook.spelling import plain, words_of
from lanterne.harmonise.answer_shapes import Fit, fit_of, looked_at
from lanterne.harmonise.column_answers import ColumnAnswers
from lanterne.harmonise.column_words import ColumnWords, Nearness
from lanterne.harmonise.earlier_mappings import NOTHING, Learnt
from lanterne.harmonise.lexicon import read_words, spoken
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.messages import Message

MOST = 3
"""Suggestions for a column, at most."""

NAME_ALONE = 0.55
"""What a name counts where no answer of the column fits."""

ANSWERS_ALONE = 0.35
"""What answers count where the name says nothing."""

LEAST = 0.08
"""Score below which nothing is suggested."""

SURE, AHEAD, CONFIRMED = 0.62, 0.12, 0.9
"""Of a sure suggestion: its score, how far it is ahead of the next, and the part of the answers
that fit, at least."""

LIKELY, LIKELY_BY_NAME = 0.3, 0.55
"""Scores from which a draft takes a suggestion: with answers that fit, and by the name alone."""

STRONG = 0.6
"""Score from which a column is no longer left out for its name alone."""


class Use(StrEnum):
    """What a column of a file may be for."""

    MAP = "map"
    LEAVE_OUT = "leave_out"
    """It identifies people, or a program wrote it: nobody needs it for statistics."""
    KEEP = "keep"
    """It says who is one person, or who lives together."""
    LEGAL = "legal"
    """It says whether people consent."""


@dataclass(frozen=True)
class Target:
    """A column of the codebook that a column of the file may be.

    Attributes:
        name: Its name.
        score: From 0 to 1, to compare with others.
        reasons: Why, for people.
        fits: Part of the answers that mean one of the column; ``None``: there are none to look at.
        sure: Whether it may be accepted together with others, by one click.
    """

    name: str
    score: float
    reasons: tuple[Message, ...]
    fits: float | None = None
    sure: bool = False

    @property
    def likely(self) -> bool:
        """Whether a draft takes it: its answers fit, or its name alone says enough."""
        if self.fits is None:
            return self.score >= LIKELY_BY_NAME
        return self.fits > 0 and self.score >= LIKELY


@dataclass(frozen=True)
class SuggestedColumn:
    """What is suggested for a column of a file.

    Attributes:
        source: Name of the column of the file.
        use: What for.
        why: Why not for the codebook, where it is not; for people.
        targets: Columns of the codebook, the likeliest first; three at most, perhaps none.
    """

    source: str
    use: Use
    why: Message | None
    targets: tuple[Target, ...]

    @property
    def sure(self) -> str:
        """The column of the codebook that is suggested as sure; empty: none is."""
        best = self.targets[:1] if self.use is Use.MAP else ()
        return best[0].name if best and best[0].sure else ""


def suggest_columns(
    sources: Sequence[SourceColumn], codebook: Codebook, learnt: Learnt = NOTHING
) -> tuple[SuggestedColumn, ...]:
    """What each column of a file may be.

    Args:
        sources: The columns of the file, or of the form.
        codebook: A codebook of one table.
        learnt: What people approved before.

    Returns:
        One for each column, in their order.
    """
    words = ColumnWords(codebook.table.columns, codebook.groups)
    answers = _shared(ColumnAnswers(one, learnt.answers.get(one.name, {})) for one in words.columns)
    return tuple(_suggested(source, words, answers, learnt) for source in sources)


def _shared(answers: Iterable[ColumnAnswers]) -> list[ColumnAnswers]:
    """Per column its answers, or those of one before that are the same: most columns are yes or no,
    and what fits the one fits the other."""
    found: list[ColumnAnswers] = []
    for one in answers:
        found.append(next((other for other in found if other.are_those_of(one)), one))
    return found


def _suggested(
    source: SourceColumn, words: ColumnWords, answers: Sequence[ColumnAnswers], learnt: Learnt
) -> SuggestedColumn:
    name = plain(source.name)
    targets = _targets(source, words, answers, learnt)
    times = {column.name for column in words.columns if column.traits.time}
    use, why = _use(source, targets[0] if targets else None, times)
    if use is Use.MAP and name in learnt.left_out:  # never who is who, nor who consents
        use, why = Use.LEAVE_OUT, Message("suggest-use.learnt")
    return SuggestedColumn(source.name, use, why, targets)


def _targets(
    source: SourceColumn, words: ColumnWords, answers: Sequence[ColumnAnswers], learnt: Learnt
) -> tuple[Target, ...]:
    name = plain(source.name)
    before = learnt.columns.get(name, "")
    another = bool(source.labels) or name in learnt.elsewhere
    near = [
        replace(one, score=1.0, approved=True) if column.name == before else one
        for one, column in zip(words.nearness(source.headings), words.columns, strict=True)
    ]
    offered = looked_at(source)
    different = {id(one): one for one in answers}
    fit_by = {key: fit_of(offered, one) for key, one in different.items()}
    fits = [fit_by[id(one)] for one in answers]
    scored = [
        (_score(one, fit, column), one, fit, column)
        for one, fit, column in zip(near, fits, words.columns, strict=True)
    ]
    scored.sort(key=lambda item: -item[0])
    best = [item for item in scored[: MOST + 1] if item[0] >= LEAST]
    ahead = best[0][0] - (best[1][0] if len(best) > 1 else 0.0) if best else 0.0
    return tuple(
        Target(
            column.name,
            round(score, 3),
            tuple(_reasons(one, fit)),
            fit.share,
            place == 0 and _is_sure(score, ahead, one, fit, column, another=another),
        )
        for place, (score, one, fit, column) in enumerate(best[:MOST])
    )


def _score(near: Nearness, fit: Fit, column: Column) -> float:
    """The name, weighed by the answers; by answers alone where they mean several of a list."""
    if fit.share is None:
        return near.score
    by_name = near.score * (NAME_ALONE + (1 - NAME_ALONE) * fit.share)
    tells = fit.different > 1 and not column.traits.flag
    return max(by_name, ANSWERS_ALONE * fit.share if tells else 0.0)


def _is_sure(
    score: float, ahead: float, near: Nearness, fit: Fit, column: Column, *, another: bool
) -> bool:
    """Whether it may be accepted with others.

    A header that was approved for another file may stand over another question in this one: its
    answers say that it does not, where yes and no would not; but neither do they where the form
    asks in words of its own, nor where the header was about somebody else (``another``).
    """
    if score < SURE or ahead < AHEAD or (fit.share is not None and fit.share < CONFIRMED):
        return False
    confirmed = fit.share is not None and fit.different > 1
    if near.approved and (another or column.traits.flag):
        confirmed = False
    return near.same_words or confirmed


def _reasons(near: Nearness, fit: Fit) -> list[Message]:
    found = []
    if near.approved:
        found.append(Message("suggest-column.learnt"))
    elif near.same_words:
        found.append(Message("suggest-column.words"))
    elif near.ideas:
        found.append(Message("suggest-column.ideas"))
    elif near.score > 0:
        found.append(Message("suggest-column.some-words"))
    if fit.share:
        found.append(Message("suggest-column.answers", {"percent": round(100 * fit.share)}))
    elif fit.share is not None:
        found.append(Message("suggest-column.no-answers"))
    return found


def _use(
    source: SourceColumn, best: Target | None, times: Collection[str]
) -> tuple[Use, Message | None]:
    """What a column is for; one that identifies people is left out, whatever its name is like."""
    strong = best is not None and best.score >= STRONG
    if any("consent" in spoken(heading).ideas for heading in source.headings):
        return Use.LEGAL, Message("suggest-use.consent")
    if _technical(source.name):
        return Use.LEAVE_OUT, Message("suggest-use.technical")
    kinds = [by_header(heading, source.texts) for heading in source.headings]
    kind = next((one for one in kinds if one is not None), None)
    if kind is Identifies.NUMBERS and _is_key(source.name):
        return Use.KEEP, Message("suggest-use.key")
    if kind is not None and not strong:
        return Use.LEAVE_OUT, REASONS[kind]
    look = look_of(dict.fromkeys(source.answers, 1)) if not source.choices else None
    dated = best is not None and best.likely and best.name in times and look is Look.DATES
    if look is not None and not dated:
        return Use.LEAVE_OUT, look.value
    return Use.MAP, None


def _is_key(name: str) -> bool:
    words = words_of(name)
    return bool(words) and all(word in _listed("keys") for word in words)


def _technical(name: str) -> bool:
    """Whether a program wrote the column: ``_submission_time``; a question may have such a name."""
    whole = " ".join(words_of(name))
    return (name.startswith("_") or whole not in {"status", "notes"}) and whole in _listed(
        "technical"
    )


@cache
def _listed(section: str) -> frozenset[str]:
    return frozenset(
        " ".join(words_of(word)) or plain(word)
        for words in read_words("keys.toml")[section].values()
        for word in words
    )
