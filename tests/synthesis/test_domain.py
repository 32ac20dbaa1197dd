"""The domain against the encoding: codes there and back, and rules by brute force."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import breaks_a_rule, column, domain_of, plain_book, rich_book

from lanterne.codebook.encoding import Encoding, ForbiddenCodes, ModelColumn
from lanterne.codebook.model import ColumnType, Table
from lanterne.synthesis.domain import Domain


@st.composite
def domains(draw):
    """One to four columns, some codes impossible, and up to four rules over two or more."""
    columns = []
    for number in range(draw(st.integers(1, 4))):
        possible = draw(st.lists(st.booleans(), min_size=1, max_size=4).filter(any))
        cells = tuple((f"v{code}" if code else "",) for code in range(len(possible)))
        told = tuple(code > 0 for code in range(len(possible)))
        columns.append(ModelColumn(f"c{number}", (f"c{number}",), cells, told, tuple(possible)))
    rules = []
    for number in range(draw(st.integers(0, 4)) if len(columns) > 1 else 0):
        places = draw(
            st.lists(st.sampled_from(range(len(columns))), min_size=2, max_size=3, unique=True)
        )
        codes = tuple(
            frozenset(draw(st.sets(st.integers(0, columns[place].size - 1), min_size=1)))
            for place in sorted(places)
        )
        rules.append(ForbiddenCodes(f"r{number}", tuple(sorted(places)), codes))
    names = tuple(each.name for each in columns)
    texts = tuple(column(name, ColumnType.CATEGORY, ("v1", "v2", "v3")) for name in names)
    encoding = Encoding("t", names, tuple(columns), tuple(rules))
    return Domain.of(Table("t", {"en": "t"}, texts), encoding)


def records(domain):
    return np.array(list(product(*(range(size) for size in domain.layout.sizes))), np.uint16)


@given(domains())
@settings(deadline=None)
def test_codes_go_there_and_back(domain):
    here = records(domain)
    encoded = domain.expand(here)
    for place, each in enumerate(domain.encoding.columns):
        assert all(each.possible[code] for code in encoded[:, place])
    batches = list(domain.compress(np.array_split(encoded, 2)))
    assert len(batches) == 2
    again = np.concatenate(batches)
    assert again.dtype == np.uint16
    assert (again == here).all()


@given(domains())
@settings(deadline=None)
def test_flat_rules_break_exactly_the_records_that_the_encoding_forbids(domain):
    rules = domain.rules
    for record in records(domain):
        broken = any(
            all(
                rules.codes[condition, record[rules.columns[condition]]]
                for condition in range(rules.first[rule], rules.first[rule + 1])
            )
            for rule in range(len(rules.first) - 1)
        )
        assert broken == breaks_a_rule(domain, record)


@given(domains())
@settings(deadline=None)
def test_forbidden_pairs_are_those_of_the_rules_on_two_columns(domain):
    offsets, kept = domain.layout.offsets, domain.kept
    expected = np.zeros_like(domain.forbidden_pairs)
    for i, j in combinations(range(domain.layout.width), 2):
        for x, y in product(range(len(kept[i])), range(len(kept[j]))):
            bad = any(
                rule.columns == (i, j)
                and kept[i][x] in rule.codes[0]
                and kept[j][y] in rule.codes[1]
                for rule in domain.encoding.forbidden
            )
            expected[offsets[i] + x, offsets[j] + y] = expected[offsets[j] + y, offsets[i] + x] = (
                bad
            )
    assert (domain.forbidden_pairs == expected).all()


def test_the_blank_of_a_required_column_is_no_code_here():
    domain = domain_of(rich_book())
    place = [each.name for each in domain.encoding.columns].index("country")
    assert domain.layout.sizes[place] == 3
    assert domain.informative[domain.layout.block(place)].all()


@pytest.mark.parametrize("sizes", [(2,), (2, 5), (3, 3, 3)])
def test_without_impossible_codes_the_domain_is_the_encoding(sizes):
    domain = domain_of(plain_book(*sizes))
    assert domain.layout.sizes == domain.encoding.sizes == sizes
    batch = records(domain)
    assert next(domain.compress([batch])) is batch
