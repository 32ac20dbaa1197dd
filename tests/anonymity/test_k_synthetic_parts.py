"""Parts of the generator: codes, entropies, order of columns, what may stand together, goals."""

from __future__ import annotations

from functools import cache, partial
from itertools import combinations, pairwise, permutations

import numpy as np
import polars as pl
import pytest
from k_synthetic_tables import answers, holding, rich_book, rich_people

from lanterne.anonymity.synthetic.allowed import look_around, may_take, room_for
from lanterne.anonymity.synthetic.bayesian_network import choose_network, dependent_triples
from lanterne.anonymity.synthetic.coding import code_records
from lanterne.anonymity.synthetic.draw import draw_rows
from lanterne.anonymity.synthetic.refine import Goals, refine_rows
from lanterne.anonymity.synthetic.support import find_support
from lanterne.anonymity.synthetic.whole import _shuffle, draw_whole_rows
from lanterne.cases.encode import decode
from lanterne.counting import count_pairs, count_tables

K = 10


@pytest.fixture(scope="module")
def people():
    return rich_people(1200, 3)


@pytest.fixture(scope="module")
def records(people):
    return code_records(people, rich_book().table, K)


def texts(codes, records):
    return decode(records.domain.expand(codes), records.domain.encoding)


def drawn(records, support, length, rows=300):
    rng = np.random.default_rng(5)
    if length is None:
        return draw_whole_rows(records, support, rows, rng)
    return draw_rows(records, support, choose_network(support), rows, rng)


def test_codes_say_what_the_records_say_but_for_rare_answers(people, records):
    held = {name: dict(people[name].value_counts().iter_rows()) for name in people.columns}
    kept = people.filter([held["country"][text] >= K for text in people["country"]])
    assert len(records.codes) == len(kept) < len(people)
    for name in ("gender", "country", "control", "sector", "forced", "labour"):
        expected = [text if held[name][text] >= K else "" for text in kept[name]]
        assert texts(records.codes, records)[name].to_list() == expected


def test_a_large_set_is_one_column_and_its_rules_stay(records):
    names = [column.name for column in records.domain.encoding.columns]
    assert names.count("sector") == 1
    at = names.index("sector")
    for rule in records.domain.encoding.forbidden:
        if at in rule.columns:
            codes = rule.codes[rule.columns.index(at)]
            member = "fish" if rule.rule == "dry" else "farm"
            cells = records.domain.encoding.columns[at].cells
            assert codes == {i for i, (text,) in enumerate(cells) if member in text.split(";")}


def entropy(codes, columns):
    _, counts = np.unique(codes[:, columns], axis=0, return_counts=True)
    shares = counts / len(codes)
    return -(shares * np.log(shares)).sum() + (len(counts) - 1) / (2 * len(codes))


@pytest.mark.parametrize("length", [1, 3])
def test_entropies_are_those_of_the_records(length, records):
    support = find_support(records, K, length)
    for size in (1, 2, 3):
        for columns in combinations(range(records.codes.shape[1]), size):
            assert support.entropy(columns) == pytest.approx(entropy(records.codes, list(columns)))


def test_parents_are_drawn_before_their_children_and_required_columns_first(records):
    network = choose_network(find_support(records, K, 3))
    order = network.order.tolist()
    assert sorted(order) == list(range(records.codes.shape[1]))
    assert records.blank[order[0]] == -1
    for column, parents in enumerate(network.parents):
        for parent in parents[parents >= 0]:
            assert order.index(parent) < order.index(column)


def test_the_most_dependent_triples_fit_in_the_room(records):
    support, sizes = find_support(records, K, 3), records.domain.layout.sizes
    triples = dependent_triples(support, sizes, 500, 4)
    assert 0 < len(triples) <= 4
    assert sum(np.prod([sizes[column] for column in triple]) for triple in triples) <= 500


def who_answers(people):
    """Name and text of an answer → the numbers of the records that hold it; none: of all."""
    found = {None: set(range(len(people)))}
    for number, record in enumerate(people.to_dicts()):
        for answer in record.items():
            found.setdefault(answer, set()).add(number)
    return found


def holding_at_once(who, combination):
    return len(who[None].intersection(*(who.get(answer, ()) for answer in combination)))


def test_those_who_hold_a_combination_are_those_who_are_found_one_by_one(people):
    records, who = people.to_dicts(), who_answers(people)
    for combination in combinations(sorted(answers(records[0]).items()), 3):
        assert holding_at_once(who, combination) == holding(records, combination) > 0


@pytest.mark.parametrize("length", [1, 2, 3, None])
def test_what_may_stand_in_a_row_is_what_brute_force_allows(length, people, records):
    support = find_support(records, K, length)
    codes = drawn(records, support, length, rows=15)
    room = room_for(support.allowed)
    held_by = cache(partial(holding_at_once, who_answers(people)))
    domain = records.domain
    for row in codes:
        for column, size in enumerate(domain.layout.sizes):
            look_around(support.allowed, row, column, room)
            changed = np.tile(row, (size, 1))
            changed[:, column] = np.arange(size)
            for value, texts_of in enumerate(texts(changed, records).to_dicts()):
                said = sorted(answers(texts_of).items())
                held = all(
                    held_by(some) >= K
                    for number in ([len(said)] if length is None else range(1, length + 1))
                    for some in combinations(said, number)
                )
                lawful = not any(
                    all(
                        domain.kept[c][changed[value, c]] in mask
                        for c, mask in zip(rule.columns, rule.codes, strict=True)
                    )
                    for rule in domain.encoding.forbidden
                )
                taken = may_take(support.allowed, row, column, value, room)
                # Two answers that follow from each other are one here: it may ask for more.
                assert not taken or (held and lawful)
                if length == 1:
                    assert taken == lawful


# Two answers at a time are within three, by the same loops.
@pytest.mark.parametrize("length", [1, pytest.param(2, marks=pytest.mark.long), 3, None])
def test_refining_comes_nearer_and_keeps_what_may_be(length, people, records):
    layout = records.domain.layout
    support = find_support(records, K, length)
    codes = drawn(records, support, length, 1200)
    triples = list(combinations(range(layout.width), 3))
    pairs, three = support.counts, count_tables([records.codes], layout, triples)

    def cost(codes):
        gap = count_pairs([codes], layout) - pairs
        weight = np.where(np.eye(len(gap), dtype=bool), 2 * layout.width, 1) / (pairs + 1)
        beyond = count_tables([codes], layout, triples) - three
        return (gap**2 * weight).sum() / 2 + (beyond**2 / (three + 1)).sum()

    before = cost(codes)
    goals = Goals(pairs.astype(float), triples, three.astype(float))
    refine_rows(codes, goals, layout, support.allowed, 2 * len(codes), lambda share: None)
    assert cost(codes) < before
    real, asked = people.to_dicts(), set()  # rows share most of what is asked of them
    for row in texts(codes[:150], records).unique().to_dicts():
        said = list(answers(row).items())
        for number in [len(said)] if length is None else range(1, length + 1):
            asked.update(combinations(said, number))
    assert all(holding(real, some) >= K for some in asked)


def test_every_change_of_refining_lowers_the_cost(records):
    """One change at a time: a slip in the kept slopes would let a bad one through."""
    layout = records.domain.layout
    support = find_support(records, K, 3)
    codes = drawn(records, support, 3, 1200)
    triples = [(0, 1, 2), (1, 3, 4)]
    pairs, three = support.counts, count_tables([records.codes], layout, triples)
    goals = Goals(pairs.astype(float), triples, three.astype(float))

    def cost(codes):
        gap = count_pairs([codes], layout) - pairs
        weight = np.where(np.eye(len(gap), dtype=bool), 2 * layout.width, 1) / (pairs + 1)
        beyond = count_tables([codes], layout, triples) - three
        return (gap**2 * weight).sum() / 2 + (beyond**2 / (three + 1)).sum()

    costs = [cost(codes)]
    for visits in range(1, 40):
        refine_rows(codes, goals, layout, support.allowed, visits, lambda share: None)
        costs.append(cost(codes))
    assert all(after <= before + 1e-6 for before, after in pairwise(costs))
    assert costs[-1] < costs[0]


def test_rows_of_whole_rows_are_common_parts(people, records):
    codes = drawn(records, find_support(records, K, None), None)
    real = people.to_dicts()
    for row in texts(codes, records).unique().to_dicts():
        assert holding(real, answers(row).items()) >= K


def test_a_table_without_answers_gives_blank_rows():
    (table,) = rich_book().tables
    real = pl.DataFrame({name: [""] * 20 for name in table.names})
    real = real.with_columns(pl.lit("FR").alias("country"))
    coded = code_records(real, table, K)
    for length in (1, 2, 3, None):
        codes = drawn(coded, find_support(coded, K, length), length, 10)
        assert texts(codes, coded).unique().height == 1


def test_each_order_of_columns_is_as_likely():
    rng, times, order = np.random.default_rng(5), 24_000, np.empty(4, np.int64)
    found = dict.fromkeys(permutations(range(4)), 0)
    for _ in range(times):
        order[:] = range(4)
        _shuffle(order, rng)
        found[tuple(order.tolist())] += 1
    share = 1 / len(found)
    assert max(abs(seen - times * share) for seen in found.values()) < 5 * np.sqrt(times * share)
