"""Draw the tables and counts of a fitted network, with what is said of their errors."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
import numpy.typing as npt

from lanterne.cases.network import NetworkTables
from lanterne.codebook.model import Network
from lanterne.privacy import Protected
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.engine import Progress, silent
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.measured_together import measured_together
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

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Drawing:
    """What was drawn of one network.

    Attributes:
        fitted: From what.
        drawn: The network in codes.
        tables: The same as texts, with keys of its own.
    """

    fitted: FittedNetwork
    drawn: DrawnNetwork
    tables: NetworkTables


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
    made = draw_one(network, domains, dial, seed, progress)
    progress("count", 0.0)
    book, measured = network_of(network.codebook), network.measurements
    return Protected(
        ProtectedNetwork(
            network.codebook,
            made.tables,
            released_counts(made.tables, measured, domains, network.codebook),
            network.statement,
            {**settings_of_network([made], dial, seed), **settings_of_mapping(network.mapping)},
            worth_of_network([made], measured.victims, measured.perpetrators, measured.links, book),
            cuts_of_network([made], domains),
            {
                book.victims.name: measured_together(measured.victims, domains.victims),
                book.perpetrators.name: measured_together(
                    measured.perpetrators, domains.perpetrators
                ),
            },
            network.definitions,
        )
    )


def draw_one(
    network: FittedNetwork, domains: Domains, dial: Dial, seed: int, progress: Progress
) -> Drawing:
    """Draw the tables of one network; the arguments are those of :func:`draw_network`."""
    book = network_of(network.codebook)
    drawn = draw_codes(network.measurements, network.models, domains, book, dial, seed, progress)
    return Drawing(network, drawn, released_tables(drawn, domains, network.codebook, seed))


def settings_of_network(
    made: Sequence[Drawing], dial: Dial, seed: int
) -> Mapping[str, str | float | int]:
    """What a release says of how its tables were made, and how many people are in them."""
    first = made[0].fitted.measurements
    return {
        "technique": "differential-privacy",
        "dial": dial.value,
        "seed_of_drawing": seed,
        "victims_estimated": max(round(sum(one.fitted.models.victims.people for one in made)), 1),
        "perpetrators_estimated": max(round(perpetrators_estimated(made)), 1),
        "three_way_tables_measured": len(first.victims.triples) + len(first.links.triples),
    }


def perpetrators_estimated(made: Sequence[Drawing]) -> float:
    """How many perpetrators have a link, by the noisy counts."""
    return sum(one.drawn.perpetrators_estimated for one in made)


def worth_of_network(
    made: Sequence[Drawing],
    victims: Measurements,
    perpetrators: Measurements,
    links: Measurements,
    tables: Network,
) -> Mapping[str, Worth]:
    """Table → the errors to expect; links are those that counted.

    Args:
        made: What was drawn.
        victims, perpetrators, links: What was measured of all of it.
        tables: What the tables mean.
    """
    models = [one.fitted.models for one in made]
    people = sum(one.victims.people for one in models)
    counted = sum(one.links.people for one in models)
    others = perpetrators_estimated(made)
    return {
        tables.victims.name: measured_worth(victims, people),
        tables.perpetrators.name: measured_worth(perpetrators, others, OF_PERPETRATORS),
        tables.links.name: measured_worth(links, counted, OF_LINKS),
    }


def cuts_of_network(made: Sequence[Drawing], domains: Domains) -> tuple[Cut, ...]:
    """What the bounds probably left out, from the noisy counts and the bounds of the statement."""
    first, seen = made[0].fitted, _sums([one.drawn.seen for one in made])
    book, most = network_of(first.codebook), first.measurements.shared
    most_of_one = first.statement.bounds.get(OF_PERPETRATOR)
    measured = [one.fitted.measurements for one in made]
    found: list[Cut | None] = []
    if most is not None:
        fine = [victims_counted(one.numbers, book).noise_from(most + 1) for one in measured]
        released = sum(one.tables.perpetrators.height for one in made)
        degrees = _sums([one.drawn.degrees for one in made])
        found.append(victims_cut(degrees, most, hypot(*fine)))
        found.append(perpetrators_extrapolated(float(seen.sum()), released, most))
    if most_of_one is not None:
        counted = [perpetrators_counted(one, domains.perpetrators, book) for one in measured]
        noise = hypot(*(one.noise_from(most_of_one) for one in counted))
        found.append(perpetrators_cut(seen, most_of_one, noise))
    return tuple(cut for cut in found if cut is not None)


def _sums(parts: Sequence[Floats]) -> Floats:
    """Sums of numbers of people with 0, 1, 2, … links, which end where nobody has more."""
    longest = max(map(len, parts))
    padded = [np.pad(part, (0, longest - len(part))) for part in parts]
    return np.asarray(np.sum(padded, axis=0))
