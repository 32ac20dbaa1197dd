"""All attacks on one release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lanterne.anonymity.generalised.coarsen import coarsen
from lanterne.attacks.closest_row import find_members
from lanterne.attacks.copies import find_copies, find_isolated_copies, find_stranded_copies
from lanterne.attacks.differencing import difference_releases
from lanterne.attacks.homogeneity import read_homogeneous_classes
from lanterne.attacks.inference import infer_answers
from lanterne.attacks.known_counts import attack_counts
from lanterne.attacks.linkability import link_parts
from lanterne.attacks.near_copies import find_near_copies
from lanterne.attacks.people import People, code_people
from lanterne.attacks.perpetrators import find_perpetrators
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackReport, AttackResult
from lanterne.attacks.singling_out import single_out_by_answers, single_out_by_value
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import victim_rows
from lanterne.codebook.model import Codebook, Table
from lanterne.codebook.views import UNSAID, victim_view
from lanterne.errors import UsageError
from lanterne.evaluation.evaluation import missing_texts

DRAWS = 1_000
"""People of each group, and questions, with which an attack is tried."""

FEWEST_DRAWS = 10
"""With fewer no attack could ever be told from chance."""

SEED = 20260103
"""Seed of the targets, fixed so that two reports are comparable."""

KNOWN = 4
"""Columns that an attacker is taken to know of a person where nothing says so: the first that
say who somebody is, where and when."""


@dataclass(frozen=True)
class PublishedBeside:
    """What was published of the people beside the rows of a release.

    Attributes:
        counts: Published counts, in the columns of a release's ``aggregates``; ``None``: none.
        earlier: Rows of earlier releases of overlapping people.
        datasets: Rows of data sets for inference that were drawn with the release.
    """

    counts: pl.DataFrame | None = None
    earlier: Sequence[pl.DataFrame] = ()
    datasets: Sequence[pl.DataFrame] = ()


def run_attacks(
    original: pl.DataFrame,
    released: pl.DataFrame,
    codebook: Codebook | Table,
    control: pl.DataFrame | None = None,
    *,
    promise: Promise | None = None,
    beside: PublishedBeside | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> AttackReport:
    """Attack a release of one table.

    The control group are people of the same kind who are not in the data: cases chosen by lot and
    left out *before* the release was made, since a release made from all of them has no such
    group; or rows drawn from a model of the same people that the release was not made with. Cases
    of another year or country are none: the release then resembles its own cases the more because
    they are another kind of people, and attacks seem to beat chance. Without one, half of the
    release stands for it and the other half is attacked: then less is found
    (:func:`lanterne.attacks.people.code_people`).

    Data sets for inference are attacked as well, all rows of them together, and of each attack
    the worse result counts. Copies are looked for in a sample of their rows where they are many, so
    that fewer copies in one of them are seen than in the released rows.

    Copies and counts are looked for among all people; other attacks take a sample of ``draws``.
    Each verdict is false with a probability of at most ``FALSE_ALARM``, so that of a report of
    fourteen attacks about one in seventy has a false one; with data sets about one in forty.

    Args:
        original: The people in the data, one row each, as texts.
        released: The released rows, of the same columns.
        codebook: Of the cases, or its table: what says nothing, and the hierarchies along which a
            release may be generalised.
        control: The control group; ``None``: there is none.
        promise: What is put to the test; ``None``: chance alone.
        beside: What else was published of them; ``None``: nothing.
        draws: People of each group, and questions, per attack; at least 10.
        seed: Chooses them.

    Returns:
        The report; as sensitive as the cases.

    Raises:
        UsageError: The tables do not have the same columns or are empty; too few draws; a
            quasi-identifier or sensitive column that does not exist.
    """
    if draws < FEWEST_DRAWS:
        raise UsageError("attack.few-draws", least=FEWEST_DRAWS, got=draws)
    table = codebook.table if isinstance(codebook, Codebook) else codebook
    promise = promise or Promise()
    known, secrets = _known_and_secret(table, promise)
    rng = np.random.default_rng(seed)
    original = coarsen(original, released, table)
    control = None if control is None else coarsen(control, released, table)
    people = code_people(original, released, control, missing_texts(table), rng)
    results = [*_attacks(people, promise, draws, rng)]
    beside = beside or PublishedBeside()
    if beside.datasets:
        stacked = pl.concat(
            [one.select(released.columns).cast(pl.String) for one in beside.datasets]
        )
        others = code_people(original, stacked, control, missing_texts(table), rng)
        results = _worse(results, _attacks(others, promise, draws, rng))
    if known and secrets:
        results.append(read_homogeneous_classes(people, promise, known, secrets))
    if beside.counts is not None:
        results.append(attack_counts(original, beside.counts, table, promise, rng))
    results += [difference_releases(released, one, original, promise) for one in beside.earlier]
    return AttackReport(tuple(results), people.group, promise, seed)


def run_network_attacks(
    original: NetworkTables,
    released: NetworkTables,
    codebook: Codebook,
    control: NetworkTables | None = None,
    *,
    promise: Promise | None = None,
    perpetrators: Promise | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> AttackReport:
    """Attack a release of linked tables: victims with what is known of their links, perpetrators.

    Args:
        original: The cases.
        released: The released tables.
        codebook: Of the cases.
        control: Other cases of the same kind that the release was made without.
        promise: What is promised to victims.
        perpetrators: What is promised to perpetrators; ``None``: nothing.
        draws: People of each group, and questions, per attack; at least 10. Of perpetrators, a
            fifth: each is compared with every released link.
        seed: Chooses them.

    Returns:
        The report on victims, by the rows of ``victim_view``, and last the attack on perpetrators.

    Raises:
        UsageError: As :func:`run_attacks`; or the codebook is of one table; or there is no link.
    """
    network = codebook.network
    if network is None:
        raise UsageError("codebook.of-one-table")
    report = run_attacks(
        victim_rows(original, network),
        victim_rows(released, network),
        victim_view(network, UNSAID),
        None if control is None else victim_rows(control, network),
        promise=promise,
        draws=draws,
        seed=seed,
    )
    rng = np.random.default_rng([seed, 1])
    found = find_perpetrators(
        original, released, network, control, perpetrators or Promise(), max(draws // 5, 10), rng
    )
    return AttackReport((*report.results, found), report.control, report.promise, seed)


def _attacks(
    people: People, promise: Promise, draws: int, rng: np.random.Generator
) -> list[AttackResult]:
    """Those that need the rows alone."""
    some = people.sample(draws, rng)
    return [
        single_out_by_value(people, promise, draws, rng),
        single_out_by_answers(people, promise, draws, rng),
        link_parts(some, promise, rng),
        infer_answers(some, promise),
        find_copies(people, promise, rng),
        find_stranded_copies(people.original, people.published, promise, rng),
        find_isolated_copies(people.original, people.published, promise, rng),
        *find_near_copies(people, promise, rng),
        find_members(some, promise),
    ]


def _worse(results: Sequence[AttackResult], others: Sequence[AttackResult]) -> list[AttackResult]:
    """Of two results of each attack, that of the worse verdict; else the first."""
    pairs = zip(results, others, strict=True)
    return [min(pair, key=lambda result: result.verdict.rank) for pair in pairs]


def _known_and_secret(table: Table, promise: Promise) -> tuple[list[str], list[str]]:
    """Columns that an attacker knows, and wants to know, of the homogeneity attack."""
    unknown = sorted({*promise.quasi_identifiers, *promise.sensitive} - {*table.names})
    if unknown:
        raise UsageError("risk.no-column", columns=tuple(unknown), known=tuple(table.names))
    known = (
        list(promise.quasi_identifiers)
        or [
            column.name
            for column in table.columns
            if column.traits.known_of_people and column.name not in promise.sensitive
        ][:KNOWN]
    )
    tied = {known_too for rule in table.dependencies for known_too in (rule.child, rule.parent)}
    others = [name for name in table.names if name not in known and name not in tied]
    return known, list(promise.sensitive) or others
