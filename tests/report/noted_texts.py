"""Texts that note which of them pages read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class Noted(Mapping[str, str]):
    """Texts that note which of them were read."""

    def __init__(self, texts: Mapping[str, str], read: set[str]) -> None:
        self._texts, self._read = texts, read

    def __getitem__(self, key: str) -> str:
        self._read.add(key)
        return self._texts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
