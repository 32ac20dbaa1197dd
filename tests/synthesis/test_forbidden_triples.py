"""Rows of bits say of three answers, and of a whole row, what the attested tables say."""

from itertools import combinations

import numpy as np
import pytest
from test_repair_refine import domain_of, random_attested, rich_book, uniform_rows, violations

import lanterne.synthesis.attest
from lanterne.counting import Layout
from lanterne.synthesis.admission import admission_of, fits, is_clean, room_for_codes, would_break
from lanterne.synthesis.attest import _attestable
from lanterne.synthesis.forbidden_triples import (
    all_allowed,
    is_forbidden,
    row_lengths,
    row_words,
    suspects,
)
from lanterne.synthesis.repair import PAIR, TRIPLE, _Blame, _count_in, _count_out


def bare(attested, i, j, k, x, y, z):
    """Whether the bit of three codes is set, whatever their pairs are."""
    layout, start = attested.layout, attested.triple_starts[i, j, k]
    if start < 0:
        return True
    bit = start + (x * layout.sizes[j] + y) * layout.sizes[k] + z
    return bool((attested.triple_bits[bit // 8] >> (bit % 8)) & 1)


def made(seed, share):
    domain = domain_of(rich_book())
    attested = random_attested(domain, share, np.random.default_rng(seed))
    return domain, attested, admission_of(attested, domain)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_each_three_answers_are_as_their_bit_says_in_whatever_order_they_are_asked(share):
    domain, attested, admission = made(1, share)
    layout, seen = domain.layout, set()
    for columns in combinations(range(layout.width), 3):
        for codes in np.ndindex(*(layout.sizes[column] for column in columns)):
            expected = not bare(attested, *columns, *codes)
            seen.add(expected)
            at = [layout.offsets[c] + x for c, x in zip(columns, codes, strict=True)]
            for one, two, third in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
                found = is_forbidden(
                    admission.triples, layout.offsets, columns[one], columns[two],
                    at[one], at[two], at[third],
                )  # fmt: skip
                assert found == expected
    assert share == 0.9 or True in seen


@pytest.mark.parametrize("seed", range(3))
def test_a_code_fits_where_all_pairs_rules_and_triples_of_it_allow_it(seed):
    domain, attested, admission = made(seed, 0.9)
    layout, said = domain.layout, domain.informative
    room, found = room_for_codes(admission), set()
    for row in uniform_rows(layout, 40, np.random.default_rng(seed)):
        at = layout.offsets[:-1] + row
        for column in range(layout.width):
            others = [other for other in range(layout.width) if other != column]
            for value in range(layout.sizes[column]):
                here = layout.offsets[column] + value
                whole = row.copy()
                whole[column] = value
                good = attested.pairs[here, here] and all(
                    attested.pairs[here, at[other]] for other in others
                )
                good = good and not would_break(admission, row, column, value)
                for two in combinations(others, 2):
                    triple = sorted((column, *two))
                    speaks = said[here] and said[at[two[0]]] and said[at[two[1]]]
                    good = good and (
                        not speaks or bare(attested, *triple, *(whole[c] for c in triple))
                    )
                assert fits(admission, row, column, value, room) == good
                found.add(bool(good))
    assert found == {True, False}


@pytest.mark.parametrize("seed", range(3))
def test_blame_that_is_kept_is_what_counting_anew_would_give(seed):
    domain, attested, admission = made(seed, 0.7)
    layout, said = domain.layout, domain.informative
    rng = np.random.default_rng(seed)
    width = layout.width
    blame = _Blame(
        np.zeros(width, np.int64),
        np.zeros(width, np.bool_),
        room_for_codes(admission),
        (PAIR, TRIPLE),
    )
    (row,) = uniform_rows(layout, 1, rng)
    for column in range(width):
        _count_in(admission, row, column, blame)
    for _ in range(60):
        expected = np.zeros(width, np.int64)
        at = layout.offsets[:-1] + row
        for i in range(width):
            expected[i] += 0 if attested.pairs[at[i], at[i]] else PAIR * width
        for two in combinations(range(width), 2):
            if not attested.pairs[at[two[0]], at[two[1]]]:
                expected[list(two)] += PAIR
        for three in combinations(range(width), 3):
            if all(said[at[c]] for c in three) and not bare(
                attested, *three, *(row[c] for c in three)
            ):
                expected[list(three)] += TRIPLE
        assert (blame.of_column == expected).all()
        column = rng.integers(width)
        _count_out(admission, row, column, blame)
        row[column] = rng.integers(layout.sizes[column])
        _count_in(admission, row, column, blame)
    assert expected.any()


def test_nothing_is_forbidden_where_all_is_allowed():
    domain, _, admission = made(0, 0.0)
    layout, free = domain.layout, all_allowed(admission.triples)
    first, second, third = layout.offsets[1:4] - 1
    assert is_forbidden(admission.triples, layout.offsets, 0, 1, first, second, third)
    assert not is_forbidden(free, layout.offsets, 0, 1, first, second, third)


def test_rows_beside_a_long_list_end_with_the_short_ones():
    layout = Layout((4, 5_000, 3, 90))
    lengths = row_lengths(layout, np.array(list(combinations(range(4), 3))))
    assert lengths[0, 1] == lengths[1, 2] == 2  # 3, 4 and 90 answers: two words of 64
    assert lengths[1, 3] == 1
    assert lengths[0, 2] == -(-5_097 // 64)


@pytest.mark.parametrize("most", [0, 100, 500, 2_000, 8_000, 10_000_000])
def test_nine_in_ten_tables_are_attested_of_those_whose_rows_fit(monkeypatch, most):
    layout = Layout((5, 9, 12, 30, 80))
    whole = _attestable(layout)
    assert len(whole) == 10
    monkeypatch.setattr(lanterne.synthesis.attest, "LARGEST_ROWS", most)
    some = _attestable(layout)
    assert (some == whole[: len(some)]).all()
    needed = [row_words(layout, row_lengths(layout, whole[:n])).sum() for n in range(11)]
    fitting = max(n for n in range(11) if needed[n] <= most)
    assert min(9 * (fitting + 1) // 10, 10) <= len(some) <= fitting
    assert len(some) == 10 or fitting < 10


@pytest.mark.parametrize("share", [0.3, 0.9, 0.97, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_a_row_is_clean_where_nothing_in_it_may_not_be_whatever_is_rare(seed, share):
    """However many people are said to have given each answer."""
    domain, attested, admission = made(seed, share)
    rng = np.random.default_rng(seed)
    people = rng.integers(0, 5, domain.layout.total)
    suspect = suspects(admission.triples, domain.layout.offsets, people)
    room, seen = room_for_codes(admission), set()
    for row in uniform_rows(domain.layout, 300, rng):
        expected = not any(violations(domain, attested, [row]).values())
        seen.add(expected)
        assert is_clean(admission, row, suspect, room) == expected
    assert share < 0.9 or True in seen
    assert share == 1.0 or False in seen


def test_of_three_that_must_not_stand_together_the_two_rarest_are_suspect():
    domain, _, admission = made(2, 0.9)
    offsets = domain.layout.offsets
    people = np.random.default_rng(1).permutation(domain.layout.total)
    expected = np.zeros((domain.layout.total,) * 2, bool)
    for i, j, k in combinations(range(domain.layout.width), 3):
        for codes in np.ndindex(*(domain.layout.sizes[column] for column in (i, j, k))):
            at = [offsets[c] + x for c, x in zip((i, j, k), codes, strict=True)]
            if is_forbidden(admission.triples, offsets, i, j, at[0], at[1], at[2]):
                one, two, _ = sorted(at, key=lambda code: people[code])
                expected[one, two] = expected[two, one] = True
    found = suspects(admission.triples, offsets, people)
    assert (found == expected).all()
    assert 0 < found.sum() < found.size
