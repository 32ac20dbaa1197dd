"""Draw the tables and counts of a fitted network, with what is said of their errors."""

from __future__ import annotations

import secrets

from lanterne.codebook.model import Network
from lanterne.privacy import Protected
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.engine import Progress, silent
from lanterne.synthesis.network.bounds import OF_PERPETRATOR
from lanterne.synthesis.network.cut import (
    Cut,
    perpetrators_cut,
    perpetrators_extrapolated,
    victims_cut,
)
from lanterne.synthesis.network.draw import (
    DrawnNetwork,
    draw_codes,
    perpetrators_counted,
    victims_counted,
)
from lanterne.synthesis.network.fit import FittedNetwork
from lanterne.synthesis.network.plan import Domains, network_of
from lanterne.synthesis.network.result import ProtectedNetwork
from lanterne.synthesis.network.write import released_counts, released_tables
from lanterne.synthesis.result import settings_of_mapping
from lanterne.synthesis.worth import OF_LINKS, OF_PERPETRATORS, Worth, measured_worth


def draw_network(
    fitted: Protected[FittedNetwork],
    dial: Dial = Dial.BALANCED,
    seed: int | None = None,
    progress: Progress = silent,
) -> Protected[ProtectedNetwork]:
    """Draw synthetic victims, perpetrators and links, and published counts, at no cost.

    Args:
        fitted: Measurements and models.
        dial: From closest to the cases, to least invented.
        seed: Seed of the drawing, which protects nothing; by default a new one.
        progress: Told how far things are.
    """
    network = fitted.value
    seed = secrets.randbits(31) if seed is None else seed
    domains = Domains.of(network.codebook)
    drawn = draw_codes(
        network.measurements,
        network.models,
        domains,
        network_of(network.codebook),
        dial,
        seed,
        progress,
    )
    progress("count", 0.0)
    tables = released_tables(drawn, domains, network.codebook, seed)
    aggregates = released_counts(tables, drawn, network.measurements, domains, network.codebook)
    settings: dict[str, str | float | int] = {
        "technique": "differential-privacy",
        "dial": dial.value,
        "seed_of_drawing": seed,
        "victims_estimated": max(round(network.models.victims.people), 1),
        "perpetrators_estimated": max(round(drawn.perpetrators_estimated), 1),
        "three_way_tables_measured": len(network.measurements.victims.triples)
        + len(network.measurements.links.triples),
        **settings_of_mapping(network.mapping),
    }
    return Protected(
        ProtectedNetwork(
            network.codebook,
            tables,
            aggregates,
            network.statement,
            settings,
            _worth(network, network_of(network.codebook), drawn.perpetrators_estimated),
            _cuts(drawn, network, domains, tables.perpetrators.height),
            network.definitions,
        )
    )


def _cuts(
    drawn: DrawnNetwork, network: FittedNetwork, domains: Domains, released: int
) -> tuple[Cut, ...]:
    """What the bounds probably left out, from the noisy counts and the bounds of the statement."""
    measured, book = network.measurements, network_of(network.codebook)
    most, most_of_one = measured.shared, network.statement.bounds.get(OF_PERPETRATOR)
    found: list[Cut | None] = []
    if most is not None:
        fine = victims_counted(measured.numbers, book)
        found.append(victims_cut(drawn.degrees, most, fine.noise_from(most + 1)))
        found.append(perpetrators_extrapolated(float(drawn.seen.sum()), released, most))
    if most_of_one is not None:
        counted = perpetrators_counted(measured, domains.perpetrators, book)
        deviation = counted.noise_from(most_of_one)
        found.append(perpetrators_cut(drawn.seen, most_of_one, deviation))
    return tuple(cut for cut in found if cut is not None)


def _worth(network: FittedNetwork, tables: Network, perpetrators: float) -> dict[str, Worth]:
    """Table → the errors to expect; links are those that counted."""
    measured, models = network.measurements, network.models
    return {
        tables.victims.name: measured_worth(measured.victims, models.victims.people),
        tables.perpetrators.name: measured_worth(
            measured.perpetrators, perpetrators, OF_PERPETRATORS
        ),
        tables.links.name: measured_worth(measured.links, models.links.people, OF_LINKS),
    }
