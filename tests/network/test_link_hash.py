"""Which links count is decided by the two ids and a key, and by nothing else."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.synthesis.network.bounds import _first, _shuffled, new_key

BOTH = ("victim", "perpetrator")
IDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=6)
PAIRS = st.lists(st.tuples(IDS, IDS), min_size=1, max_size=30, unique=True)
KEYS = st.integers(0, 2**64 - 1)


def frame(pairs, kind=pl.String):
    return pl.DataFrame(pairs, dict.fromkeys(BOTH, pl.String), orient="row").cast(kind)


def order(links, key):
    return _shuffled(links, BOTH, key).select(BOTH).cast(pl.String).rows()


@given(PAIRS, KEYS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_depends_on_the_ids_alone(pairs, key, random):
    """Not on the order of the rows, on other rows, on other columns, or on how ids are held."""
    expected = order(frame(pairs), key)
    mixed = random.sample(pairs, len(pairs))
    assert order(frame(mixed), key) == expected
    some = {pair for pair in pairs if random.random() < 0.5}
    fewer = [pair for pair in mixed if pair in some]
    assert order(frame(fewer), key) == [pair for pair in expected if pair in some]
    ids = pl.Enum(sorted({one for pair in mixed for one in pair}))
    assert order(frame(mixed, ids), key) == expected
    assert order(frame(mixed).with_row_index("more"), key) == expected
    assert order(pl.concat([frame([pair]) for pair in mixed], rechunk=False), key) == expected


@given(PAIRS, KEYS, st.integers(1, 4))
@settings(max_examples=30)
def test_what_counts_of_somebody_is_a_function_of_their_own_links(pairs, key, most):
    everything = _first(_shuffled(frame(pairs), BOTH, key), "victim", most).rows()
    for victim in {victim for victim, _ in pairs}:
        own = frame([pair for pair in pairs if pair[0] == victim])
        alone = _first(_shuffled(own, BOTH, key), "victim", most).rows()
        assert [pair for pair in everything if pair[0] == victim] == alone
        assert len(alone) == min(most, own.height)


def test_ids_that_run_into_each_other_are_told_apart():
    """Of one person, that is: the text that is hashed of two links of theirs is never the same."""
    pairs = [("a", "b\x1fc"), ("a\x1fb", "c"), ("a", "c"), ("a", "b")]
    links = frame(pairs)
    assert len(_first(_shuffled(links, BOTH, 3), "victim", 1)) == 2
    for victim in ("a", "a\x1fb"):
        own = links.filter(pl.col("victim") == victim)
        assert order(own, 3) == order(own[::-1], 3)


def test_the_key_decides():
    """Over keys, each link of a victim comes first about as often, whatever the ids look like."""
    pairs = [("v", f"p{number}") for number in range(8)]
    links, first = frame(pairs), {}
    for key in range(2000):
        pair = order(links, key)[0]
        first[pair] = first.get(pair, 0) + 1
    assert len(first) == len(pairs)
    # Six standard deviations of a binomial of 2,000 and 1/8.
    assert all(abs(number - 250) < 6 * (2000 * 7 / 64) ** 0.5 for number in first.values())


def test_each_measurement_has_a_key_of_its_own():
    keys = [new_key() for _ in range(100)]
    assert len(set(keys)) == 100
    assert max(keys) > 2**60
    assert all(0 <= key < 2**64 for key in keys)


@pytest.mark.parametrize("key", [0, 2**63, 2**64 - 1])
def test_every_key_can_be_used(key):
    pairs = [(f"v{one}", f"p{other}") for one in range(4) for other in range(4)]
    assert sorted(order(frame(pairs), key)) == sorted(pairs)
