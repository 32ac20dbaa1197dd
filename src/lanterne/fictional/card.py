"""The data card: how the fictional cases were made, and what nobody may conclude from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from string import Template

import numpy as np

from lanterne.fictional.tally import Figure, Tally
from lanterne.messages import Message, page_in_languages, say
from lanterne.messages.numbers import number
from lanterne.messages.store import document


def data_card(tally: Tally, seed: int) -> str:
    """The card as Markdown, with a part for each language.

    Args:
        tally: Counts of what was written.
        seed: The seed it was made from.
    """

    def filled(language: str) -> dict[str, str]:
        return {
            "rows": number(tally.rows, language),
            "completeness": figures_table(tally.completeness(), language),
            "shares": figures_table(tally.shares(), language),
        }

    return card("data-card", seed, filled)


def card(name: str, seed: int, filled: Callable[[str], Mapping[str, str]]) -> str:
    """A card as Markdown, English first.

    Args:
        name: Of the document of the store; its first line is the title.
        seed: The seed that the data were made from.
        filled: Gives what else stands in its gaps, in a language.
    """

    def text(language: str) -> str:
        _title, _, paragraphs = document(name, language).partition("\n\n")
        gaps = {"seed": str(seed), "made": versions(), **filled(language)}
        return Template(paragraphs).substitute(gaps).strip()

    return page_in_languages(lambda language: _title_of(name, language), text)


def _title_of(name: str, language: str) -> str:
    return document(name, language).partition("\n")[0].removeprefix("# ")


def versions() -> str:
    """What makes the same numbers give the same file."""
    return f"Lanterne {version('lanterne')}, NumPy {np.__version__}"


def figures_table(figures: Iterable[Figure], language: str) -> str:
    """Rows of a table in per cent: what was aimed at and what was reached."""
    return table(
        (
            say(one.name, language) if isinstance(one.name, Message) else one.name,
            number(100 * one.target, language, 1),
            "–" if np.isnan(one.reached) else number(100 * one.reached, language, 1),
        )
        for one in figures
    )


def table(rows: Iterable[Sequence[str]]) -> str:
    """Rows of a table in Markdown; its head is in the document."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
