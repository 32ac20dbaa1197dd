"""Figures of risk as the page shows them: sentences, and bars with what people read beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanterne.codebook import Codebook
from lanterne.hub.languages import number, percent
from lanterne.hub.web.risk.choices import looked_at
from lanterne.risk import with_wider_answers

SHOWN = 12
"""Bars of a drawing; further ones open on request."""


@dataclass(frozen=True)
class Bar:
    """Something that singles people out: what people read, how many, their share, and its bar."""

    label: str
    detail: str
    people: int
    share: float
    width: int


def shown_tables(figures: Any, codebook: Codebook) -> list[dict[str, Any]]:
    """The figures of each table, with what people read for columns and answers."""
    from lanterne.report.labels import Labels  # noqa: PLC0415 - loads Polars

    language = get_language() or "en"
    columns = looked_at(codebook)
    labels = Labels((with_wider_answers(column) for column in columns.values()), language)

    def column_label(name: str) -> str:
        return labels.column(name) if name in columns else name

    def answer(name: str, text: str) -> str:
        return labels.answer(name, text) if name in columns else text

    shown = []
    for table in figures["tables"]:
        people = max(1, table["people"])
        most = sorted(table["columns"], key=lambda one: -one["people"])
        by_column = _bars(
            [(column_label(one["column"]), "", one["people"]) for one in most], people
        )
        by_value = _bars(
            [
                (answer(one["column"], one["value"]), column_label(one["column"]), one["people"])
                for one in table["values"]
            ],
            people,
        )
        shown.append(
            {
                **table,
                "verdict": _verdict(table["unique"] / people, table["lengths"]),
                "share_alone": table["unique"] / people,
                "share_out": table["standing_out"] / people,
                "by_column": by_column[:SHOWN],
                "more_columns": by_column[SHOWN:],
                "by_value": by_value[:SHOWN],
                "more_values": by_value[SHOWN:],
                "plan": [
                    (column_label(one["column"]), one["standing_out"], one["standing_out"] / people)
                    for one in table["plan"]
                ],
            }
        )
    return shown


def _verdict(share: float, lengths: list[dict[str, Any]]) -> SafeString:
    """The figure that says most, as a sentence."""
    language = get_language() or "en"
    sentence = _(
        "%(share)s of the people are unique in some combination of answers to at most "
        "%(length)s columns."
    )
    marked = format_html("<strong>{}</strong>", percent(share, language))
    longest = number(lengths[-1]["length"] if lengths else 0, language)
    return mark_safe(escape(sentence) % {"share": marked, "length": longest})


def _bars(found: list[tuple[str, str, int]], people: int) -> list[Bar]:
    most = max((one[2] for one in found), default=1) or 1
    return [
        Bar(label, detail, held, held / people, round(1000 * held / most))
        for label, detail, held in found
        if held
    ]
