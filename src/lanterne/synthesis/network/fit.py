"""Fit a network: read, bound, measure, fit. What is spent on its people is spent here."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lanterne.cases.network import LinkedCases, NetworkCounts
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.privacy import Account, Budget, Entry, PrivacyStatement, Protected, Spent, Unit
from lanterne.privacy import privacy_statement as state
from lanterne.privacy.promises import GroupLoss
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import Fitting, Progress, fit, silent
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.network.bounds import (
    NETWORK_UNITS,
    Bounds,
    bounds_of,
    new_key,
    promised_nothing,
)
from lanterne.synthesis.network.draw import NetworkModels
from lanterne.synthesis.network.exact import OVER_BOUND, CountNetwork
from lanterne.synthesis.network.measure import (
    NetworkMeasurements,
    invented_network,
    measure_network,
)
from lanterne.synthesis.network.payment import NetworkPaying, network_at_once
from lanterne.synthesis.network.plan import Domains, NetworkPlan, network_of
from lanterne.synthesis.network.sensitivity import unpromised
from lanterne.synthesis.protect import software
from lanterne.synthesis.rehearsal import Rehearse, fitted_quickly, unrehearsed

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definitions

MODELS = 10
"""Models of each table, whose mean is taken."""

FEWEST, MOST, CODES = 16, 96, 4
"""Latent classes of a model: one for so many codes, within limits. In the tables of links and of
perpetrators noise is large and codes are few: as many classes as the victims' table needs would
follow the noise. With fewer, two columns of links and perpetrators of three fictional networks are
2 to 8 % closer, and no distance is larger by more than its noise."""

FITTING = Fitting(first=(300, 0.2, 1.0), again=(120, 0.2, 0.98))
"""Closer than one model alone would be fitted: nearly all cells of a table of countries are empty,
are fitted at once, and hide in χ² what is not; and what noise makes of a model goes in the mean."""


@dataclass(frozen=True)
class FittedNetwork:
    """Measurements of a network and the models fitted to them. Protected: no case is in it.

    Attributes:
        codebook: What the tables mean.
        measurements: The noisy counts.
        models: The fitted models.
        statement: What was promised when they were measured.
        mapping: By which mapping a partner's files became cases: its name, its version and its
            SHA-256. Public; empty: the files held cases.
        definitions: What it says of each column; ``None``: there was none.
        stage: Which stage of several this is; empty: all was measured at once.
    """

    codebook: Codebook
    measurements: NetworkMeasurements
    models: NetworkModels
    statement: PrivacyStatement
    mapping: tuple[str, ...] = ()
    definitions: Definitions | None = None
    stage: str = ""


def fit_network(
    cases: LinkedCases,
    budgets: Mapping[Unit, Budget],
    account: Account,
    counted: Mapping[str, int] | None = None,
    progress: Progress = silent,
    rehearse: Rehearse[FittedNetwork] = unrehearsed,
) -> Protected[FittedNetwork]:
    """Measure a network under budgets that are spent at once, and fit the models.

    Args:
        cases: The open files.
        budgets: Unit → what this may cost one such unit; the first is the one the plan suits.
        account: Who pays.
        counted: Unit → links (of a household: members) that count, where the codebook's number
            is not wanted. Public: chosen without looking at a case.
        progress: Told how far things are.
        rehearse: As for :func:`fit_network_paid`, which says what is raised as well.
    """
    bounds = network_bounds(cases.codebook, budgets, counted)
    paying = network_at_once(budgets, account)
    return fit_network_paid(cases, bounds, paying, progress, rehearse)


def fit_network_paid(
    cases: LinkedCases,
    bounds: Bounds,
    paying: NetworkPaying,
    progress: Progress = silent,
    rehearse: Rehearse[FittedNetwork] = unrehearsed,
) -> Protected[FittedNetwork]:
    """Measure a network and fit the models.

    The files are read to their ends and checked before anything is spent, and all that comes
    after is rehearsed; the spend is on the disk before any noise is drawn.

    Args:
        cases: The open files.
        bounds: Whose links count.
        paying: How much may be measured now, and who pays.
        progress: Told how far things are.
        rehearse: Does with an invented network what will be done with this one, before anything
            is spent.

    Raises:
        InputError: The cases have problems, or the ledger has been tampered with.
        UsageError: The budgets ask for too much noise.
        Refused: The ledger's cap would be exceeded, or a stage was measured before.
    """
    codebook = cases.codebook
    progress("plan", 0.0)
    payment = paying(codebook, bounds)
    plan, spend = payment.plan, payment.spend
    progress("read", 0.0)
    counts = cases.add_up(CountNetwork.of(codebook, plan, new_key()))
    _refuse_over_bound(cases, bounds, counts)
    domains = Domains.of(codebook)
    measured = replace(plan, sigmas=(*plan.sigmas, *payment.beside))
    losses = _losses(codebook, measured, spend.budget.delta)

    def stated(charge: Entry, spent: Spent) -> PrivacyStatement:
        return state(
            spend.promises(),
            spent,
            charge,
            bounds={**bounds.stated, **payment.cohorts},
            software=software(),
            unpromised=losses,
        )

    foreseen = stated(*payment.foresee())
    progress("rehearse", 0.0)
    rehearse(lambda: _invented(codebook, plan, domains, foreseen))
    charge = payment.pay()
    progress("measure", 0.0)
    measurements = measure_network(counts, plan)
    statement = stated(charge, payment.spent())
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


def network_bounds(
    codebook: Codebook,
    budgets: Collection[Unit],
    counted: Mapping[str, int] | None = None,
) -> Bounds:
    """Whose links count, where these units are protected; raises UsageError: that cannot be."""
    if not budgets:
        raise UsageError("bounds.nobody", units=NETWORK_UNITS)
    return bounds_of(network_of(codebook), list(budgets), counted)


def _refuse_over_bound(cases: LinkedCases, bounds: Bounds, counts: NetworkCounts) -> None:
    """Where both sides are promised something, no victim may have more links than count.

    That this is said depends on the cases, as it does for all that makes a file unfit: nothing is
    measured or published then.
    """
    if not (bounds.protects_victims and bounds.cuts_perpetrators and counts[OVER_BOUND]):
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
    fitting = replace(FITTING, classes=min(max(domain.layout.total // CODES, FEWEST), MOST))
    models = []
    for start in range(seed, seed + MODELS):
        model = fit(pairs, domain, None, start, progress, fitting)
        if measurements.triples:
            model = fit(measurements, domain, model, start, progress, fitting)
        models.append(model)
    return LatentClassModel.mean(models)
