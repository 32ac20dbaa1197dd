"""From a table of the codebook to model columns.

Model columns are laid out first, as if there were no rules; then each rule either takes cells out
of one model column or becomes a combination of codes that is forbidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations
from math import prod

from lanterne.codebook.boxes import Box, members, required_boxes, rule_boxes
from lanterne.codebook.encoding import Encoding, ForbiddenCodes, ModelColumn, NumberColumn
from lanterne.codebook.model import Column, Dependency, Missing, Table


def encode_table(table: Table) -> Encoding:
    """The table as model columns, from the codebook alone.

    - Code 0 says nothing: every source is blank. It stays even where it cannot be (a required
      column), and is then not ``possible``.
    - Then the other kinds of missingness, in the codebook's order, then the values. A cell's text
      is the one that is written: the first of its kind.
    - A ``set`` of at most :data:`SMALL_SET` values has a code per subset, in the order of their
      texts; a larger one has a model column per member, named ``column=member``, of size two.
    - Columns tied by dependencies are one model column, named ``parent+child``, at the place of the
      first of them, with code 0 and the combinations that can be.
    - A rule that looks at one model column only takes its codes out; others are ``forbidden``.

    Of a column that stands alone, a missing answer that cannot be (any, when it is required; a
    suppressed one always) has a code that is not ``possible``.

    The table must be consistent (:func:`lanterne.codebook.check_codebook`).
    """
    columns = model_columns(table)
    boxes = [(rule.name, box) for rule in table.rules for box in rule_boxes(table, rule, columns)]
    boxes += [(f"{name} is required", box) for name, box in required_boxes(table, columns)]
    removed: dict[int, set[int]] = defaultdict(set)
    for _, box in boxes:
        if len(box) == 1:
            ((place, codes),) = box.items()
            removed[place] |= codes
    kept = [_kept_codes(column, removed[place]) for place, column in enumerate(columns)]
    left = tuple(
        _without(column, removed[place], kept[place]) for place, column in enumerate(columns)
    )
    return Encoding(
        table=table.name,
        header=table.names,
        columns=left,
        forbidden=tuple(_forbidden(boxes, kept)),
        numbers=tuple(_numbers(table, left)),
    )


def _numbers(table: Table, columns: Sequence[ModelColumn]) -> Iterator[NumberColumn]:
    """The columns of numbers, with the bin of each code of their model columns."""
    for column in table.columns:
        if column.numbers is None:
            continue
        (place,) = members(column.name, columns)
        source = columns[place].sources.index(column.name)
        bin_of = {code: number for number, code in enumerate(column.codes)}
        bins = tuple(bin_of.get(cell[source], -1) for cell in columns[place].cells)
        yield NumberColumn(column.name, place, column.numbers, bins)


def model_columns(table: Table) -> tuple[ModelColumn, ...]:
    """The model columns as if there were no rules."""
    children: dict[str, list[Dependency]] = defaultdict(list)
    for dependency in table.dependencies:
        children[dependency.parent].append(dependency)
    parents = {dependency.child: dependency.parent for dependency in table.dependencies}
    columns: list[ModelColumn] = []
    done: set[str] = set()
    for column in table.columns:
        if column.name in done:
            continue
        if column.name in parents or column.name in children:
            columns.append(_composite(table, _root(column.name, parents), children))
        else:
            columns.extend(_plain(column))
        done.update(columns[-1].sources)
    return tuple(columns)


def _plain(column: Column) -> Iterator[ModelColumn]:
    """The model columns of a column that stands alone."""
    missing, possible = _missing_texts(column)
    if column.split:
        for code in column.codes:
            name = f"{column.name}={code}"
            yield ModelColumn(name, (column.name,), (("",), (code,)), (False, True), (True, True))
        return
    answers = _subsets(column) if column.traits.several else column.codes
    yield ModelColumn(
        name=column.name,
        sources=(column.name,),
        cells=tuple((text,) for text in (*missing, *answers)),
        informative=(False,) * len(missing) + (True,) * len(answers),
        possible=possible + (True,) * len(answers),
    )


def _missing_texts(column: Column) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The written text of each kind of missingness, the blank first, and whether it can be."""
    kinds = [kind for kind in column.missing if kind is not Missing.NOT_RECORDED]
    texts = ("", *(column.missing[kind][0] for kind in kinds))
    possible = (True, *(kind is not Missing.SUPPRESSED for kind in kinds))
    return texts, tuple(can and not column.required for can in possible)


def _subsets(column: Column) -> list[str]:
    """The texts of all sets with a member, sorted; members in alphabetical order."""
    codes = sorted(column.codes)
    most = len(codes) if column.at_most is None else column.at_most
    subsets = chain.from_iterable(combinations(codes, n) for n in range(1, most + 1))
    return sorted(column.separator.join(subset) for subset in subsets)


def _root(name: str, parents: Mapping[str, str]) -> str:
    """The column from which all that are tied to this one follow."""
    while name in parents:
        name = parents[name]
    return name


def _composite(table: Table, root: str, children: Mapping[str, list[Dependency]]) -> ModelColumn:
    """One model column for a column and all that follow from it, directly or not."""
    names = _family(root, children)
    sources = tuple(name for name in table.names if name in names)
    states = {name: _plain_states(table.column(name)) for name in names}
    cells = [
        tuple(cell[name] for name in sources) for cell in _combinations(root, states, children)
    ]
    blank = ("",) * len(sources)
    cells.sort(key=lambda cell: cell != blank)  # the blank first, the rest as they came
    facts = {
        cell: [states[name][text] for name, text in zip(sources, cell, strict=True)]
        for cell in cells
    }
    can = {cell: all(possible for _, possible in facts[cell]) for cell in cells}
    kept = [cell for cell in cells if can[cell] or cell == blank]
    return ModelColumn(
        name="+".join(names),
        sources=sources,
        cells=tuple(kept),
        informative=tuple(any(informative for informative, _ in facts[cell]) for cell in kept),
        possible=tuple(can[cell] for cell in kept),
    )


def composite_size(table: Table, name: str, fixed: str | None = None) -> int:
    """How many combinations a column and all that follow from it have, without listing them.

    Args:
        table: Its dependencies must not go in a circle.
        name: The column.
        fixed: Its value, where it is known.
    """
    column = table.column(name)
    below = [dependency for dependency in table.dependencies if dependency.parent == name]
    blank = prod(composite_size(table, dependency.child) for dependency in below)
    values = column.codes if fixed is None else (fixed,)
    answered = sum(
        prod(composite_size(table, item.child, item.mapping[value]) for item in below)
        for value in values
    )
    return answered + (blank * len(column.missing) if fixed is None else 0)


def _family(root: str, children: Mapping[str, list[Dependency]]) -> list[str]:
    """A column, then all that follow from it."""
    below = [_family(dependency.child, children) for dependency in children.get(root, ())]
    return [root, *chain.from_iterable(below)]


def _plain_states(column: Column) -> dict[str, tuple[bool, bool]]:
    """Text → whether it says something, and whether it can be."""
    (plain,) = _plain(column)
    facts = zip(plain.informative, plain.possible, strict=True)
    return {text: fact for (text,), fact in zip(plain.cells, facts, strict=True)}


def _combinations(
    name: str,
    states: Mapping[str, Mapping[str, tuple[bool, bool]]],
    children: Mapping[str, list[Dependency]],
    fixed: str | None = None,
) -> Iterator[dict[str, str]]:
    """Every combination of texts for a column and its family that the dependencies allow."""
    for text in states[name] if fixed is None else (fixed,):
        informative, _ = states[name][text]
        partial: list[dict[str, str]] = [{name: text}]
        for dependency in children.get(name, ()):
            follows = dependency.mapping[text] if informative else None
            below = list(_combinations(dependency.child, states, children, follows))
            partial = [{**left, **right} for left in partial for right in below]
        yield from partial


def _kept_codes(column: ModelColumn, removed: set[int]) -> list[int]:
    """The codes that stay: code 0 in any case."""
    return [code for code in range(column.size) if code == 0 or code not in removed]


def _without(column: ModelColumn, removed: set[int], kept: list[int]) -> ModelColumn:
    """The column with its remaining codes; code 0 becomes impossible where a rule removes it."""
    return replace(
        column,
        cells=tuple(column.cells[code] for code in kept),
        informative=tuple(column.informative[code] for code in kept),
        possible=tuple(column.possible[code] and code not in removed for code in kept),
    )


def _forbidden(
    boxes: Sequence[tuple[str, Box]], kept: Sequence[list[int]]
) -> Iterator[ForbiddenCodes]:
    """The boxes over several model columns, in the codes that are left."""
    numbers = [{old: new for new, old in enumerate(codes)} for codes in kept]
    for rule, box in boxes:
        codes = {
            place: frozenset(numbers[place][code] for code in old if code in numbers[place])
            for place, old in box.items()
        }
        if len(codes) > 1 and all(codes.values()):
            yield ForbiddenCodes(rule, tuple(codes), tuple(codes.values()))
