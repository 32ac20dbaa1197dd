"""What a form says beside its codebook, in every language of the codebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from lanterne.codebook.model import Missing, Text, in_language
from lanterne.messages.languages import spoken
from lanterne.messages.store import part


def text_of(key: str, languages: Sequence[str], **gaps: Text | str | int) -> Text:
    """A text of a form.

    Args:
        key: Its name in the store, below ``form-words``.
        languages: Languages in which it is wanted; in one that Lanterne does not speak, English.
        gaps: What stands in its gaps; a text is said in the same language.
    """
    return {
        tag: _words(spoken(tag))[key].format(
            **{
                name: in_language(gap, tag) if isinstance(gap, Mapping) else gap
                for name, gap in gaps.items()
            }
        )
        for tag in languages
    }


def page_words(languages: Sequence[str]) -> Mapping[str, Text]:
    """What an offline page says beside its questions, gaps open: name → text."""
    return {key: {tag: _of_page(spoken(tag))[key] for tag in languages} for key in _of_page("en")}


def missing_label(kind: Missing, languages: Sequence[str]) -> Text:
    """What people read for a kind of missingness."""
    return {tag: _page(spoken(tag))[f"missing_{kind.value}"] for tag in languages}


def filled(text: Text, languages: Sequence[str]) -> Text:
    """A text of a codebook in each language; in English where it lacks one."""
    return {tag: in_language(text, tag) for tag in languages}


@cache
def _words(language: str) -> Mapping[str, str]:
    return part("form-words", language)


@cache
def _page(language: str) -> Mapping[str, str]:
    return part("codebook.page", language)


@cache
def _of_page(language: str) -> Mapping[str, str]:
    return part("form-page", language)
