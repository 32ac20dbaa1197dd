"""Why a text is no TOML: from the words of the library that reads it to a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lanterne.messages import Message

_WORDS = {
    "Invalid statement": "toml.no-statement",
    "Expected newline or end of document after a statement": "toml.no-end-of-line",
    "Expected '=' after a key in a key/value pair": "toml.no-equals-sign",
    "Expected ']' at the end of a table declaration": "toml.open-table-name",
    "Expected ']]' at the end of an array declaration": "toml.open-list-name",
    "Expected {sign}": "toml.not-that-sign",
    "Invalid value": "toml.no-value",
    "Invalid initial character for a key part": "toml.no-key",
    "Unterminated string": "toml.open-text",
    "Unclosed array": "toml.open-list",
    "Unclosed inline table": "toml.open-table",
    "Cannot overwrite a value": "toml.value-twice",
    "Cannot declare {key} twice": "toml.key-twice",
    "Cannot mutate immutable namespace {key}": "toml.closed-key",
    "Cannot redefine namespace {key}": "toml.key-of-others",
    "Duplicate inline table key {key}": "toml.inline-key-twice",
    "Found invalid character {sign}": "toml.invalid-sign",
    "Illegal character {sign}": "toml.illegal-sign",
    "Unescaped '\\' in a string": "toml.backslash",
    "Invalid hex value": "toml.no-hexadecimal",
    "Escaped character is not a Unicode scalar value": "toml.no-character",
    "Invalid date or datetime": "toml.no-date",
}
"""What the library says → code. The first that fits is taken."""

_GAP = re.compile(r"{(\w+)}")


def why_no_toml(words: str) -> Message:
    """The reason as a message; words that nobody knows stay as they are."""
    for pattern, code in _patterns():
        found = pattern.fullmatch(words)
        if found:
            return Message(code, found.groupdict())
    return Message(words)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("".join(_parts(words)), re.DOTALL), code) for words, code in _WORDS.items()
    )


def _parts(words: str) -> Iterator[str]:
    """The regular expression of some words, with a group for each gap."""
    for place, part in enumerate(_GAP.split(words)):
        yield f"(?P<{part}>.+?)" if place % 2 else re.escape(part)
