"""The built-in codebooks in more languages than their files are written in.

``standards/translations.csv`` holds each of their texts once, by its English words: the files stay
readable, and a text that several codebooks share reads the same in all of them. A codebook does not
promise these languages: whoever adds a column of their own need not write it in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lanterne.codebook.lists import packaged_rows, standards


def in_more_languages(codebook: Mapping[str, object]) -> dict[str, object]:
    """A codebook as nested tables, with its texts in every language that is known."""
    return {key: _translated(one) for key, one in codebook.items()}


@cache
def translations() -> Mapping[str, Mapping[str, str]]:
    """English text → language → text."""
    return {row["en"]: row for row in packaged_rows(standards() / "translations.csv")}


def _translated(node: object) -> object:
    if isinstance(node, list):
        return [_translated(one) for one in node]
    if not isinstance(node, dict):
        return node
    text = node.get("en")
    if isinstance(text, str):
        return {**node, **translations().get(text, {})}
    return in_more_languages(node)
