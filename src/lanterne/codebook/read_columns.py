"""Reading one column: its type, its values, its texts for missing answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lanterne.codebook.advice import add, nearest, write
from lanterne.codebook.encoding import SMALL_SET
from lanterne.codebook.lists import LIST_NAMES, builtin_list
from lanterne.codebook.model import Column, ColumnType, Missing, Value
from lanterne.codebook.number import NumberRange
from lanterne.codebook.read_hierarchy import read_hierarchy
from lanterne.codebook.read_number import read_number
from lanterne.codebook.read_values import read_values
from lanterne.codebook.roles import Role
from lanterne.codebook.section import Section
from lanterne.codebook.types import Span
from lanterne.codebook.values import own_labels
from lanterne.messages import Parameter


@dataclass(frozen=True)
class Known:
    """What a table may refer to: shared lists of values, groups, mappings and hierarchies."""

    lists: Mapping[str, tuple[Value, ...]]
    groups: tuple[str, ...]
    mappings: Mapping[str, Mapping[str, str]]
    hierarchies: Mapping[str, object]


def read_column(
    section: Section, known: Known, default: Mapping[Missing, tuple[str, ...]]
) -> Column:
    """One column."""
    kind = _read_type(section)
    separator = section.text("separator", ";")
    numbers, bins = _read_numbers(section, kind)
    column = Column(
        name=section.text("name"),
        type=kind,
        values=bins if kind.traits.number else _read_column_values(section, kind, known),
        label=section.words("label", needed=True),
        definition=section.words("definition"),
        group=section.text("group", "") or None,
        universe=section.words("universe"),
        source=section.words("source"),
        required=section.truth("required"),
        missing=read_missing(section, default),
        separator=separator,
        at_most=section.number("at_most") if section.has("at_most") else None,
        undecided=section.texts("undecided"),
        role=_read_role(section),
        numbers=numbers,
        target=section.truth("target"),
    )
    if column.group is not None and column.group not in known.groups:
        advice = nearest(column.group, known.groups)
        section.problem("unknown-group.name", {"name": column.group}, at="group", advice=advice)
    _check_texts(section, column)
    column = replace(column, hierarchy=read_hierarchy(section, column, known.hierarchies))
    section.close()
    return column


def _read_type(section: Section) -> ColumnType:
    """The type of a column; category when it cannot be read."""
    name = section.text("type")
    if name in set(ColumnType):
        return ColumnType(name)
    if name:
        advice = nearest(name, ColumnType)
        section.problem("unknown-type.name", {"name": name}, at="type", advice=advice)
    return ColumnType.CATEGORY


def _read_role(section: Section) -> Role | None:
    """What a column is about; nothing when it is not said, or cannot be read."""
    name = section.text("role", "")
    if name in set(Role):
        return Role(name)
    if name:
        section.problem("unknown-role.name", {"name": name}, at="role", advice=nearest(name, Role))
    return None


def _read_numbers(
    section: Section, kind: ColumnType
) -> tuple[NumberRange | None, tuple[Value, ...]]:
    """The range of a column of numbers and its bins; nothing of other columns."""
    if not kind.traits.number:
        return None, ()
    for key in ("values", "undecided"):
        if section.raw(key) is not None:
            section.problem("bad-number.list", {"key": key}, at=key)
    stand_in = {"from": 0, "to": 1}
    return read_number(section.part("number", "missing-key.key", stand_in))


def _read_column_values(section: Section, kind: ColumnType, known: Known) -> tuple[Value, ...]:
    """The values of a column: spelt out, from a list by name, by their ends, or its type's own."""
    given, span = section.raw("values"), kind.traits.span
    if span and section.has(kind):
        if given is not None:
            section.problem("two-value-lists.by-ends", {"name": kind.value})
        return _read_span(section.section(kind), span)
    if given is None:
        given = kind.traits.list_name
    if isinstance(given, str):
        return _named_list(section, given, known)
    if given is None:
        section.problem("no-values.list", advice=add("values = […]"))
        return ()
    return read_values(given, f"{section.path}.values", section.findings, section.column)


def _read_span(section: Section, span: Span) -> tuple[Value, ...]:
    """Every answer from one to another, both ends included."""
    read = section.number if span.numbers else section.text
    first, last = str(read("from")), str(read("to"))
    section.close()
    values = own_labels(span.between(first, last), section.findings.languages)
    if not values:
        section.problem("bad-range.ends", advice=write(span.example))
    return values


def _named_list(section: Section, name: str, known: Known) -> tuple[Value, ...]:
    """A shared list of the codebook, or a built-in one."""
    if name in known.lists:
        return known.lists[name]
    if name in LIST_NAMES:
        values = builtin_list(name)
        absent = [tag for tag in section.findings.languages if tag not in values[0].label]
        for tag in absent:
            gaps = {"name": name, "language": tag}
            section.problem("missing-translation.list", gaps, at="values")
        return values
    advice = nearest(name, (*known.lists, *LIST_NAMES))
    section.problem("unknown-list.name", {"name": name}, at="values", advice=advice)
    return ()


def read_missing(
    section: Section, default: Mapping[Missing, tuple[str, ...]]
) -> Mapping[Missing, tuple[str, ...]]:
    """Kind of missingness → texts. The blank always means "not recorded" and is what is written."""
    if not section.has("missing"):
        section.raw("missing")
        return default
    inner = section.section("missing")
    kinds: dict[Missing, tuple[str, ...]] = {Missing.NOT_RECORDED: ("",)}
    for kind in Missing:
        texts = inner.texts(kind.value, one=True)
        if kind is Missing.NOT_RECORDED:
            texts = tuple(dict.fromkeys(("", *texts)))
        elif "" in texts:
            inner.problem("blank-has-a-meaning", at=kind.value)
        elif inner.has(kind.value) and not texts:
            inner.problem("no-texts", at=kind.value)
        if texts:
            kinds[kind] = texts
    inner.close()
    return {kind: kinds[kind] for kind in _order(inner, kinds)}


def _order(inner: Section, kinds: Mapping[Missing, tuple[str, ...]]) -> list[Missing]:
    """The kinds as they stand in the file, with "not recorded" first."""
    written = [kind for kind in inner.keys if kind in set(Missing)]
    order = [Missing.NOT_RECORDED, *(Missing(kind) for kind in written)]
    return [kind for kind in dict.fromkeys(order) if kind in kinds]


def _check_texts(section: Section, column: Column) -> None:
    """Each text of a file must mean one thing, and be read back as it was written."""
    written = dict.fromkeys([*column.codes, *column.texts])
    meanings = Counter([*written, *(t for texts in column.missing.values() for t in texts)])
    repeated = [text for text in meanings if meanings[text] > 1]
    for text in repeated:
        if text in written and any(text in texts for texts in column.missing.values()):
            section.problem("value-means-missing.value", {"text": text}, at="values")
        elif text not in written:
            section.problem("duplicate-missing", {"text": text}, at="missing")
    if column.numbers is not None:
        for text in (one for texts in column.missing.values() for one in texts):
            if text not in repeated and column.numbers.holds(text):
                section.problem("value-means-missing.value", {"text": text}, at="missing")
    for text in meanings:
        if text != text.strip() or not text.isprintable() or (text == "" and text in column.codes):
            section.problem("bad-text.answer", {"text": text}, at="values")
    if column.name != column.name.strip() or not column.name.isprintable():
        section.problem("bad-text.name")
    if column.traits.several:
        _check_set(section, column, list(meanings))
    elif section.has("separator"):
        section.problem("separator-without-set", at="separator")
    whole = column.traits.several and not column.split
    if column.at_most is not None and not (whole and 1 <= column.at_most <= len(column.values)):
        section.problem("bad-at-most", {"count": SMALL_SET}, at="at_most")


def _check_set(section: Section, column: Column, texts: Iterable[str]) -> None:
    """The members of a set must be found again between the separators."""
    separator = column.separator
    if separator.strip() != separator or separator in ('"', "'") or not separator.isprintable():
        section.problem("bad-separator.sign", {"separator": separator}, at="separator")
    for text in texts:
        if separator in text:
            gaps = {"text": text, "separator": separator}
            section.problem("bad-separator.in-answer", gaps, at="separator")
    if column.split and len(column.missing) > 1:
        most: dict[str, Parameter] = {"count": SMALL_SET, "what": "missing = {}"}
        section.problem("set-missing-kinds", most, at="missing")
