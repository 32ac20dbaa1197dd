"""What identifies a person by the look of the answers, whatever the header of their column is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from itertools import islice

from lanterne.codebook.identifying import REASONS, identifying_column, is_of_somebody
from lanterne.codebook.lists import LIST_NAMES, builtin_list
from lanterne.codebook.model import Column
from lanterne.codebook.names import (
    LONGEST,
    countries,
    given_names,
    has_shape,
    perhaps_names,
    written_like_names,
)
from lanterne.codebook.spelling import latin_digits, listed, plain
from lanterne.messages import Message

SHARE = 5
"""One in so many different answers that looks like a phone number or an account is too much."""

ENOUGH = 20
"""Fewest different answers that may be the numbers of cases, and not a few codes."""

MOST = 5000
"""Different answers of a column that are looked at: more would tell no more."""

NAMES = 10
"""Fewest different answers that may be names, where no given name is known among them."""

FEWEST = 3
"""Fewest different answers that are taken for names or for numbers of people."""


class Look(Enum):
    """What a column looks like; the value says why it is left out, for people."""

    CONTACTS = Message("by-look.contacts")
    PLACES = Message("by-look.places")
    NUMBERS = Message("by-look.numbers")
    DATES = Message("by-look.dates")
    NAMES = Message("by-look.names")
    SINGLE = Message("by-look.single")


def look_of(answers: Mapping[str, int]) -> Look | None:
    """What the answers of a column look like; ``None``: like nothing that identifies a person.

    Args:
        answers: Different answer → how often it is given.
    """
    answers = _looked_at(answers)
    texts = list(answers)
    if not texts:
        return None
    if SHARE * sum(map(is_contact, texts)) >= len(texts):
        return Look.CONTACTS
    if 2 * sum(map(is_date, texts)) >= len(texts):
        return Look.DATES
    if 2 * sum(map(is_coordinate, texts)) >= len(texts):
        return Look.PLACES
    if _are_numbers(texts):
        return Look.NUMBERS
    return _names(answers)


def _looked_at(answers: Mapping[str, int]) -> Mapping[str, int]:
    """Of very many answers some, from all of them; of a long one, its beginning."""
    step = -(-len(answers) // MOST) or 1
    return {text[:LONGEST]: times for text, times in islice(answers.items(), 0, None, step)}


def is_personal(text: str) -> bool:
    """Whether one answer alone looks like a number or account of somebody, a date or a place."""
    text = text[:LONGEST]
    return is_contact(text) or is_date(text) or is_coordinate(text) or _is_long_number(text)


_MAIL = re.compile(r"\S+@\S+\.\w{2,}")
_HANDLE = re.compile(r"@[\w.]{3,}")
_URL = re.compile(
    r"(?:https?://|www\.)\S+|(?:\w+\.)*(?:facebook|instagram|tiktok|t|wa)\.(?:com|me)/\S*"
)
_PHONE = re.compile(r"(?:\+|00?)?\(?\d[\d\s().\-/]{5,}\d")


def is_contact(text: str) -> bool:
    """Whether an answer holds an e-mail address, an account or a phone number."""
    if _MAIL.search(text) or _URL.search(text.lower()) or _HANDLE.fullmatch(text.strip()):
        return True
    shown = latin_digits(text).strip()
    if not _PHONE.fullmatch(shown) or is_date(text) or _is_band(shown):
        return False
    spoken = shown[0] in "+0(" or any(mark in shown for mark in " -.")
    return spoken and 8 <= sum(letter.isdigit() for letter in shown) <= 15


_BAND = re.compile(r"(\d+)\s*(?:-{1,2}|–|/)\s*(\d+)")


def _is_band(shown: str) -> bool:
    """Whether an answer is a range of numbers, such as ``2000-2004`` or ``10 000 - 20 000``."""
    found = _BAND.fullmatch(shown.replace(" ", ""))
    if found is None:
        return False
    return int(found[1]) < int(found[2]) and len(found[1]) <= len(found[2])


_NUMERIC = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:[T ].*)?|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2,4}(?: .*)?"
)
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SPOKEN = re.compile(
    r"\D{0,12}\d{1,2}(?:er|st|nd|rd|th|\.)?(?: de)?[ \-/]+(\D+?)\.?[ \-/,]+(?:de )?\d{2,4}"
)
_MONTH_FIRST = re.compile(r"(\D+?)\.?[ \-/]+\d{1,2}(?:st|nd|rd|th)?,?[ \-/]+\d{4}")


def is_date(text: str) -> bool:
    """Whether an answer is a day: with its month and its year."""
    shown = latin_digits(text).strip()
    if _NUMERIC.fullmatch(shown) or _COMPACT.fullmatch(shown):
        return True
    found = _SPOKEN.fullmatch(shown) or _MONTH_FIRST.fullmatch(shown)
    return found is not None and plain(found[1]) in listed("months")


_DECIMAL = r"[-+]?\d{1,3}[.,]\d{3,}"
_COORDINATE = re.compile(
    rf"{_DECIMAL}|\(?{_DECIMAL}\s*[,; ]\s*{_DECIMAL}\)?"
    r"|[NSEW]?\s*\d{1,3}\s*°.*|POINT\s*\(.*\)|[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}.*"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def is_coordinate(text: str) -> bool:
    """Whether an answer is a latitude, a longitude, both, or a code for a place of a few metres."""
    shown = latin_digits(text).strip()
    return bool(_COORDINATE.fullmatch(shown)) and not _THOUSANDS.fullmatch(shown)


_NUMBER = re.compile(
    r"\d{5,}|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}"
    r"|(?=(?:\D*\d){3})(?=.*[^\W\d_])[^\W_]+(?:[-/_. ]+[^\W_]+){0,4}"
)
_PAIR = re.compile(r"\d{2,}[-/_.]\d{2,}(?:[-/_.]\d+)?")
_PERIOD = re.compile(
    r"(?:19|20)\d\d(?:\D+(?:19|20)\d\d|\D+\d{1,2}|\D*)|\D*\d{0,2}\D+(?:19|20)\d\d|.*\bto\b.*"
)


def _is_number(text: str) -> bool:
    """Whether an answer looks like the number of a case or document: ``A-00123``, ``2019/0045``."""
    shown = latin_digits(text).strip()
    if _PERIOD.fullmatch(shown):
        return False
    return bool(_NUMBER.fullmatch(shown) or _PAIR.fullmatch(shown))


def _names(answers: Mapping[str, int]) -> Look | None:
    """Names, by the given names that are known; or words with capitals that mostly occur once."""
    given = given_names(answers)
    if len(given) >= FEWEST and 3 * len(given) >= len(answers):
        return Look.NAMES
    shaped = [text for text in answers if has_shape(text) and plain(text) not in countries()]
    once = [text for text in shaped if answers[text] == 1]
    many = len(once) >= NAMES // 2 and 3 * len(once) >= len(answers)
    if len(answers) >= NAMES and 5 * len(shaped) >= 4 * len(answers) and many:
        return Look.SINGLE
    return None


def doubt_on(header: str, answers: Mapping[str, int]) -> Message | None:
    """Why the answers of a column may identify people, whoever and how many give them.

    It is less sure than :func:`look_of`, and wrong more often: nothing is left out for it, but a
    person reads the column by itself.

    Args:
        header: Name of the column; beneath that of somebody with a part in a case, such as
            "recruiter", a single name counts.
        answers: Different answer → how often it is given.
    """
    look = look_of(answers) or _doubt(list(_looked_at(answers)), is_of_somebody(header))
    return look.value if look else None


def why_identifying(column: Column) -> Message | None:
    """Why a column of a codebook may identify people, as its name says or as its answers look."""
    kind = identifying_column(column)
    if kind is not None:
        return REASONS[kind]
    if column.traits.closed:
        return None
    if any(column.values == builtin_list(name) for name in LIST_NAMES):
        return None
    labels = (value.label.get("en", value.code) for value in column.values)
    return doubt_on(column.name, dict.fromkeys([*labels, *column.undecided], MOST))


def _doubt(texts: list[str], of_somebody: bool) -> Look | None:
    numbers = sum(_is_number(text) and not _is_round(text) for text in texts)
    if numbers >= FEWEST and 2 * numbers >= len(texts):
        return Look.NUMBERS
    unusual, written = len(perhaps_names(texts)), len(written_like_names(texts))
    all_unusual = unusual >= NAMES and 5 * unusual >= 4 * len(texts)  # without capitals too
    if all_unusual or (of_somebody and unusual):
        return Look.NAMES
    return Look.NAMES if written >= FEWEST and 3 * written >= len(texts) else None


def _are_numbers(texts: list[str]) -> bool:
    """Whether answers are those of documents or phones: some long ones, or many of any kind."""
    long = sum(map(_is_long_number, texts))
    if long >= FEWEST and 2 * long >= len(texts):
        return True
    return len(texts) > ENOUGH and 5 * sum(map(_is_number, texts)) >= 4 * len(texts)


def _is_long_number(text: str) -> bool:
    """Whether an answer is digits, as many as a phone or a document has: ``77123456``."""
    shown = latin_digits(text).strip()
    return 7 <= len(shown) <= 15 and shown.isdecimal() and not _is_round(shown)


def _is_round(text: str) -> bool:
    """Whether an answer is an amount: ``250000``."""
    shown = latin_digits(text).strip()
    return shown.isdecimal() and shown.endswith("00")
