"""Perpetrators known through their victims: found in a release that copies, in no other."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lanterne.attacks import Promise, Verdict, find_perpetrators, run_network_attacks
from lanterne.attacks.perpetrators import Joined, _scores
from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook import load_codebook
from lanterne.errors import UsageError
from lanterne.fictional.network import fictional_network

PROMISE = Promise(1.0, 1e-6)


def half(tables, network, which):
    """Every second victim with their links, and the perpetrators of these."""
    victims = tables.victims.gather_every(2, which)
    links = tables.links.join(
        victims.select(pl.col(network.victims.key).alias(network.of_victim.column)),
        on=network.of_victim.column,
        how="semi",
    )
    perpetrators = tables.perpetrators.join(
        links.select(pl.col(network.of_perpetrator.column).alias(network.perpetrators.key)),
        on=network.perpetrators.key,
        how="semi",
    )
    return NetworkTables(victims, perpetrators, links)


@pytest.fixture(scope="module")
def networks(network):
    """The cases and people like them, of one world; and a release that has never seen them."""
    world = fictional_network(1600, 1)
    return half(world, network, 0), half(world, network, 1), fictional_network(800, 3)


@pytest.fixture(scope="module")
def network():
    return load_codebook("lanterne-network").network


def test_the_score_by_hand():
    """Two links against the released perpetrators, whose links are split in three ways."""
    targets = Joined(np.array([[1, 2], [3, 4]], np.uint16), np.array([0, 2]))
    rows = np.array([[1, 2], [3, 9], [9, 2], [3, 4], [0, 0]], np.uint16)
    assert _scores(targets, Joined(rows, np.array([0, 2, 5]))).tolist() == [3 / 4]
    assert _scores(targets, Joined(rows, np.array([0, 1, 5]))).tolist() == [3 / 4]
    assert _scores(targets, Joined(rows, np.array([0, 5]))).tolist() == [4 / 4]


def test_perpetrators_with_one_victim_are_not_attacked():
    links = Joined(np.zeros((6, 2), np.uint16), np.array([0, 1, 3, 3, 6]))
    assert links.known.tolist() == [1, 3]


@pytest.mark.parametrize("with_control", [True, False])
def test_perpetrators_of_a_copied_network_are_found(networks, network, with_control):
    original, control, _ = networks
    found = find_perpetrators(
        original,
        original,
        network,
        control if with_control else None,
        PROMISE,
        100,
        np.random.default_rng(1),
    )
    assert found.verdict in {Verdict.BEATS_PROMISE, Verdict.BEATS_CHANCE}
    assert found.rate.rate > (0.9 if with_control else 0.4)


@pytest.mark.parametrize("with_control", [True, False])
def test_perpetrators_of_another_network_are_not(networks, network, with_control):
    original, control, released = networks
    found = find_perpetrators(
        original,
        released,
        network,
        control if with_control else None,
        PROMISE,
        100,
        np.random.default_rng(1),
    )
    assert found.verdict == Verdict.NO
    assert found.rate.attempts > 50


def test_a_network_is_attacked_by_its_victims_and_perpetrators(networks):
    original, control, released = networks
    book = load_codebook("lanterne-network")
    report = run_network_attacks(
        original, released, book, control, promise=PROMISE, perpetrators=PROMISE, draws=100
    )
    assert report.results[-1].name == "membership-of-perpetrators"
    assert report.worst in {Verdict.NO, Verdict.NOT_TRIED}
    with pytest.raises(UsageError, match="one table"):
        run_network_attacks(original, released, load_codebook("lanterne-cases"))
