"""Signs between texts and around them, as each language writes them."""

from __future__ import annotations

from lanterne.messages.store import english, template


def comma(language: str) -> str:
    """What stands between the members of a list, with the space behind it."""
    return _sign("comma", language)


def semicolon(language: str) -> str:
    """What stands between clauses that have commas, with the spaces around it."""
    return _sign("semicolon", language)


def colon(language: str) -> str:
    """The sign, with the space before it if there is one."""
    return _sign("colon", language)


def quoted(text: str, language: str) -> str:
    """The text, marked off from the sentence around it."""
    return _sign("quoted", language).format(text=text)


def _sign(name: str, language: str) -> str:
    return template(english()[f"sign.{name}"], language)
