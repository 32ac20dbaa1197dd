"""Whether a mapping fits its codebook: its columns, its answers, and what each rule needs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Table

from lanterne.codebook import codebook_to_dict
from lanterne.codebook.advice import nearest
from lanterne.codebook.model import Codebook, Column, Missing
from lanterne.errors import Place, Problem
from lanterne.harmonise.answers import FLAG_ANSWERS, answers_of
from lanterne.harmonise.check_linked import linked_problems
from lanterne.harmonise.countries import in_list
from lanterne.harmonise.mapping import MappedColumn, Mapping, Rule
from lanterne.harmonise.single_tables import single_tables
from lanterne.harmonise.spans import span_of, unit_of
from lanterne.messages import Parameter

FIRST_YEAR = 1800
"""Years before are none of dates of cases."""

AGE_DATES = 2
"""The date of birth and the date at which an age counts."""


def codebook_digest(codebook: Codebook) -> str:
    """SHA-256 of what columns and answers mean, in hexadecimal digits; its title plays no part."""
    tables = codebook_to_dict(codebook)["tables"]
    text = json.dumps([codebook.name, tables], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def mapping_problems(mapping: Mapping, codebook: Codebook) -> Iterator[Problem]:
    """What is wrong with a mapping that was read."""
    digest = codebook_digest(codebook)
    if mapping.codebook_digest != digest:
        gaps: dict[str, Parameter] = {
            "name": mapping.codebook,
            "version": mapping.codebook_version,
            "other": codebook.name,
            "other_version": codebook.version,
            "digest": digest,
        }
        yield Problem("mapping-of-other-codebook", gaps, Place(key="codebook_digest"))
        return
    targets = {column.name: column for column in codebook.columns}
    yield from _twice("mapping-target-twice", (column.target for column in mapping.columns))
    for source in (mapping.source, *mapping.tables.values()):
        yield from _twice("mapping-header-twice", source.headers)
    for column in mapping.columns:
        place = Place(key=f"columns.{column.target}", column=column.target)
        if column.target not in targets:
            advice = nearest(column.target, targets)
            yield Problem("mapping-unknown-target", {"name": column.target}, place, advice)
            continue
        yield from _of_column(column, targets[column.target], place)
    placed = [*_where(mapping, codebook)]
    yield from placed
    for one in () if placed else single_tables(mapping, codebook):
        yield from (each.at(sheet=sheet_of(one.mapping)) for each in _of_headers(one.mapping))


def _where(mapping: Mapping, codebook: Codebook) -> Iterator[Problem]:
    """What is wrong with where the tables are, and with who is who."""
    source = mapping.source
    if codebook.network is not None:
        yield from linked_problems(mapping, codebook)
        return
    yield from _twice("mapping-kept-twice", (*source.keep, *codebook.table.names))
    if mapping.tables or source.keys or source.groups or source.file:
        yield Problem("mapping-of-one-table", {"codebook": codebook.name}, Place(key="source"))


def sheet_of(mapping: Mapping) -> str | None:
    """The sheet or file of a table, for the place of a problem."""
    return mapping.source.place or None


def _twice(code: str, names: Iterable[str]) -> Iterator[Problem]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(code, {"name": name, "times": times}, Place(key=name))


def _of_column(column: MappedColumn, target: Column, place: Place) -> Iterator[Problem]:
    """What a rule needs and does not have, and answers that the codebook does not know."""
    for code in _lacks(column, target):
        yield Problem(f"mapping-rule.{code}", {"rule": column.rule.value}, place)
    permitted = FLAG_ANSWERS if column.rule.from_flags else answers_of(target)
    given = [*column.values.values(), *([column.value] if column.value else [])]
    for answer in dict.fromkeys(given):
        if answer not in permitted:
            advice = nearest(answer, permitted)
            yield Problem("mapping-unknown-answer", {"answer": answer}, place, advice)
    for member in dict.fromkeys(column.members.values()):
        if member not in target.codes:
            advice = nearest(member, target.codes)
            yield Problem("mapping-unknown-answer", {"answer": member}, place, advice)


def _lacks(column: MappedColumn, target: Column) -> Iterator[str]:
    rule = column.rule
    if rule.reads and not column.reads:
        yield "no-source"
    if not rule.reads and column.reads:
        yield "reads-nothing"
    if len(column.sources) > 1 and not rule.several:
        yield "one-source"
    if rule is Rule.CONSTANT and not column.value:
        yield "no-value"
    if rule in _TYPES and not _TYPES[rule](target):
        yield "other-type"
    yield from _lacks_of_age(column, target)
    if rule in (Rule.BAND, Rule.YEAR_OF) and not any(map(span_of, (*target.codes, *column.values))):
        yield "no-bands"
    if rule is Rule.YEAR_OF and not (target.traits.time or _are_years(column, target)):
        yield "no-years"
    if rule is Rule.COUNTRY and not in_list(frozenset(target.codes)):
        yield "other-type"
    if rule is Rule.BAND and target.numbers is not None:
        yield "other-type"
    if rule.from_flags != bool(column.members):
        yield "members"
    if rule.from_flags and column.sources:
        yield "members-alone"
    if column.separators and not (target.traits.several or target.traits.flag):
        yield "separators"


def _lacks_of_age(column: MappedColumn, target: Column) -> Iterator[str]:
    """An age needs both dates, and bands or numbers of years."""
    if column.rule is not Rule.AGE_FROM:
        return
    if len(column.sources) != AGE_DATES or len(set(column.sources)) != AGE_DATES:
        yield "two-dates"
    bands = [*filter(None, map(span_of, (*target.codes, *column.values)))]
    if target.numbers is None and not bands:
        yield "no-bands"
    labels = (text for value in target.values for text in value.label.values())
    if (_are_years(column, target) and bands) or unit_of(*labels) == "months":
        yield "other-type"


_UNFIT = frozenset({"other-type", "no-bands", "no-years"})
"""What a rule lacks for which no decision of a person makes up."""


def rules_for(target: Column) -> tuple[Rule, ...]:
    """The rules by which a column of a codebook may be filled at all."""
    return tuple(
        rule for rule in Rule if _UNFIT.isdisjoint(_lacks(MappedColumn(target.name, rule), target))
    )


def _are_years(column: MappedColumn, target: Column) -> bool:
    """Whether all bands that a year may fall into are of years, and not of ages."""
    spans = filter(None, map(span_of, (*target.codes, *column.values)))
    return all(span.first >= FIRST_YEAR for span in spans)


_TYPES: Table[Rule, Callable[[Column], bool]] = {
    Rule.ANY_OF: lambda target: target.traits.flag,
    Rule.FLAG_FROM_SET: lambda target: target.traits.flag,
    Rule.SET_FROM_FLAGS: lambda target: target.traits.several,
    Rule.CATEGORY_FROM_FLAGS: lambda target: not (target.traits.several or target.traits.flag),
}
"""Rule → whether it makes answers of a column's type."""


def _of_headers(mapping: Mapping) -> Iterator[Problem]:
    """Columns that are read and are not in the file, and columns for two ends that exclude."""
    headers = mapping.source.headers
    lost = {loss.column for loss in mapping.losses}
    for header in sorted((mapping.accounted | lost) - set(headers)):
        advice = nearest(header, headers)
        yield Problem("mapping-vanished-column", {"name": header}, Place(column=header), advice)
    dropped = set(mapping.source.leave_out)
    read = {header for column in mapping.columns for header in column.reads}
    read |= {mapping.legal.consent} - {""}
    for header in sorted(dropped & {*read, *mapping.source.keep}):
        yield Problem("mapping-left-out-and-read", {"name": header}, Place(column=header))


def kinds_lost(column: MappedColumn, target: Column) -> frozenset[Missing]:
    """Kinds of missingness that the mapping tells apart and the codebook has no word for."""
    said = {*column.missing.values(), *([column.unmapped] if column.unmapped else [])}
    return frozenset(kind for kind in said if kind not in target.missing)
