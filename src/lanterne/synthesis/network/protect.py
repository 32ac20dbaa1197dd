"""Protect a network: read, bound, measure, fit, draw. The only road from its cases to a release."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from lanterne.cases.network import NetworkCases
from lanterne.codebook.model import Codebook, Network
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.privacy import (
    Budget,
    Entry,
    Ledger,
    PrivacyStatement,
    Protected,
    Spend,
    Spent,
    Unit,
)
from lanterne.privacy import privacy_statement as state
from lanterne.privacy.spending import UnitSpend
from lanterne.privacy.statement import GroupLoss
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import Fitting, Progress, fit
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.network.bounds import (
    LINKED_UNITS,
    OF_PERPETRATOR,
    Bounds,
    Counted,
    bounds_of,
    count_links,
    new_key,
    promised_nothing,
)
from lanterne.synthesis.network.cut import (
    Cut,
    perpetrators_cut,
    perpetrators_extrapolated,
    victims_cut,
)
from lanterne.synthesis.network.draw import (
    DrawnNetwork,
    NetworkModels,
    draw_codes,
    number_bands,
    perpetrator_bands,
)
from lanterne.synthesis.network.measure import (
    NetworkMeasurements,
    encode_network,
    invented_network,
    measure_network,
)
from lanterne.synthesis.network.plan import (
    Domains,
    NetworkPlan,
    make_network_plan,
    network_of,
)
from lanterne.synthesis.network.result import ProtectedNetwork
from lanterne.synthesis.network.sensitivity import unpromised
from lanterne.synthesis.network.write import released_counts, released_tables
from lanterne.synthesis.protect import software
from lanterne.synthesis.rehearsal import Rehearse, fitted_quickly, unrehearsed
from lanterne.synthesis.worth import OF_LINKS, OF_PERPETRATORS, Worth, measured_worth

MODELS = 10
"""Models of each table, whose mean is taken."""

FITTING = Fitting(classes=96, first=(300, 0.2, 1.0), again=(120, 0.2, 0.98))
"""Closer than one model alone would be fitted: nearly all cells of a table of countries are empty,
are fitted at once, and hide in χ² what is not; and what noise makes of a model goes in the mean."""


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class FittedNetwork:
    """Measurements of a network and the models fitted to them. Protected: no case is in it.

    Attributes:
        codebook: What the tables mean.
        measurements: The noisy counts.
        models: The fitted models.
        statement: What was promised when they were measured.
    """

    codebook: Codebook
    measurements: NetworkMeasurements
    models: NetworkModels
    statement: PrivacyStatement


def fit_network(
    cases: NetworkCases,
    budgets: Mapping[Unit, Budget],
    ledger: Ledger,
    purpose: str,
    population: str = "the people in this folder's case files",
    counted: Mapping[str, int] | None = None,
    progress: Progress = _silent,
    rehearse: Rehearse[FittedNetwork] = unrehearsed,
) -> Protected[FittedNetwork]:
    """Measure a network under the budgets of its units and fit the models.

    The files are read to their ends and checked before anything is spent, and all that comes
    after is rehearsed; the spend is on the disk before any noise is drawn.

    Args:
        cases: The open files.
        budgets: Unit → what this may cost one such unit; the first is the one the plan suits.
        ledger: Where the cost is written.
        purpose: Name of the release that it is for.
        population: Whose data it is, in words; written to the ledger.
        counted: Unit → links (of a household: members) that count, where the codebook's number
            is not wanted. Public: chosen without looking at a case.
        progress: Told how far things are.
        rehearse: Does with an invented network what will be done with this one, before anything
            is spent.

    Raises:
        InputError: The cases have problems, or the ledger has been tampered with.
        UsageError: A unit or a bound cannot be.
        Refused: The ledger's cap would be exceeded.
    """
    codebook = cases.codebook
    bounds = _bounds(codebook, budgets, counted)
    progress("plan", 0.0)
    plan = make_network_plan(codebook, budgets, bounds)
    progress("read", 0.0)
    tables = cases.tables()
    some = count_links(tables, network_of(codebook), bounds, new_key())
    _refuse_over_bound(cases, bounds, some)
    domains = Domains.of(codebook)
    progress("count", 0.0)
    codes = encode_network(some, codebook, domains)
    (unit, budget), *others = budgets.items()
    also = tuple(UnitSpend(other, amount, plan.events[other]) for other, amount in others)
    spend = Spend(population, unit, budget, plan.events[unit], purpose, also=also)
    losses = _losses(codebook, plan, budget.delta)

    def stated(charge: Entry, spent: Spent) -> PrivacyStatement:
        return state(
            budget,
            plan.events[unit],
            spent,
            charge,
            bounds=bounds.stated,
            software=software(),
            unit=unit,
            also=also,
            unpromised=losses,
        )

    foreseen = stated(*ledger.foresee(spend))
    progress("rehearse", 0.0)
    rehearse(lambda: _invented(codebook, plan, domains, foreseen))
    charge = ledger.charge(spend)
    progress("measure", 0.0)
    measurements = measure_network(codes, plan)
    statement = stated(charge, ledger.spent())
    models = _fit(measurements, domains, secrets.randbits(31), progress)
    return Protected(FittedNetwork(codebook, measurements, models, statement))


def _invented(
    codebook: Codebook, plan: NetworkPlan, domains: Domains, statement: PrivacyStatement
) -> Protected[FittedNetwork]:
    """A network of nobody, measured by the plan."""
    measurements = invented_network(plan)
    models = NetworkModels(
        *(
            fitted_quickly(measured, domain)
            for measured, domain in (
                (measurements.victims, domains.victims),
                (measurements.links, domains.links),
                (measurements.perpetrators, domains.perpetrators),
            )
        )
    )
    return Protected(FittedNetwork(codebook, measurements, models, statement))


def _bounds(
    codebook: Codebook, budgets: Mapping[Unit, Budget], counted: Mapping[str, int] | None
) -> Bounds:
    if not budgets:
        raise UsageError("bounds.nobody", units=LINKED_UNITS)
    return bounds_of(network_of(codebook), list(budgets), counted)


def _refuse_over_bound(cases: NetworkCases, bounds: Bounds, counted: Counted) -> None:
    """Where both sides are promised something, no victim may have more links than count.

    That this is said depends on the cases, as it does for all that makes a file unfit: nothing is
    measured or published then.
    """
    if not (bounds.protects_victims and bounds.cuts_perpetrators and counted.over_bound):
        return
    place = Place(str(cases.path))
    raise InputError([Problem("victim-over-bound", {"most": bounds.victim}, place)])


def _losses(codebook: Codebook, plan: NetworkPlan, delta: float) -> tuple[GroupLoss, ...]:
    """What those can lose to whom nothing is promised: with one link, and with several."""
    return tuple(
        GroupLoss(unit, size, plan.cost(unpromised(plan.bounds, unit, size), delta), delta)
        for unit, size in dict.fromkeys(promised_nothing(network_of(codebook), plan.bounds))
    )


def _fit(
    measurements: NetworkMeasurements, domains: Domains, seed: int, progress: Progress
) -> NetworkModels:
    return NetworkModels(
        _fit_one(measurements.victims, domains.victims, seed, progress),
        _fit_one(measurements.links, domains.links, seed + MODELS, progress),
        _fit_one(measurements.perpetrators, domains.perpetrators, seed + 2 * MODELS, progress),
    )


def _fit_one(
    measurements: Measurements, domain: Domain, seed: int, progress: Progress
) -> LatentClassModel:
    """Fit to the one- and two-way counts, then to the three-way ones as well, several times."""
    pairs = replace(measurements, triples=(), triple_counts=np.zeros(0, np.int64))
    models = []
    for start in range(seed, seed + MODELS):
        model = fit(pairs, domain, None, start, progress, FITTING)
        if measurements.triples:
            model = fit(measurements, domain, model, start, progress, FITTING)
        models.append(model)
    return LatentClassModel.mean(models)


def draw_network(
    fitted: Protected[FittedNetwork],
    dial: Dial = Dial.BALANCED,
    seed: int | None = None,
    progress: Progress = _silent,
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
        fine = number_bands(measured.numbers, book)
        found.append(victims_cut(drawn.degrees, most, fine.noise_from(most + 1)))
        found.append(perpetrators_extrapolated(float(drawn.seen.sum()), released, most))
    if most_of_one is not None:
        seen = perpetrator_bands(measured.perpetrators, domains.perpetrators, book)
        found.append(perpetrators_cut(drawn.seen, most_of_one, seen.noise_from(most_of_one)))
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
