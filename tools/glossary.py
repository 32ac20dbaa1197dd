"""Writes docs/reference/glossary.md from the termbase: ``python tools/glossary.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lanterne.messages import LANGUAGES
from lanterne.messages.glossary import Term, in_alphabet

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "glossary.md"

_TOP = """\
# Glossary

Written by `make docs` from `src/lanterne/messages/glossary.toml`: change that, not this page.

What the words mean, and what each is called in the other languages; in italics, what the field says
as well. The hub shows the same at `/glossary/`, in the language of the reader.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([_TOP, *_lines()])


def _lines() -> Iterator[str]:
    yield f"| word | what it means | {' | '.join(list(LANGUAGES.values())[1:])} |"
    yield "|---|---|" + "---|" * (len(LANGUAGES) - 1)
    for term in in_alphabet("en"):
        others = " | ".join(_called(term, tag) for tag in LANGUAGES if tag != "en")
        yield f'| <a id="{term.name}"></a>{_called(term, "en")} | {term.meaning} | {others} |'
    yield ""


def _called(term: Term, language: str) -> str:
    also = term.also.get(language)
    return f"{term.word(language)}, *{also}*" if also else term.word(language)


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
