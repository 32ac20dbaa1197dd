"""The fields of a page that asks questions: one for each, and one why there is no number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lanterne.forms.asked import Asked

PREFIX = "answer-"
"""What the name of a field begins with; the name of its question in an XLSForm follows."""


def field_of(column: str, asked: Asked) -> str:
    """The field that asks a question: letters and digits of ASCII, ``_`` and ``-`` alone."""
    return PREFIX + asked.askings[column].name


def why_field_of(column: str, asked: Asked) -> str:
    """The field that asks why there is no number or year; empty: it is not asked."""
    why = asked.why.get(column)
    return PREFIX + why.name if why else ""


def unknown_fields(fields: Mapping[str, object], asked: Asked) -> Iterator[str]:
    """Fields of questions that no table of the form has."""
    known = {field_of(one, asked) for one in asked.askings}
    known |= {why_field_of(one, asked) for one in asked.why}
    return (name for name in fields if name.startswith(PREFIX) and name not in known)
