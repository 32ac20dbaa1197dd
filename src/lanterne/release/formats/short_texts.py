"""Texts cut to what a format has room for, at a whole character and with a sign that they were."""

from __future__ import annotations

MARK = "…"


def of_characters(text: str, most: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + MARK


def of_bytes(text: str, most: int) -> str:
    """A text of at most so many bytes of UTF-8."""
    coded = text.encode()
    if len(coded) <= most:
        return text
    return coded[: most - len(MARK.encode())].decode("utf-8", "ignore").rstrip() + MARK
