"""The text of a cell of a data frame: a function of its value, and of nothing beside it.

A column of a frame has one type, and one person's cell decides it for all: where pandas meets a
blank among whole numbers, it writes 5.0 for everybody's 5; among dates it finds one with an hour,
and all get hours. So no type of a column is asked here: ``5``, ``5.0`` and ``Decimal("5.00")`` are
``5``, as is a 5 with one decimal less or more; ``True`` is ``1``, because a frame that becomes
numbers makes it that; midnight is the day.

Where it can be seen that a frame may have lost what a cell was, the cell is refused: large and
narrow numbers, parts of a millionth of a second. What was rounded or turned into another text
before, by whoever made the frame, is not seen here, as it is not seen in a file.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import singledispatch
from typing import Any

import numpy as np

WHOLE = 2**53
"""From here on a floating-point number may stand for several whole ones, such as ids."""

NARROW: Mapping[int, int] = {2: 2**11, 4: 2**24}
"""The same of floating-point numbers of fewer bytes."""

_LONGEST = 40
"""Most digits before the point of a number, and a tenth of the most behind it."""

_MOST = 10**_LONGEST


class Unfit(Enum):
    """Why a cell has no text: the code of the problem."""

    KIND = "frame-cell.kind"
    ROUNDED = "frame-cell.rounded"
    ZONE = "frame-cell.zone"
    LETTERS = "frame-cell.letters"


Text = str | None | Unfit
"""The text of a cell; ``None`` where it is blank."""


@singledispatch
def text_of_cell(cell: Any) -> Text:
    """The text of a cell, by its value alone.

    Whole numbers are digits, others have a point and as few decimals as tell them apart; missing
    values of every kind are blank; days and hours are those of ISO 8601, without a zone.

    Args:
        cell: What a frame holds, as an object of Python or a number of NumPy.

    Returns:
        A text, ``None`` for a blank, or why there is none: lists, records, bytes, durations and
        objects of other kinds are no cells; a time with a zone is another day elsewhere.
    """
    pandas = sys.modules.get("pandas")  # whoever has its NA has loaded it
    return None if pandas is not None and cell is pandas.NA else Unfit.KIND


@text_of_cell.register
def _nothing(cell: None) -> Text:
    return cell


@text_of_cell.register
def _text(cell: str) -> Text:
    return str.__str__(cell)


@text_of_cell.register
def _truth(cell: bool) -> Text:
    return "1" if cell else "0"


@text_of_cell.register
def _integer(cell: int) -> Text:
    return int.__repr__(cell) if -_MOST < cell < _MOST else Unfit.ROUNDED


@text_of_cell.register
def _float(cell: float) -> Text:
    if math.isnan(cell):
        return None
    if math.isinf(cell):
        return "inf" if cell > 0 else "-inf"
    if cell.is_integer():
        return str(int(cell)) if abs(cell) < WHOLE else Unfit.ROUNDED
    text = float.__repr__(cell)
    return _number(Decimal(text)) if "e" in text else text


@text_of_cell.register
def _number(cell: Decimal) -> Text:
    if cell.is_nan():
        return None
    if cell.is_infinite():
        return "inf" if cell > 0 else "-inf"
    if cell == 0:
        return "0"
    if cell.adjusted() >= _LONGEST or int(cell.as_tuple().exponent) < -10 * _LONGEST:
        return Unfit.ROUNDED
    text = format(cell, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@text_of_cell.register(np.bool_)
@text_of_cell.register(np.integer)
def _of_numpy(cell: Any) -> Text:
    return text_of_cell(cell.item())


@text_of_cell.register
def _float_of_numpy(cell: np.floating) -> Text:
    plain = cell.item()
    if not isinstance(plain, float):  # of more bytes than Python knows
        return Unfit.KIND
    return _float(plain) if _is_exact(plain, NARROW.get(cell.itemsize)) else Unfit.ROUNDED


@text_of_cell.register
def _moment(cell: dt.datetime) -> Text:
    if cell != cell:  # noqa: PLR0124 - missing, as pandas writes it
        return None
    if cell.tzinfo is not None:
        return Unfit.ZONE
    if not dt.MINYEAR <= cell.year <= dt.MAXYEAR:  # pandas has others, and stand-ins for them
        return Unfit.KIND
    if getattr(cell, "nanosecond", 0):  # which Python would cut off
        return Unfit.ROUNDED
    if not (cell.hour or cell.minute or cell.second or cell.microsecond):
        return dt.date(cell.year, cell.month, cell.day).isoformat()
    return _without_zeros(dt.datetime.isoformat(cell))


@text_of_cell.register
def _day(cell: dt.date) -> Text:
    return dt.date(cell.year, cell.month, cell.day).isoformat()


@text_of_cell.register
def _hour(cell: dt.time) -> Text:
    return Unfit.ZONE if cell.tzinfo is not None else _without_zeros(cell.isoformat())


def _without_zeros(moment: str) -> str:
    return moment.rstrip("0") if "." in moment else moment


def _is_exact(number: float, below: int | None) -> bool:
    """Whether a number is what it was: of narrow ones a whole one to which no other was rounded."""
    if below is None or not math.isfinite(number):
        return True
    return number.is_integer() and abs(number) < below


def texts_of(cells: Sequence[Any], below: int | None = None) -> list[Text]:
    """The text of each cell.

    Args:
        cells: Of one column.
        below: Of a column of narrow floating-point numbers, from where on whole ones are rounded:
            of them Python is given wider ones.
    """
    rules: dict[type, Callable[[Any], Text]] = {
        kind: text_of_cell.dispatch(kind) for kind in set(map(type, cells))
    }
    texts = [rules[type(cell)](cell) for cell in cells]
    if below is None:
        return texts
    return [
        text if not isinstance(cell, float) or _is_exact(cell, below) else Unfit.ROUNDED
        for cell, text in zip(cells, texts, strict=True)
    ]
