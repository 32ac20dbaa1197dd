"""Words of codebooks in the store, in the languages that pages speak by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lanterne.codebook.model import Text
from lanterne.messages import TAGS
from lanterne.messages.store import part

VIEW_WORDS = ("number", "same", "different", "comparison")
"""Keys of the words of views."""


@cache
def words() -> Mapping[str, Text]:
    """Of the codebook's page: key → text in each language."""
    return _by_key({tag: part("codebook.page", tag) for tag in TAGS})


def type_words(name: str) -> Text:
    """What people read for the type of a column; an unknown one is called by its name."""
    return words().get(f"type_{name}", {"en": name})


@cache
def view_words() -> Mapping[str, Text]:
    """Of the columns of views: key → text in each language."""
    return _by_key({tag: part("codebook.view", tag) for tag in TAGS})


def _by_key(told: Mapping[str, Mapping[str, str]]) -> Mapping[str, Text]:
    return {key: {tag: texts[key] for tag, texts in told.items()} for key in told["en"]}
