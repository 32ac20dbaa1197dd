"""Days and moments as people write them, in each language. A day has 24 hours, of UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lanterne.messages.languages import conventions

# ruff: noqa: PLC0415 - Babel takes a tenth of a second, and most programs write no date


def day(when: date, language: str) -> str:
    """A day, its month by name: 7 March 2026. Of a moment, the day in UTC."""
    from babel.dates import format_date

    return format_date(_in_utc(when), "long", conventions(language))


def short_day(when: date, language: str) -> str:
    """A day in figures, for tables: 07/03/2026. Of a moment, the day in UTC."""
    from babel.dates import format_skeleton

    return format_skeleton("yMd", _in_utc(when), locale=conventions(language))


def clock(when: datetime, language: str) -> str:
    """Hour and minute in UTC: 14:05."""
    from babel.dates import format_skeleton

    return format_skeleton("Hm", _in_utc(when), locale=conventions(language))


def moment(when: datetime, language: str) -> str:
    """A day, its month by name, with hour and minute in UTC: 7 March 2026, 14:05."""
    return _beside(day(when, language), clock(when, language), language)


def short_moment(when: datetime, language: str) -> str:
    """A day in figures with hour and minute in UTC: 07/03/2026, 14:05."""
    return _beside(short_day(when, language), clock(when, language), language)


def _beside(day_: str, time: str, language: str) -> str:
    from babel.dates import get_datetime_format

    return str(get_datetime_format("medium", conventions(language))).format(time, day_)


def _in_utc(when: date) -> date:
    return when.astimezone(UTC) if isinstance(when, datetime) else when
