"""Strict reading of nested tables: what is asked for is checked, what is left over is unknown.

Every problem is collected with its path, such as ``tables.victims.columns.sex.label``, so that a
person sees all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from lanterne.codebook.model import Text
from lanterne.errors import Problem

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def suggestion(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to a misspelt one, or all of a few; may be empty."""
    known = tuple(dict.fromkeys(map(str, known)))
    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), by_lower, n=1)
    if near:
        return f"Did you mean {by_lower[near[0]]!r}?"
    return f"Known: {', '.join(known)}." if 0 < len(known) <= 20 else ""


class Findings:
    """The problems of one file, in the order in which they were found.

    Attributes:
        file: Path of the file as the person gave it.
        languages: Languages in which every text must be there.
    """

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.languages: tuple[str, ...] = ("en",)
        self.problems: list[Problem] = []

    def add(
        self, rule: str, path: str, message: str, hint: str = "", column: str | None = None
    ) -> None:
        """Notes a problem at a path of the file."""
        where = f"{path}: " if path else ""
        self.problems.append(Problem(rule, where + message, hint, self.file, column=column))


class Section:
    """One table of the file. Ask for its keys, then call :meth:`close`.

    A wrong type is noted, and the answer is then the empty value of the right type.
    """

    def __init__(
        self, data: object, path: str, findings: Findings, column: str | None = None
    ) -> None:
        self.path = path
        self.findings = findings
        self.column = column
        self._asked: list[str] = []
        self._data: dict[str, object] = {}
        if isinstance(data, dict) and all(isinstance(key, str) for key in data):
            self._data = data
        else:
            self.problem("wrong-type", f"must be a table of keys, is {_kind(data)}.")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that stand there, in their order."""
        return tuple(self._data)

    def problem(self, rule: str, message: str, hint: str = "", at: str = "") -> None:
        """Notes a problem here, or at a key or a position below."""
        self.findings.add(rule, self._under(at) if at else self.path, message, hint, self.column)

    def has(self, *keys: str) -> bool:
        """Whether any of the keys is there."""
        return any(key in self._data for key in keys)

    def raw(self, key: str) -> object:
        """Whatever stands there, or ``None``."""
        self._asked.append(key)
        return self._data.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; a problem when it is missing and has no default."""
        value = self.raw(key)
        if value is None:
            if default is None:
                self.problem("missing-key", f"has no {key!r}.", f"Add the key {key!r}.")
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.problem("wrong-type", f"must be a text, is {_kind(value)}.", at=key)
            return default or ""
        return value

    def truth(self, key: str, *, default: bool = False) -> bool:
        """``true`` or ``false``; the default when it is not there."""
        value = self.raw(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.problem("wrong-type", f"must be true or false, is {_kind(value)}.", at=key)
        return default

    def number(self, key: str) -> int:
        """A whole number that has to be there."""
        value = self.raw(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        message = f"must be a whole number, is {_kind(value)}."
        self.problem("wrong-type", message, at=key)
        return 0

    def texts(self, key: str, *, one: bool = False) -> tuple[str, ...]:
        """A list of texts, empty when it is not there; with ``one``, a single text will do."""
        value = self.raw(key)
        if one and isinstance(value, str):
            return (value,)
        items = self._items(key, value)
        wrong = [item for item in items if not isinstance(item, str)]
        if wrong:
            message = f"must hold texts, holds {_kind(wrong[0])}."
            self.problem("wrong-type", message, "Put the text between quotation marks.", key)
        return tuple(item for item in items if isinstance(item, str))

    def words(self, key: str, *, needed: bool = False) -> Text:
        """A text in several languages, such as ``{ en = "Sex", fr = "Sexe" }``."""
        value = self.raw(key)
        if value is None:
            if needed:
                hint = f'Add {key} = {{ en = "…" }}.'
                self.problem("missing-label", f"has no {key!r} in English.", hint)
            return {}
        return read_words(value, self._under(key), self.findings, self.column)

    def section(self, key: str) -> Section:
        """The table that stands there."""
        return Section(self.raw(key), self._under(key), self.findings, self.column)

    def sections(self, key: str, by: str = "name") -> list[Section]:
        """The tables in a list; the path of each shows its name, or its position without one."""
        sections = []
        for position, item in enumerate(self._items(key, self.raw(key)), start=1):
            name = item.get(by) if isinstance(item, dict) else None
            mark = f".{name}" if isinstance(name, str) and name else f"[{position}]"
            column = name if key == "columns" and isinstance(name, str) else self.column
            path = self._under(key) + mark
            sections.append(Section(item, path, self.findings, column))
        return sections

    def mapping(self, key: str) -> dict[str, str]:
        """A table from text to text."""
        value = self.raw(key)
        if not isinstance(value, dict):
            message = f"must be a table of texts, is {_kind(value)}."
            self.problem("wrong-type", message, at=key)
            return {}
        wrong = [name for name, item in value.items() if not isinstance(item, str)]
        for name in wrong:
            message = f"must be a text, is {_kind(value[name])}."
            self.problem("wrong-type", message, at=f"{key}.{name}")
        return {name: item for name, item in value.items() if isinstance(item, str)}

    def close(self) -> None:
        """Notes every key that nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                at = f" in {self.path}" if self.path else ""
                hint = suggestion(key, sorted(set(self._asked)))
                self.findings.add("unknown-key", "", f"unknown key {key!r}{at}.", hint, self.column)

    def _under(self, key: str) -> str:
        """The path of a key of this table."""
        return f"{self.path}.{key}" if self.path else key

    def _items(self, key: str, value: object) -> list[object]:
        """The items of a list, none when it is missing."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem("wrong-type", f"must be a list, is {_kind(value)}.", at=key)
            return []
        return value


def read_words(value: object, path: str, findings: Findings, column: str | None) -> Text:
    """A text in several languages, with every language that the codebook promises."""
    if not isinstance(value, dict):
        hint = 'Write { en = "…" }.'
        message = f"must be a text in each language, is {_kind(value)}."
        findings.add("wrong-type", path, message, hint, column)
        return {}
    for language, text in value.items():
        if not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
            message = f"{language!r} is not a language tag."
            findings.add("unknown-language", path, message, "Write en, fr, es, ar …", column)
        elif not isinstance(text, str) or not text.strip():
            message = f"must be a text, is {_kind(text)}."
            findings.add("wrong-type", f"{path}.{language}", message, column=column)
    for language in findings.languages:
        if language not in value:
            rule = "missing-label" if language == "en" else "missing-translation"
            name = "English text" if language == "en" else f"text in {language!r}"
            findings.add(rule, path, f"has no {name}.", f'Add {language} = "…".', column)
    return {key: text for key, text in value.items() if isinstance(text, str) and text.strip()}


def _kind(value: object) -> str:
    """What a person calls the type of a value in the file."""
    if value is None:
        return "missing"
    if isinstance(value, str):
        return "a text" if value.strip() else "an empty text"
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date or time")
