"""What released numbers are worth, and what bounds cut, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lanterne.codebook.model import Network
from lanterne.messages.numbers import number, percent
from lanterne.messages.punctuation import colon
from lanterne.release.texts import words
from lanterne.synthesis.network.cut import Cut
from lanterne.synthesis.worth import Grade, Worth

POOR = frozenset({Grade.ROUGH, Grade.UNUSABLE})
"""Verdicts of which whoever made the release is told apart."""


def verdict(worth: Worth, language: str = "en") -> str:
    """The grade as it is called: one of five, from very precise to not usable."""
    return words(language)[f"worth.verdict.{worth.grade}"]


def errors(worth: Worth, language: str = "en") -> str:
    """The errors to expect, in two sentences."""
    said = words(language)
    return " ".join(
        [
            said["worth.count"].format(
                count=count_of(worth.count, language), share=percent(worth.share, language)
            ),
            said["worth.alone" if worth.pair is None else "worth.pair"].format(
                pair=percent(worth.distance, language)
            ),
        ]
    )


def advice(worth: Worth, language: str = "en") -> str:
    """What the released numbers may be used for."""
    return words(language)[f"worth.advice.{worth.grade}"]


def worth_section(
    worth: Mapping[str, Worth], labels: Mapping[str, str], language: str = "en"
) -> str:
    """The paragraphs of a README; nothing where the release does not say what it is worth.

    Args:
        worth: Table → what its numbers are worth.
        labels: Table → what a person reads; used where there are several tables.
        language: ``en``, ``fr``, ``es`` or ``ar``.
    """
    said = words(language)
    if not worth:
        return ""
    title, how, then = said["worth.title"], said["worth.how"], colon(language)
    if len(worth) == 1:
        (only,) = worth.values()
        head = f"**{title}{then} {verdict(only, language)}.**"
        return f"{head} {advice(only, language)} {errors(only, language)} {how}\n"
    lines = [
        f"- {labels[name]}{then} **{verdict(one, language)}.** {advice(one, language)} "
        f"{errors(one, language)}"
        for name, one in worth.items()
    ]
    return "\n".join([f"**{title}.** {how}", "", *lines, ""])


def cuts_in_words(
    cuts: tuple[Cut, ...], network: Network | None, language: str = "en"
) -> Iterator[str]:
    """What the bounds of linked tables probably cut, a sentence or two for each."""
    if network is None:
        return
    for cut in cuts:
        yield words(language)[f"cut.{cut.what}"].format(
            victims=network.victims.name,
            perpetrators=network.perpetrators.name,
            bound=number(cut.bound, language),
            people=number(cut.people, language, 0),
            share=percent(cut.share, language),
        )


def count_of(value: float, language: str) -> str:
    """A number of people, such as 46 or 3.2."""
    return number(value, language, 0 if value >= 10 else 1)
