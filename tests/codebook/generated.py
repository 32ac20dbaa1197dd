"""Random small tables and codebooks for property tests."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from lanterne.codebook import (
    Codebook,
    Column,
    ColumnType,
    Condensed,
    CondensedColumn,
    Condition,
    Dependency,
    Group,
    Household,
    Missing,
    Reference,
    Rule,
    Table,
    Value,
)
from lanterne.codebook.number import NumberRange, bin_values

LANGUAGES = ("en", "fr", "ar", "zh-Hant")
words = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() != "")
codes = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf", "Cn", "Co")),
    min_size=1,
    max_size=6,
)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)


def texts(languages: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    """A text in every language of the codebook."""
    return st.fixed_dictionaries(dict.fromkeys(languages, words))


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """A codebook of good form, with strange characters; its rules may make no sense."""
    languages = tuple(draw(st.sampled_from([LANGUAGES[:1], LANGUAGES[:2], LANGUAGES])))
    text, maybe = texts(languages), st.one_of(st.just({}), texts(languages))
    group = Group(draw(names), draw(text), draw(maybe))
    headers = draw(st.lists(codes, min_size=1, max_size=4, unique=True))
    table = draw(whole_tables(languages, group, headers))
    household = Household("household of the table", draw(st.integers(1, 9)))
    table = replace(
        table,
        subject_id=draw(st.sampled_from([None, "subject of the table"])),
        household=draw(st.sampled_from([None, household])),
    )
    return Codebook(
        name=draw(names),
        version=draw(words),
        title=draw(text),
        tables=(table,),
        description=draw(maybe),
        groups=(group,),
        source=draw(maybe),
        languages=languages,
    )


@st.composite
def networks(draw: st.DrawFn) -> Codebook:
    """A codebook whose tables are a network, in any order, with strange characters."""
    headers = draw(st.lists(codes, min_size=9, max_size=12, unique_by=str.lower))
    titles = iter(draw(st.lists(names, min_size=4, max_size=4, unique_by=str.lower)))
    people, culprits, links, homes = (f"{part}-table-{next(titles)}" for part in "vplh")
    victims, perpetrators, linking = (
        draw(whole_tables(LANGUAGES[:2], None, headers[start::9])) for start in range(3)
    )
    linked = replace(
        linking,
        name=links,
        references=(
            draw(references(draw(st.sampled_from([headers[3], headers[4]])), people)),
            draw(references(draw(st.sampled_from([headers[5], headers[6]])), culprits)),
        ),
    )
    tables = [
        replace(victims, name=people, key=headers[3]),
        replace(perpetrators, name=culprits, key=headers[5]),
        linked,
    ]
    if draw(st.booleans()):
        living = draw(st.sampled_from([headers[7], headers[8]]))
        tables[0] = replace(tables[0], household=Household(living, draw(st.integers(1, 9))))
        part_of = Reference("part of", homes, required=False)
        tables.append(
            Table(
                name=homes,
                label={"en": "Homes", "fr": "Foyers"},
                columns=(),
                key=headers[7],
                references=draw(st.sampled_from([(), (part_of,)])),
                optional=draw(st.booleans()),
            )
        )
    sources = [column.name for table in tables for column in table.columns]
    condensed = Condensed(
        "anything",
        tuple(
            CondensedColumn(name, draw(st.sampled_from(sources)), draw(st.sampled_from(["", "m"])))
            for name in draw(st.lists(names, max_size=3, unique=True))
        ),
    )
    return Codebook(
        name=draw(names),
        version=draw(words),
        title={"en": "Title", "fr": "Titre"},
        tables=tuple(draw(st.permutations(tables))),
        languages=LANGUAGES[:2],
        condensed=draw(st.sampled_from([None, condensed])),
    )


@st.composite
def references(draw: st.DrawFn, column: str, table: str) -> Reference:
    """One end of a link, with bounds that agree."""
    counted = draw(st.integers(1, 20))
    return Reference(
        column=column,
        table=table,
        dangling=draw(st.booleans()),
        every=draw(st.booleans()),
        at_most=draw(st.one_of(st.none(), st.integers(counted, 100))),
        counted=counted,
    )


@st.composite
def whole_tables(
    draw: st.DrawFn, languages: tuple[str, ...], group: Group | None, headers: list[str]
) -> Table:
    """A table of good form with these columns."""
    text, maybe = texts(languages), st.one_of(st.just({}), texts(languages))
    columns = []
    for name in headers:
        # Only a single table has columns of numbers, and only one has groups here.
        kinds = [kind for kind in ColumnType if group is not None or not kind.traits.number]
        kind = draw(st.sampled_from(kinds))
        pool = draw(
            st.lists(
                codes.filter(lambda c: not set("|;") & set(c)), min_size=2, max_size=7, unique=True
            )
        )
        numbers = draw(number_ranges(languages)) if kind.traits.number else None
        missing = {Missing.NOT_RECORDED: ("",)}
        if len(pool) <= 5 and draw(st.booleans()):
            word = pool.pop()
            if numbers is None or not numbers.holds(word):  # a number says that number
                missing[draw(st.sampled_from(list(Missing)[1:]))] = (word,)
        values = tuple(
            Value(code, dict.fromkeys(languages, code) if draw(st.booleans()) else draw(text))
            for code in pool
        )
        columns.append(
            Column(
                name=name,
                type=kind,
                values=values if numbers is None else bin_values(numbers, languages),
                numbers=numbers,
                label=draw(text),
                definition=draw(maybe),
                group=draw(st.sampled_from([None, group.name if group else None])),
                universe=draw(maybe),
                source=draw(maybe),
                required=draw(st.booleans()),
                missing=missing,
                separator="|" if kind is ColumnType.SET else ";",
                target=group is not None and draw(st.booleans()),
            )
        )
    return Table(
        name=draw(names),
        label=draw(text),
        columns=tuple(columns),
        rules=tuple(
            Rule(name, draw(text), draw(conditions(columns)))
            for name in draw(st.lists(names, max_size=2, unique=True))
        ),
        dependencies=draw(dependencies(columns)),
    )


@st.composite
def number_ranges(draw: st.DrawFn, languages: tuple[str, ...]) -> NumberRange:
    """A short range, in whole steps or tenths, below zero or above."""
    step = draw(st.sampled_from(["0.1", "0.5", "1", "5"]))
    first = draw(st.integers(-9, 9)) * Decimal(step)
    cells = draw(st.integers(2, 20))
    starts = draw(st.sets(st.integers(1, cells - 1), min_size=1, max_size=5))
    unit = draw(st.one_of(st.just({}), texts(languages)))
    return NumberRange(
        first, first + (cells - 1) * Decimal(step), Decimal(step), (0, *sorted(starts)), unit
    )


@st.composite
def conditions(draw: st.DrawFn, columns: list[Column]) -> tuple[Condition, ...]:
    """One to three tests on the columns."""
    chosen = draw(st.lists(st.sampled_from(columns), min_size=1, max_size=3))
    return tuple(
        Condition(
            column.name,
            tuple(draw(st.lists(st.sampled_from(["", *column.codes]), min_size=1, unique=True))),
            draw(st.booleans()),
        )
        for column in chosen
    )


@st.composite
def dependencies(draw: st.DrawFn, columns: list[Column]) -> tuple[Dependency, ...]:
    """A forest: a column may follow from one that stands before or after it, never in a circle."""
    single = [column for column in columns if column.type is not ColumnType.SET]
    order = draw(st.permutations(single))
    found = []
    for position, child in enumerate(order[1:], start=1):
        if child.numbers is None and draw(st.booleans()):
            parent = draw(st.sampled_from(order[:position]))
            mapping = {code: draw(st.sampled_from(child.codes)) for code in parent.codes}
            found.append(Dependency(child.name, parent.name, mapping))
    return tuple(found)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of at most four short columns, of which one may be a large set."""
    columns = []
    large = draw(st.booleans())
    for position in range(draw(st.integers(1, 4))):
        is_set = draw(st.integers(0, 3)) == 0
        size = 5 if is_set and large else draw(st.integers(1, 3))
        large = large and size < 5
        missing = {Missing.NOT_RECORDED: ("",)}
        if size < 5:
            kinds = [Missing.UNKNOWN, Missing.REFUSED, Missing.SUPPRESSED]
            for kind in draw(st.lists(st.sampled_from(kinds), max_size=2, unique=True)):
                missing[kind] = (f"?{kind.value}", "also")
        columns.append(
            Column(
                name=f"c{position}",
                type=ColumnType.SET if is_set else ColumnType.CATEGORY,
                values=tuple(Value(code, {"en": code}) for code in "zbade"[:size]),
                label={"en": f"c{position}"},
                required=draw(st.booleans()),
                missing=missing,
            )
        )
    rules = tuple(
        Rule(f"r{number}", {"en": "r"}, draw(conditions(columns)))
        for number in range(draw(st.integers(0, 3)))
    )
    return Table("t", {"en": "t"}, tuple(columns), None, rules, draw(dependencies(columns)))
