"""Strict reading of nested tables: what is asked for is checked, what is left over is unknown.

Every problem is collected with its path, such as ``tables.victims.columns.sex.label``, so that a
person sees all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from lanterne.codebook.advice import add, nearest, write
from lanterne.codebook.model import Text
from lanterne.errors import Place, Problem
from lanterne.messages import Message, Parameter

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NO_GAPS: Mapping[str, Parameter] = {}
_NOTHING: Mapping[str, object] = {}

DIGITS = 12
"""Digits of a number at most, before and behind its point: more are a slip."""


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

    def note(
        self,
        code: str,
        gaps: Mapping[str, Parameter] = _NO_GAPS,
        *,
        key: str = "",
        column: str | None = None,
        advice: Message | None = None,
    ) -> None:
        """Notes a problem at a key of the file."""
        place = Place(self.file, column=column, key=key or None)
        self.problems.append(Problem(code, gaps, place, advice))


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
            self.problem("wrong-type.keys", {"kind": _kind(data)})

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that stand there, in their order."""
        return tuple(self._data)

    def problem(
        self,
        code: str,
        gaps: Mapping[str, Parameter] = _NO_GAPS,
        *,
        at: str = "",
        advice: Message | None = None,
    ) -> None:
        """Notes a problem here, or at a key or a position below."""
        key = self._under(at) if at else self.path
        self.findings.note(code, gaps, key=key, column=self.column, advice=advice)

    def has(self, *keys: str) -> bool:
        """Whether any of the keys is there."""
        return any(key in self._data for key in keys)

    def raw(self, key: str) -> object:
        """Whatever stands there, or ``None``."""
        self._asked.append(key)
        return self._data.get(key)

    def part(self, key: str, missing: str, stand_in: Mapping[str, object] = _NOTHING) -> Section:
        """The table under a key; where there is none, a problem and one that stands in for it.

        Args:
            key: Where it must be.
            missing: Code of the problem.
            stand_in: What it holds then; its problems are noted nowhere.
        """
        if self.has(key):
            return self.section(key)
        self.raw(key)
        self.problem(missing, {"key": key})
        return Section(dict(stand_in), key, Findings(None))

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; a problem when it is missing and has no default."""
        value = self.raw(key)
        if value is None:
            if default is None:
                self.problem("missing-key.key", {"key": key})
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.problem("wrong-type.one-text", {"kind": _kind(value)}, at=key)
            return default or ""
        return value

    def truth(self, key: str, *, default: bool = False) -> bool:
        """``true`` or ``false``; the default when it is not there."""
        value = self.raw(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.problem("wrong-type.truth", {"kind": _kind(value)}, at=key)
        return default

    def number(self, key: str) -> int:
        """A whole number that has to be there."""
        value = self.raw(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.problem("wrong-type.whole", {"kind": _kind(value)}, at=key)
        return 0

    def decimal(self, key: str) -> Decimal | None:
        """A number that has to be there, exactly as it was written; ``None``: it cannot be read."""
        found = _decimal(self.raw(key))
        if found is None:
            self.problem("wrong-type.decimal", {"kind": _kind(self.raw(key))}, at=key)
        return found

    def decimals(self, key: str) -> Decimal | tuple[Decimal, ...] | None:
        """A number, or a list of numbers; ``None``: it cannot be read."""
        value = self.raw(key)
        if not isinstance(value, list):
            return self.decimal(key)
        found = [_decimal(item) for item in value]
        if None in found:
            self.problem("wrong-type.decimal", {"kind": _kind(value[found.index(None)])}, at=key)
            return None
        return tuple(one for one in found if one is not None)

    def texts(self, key: str, *, one: bool = False) -> tuple[str, ...]:
        """A list of texts, empty when it is not there; with ``one``, a single text will do."""
        value = self.raw(key)
        if one and isinstance(value, str):
            return (value,)
        items = self._items(key, value)
        wrong = [item for item in items if not isinstance(item, str)]
        if wrong:
            self.problem("wrong-type.member", {"kind": _kind(wrong[0])}, at=key)
        return tuple(item for item in items if isinstance(item, str))

    def words(self, key: str, *, needed: bool = False) -> Text:
        """A text in several languages, such as ``{ en = "Sex", fr = "Sexe" }``."""
        value = self.raw(key)
        if value is None:
            if needed:
                advice = add(f'{key} = {{ en = "…" }}')
                self.problem("missing-label.key", {"key": key}, advice=advice)
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
            self.problem("wrong-type.map", {"kind": _kind(value)}, at=key)
            return {}
        wrong = [name for name, item in value.items() if not isinstance(item, str)]
        for name in wrong:
            gaps = {"kind": _kind(value[name])}
            self.problem("wrong-type.one-text", gaps, at=f"{key}.{name}")
        return {name: item for name, item in value.items() if isinstance(item, str)}

    def close(self) -> None:
        """Notes every key that nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                advice = nearest(key, sorted(set(self._asked)))
                self.problem("unknown-key.key", {"key": key}, advice=advice)

    def _under(self, key: str) -> str:
        """The path of a key of this table."""
        return f"{self.path}.{key}" if self.path else key

    def _items(self, key: str, value: object) -> list[object]:
        """The items of a list, none when it is missing."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem("wrong-type.list", {"kind": _kind(value)}, at=key)
            return []
        return value


def read_words(value: object, path: str, findings: Findings, column: str | None) -> Text:
    """A text in several languages, with every language that the codebook promises."""
    if not isinstance(value, dict):
        wrong, advice = {"kind": _kind(value)}, write('{ en = "…" }')
        findings.note("wrong-type.words", wrong, key=path, column=column, advice=advice)
        return {}
    for language, text in value.items():
        if not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
            gaps = {"language": str(language)}
            findings.note("unknown-language.tag", gaps, key=path, column=column)
        elif not isinstance(text, str) or not text.strip():
            wrong, key = {"kind": _kind(text)}, f"{path}.{language}"
            findings.note("wrong-type.one-text", wrong, key=key, column=column)
    for language in findings.languages:
        if language not in value:
            _note_missing(language, path, findings, column)
    return {key: text for key, text in value.items() if isinstance(text, str) and text.strip()}


def _note_missing(language: str, path: str, findings: Findings, column: str | None) -> None:
    advice = add(f'{language} = "…"')
    if language == "en":
        findings.note("missing-label.english", key=path, column=column, advice=advice)
    else:
        gaps = {"language": language}
        findings.note("missing-translation.words", gaps, key=path, column=column, advice=advice)


def _decimal(value: object) -> Decimal | None:
    """A number of few digits, the shortest that is written like it; ``None``: it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    found = Decimal(value if isinstance(value, int) else str(value))
    few = found.is_finite() and len(found.normalize().as_tuple().digits) <= DIGITS
    return found if few and abs(found.adjusted()) <= DIGITS else None


def _kind(value: object) -> Message:
    """What a person calls the type of a value in the file."""
    if value is None:
        return Message("kind.missing")
    if isinstance(value, str):
        return Message("kind.words") if value.strip() else Message("kind.no-words")
    if isinstance(value, bool):
        return Message("kind.truth")
    if isinstance(value, int | float):
        return Message("kind.number")
    if isinstance(value, list):
        return Message("kind.list")
    return Message("kind.table") if isinstance(value, dict) else Message("kind.time")
