"""The links of drawn victims: what is known of all their perpetrators is dealt out and refined."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lanterne.codebook.model import Network
from lanterne.codebook.together import answer_masks
from lanterne.codebook.views import UNSAID, context_columns, folded_columns, victim_view
from lanterne.counting import Layout
from lanterne.counting.marginals import Codes
from lanterne.synthesis.admission import Admission, admission_of
from lanterne.synthesis.attest import Dial, attest
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import DIAL
from lanterne.synthesis.estimates import combine
from lanterne.synthesis.forbidden_triples import all_allowed
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.network.assignment import Folded, deal_links, united
from lanterne.synthesis.network.measure import NetworkMeasurements
from lanterne.synthesis.network.plan import Domains
from lanterne.synthesis.network.refine import refine_links
from lanterne.synthesis.network.repair_links import broken_links
from lanterne.synthesis.refine import Goals
from lanterne.synthesis.repair import repair_rows

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEAST = 0.5
"""Links that an answer counts for, at least, where chances are made of counts."""

RAKES = 5
"""Rounds in which the chances of answers are adjusted before links are dealt."""

LINK_PROPOSALS, LINK_PROPOSALS_IN_ALL = 30, 8_000_000
"""Changes of links that are tried: per link, and at most in all. More would follow the noise."""


def draw_links(
    measurements: NetworkMeasurements,
    model: LatentClassModel,
    domains: Domains,
    network: Network,
    victims: Codes,
    numbers: Integers,
    dial: Dial,
    seed: int,
) -> tuple[Codes, Codes]:
    """Deal out the links of the victims and refine them; none breaks a rule of the codebook.

    Args:
        measurements: The noisy counts.
        model: The model fitted to those of the links.
        domains: The domains of the three tables.
        network: What the tables mean.
        victims: Victims × columns of their view.
        numbers: How many links each of them has.
        dial: From closest to the cases, to least invented.
        seed: Seed of the drawing; it protects nothing.

    Returns:
        Links × columns of the link view, victim by victim, and the victims, whose sets are what
        their links give together: those that were asked, but where no links could give them.
    """
    layout = domains.links.layout
    measured = measurements.links
    folded = _folded(victims, numbers, domains, network)
    context = _context(victims, np.repeat(np.arange(len(numbers)), numbers), domains, network)
    estimates = combine(measured.residuals, model, measured.triples)
    attested = attest(model, estimates, domains.links, DIAL[dial])
    rules = _rules_only(admission_of(attested, domains.links))
    weights = _weights(numbers, measurements.sample)
    common = np.maximum(np.diag(estimates.pairs), LEAST)
    chances = raked_chances(common, weights, folded, context, layout, rules, seed)
    codes = deal_links(folded, context, layout, chances, rules, seed)
    _draw_again(codes, len(folded.masks), model, rules, seed + 1)
    folded = folded._replace(sets=united(codes, folded))
    if len(codes):
        scale = float(weights.sum()) / model.people
        goals = Goals(
            np.where(attested.pairs, estimates.pairs, 0.0) * scale,
            measured.triples,
            estimates.triple_counts * scale,
        )
        proposals = min(LINK_PROPOSALS * len(codes), LINK_PROPOSALS_IN_ALL)
        refine_links(codes, folded, goals, weights, layout, rules, proposals, seed + 2)
    return codes, _with_sets(victims, folded, domains, network)


def raked_chances(
    common: Floats,
    weights: npt.NDArray[np.float32] | Floats,
    folded: Folded,
    context: Codes,
    layout: Layout,
    rules: Admission,
    seed: int,
) -> Floats:
    """Chances by which links are dealt whose answers are about as ``common`` as asked.

    A set decides most answers, so that dealing by how common an answer is gives too many of the
    rare ones. The chances are raked (Deming & Stephan 1940): multiplied by wanted ÷ dealt, again
    and again.
    """
    chances = common.copy()
    for _ in range(RAKES):
        codes = deal_links(folded, context, layout, chances, rules, seed)
        for column in range(len(folded.masks)):
            block = layout.block(column)
            dealt = np.bincount(codes[:, column], weights, layout.sizes[column])
            wanted = common[block] / common[block].sum() * dealt.sum()
            chances[block] *= (wanted + LEAST) / (dealt + LEAST)
    return chances


def _draw_again(
    codes: Codes, dealt: int, model: LatentClassModel, rules: Admission, seed: int
) -> None:
    """Links that break a rule whatever their victim's sets are dealt like, from the model.

    They no longer give those sets. A row that cannot be repaired at all becomes one that need not
    be: the first that breaks no rule is among them.
    """
    broken = broken_links(codes, rules)
    if not broken.any():
        return
    some = np.concatenate([np.flatnonzero(broken), np.flatnonzero(~broken)[:1]])
    rows = codes[some]
    repair_rows(rows, model, rules, seed)
    codes[some, :dealt] = rows[:, :dealt]


def _weights(numbers: Integers, sample: int | None) -> npt.NDArray[np.float32]:
    """How much of each link was counted: less where a victim has more than were."""
    counted = numbers if sample is None else np.minimum(numbers, sample)
    return np.repeat((counted / np.maximum(numbers, 1)).astype(np.float32), numbers)


def _with_sets(victims: Codes, folded: Folded, domains: Domains, network: Network) -> Codes:
    """The victims, with the sets that their links give together."""
    victims = victims.copy()
    view = victim_view(network, UNSAID)
    for column in folded_columns(network):
        place = place_of(domains.links, column.name)
        source = place_of(domains.victims, column.name)
        given = answer_masks(view.column(column.name), texts_of(domains.victims, source))
        code = np.zeros(256, np.uint16)
        code[given] = np.arange(len(given))
        victims[:, source] = code[folded.sets[:, place]]
    return victims


def _rules_only(admission: Admission) -> Admission:
    """The codebook's rules alone: what is attested of a victim's set binds its links already."""
    return admission._replace(
        pairs=np.ones_like(admission.pairs),
        triples=all_allowed(admission.triples),
    )


def _folded(codes: Codes, numbers: Integers, domains: Domains, network: Network) -> Folded:
    """The sets of answers of each victim as masks, for the columns of the link view."""
    sizes = domains.links.layout.sizes
    dealt = len(sizes) - len(context_columns(network))
    masks = np.zeros((dealt, max(sizes)), np.uint8)
    sets = np.zeros((len(codes), dealt), np.uint8)
    bound = np.zeros(dealt, bool)
    view = victim_view(network, UNSAID)
    for column in folded_columns(network):
        place, source = place_of(domains.links, column.name), place_of(domains.victims, column.name)
        of_one = answer_masks(column, texts_of(domains.links, place))
        masks[place, : len(of_one)] = of_one
        given = answer_masks(view.column(column.name), texts_of(domains.victims, source))
        sets[:, place] = np.array(given)[codes[:, source]]
        bound[place] = True
    first = np.concatenate([[0], np.cumsum(numbers)]).astype(np.int64)
    return Folded(first, sets, masks, bound)


def _context(codes: Codes, victim: Integers, domains: Domains, network: Network) -> Codes:
    """What is known of the victim of each link, in the codes of the last columns of links."""
    columns = []
    for column in context_columns(network):
        code = {
            text: number
            for number, text in enumerate(
                texts_of(domains.links, place_of(domains.links, column.name))
            )
        }
        place, texts = texts_in(domains.victims, column.name)
        # A text that a rule of the victims' table rules out beside others has no code of its own.
        number = np.array([code.get(text, 0) for text in texts], np.uint16)
        columns.append(number[codes[:, place]][victim])
    return np.stack(columns, axis=1) if columns else np.zeros((len(victim), 0), np.uint16)


def place_of(domain: Domain, name: str) -> int:
    """Model column of a column that stands alone."""
    sources = [column.sources for column in domain.encoding.columns]
    return sources.index((name,))


def texts_of(domain: Domain, column: int) -> list[str]:
    """Text of each code of a model column that stands for one column."""
    cells = domain.encoding.columns[column].cells
    return [cells[code][0] for code in domain.kept[column]]


def texts_in(domain: Domain, name: str) -> tuple[int, list[str]]:
    """The model column that holds a column, perhaps beside others, and its text for each code."""
    for place, column in enumerate(domain.encoding.columns):
        if name in column.sources:
            source = column.sources.index(name)
            return place, [column.cells[code][source] for code in domain.kept[place]]
    raise KeyError(name)
