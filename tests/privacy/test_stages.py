"""Stages of one charge: each is begun once, after the charge, and all together keep to it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lanterne.errors import LanterneError, Refused, UsageError
from lanterne.privacy import Account, Budget, Ledger, VectorGaussianEvent, epsilon_spent
from lanterne.privacy.events import merge
from lanterne.privacy.stages import IN_STAGES, Stage, charge_in_stages, stages_begun

DELTA = 1e-6
FIRST, SECOND = (VectorGaussianEvent(Fraction(sigma), 1) for sigma in (20, 10))


def stage(name, event, *beside):
    return Stage(name, (event,), beside)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.jsonl")


@pytest.fixture
def charge(ledger):
    both = merge([FIRST, SECOND])
    budget = Budget(epsilon_spent(both, DELTA), DELTA)
    return ledger.charge(Account(ledger, "2024").spend("person", budget, both, note=IN_STAGES))


def refused(ledger, charge, begun, error):
    before = ledger.path.read_bytes()
    with pytest.raises(error):
        ledger.begin_stage(charge, begun)
    assert ledger.path.read_bytes() == before


def test_each_stage_is_begun_once_and_the_ledger_names_its_mechanisms(ledger, charge):
    ledger.begin_stage(charge, stage("provisional", FIRST, SECOND))
    refused(ledger, charge, stage("provisional", FIRST, SECOND), Refused)
    refused(ledger, charge, stage("provisional", SECOND, FIRST), Refused)
    ledger.begin_stage(charge, stage("final", SECOND, FIRST))
    begun = stages_begun(ledger.entries(), charge)
    assert begun == {"provisional": (FIRST,), "final": (SECOND,)}
    assert ledger.spent().releases == 1


def test_stages_that_cost_more_than_was_charged_are_not_begun(ledger, charge):
    ledger.begin_stage(charge, stage("provisional", FIRST))
    more = VectorGaussianEvent(SECOND.sigma * Fraction(99, 100), 1)
    refused(ledger, charge, stage("final", more), LanterneError)
    refused(ledger, charge, stage("third", more), LanterneError)
    ledger.begin_stage(charge, stage("final", SECOND))


def test_nothing_is_begun_of_another_charge(ledger, charge, tmp_path):
    other = Ledger(tmp_path / "other.jsonl")
    other.create()
    refused(other, charge, stage("provisional", FIRST), UsageError)
    assert charge_in_stages(ledger.entries(), "2024") == charge
    assert charge_in_stages(ledger.entries(), "2025") is None
    plain = Account(other, "2024").spend("person", Budget(9, DELTA), (FIRST,))
    other.charge(plain)
    assert charge_in_stages(other.entries(), "2024") is None
