"""From measurements of a network to victims, links and perpetrators, in codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lanterne.codebook.bands import FINE_BANDS, band_range, bands
from lanterne.codebook.model import Network, Reference
from lanterne.codebook.views import DIFFERENT, SAME, compared_columns
from lanterne.counting.marginals import Codes
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import Progress, synthesise
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.network.bundle import Likeness, Stubs, bundle
from lanterne.synthesis.network.degrees import (
    NoisyNumbers,
    draw_numbers,
    people_by_number,
    seen_by_number,
)
from lanterne.synthesis.network.links import draw_links, place_of, texts_of
from lanterne.synthesis.network.measure import NetworkMeasurements
from lanterne.synthesis.network.perpetrator_sizes import most_of_one, perpetrator_sizes
from lanterne.synthesis.network.plan import Domains
from lanterne.synthesis.network.ring_law import ring_room

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PROPOSALS_PER_VICTIM = 200
"""Refinement of victims. More than of a single table: what is wrong with a victim is wrong once for
each of their links."""

EXCHANGES, EXCHANGES_IN_ALL = 40, 4_000_000
"""Exchanges between perpetrators that are tried: per link, and at most in all."""

LARGEST_NUMBER = 1000
"""Most victims of one synthetic perpetrator."""


@dataclass(frozen=True)
class NetworkModels:
    """The models fitted to the three tables."""

    victims: LatentClassModel
    links: LatentClassModel
    perpetrators: LatentClassModel


@dataclass(frozen=True)
class DrawnNetwork:
    """A synthetic network in codes.

    Attributes:
        victims: Victims × columns of the victim view.
        links: Links × columns of the link view.
        victim: Victim of each link.
        perpetrator: Perpetrator of each link, from 0, each with at least one link.
        perpetrators_estimated: Perpetrators with a link, by the noisy counts.
        degrees: Victims with 0, 1, 2, … links, by the noisy counts.
        seen: Perpetrators of whom 1, 2, … links were counted, by the noisy counts.
    """

    victims: Codes
    links: Codes
    victim: Integers
    perpetrator: Integers
    perpetrators_estimated: float
    degrees: Floats
    seen: Floats


def draw_codes(
    measurements: NetworkMeasurements,
    models: NetworkModels,
    domains: Domains,
    network: Network,
    dial: Dial,
    seed: int,
    progress: Progress,
) -> DrawnNetwork:
    """Draw victims, deal out their links, and bundle these into perpetrators.

    Args:
        measurements: The noisy counts.
        models: The models fitted to them.
        domains: The domains of the three tables.
        network: What the tables mean.
        dial: From closest to the cases, to least invented.
        seed: Seed of the drawing; it protects nothing.
        progress: Told how far things are.
    """
    victims = synthesise(
        measurements.victims,
        models.victims,
        domains.victims,
        dial,
        seed,
        progress,
        proposals_per_row=PROPOSALS_PER_VICTIM,
    ).codes
    progress("link", 0.0)
    degrees = _victims_by_number(measurements.numbers, network)
    numbers = _numbers(victims, degrees, domains.victims, network, seed + 10)
    victim = np.repeat(np.arange(len(numbers)), numbers)
    links, victims = draw_links(
        measurements, models.links, domains, network, victims, numbers, dial, seed + 20
    )
    progress("link", 0.5)
    answers = _perpetrator_columns(domains.links, network)
    kinds, kind = np.unique(links[:, answers], axis=0, return_inverse=True)
    kind = kind.ravel().astype(np.int64)
    counted = np.minimum(numbers, measurements.shared or numbers.max(initial=0))
    kept = float(counted.sum() / max(numbers.sum(), 1))
    many = perpetrators_counted(measurements, domains.perpetrators, network)
    most = min(network.of_perpetrator.at_most or LARGEST_NUMBER, LARGEST_NUMBER)
    everybody = people_by_number(many, most, kept, float(counted.sum()))
    chances = _chances(kinds, everybody, models.perpetrators, domains.perpetrators, network)
    people = float(everybody.sum())
    many_links = np.bincount(kind, minlength=len(kinds))
    least = most_of_one(victim, kind, len(kinds))
    sizes = perpetrator_sizes(many_links, least, chances, people, seed + 30)
    likeness = _likeness(victims, models.perpetrators, domains, network)
    exchanges = min(EXCHANGES, max(1, EXCHANGES_IN_ALL // max(len(links), 1)))
    room = ring_room(measurements.blocks, len(numbers))
    perpetrator = bundle(Stubs(victim, kind), sizes, likeness, exchanges, seed + 40, room)
    seen = seen_by_number(everybody, kept)
    return DrawnNetwork(victims, links, victim, perpetrator, people, degrees, seen)


def victims_counted(measured: Measurements, network: Network) -> NoisyNumbers:
    """How many victims have how many links, in finer bands; the first of them has none."""
    ranges = _band_ranges(network.of_victim, bands(network.of_victim, 0, FINE_BANDS))
    low, high = np.array(ranges, np.int64).T
    deviation = np.full(len(low), float(measured.single_sigmas[0]))
    return NoisyNumbers(low, high, measured.singles.astype(np.float64), deviation)


def _victims_by_number(measured: Measurements, network: Network) -> Floats:
    """How many victims have 0, 1, 2, … links, by the noisy counts."""
    counted = victims_counted(measured, network)
    none = max(float(counted.people[0]), 0.0)
    linked = NoisyNumbers(*(values[1:] for values in vars(counted).values()))
    return np.append(none, people_by_number(linked, int(counted.high[-1])))


def _numbers(
    codes: Codes, degrees: Floats, domain: Domain, network: Network, seed: int
) -> Integers:
    """How many perpetrators each victim has: of their band, as many as the finer counts say."""
    place = place_of(domain, network.perpetrators.name)
    ranges, of_code = _numbers_of_codes(domain, place, network.of_victim, 0)
    among = np.array(ranges, np.int64)[of_code[codes[:, place]]]
    return draw_numbers(degrees, 0, among, seed)


def _numbers_of_codes(
    domain: Domain, place: int, reference: Reference, least: int
) -> tuple[list[tuple[int, int]], Integers]:
    """First and last number of each band, and the band of each code."""
    order = {text: rank for rank, text in enumerate(bands(reference, least))}
    of_code = np.array([order[text] for text in texts_of(domain, place)])
    return _band_ranges(reference, bands(reference, least)), of_code


def _band_ranges(reference: Reference, texts: Sequence[str]) -> list[tuple[int, int]]:
    """First and last number of each band; an open one ends at the largest number."""
    ranges = []
    for text in texts:
        first, last = band_range(text, reference)
        most = max(first, LARGEST_NUMBER)
        ranges.append((first, most if text.endswith("+") else min(last, most)))
    return ranges


def _perpetrator_columns(domain: Domain, network: Network) -> list[int]:
    """Model columns of the link view that are about the perpetrator."""
    names = set(network.perpetrators.names)
    columns = enumerate(domain.encoding.columns)
    return [place for place, column in columns if set(column.sources) <= names]


def perpetrators_counted(
    measured: NetworkMeasurements, domain: Domain, network: Network
) -> NoisyNumbers:
    """How many perpetrators have how many links that counted: bands of their table, and steps."""
    place = place_of(domain, network.victims.name)
    ranges, of_code = _numbers_of_codes(domain, place, network.of_perpetrator, 1)
    bounds = np.array(ranges, np.int64)[of_code]
    table = measured.perpetrators.residuals
    people, low, high = table.table((place,)).astype(np.float64), bounds[:, 0], bounds[:, 1]
    deviation = np.full(len(people), np.sqrt(table.variance((place,))))
    if measured.steps is not None:
        of = np.array(measured.steps.of)
        people = np.append(people, measured.steps.counts)
        low, high = np.append(low, of), np.append(high, np.full(len(of), high.max()))
        deviation = np.append(deviation, np.full(len(of), measured.steps.sigma))
    return NoisyNumbers(low, high, people, deviation)


def _chances(
    kinds: Codes, people: Floats, model: LatentClassModel, domain: Domain, network: Network
) -> Floats:
    """Per combination of a perpetrator's answers, the chance of each number of victims.

    ``people`` are how many perpetrators have 1, 2, … victims.
    """
    layout = domain.layout
    # The columns of perpetrators come first in both views, with the same codes.
    logs = np.log(np.maximum(model.probabilities, 1e-12))
    score = np.log(np.maximum(model.weights, 1e-12))[None, :].repeat(len(kinds), axis=0)
    for column in range(kinds.shape[1]):
        score += logs[layout.offsets[column] + kinds[:, column]]
    score = np.exp(score - score.max(axis=1, keepdims=True))
    score /= score.sum(axis=1, keepdims=True)
    place = place_of(domain, network.victims.name)
    block = model.probabilities[layout.block(place)]
    ranges, of_code = _numbers_of_codes(domain, place, network.of_perpetrator, 1)
    spread = np.zeros((layout.sizes[place], len(people)))
    expected = np.maximum(block @ model.weights * model.people, 1e-9)
    for code, rank in enumerate(of_code):
        first, last = ranges[rank]
        spread[code, first - 1 : last] = people[first - 1 : last] / expected[code]
    chances: Floats = np.maximum(score @ block.T @ spread, 0.0)
    chances[:, 0] += 1e-9
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


def _likeness(
    codes: Codes, model: LatentClassModel, domains: Domains, network: Network
) -> Likeness:
    """What was measured of the likeness of victims who share a perpetrator."""
    domain = domains.perpetrators
    expected = np.diag(model.pairs())
    same = np.full(len(network.victims.columns), np.nan)
    compared = {one.name for one in compared_columns(network)}
    for column, name in enumerate(network.victims.names):
        if name not in compared:
            continue
        place = place_of(domain, f"same_{name}")
        counts = dict(
            zip(texts_of(domain, place), expected[domain.layout.block(place)], strict=True)
        )
        answered = counts[SAME] + counts[DIFFERENT]
        if answered > 0:
            same[column] = counts[SAME] / answered
    return Likeness(_answers(codes, domains.victims, network), same)


def _answers(codes: Codes, domain: Domain, network: Network) -> npt.NDArray[np.int32]:
    """Victims × columns of victims: their answers as numbers; -1 for none."""
    answers = np.full((len(codes), len(network.victims.columns)), -1, np.int32)
    for column, name in enumerate(network.victims.names):
        places = [p for p, c in enumerate(domain.encoding.columns) if name in c.sources]
        for place in places:
            source = domain.encoding.columns[place].sources.index(name)
            cells = domain.encoding.columns[place].cells
            texts = [cells[code][source] for code in domain.kept[place]]
            silent = domain.silent[name]
            different = {text: rank for rank, text in enumerate(sorted(set(texts) - silent))}
            number = np.array([different.get(text, -1) for text in texts], np.int32)
            said = number[codes[:, place]]
            # A large set has a model column per member; its first answer stands for it.
            answers[:, column] = np.where(answers[:, column] < 0, said, answers[:, column])
    return answers
