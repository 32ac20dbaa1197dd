"""Decisions about a mapping, one at a time: what they change, and that they change nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.codebook import load_codebook
from lanterne.harmonise import MappedColumn, Mapping, Rule, Source, Status, draft_mapping
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.edit_mapping import (
    approved,
    not_asked,
    redrafted,
    targets_of,
    use_of,
    with_column,
    with_target,
    with_use,
    without_use,
)
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.harmonise.suggest_columns import Use

CASES = load_codebook("lanterne-cases")
TARGETS = {column.name: column for column in CASES.table.columns}
FILE = (
    SourceColumn("Dossier", answers=("D1", "D2", "D3")),
    SourceColumn("Nom", answers=("Awa", "Bo")),
    SourceColumn("Sexe", answers=("Femme", "Homme")),
    SourceColumn("Âge", answers=("12", "40 ans")),
    SourceColumn("Travail forcé", answers=("Oui", "Non")),
    SourceColumn("Mendicité", answers=("Oui", "Non")),
    SourceColumn("Accord", answers=("Oui", "Non")),
)
HEADERS = tuple(column.name for column in FILE)


@cache
def drafted(columns=FILE) -> Mapping:
    return draft_mapping("partner", Source(), columns, CASES).mapping


ACTS = st.one_of(
    st.tuples(st.sampled_from(FILE), st.sampled_from([Use.KEEP, Use.LEAVE_OUT, Use.LEGAL])),
    st.tuples(st.sampled_from(FILE), st.sampled_from(sorted(TARGETS))),
    st.tuples(st.sampled_from(FILE), st.none()),
)


def done(mapping: Mapping, act) -> Mapping:
    source, use = act
    if use is None:
        return without_use(mapping, source.name)
    if isinstance(use, Use):
        return with_use(mapping, source.name, use)
    return with_target(mapping, source, TARGETS[use])


@given(st.lists(ACTS, max_size=8))
def test_after_any_decisions_the_mapping_fits_and_the_last_one_counts(acts):
    """Whatever people choose in a list, in whatever order: each column of the file has one use."""
    mapping = drafted()
    for source, use in acts:
        mapping = done(mapping, (source, use))
        wanted = use if use is None or isinstance(use, Use) else Use.MAP
        assert use_of(mapping, source.name) is wanted
        assert (use in targets_of(mapping, source.name)) == (wanted is Use.MAP)
    assert not list(mapping_problems(mapping, CASES))
    for name in HEADERS:
        uses = [name in mapping.source.keep, name in mapping.source.leave_out]
        uses += [name == mapping.legal.consent, bool(targets_of(mapping, name))]
        assert sum(uses) <= 1


@given(st.lists(ACTS, max_size=8))
def test_no_decision_approves_anything(acts):
    mapping = drafted()
    for act in acts:
        mapping = done(mapping, act)
    assert {column.status for column in mapping.columns} <= {Status.PROPOSED, Status.FLAGGED}


def test_a_column_that_loses_a_source_has_to_be_looked_at_again():
    mapping = drafted()
    for name in ("Travail forcé", "Mendicité"):
        source = next(one for one in FILE if one.name == name)
        mapping = with_target(mapping, source, TARGETS["isForcedLabour"])
    column = mapping.column_of("isForcedLabour")
    assert (column.rule, set(column.sources)) == (Rule.ANY_OF, {"Travail forcé", "Mendicité"})
    mapping = approved(mapping, ["isForcedLabour"], "Ada")
    assert mapping.column_of("isForcedLabour").decided
    changed = with_use(mapping, "Mendicité", Use.LEAVE_OUT)
    assert changed.column_of("isForcedLabour").sources == ("Travail forcé",)
    assert not changed.column_of("isForcedLabour").decided
    assert without_use(changed, "Travail forcé").column_of("isForcedLabour").rule is (
        Rule.UNDETERMINED
    )


def test_what_nobody_decided_is_not_approved_with_others():
    mapping = approved(drafted(), list(TARGETS), "Ada")
    open_ones = [column for column in mapping.columns if column.rule is Rule.UNDETERMINED]
    assert open_ones
    assert not any(column.decided for column in open_ones)
    said = not_asked(mapping, [column.target for column in open_ones], "Ada")
    assert not said.waiting
    assert {said.column_of(one.target).rule for one in open_ones} == {Rule.IMPOSSIBLE}


def decided() -> Mapping:
    """A mapping about which everything is decided."""
    mapping = with_use(drafted(), "Accord", Use.LEGAL)
    mapping = replace(mapping, legal=replace(mapping.legal, given=("Oui",)))
    mapping = with_use(mapping, "Dossier", Use.KEEP)
    mapping = approved(mapping, list(TARGETS), "Ada")
    waiting = [column.target for column in mapping.columns if not column.decided]
    return not_asked(mapping, waiting, "Ada")


def test_a_new_proposal_keeps_every_decision():
    before = decided()
    after = redrafted(before, drafted(), CASES)
    assert replace(after, columns=()) == replace(before, columns=())
    assert {one.target: one for one in after.columns} == {one.target: one for one in before.columns}


def test_a_column_that_is_gone_is_asked_about_and_no_other():
    before = decided()
    rest = tuple(column for column in FILE if column.name != "Âge")
    after = redrafted(before, drafted(rest), CASES)
    assert [one.target for one in after.columns if not one.decided] == ["ageBand"]
    assert not list(mapping_problems(after, CASES))


def test_a_column_that_is_new_changes_no_decision():
    before = decided()
    more = (*FILE, SourceColumn("Genre", answers=("Femme", "Homme")))
    after = redrafted(before, drafted(more), CASES)
    assert not after.waiting
    assert after.column_of("gender").sources == ("Sexe",)
    assert use_of(after, "Genre") is None
    assert not list(mapping_problems(after, CASES))


def test_consent_that_is_gone_is_asked_anew():
    """Else nobody's consent would be looked at."""
    rest = tuple(column for column in FILE if column.name != "Accord")
    after = redrafted(decided(), drafted(rest), CASES)
    assert not after.legal.stated


def test_a_decision_that_the_codebook_no_longer_knows_is_asked_anew():
    before = decided()
    strange = replace(before.column_of("gender"), values={"Femme": "Femelle", "Homme": "Man"})
    after = redrafted(with_column(before, strange), drafted(), CASES)
    assert [one.target for one in after.columns if not one.decided] == ["gender"]


def test_a_use_that_needs_a_column_of_the_codebook_is_refused():
    with pytest.raises(ValueError, match="codebook"):
        with_use(drafted(), "Sexe", Use.MAP)


def test_what_is_read_is_not_left_out():
    mapping = drafted()
    assert use_of(mapping, "Nom") is Use.LEAVE_OUT
    column = MappedColumn("gender", Rule.RECODE, ("Nom",), values={"Awa": "Woman"})
    assert "Nom" not in with_column(mapping, column).source.leave_out
