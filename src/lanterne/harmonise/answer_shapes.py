"""How well the answers of a partner's column fit a column of a codebook, whatever it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lanterne.codebook.looks import is_date
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answer_texts import LONGEST, ReadChoices, read_choices
from lanterne.harmonise.answer_words import silence_of
from lanterne.harmonise.column_answers import ColumnAnswers
from lanterne.harmonise.source_columns import MOST_ANSWERS, Choice, SourceColumn
from lanterne.harmonise.suggest_values import AnswerSuggester

LOOKED_AT = 60
"""Answers that are looked at: more would tell no more of what kind a column is."""

SEPARATORS = (";", "|", "؛")
"""What parts the answers of a cell where nobody says so."""

COMMAS = (",", "،")
"""What may part answers, and may as well stand within one."""

STAND_ALONE = 0.6
"""Part of the texts between commas that stand alone in other cells, at least, where they are
answers."""

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Fit:
    """How well answers fit a column.

    Attributes:
        share: Part of the answers that mean one of the column, from 0 to 1; ``None``: there are
            none to look at.
        different: How many answers of the column they mean.
    """

    share: float | None
    different: int = 0


def fit_of(offered: ReadChoices, answers: ColumnAnswers) -> Fit:
    """How many of the answers of a partner's column mean something in a column of a codebook.

    Args:
        offered: The answers that are looked at.
        answers: Those of the column of the codebook.
    """
    whole = len(offered.choices)
    if not whole:
        return Fit(None)
    if answers.column.traits.time:
        dates = sum(_is_time(choice.name) for choice in offered.choices)
        return Fit(dates / whole, min(dates, 2))
    found = [one.becomes for one in AnswerSuggester(answers, offered).all() if one.becomes]
    return Fit(len(found) / whole, len(set(found)))


def looked_at(source: SourceColumn) -> ReadChoices:
    """The choices of the form, or else some answers as choices; without those that say nothing.

    Answers that say why nothing is known fit everywhere, and tell nothing.
    """
    choices = source.choices or tuple(map(Choice, members_of(source.answers[:MOST_ANSWERS])))
    short = [one for one in choices if len(one.name) <= LONGEST]
    step = -(-len(short) // LOOKED_AT) or 1
    some = short[::step]
    return read_choices(one for one in some if not any(map(silence_of, one.texts)))


def members_of(answers: Sequence[str]) -> tuple[str, ...]:
    """The different answers, those of cells with several taken apart, without blanks."""
    signs = separators_of(answers)
    parts = (part.strip() for answer in answers for part in split(answer, signs))
    return tuple(dict.fromkeys(part for part in parts if part))


def separators_of(answers: Sequence[str]) -> tuple[str, ...]:
    """What parts the answers of cells, as far as it can be told from them.

    A comma may as well stand within an answer: it parts answers that stand alone in other cells.
    """
    found = tuple(sign for sign in SEPARATORS if any(sign in answer for answer in answers))
    return found or tuple(comma for comma in COMMAS if _parts_answers(comma, answers))


def _parts_answers(comma: str, answers: Sequence[str]) -> bool:
    alone = {plain(answer) for answer in answers if comma not in answer}
    joined = [answer for answer in answers if comma in answer]
    parts = [plain(part) in alone for answer in joined for part in answer.split(comma)]
    return bool(parts) and sum(parts) >= STAND_ALONE * len(parts)


def split(text: str, separators: Sequence[str]) -> list[str]:
    """The answers of a cell."""
    parts = [text]
    for sign in separators:
        parts = [part for whole in parts for part in whole.split(sign)]
    return parts


def _is_time(text: str) -> bool:
    return bool(_YEAR.fullmatch(text.strip())) or is_date(text)
