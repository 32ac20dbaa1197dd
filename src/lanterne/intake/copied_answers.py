"""Answers of one row that are copied to another of the same table. Sensitive.

It is as if somebody had typed them there: what is not asked of the other row, by its own answers,
is not copied.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lanterne.forms.questions import Question
from lanterne.intake.answers import Answers, Codes
from lanterne.intake.skip_logic import Broken, Logic, Review, review


@dataclass(frozen=True)
class Copied:
    """What a copy makes of the answers of a row.

    Attributes:
        before: The answers that count now.
        answers: Those that hold afterwards.
        given: Questions that get an answer, or another one.
        same: Questions that are answered so already.
        kept: Questions that have another answer, which stays.
        not_asked: Questions that are not asked of this row.
        against: Questions whose answer would take away one that is there; it is not copied.
        fallen: Questions whose answer is replaced by none: they are not asked any more.
        broken: Combinations that cannot be, and that were not there before.
    """

    before: Answers = field(repr=False)
    answers: Answers = field(repr=False)
    given: tuple[Question, ...] = field(repr=False)
    same: tuple[Question, ...] = field(repr=False)
    kept: tuple[Question, ...] = field(repr=False)
    not_asked: tuple[Question, ...] = field(repr=False)
    against: tuple[Question, ...] = field(repr=False)
    fallen: tuple[Question, ...] = field(repr=False)
    broken: tuple[Broken, ...] = field(repr=False)


def copy_into(
    logic: Logic, source: Answers, columns: Collection[str], into: Answers, *, replace: bool
) -> Copied:
    """Copy answers to some questions into a row; nothing is kept yet.

    Args:
        logic: The questions of the table.
        source: The answers of the row that they are copied from.
        columns: Of these questions; where the source has no answer, nothing is copied.
        into: The answers of the row that gets them.
        replace: Whether they take the place of other answers that are there. If not, all answers
            that are there stay, and stay to be asked.
    """
    chosen = {
        name: codes
        for name, codes in review(logic, source).answers.given.items()
        if name in columns
    }
    before = review(logic, into)
    take = _replaced if replace else _filled
    counted = take(logic, chosen, before)
    after = review(logic, counted)
    told: dict[str, list[Question]] = {
        name: [] for name in ("given", "same", "kept", "not_asked", "against", "fallen")
    }
    asked = {one.name for one in after.asked}
    for question in logic.section.questions:
        name = question.name
        own, now = before.answers.of(name), after.answers.of(name)
        if name in chosen:
            told[_what_became(chosen[name], own, now, asked=name in asked)].append(question)
        if own and not now:
            told["fallen"].append(question)
    known = {one.rule for one in before.broken}
    return Copied(
        before=before.answers,
        answers=after.answers,
        broken=tuple(one for one in after.broken if one.rule not in known),
        **{name: tuple(found) for name, found in told.items()},
    )


def _replaced(logic: Logic, chosen: Mapping[str, Codes], before: Review) -> Answers:
    return Answers({**before.answers.given, **chosen}, before.answers.former)


def _filled(logic: Logic, chosen: Mapping[str, Codes], before: Review) -> Answers:
    """With each answer that is lacking, in the order of the form, unless it takes one away."""
    counted = before.answers
    for question in logic.section.questions:
        name = question.name
        if name in chosen and not counted.of(name):
            tried = review(logic, Answers({**counted.given, name: chosen[name]}, counted.former))
            counted = counted if tried.dropped else tried.answers
    return counted


def _what_became(chosen: Codes, own: Codes, now: Codes, *, asked: bool) -> str:
    """What became of an answer that was to be copied."""
    if now == chosen:
        return "same" if own == chosen else "given"
    if now:
        return "kept"
    return "against" if asked else "not_asked"
