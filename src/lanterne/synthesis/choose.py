"""Draw several tables from what was measured, and choose one of them privately, at a cost.

The candidates cost nothing: they are drawn from measurements that were paid for. That one of them
is chosen by looking at the cases is a mechanism of its own
(:mod:`lanterne.synthesis.choice_mechanism`), charged to the ledger before any candidate is
compared. Of the comparison nothing is kept but which one was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lanterne.cases.case_records import CaseRecords
from lanterne.codebook import codebook_to_dict
from lanterne.counting import count_pairs
from lanterne.errors import UsageError
from lanterne.privacy import (
    Budget,
    Entry,
    Event,
    GroupLoss,
    Ledger,
    PrivacyStatement,
    Protected,
    Selection,
    Spend,
    Spent,
    Unit,
    UnitSpend,
    epsilon_of_group,
    events_from_list,
    privacy_statement,
)
from lanterne.privacy.budget import SMALLEST_DELTA
from lanterne.privacy.events import merge
from lanterne.privacy.spending import decimal
from lanterne.privacy.units import called, people_per, unit_of
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.choice_mechanism import choose_closest, cost_of_choice
from lanterne.synthesis.draw import DrawnRows, draw_rows, table_of
from lanterne.synthesis.engine import Progress
from lanterne.synthesis.exact_counts import CountedPeople
from lanterne.synthesis.households import score_sensitivity
from lanterne.synthesis.protect import (
    RECORDS_PER,
    FittedTable,
    software,
    told_by,
)
from lanterne.synthesis.result import ProtectedTable


@dataclass(frozen=True)
class Chosen:
    """The candidate that was chosen. Which one it is, is protected: the mechanism's answer.

    Attributes:
        table: The candidate, with a statement that covers the choice.
        measurements: From which of the fitted tables it was drawn, from 0.
    """

    table: Protected[ProtectedTable]
    measurements: int


@dataclass(frozen=True)
class _Promise:
    """What a chosen release promises: known before anything is read.

    All fitted tables count, for which one is chosen depends on all of them. ε and δ by basic
    composition: each table's (εᵢ, δᵢ), and (ε, 0) of the choice.
    """

    budget: Budget
    events: tuple[Event, ...]
    unpromised: tuple[GroupLoss, ...]


def choose_table(
    cases: CaseRecords,
    fitted: Sequence[Protected[FittedTable]],
    dials: Sequence[Dial],
    epsilon: float,
    ledger: Ledger,
    release: str,
    progress: Progress,
    rehearse: Callable[[Protected[ProtectedTable]], None],
) -> Chosen:
    """Draw a candidate for each fitted table and setting of the dial, and choose one privately.

    The cases are read and checked to their end, the candidates are drawn, and the release is
    rehearsed with one of them, before anything is spent; the spend is on the disk before any
    candidate is compared with the cases.

    Args:
        cases: The cases of the fitted tables, opened with their codebook.
        fitted: Measurements and models of the same people, of one codebook; charged to ``ledger``.
        dials: Settings of the dial.
        epsilon: What the choice may cost each unit that is protected.
        ledger: Where the cost is written.
        release: Name of the release, for the ledger.
        progress: Told how far things are.
        rehearse: Does with a candidate what will be done with the one that is chosen.

    Raises:
        UsageError: There are fewer than two candidates; what was fitted does not belong together,
            or not to the cases or the ledger; ε is out of its range.
        InputError: The case file has problems, or the ledger has been tampered with.
        Refused: The ledger's cap would be exceeded.
    """
    number = len(fitted) * len(dials)
    check_candidates(number)
    _check_alike(fitted)
    _check_cases(cases, fitted[0].value)
    population = _population(ledger, fitted)
    statements = [one.value.statement for one in fitted]
    promise = _promise(statements, epsilon)
    progress("read", 0.0)
    for _ in cases.batches():
        pass
    candidates = [
        (place, draw_rows(one, dial, progress=progress))
        for place, one in enumerate(fitted)
        for dial in dials
    ]
    cost = Budget(epsilon, SMALLEST_DELTA)  # the choice has no δ; the ledger knows none smaller
    events = (cost_of_choice(epsilon),)
    purpose = purpose_of(release, number)
    spend = Spend(population, statements[0].unit, cost, events, purpose)

    def stated(made: ProtectedTable, charge: Entry, spent: Spent) -> Protected[ProtectedTable]:
        statement = privacy_statement(
            [UnitSpend(made.statement.unit, promise.budget, promise.events)],
            spent,
            charge,
            bounds=made.statement.bounds,
            software=software(),
            unpromised=promise.unpromised,
            one_table=True,
            selection=Selection(number, tuple(one.ledger for one in statements)),
        )
        return Protected(replace(made, statement=statement))

    foreseen = ledger.foresee(spend)
    progress("rehearse", 0.0)
    rehearse(stated(table_of(candidates[0][1]).value, *foreseen))
    charge = ledger.charge(spend)
    progress("choose", 0.0)
    place, drawn = candidates[_closest(cases, [drawn for _, drawn in candidates], epsilon)]
    made = table_of(drawn, progress).value
    return Chosen(stated(made, charge, ledger.spent()), place)


def purpose_of(release: str, candidates: int) -> str:
    """What the ledger says that a choice was for."""
    return f"{release}: choice among {candidates} candidates"


def check_candidates(number: int) -> None:
    """Raise UsageError unless there is something to choose."""
    if number < 2:
        raise UsageError("choice.too-few")


def _closest(cases: CaseRecords, candidates: Sequence[Protected[DrawnRows]], epsilon: float) -> int:
    """The only part that compares cases with candidates; the spend is on the disk.

    Of a group as many people count as for the candidate for which most do: nearest to all.
    """
    domain = candidates[0].value.domain
    statements = [one.value.table.statement for one in candidates]
    bounds = [one.bounds.get(people_per(one.unit)) for one in statements]
    bound = max((each for each in bounds if each is not None), default=None)
    exact = CountedPeople(cases, domain, bound).pairs
    released = [count_pairs([one.value.synthesis.codes], domain.layout) for one in candidates]
    moved = 1 if bound is None else score_sensitivity(bound)
    return choose_closest(exact, released, domain.layout, moved, epsilon)


def _promise(statements: Sequence[PrivacyStatement], epsilon: float) -> _Promise:
    """Raises UsageError when ε of all together is out of its range."""
    Budget(epsilon, SMALLEST_DELTA)
    budget = Budget(
        float(sum(decimal(one.epsilon) for one in statements) + decimal(epsilon)),
        float(sum(decimal(one.delta) for one in statements)),
    )
    measured = (event for one in statements for event in events_from_list(one.mechanisms))
    events = merge((*measured, cost_of_choice(epsilon)))
    lost = dict.fromkeys((loss.unit, loss.links) for one in statements for loss in one.unpromised)
    return _Promise(
        budget,
        events,
        tuple(
            GroupLoss(unit, links, epsilon_of_group(events, links, budget.delta), budget.delta)
            for unit, links in lost
        ),
    )


def _check_alike(fitted: Sequence[Protected[FittedTable]]) -> None:
    """Whether what was fitted can be weighed against each other."""
    first, *others = (one.value for one in fitted)
    book = codebook_to_dict(first.codebook)
    if any(codebook_to_dict(other.codebook) != book for other in others):
        raise UsageError("choice.other-codebooks")
    if len({one.value.statement.ledger for one in fitted}) < len(fitted):
        raise UsageError("choice.measurements-twice")
    units = {(one.value.statement.unit, _joined(one.value.statement)) for one in fitted}
    if len(units) > 1:
        named = tuple(called(unit) for unit in sorted({unit for unit, _ in units}))
        raise UsageError("choice.other-units", units=named)
    if len({one.value.told_by for one in fitted if one.value.told_by is not None}) > 1:
        raise UsageError("choice.other-people")


def _joined(statement: PrivacyStatement) -> Unit:
    """Whether the records of a person were joined, or each row was taken to be one."""
    joined = RECORDS_PER.format(person=Unit.PERSON) in statement.bounds
    return Unit.PERSON if joined else Unit.ROW


def _check_cases(cases: CaseRecords, fitted: FittedTable) -> None:
    """Whether a person, or a household, is the same in the cases as in the measurements."""
    if codebook_to_dict(cases.codebook) != codebook_to_dict(fitted.codebook):
        raise UsageError("choice.other-codebook")
    joined = _joined(fitted.statement)
    if cases.subject_id is None and joined is not Unit.ROW:
        raise UsageError("choice.were-people")
    if cases.subject_id is not None and joined is Unit.ROW:
        raise UsageError("choice.were-rows")
    if fitted.told_by is not None and fitted.told_by[0] != told_by(cases)[0]:
        raise UsageError("choice.other-subject-id")
    lives_by = told_by(cases)[1]
    if fitted.told_by is not None and lives_by and fitted.told_by[1] != lives_by:
        raise UsageError("choice.other-household")
    unit = unit_of(fitted.statement.unit)
    if unit.traits.group and cases.household is None:
        raise UsageError(f"choice.no-column.{unit}")


def _population(ledger: Ledger, fitted: Sequence[Protected[FittedTable]]) -> str:
    """Whose data it is, as the ledger says of the measurements; all must be charged to it."""
    charges = {entry.digest: entry for entry in ledger.entries() if entry.kind == "spend"}
    if any(one.value.statement.ledger not in charges for one in fitted):
        raise UsageError("choice.other-ledger", ledger=str(ledger.path))
    return str(charges[fitted[0].value.statement.ledger].details["population"])
