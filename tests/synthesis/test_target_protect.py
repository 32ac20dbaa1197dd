"""A target from a case file to a release: measured as charged, kept, redrawn, verified."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import prod

import numpy as np
import pytest
from small_tables import MANY, domain_of, people, plain_book, silent
from targeted import aimed, drawn_alike, looked_up, parity_rows

import lanterne
from lanterne.cases import decode
from lanterne.codebook import codebook_from_dict, codebook_to_dict, parse_codebook
from lanterne.codebook.write import codebook_to_toml
from lanterne.counting import count_pairs
from lanterne.errors import InputError
from lanterne.privacy import (
    Budget,
    SelectionEvent,
    VectorGaussianEvent,
    events_from_list,
    noise,
)
from lanterne.privacy.events import SMOOTHING
from lanterne.synthesis import engine, measure, plan, selection
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.duration import seconds_needed
from lanterne.synthesis.exact_counts import CountedRows
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.rehearsal import invented_table
from lanterne.synthesis.saved import load_fitted, save_fitted
from lanterne.synthesis.size import memory_needed, sizes_of
from lanterne.synthesis.target_rounds import candidates_of_targets, measure_targets

BOOK = plain_book(3, 3, 3, 3, 3, 3, 3, 3)
LABEL = "c7"


def test_a_codebook_keeps_its_targets():
    book = aimed(BOOK, LABEL, "c1")
    assert codebook_from_dict(codebook_to_dict(book)) == book
    assert parse_codebook(codebook_to_toml(book).encode(), "book.toml") == book
    assert codebook_to_toml(book).count("target = true") == 2
    assert "target" not in codebook_to_toml(BOOK)


@pytest.fixture
def watched(monkeypatch):
    """Every release and selection as it happens: (kind, parameter, cells or choices)."""
    seen = []

    def gaussian(counts, sigma):
        assert counts.dtype == np.int64
        seen.append(("gaussian", Fraction(sigma), counts.size))
        return noise.discrete_gaussian(counts, sigma)

    def select(scores, k, epsilon):
        assert scores.dtype == np.int64
        seen.append(("select", epsilon, k))
        return noise.select_top_k(scores, k, epsilon)

    monkeypatch.setattr(measure, "discrete_gaussian", gaussian)
    monkeypatch.setattr(selection, "select_top_k", select)
    return seen


@pytest.mark.parametrize("per_column", [40, 1])
@pytest.mark.parametrize("targets", [("c4",), ("c1", "c4")])
def test_what_is_drawn_is_what_is_charged(watched, monkeypatch, per_column, targets):
    """Cell for cell and choice for choice, whether three-way tables are selected or not."""
    monkeypatch.setattr(plan, "TRIPLES_PER_COLUMN", per_column)
    monkeypatch.setattr(plan, "tables_bought", lambda candidates: min(4, len(candidates)))
    monkeypatch.setattr(engine, "CLASSES", 8)
    domain = domain_of(aimed(plain_book(2, 3, 4, 2, 5, 2), *targets))
    layout, codes = domain.layout, people(domain, 100, seed=1)
    chosen = plan.make_plan(layout, Budget(2.0, 1e-6), targets=domain.targets)
    scales = chosen.scales(MANY)
    monkeypatch.setattr(plan.Plan, "scales", lambda self, people: scales)
    measured, _ = engine.measure(CountedRows([codes], layout), chosen, domain, 1, silent)
    drawn, choices = Counter(), Counter()
    for kind, parameter, number in watched:
        (drawn if kind == "gaussian" else choices)[parameter] += number
    cells, tables = Counter({chosen.number_sigma: 1}), Counter({chosen.number_sigma: 1})
    sigmas = {(column,): sigma for column, sigma in enumerate(scales.single_sigmas)}
    sigmas |= scales.pair_sigmas
    sigmas |= dict.fromkeys(measured.triples, scales.triple_sigma)
    assert not set(measured.triples) & set(measured.target_tables)
    sigmas |= dict.fromkeys(measured.target_tables, scales.target_sigma)
    for columns, sigma in sigmas.items():
        cells[sigma] += prod(layout.sizes[column] for column in columns)
        tables[sigma] += 1
    assert drawn == cells
    assert len(set(measured.target_tables)) == len(measured.target_tables)
    assert 4 * len(targets) == chosen.target.tables == len(measured.target_tables)
    for place, target in enumerate(domain.targets):
        assert sum(target in columns for columns in measured.target_tables) >= 4, place
    (charged,) = (e for e in chosen.events if isinstance(e, VectorGaussianEvent))
    spent = sum(number / (sigma**2 - SMOOTHING**2) for sigma, number in tables.items())
    assert 0.98 * charged.squared_mu() < spent <= charged.squared_mu()
    selections = [event for event in chosen.events if isinstance(event, SelectionEvent)]
    assert {event.epsilon: event.count for event in selections} == choices
    assert chosen.target.selection_epsilon in choices


def two_way_distance(rows, real, layout):
    """Mean total variation over the two-way tables."""
    share = count_pairs([rows], layout) / len(rows) - count_pairs([real], layout) / len(real)
    blocks = combinations(range(layout.width), 2)
    return np.mean([np.abs(share[layout.block(i), layout.block(j)]).sum() / 2 for i, j in blocks])


def released_rows(book, rows, seed):
    """Rows of one release at ε = 4."""
    domain = domain_of(book)
    layout = domain.layout
    chosen = plan.make_plan(layout, Budget(4.0, 1e-6), targets=domain.targets)
    measured, model = engine.measure(CountedRows([rows], layout), chosen, domain, seed, silent)
    return engine.synthesise(measured, model, domain, Dial.BALANCED, seed, silent).codes


def test_a_parity_of_three_columns_is_in_the_rows_with_a_target_and_not_without():
    """20,000 people of eight columns: the promise of the guide; other labels are nobody's."""
    rows = parity_rows(20_000, 8, of=3, flipped=0.05, seed=1)
    with_target, without = (released_rows(book, rows, 1) for book in (aimed(BOOK, LABEL), BOOK))
    assert looked_up(with_target, rows, 3) > 0.93
    assert drawn_alike(with_target, rows, 3) > 0.85
    assert drawn_alike(without, rows, 3) < 0.55
    layout = domain_of(BOOK).layout
    near, plain = (two_way_distance(some, rows, layout) for some in (with_target, without))
    assert near < 1.5 * plain + 0.001


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A release of 3,000 people with a target, its measurements kept."""
    folder = tmp_path_factory.mktemp("target")
    book = aimed(plain_book(3, 3, 3, 3, 3), "c4")
    domain = domain_of(book)
    rows = parity_rows(3_000, 5, of=3, flipped=0.05, seed=2)
    decode(domain.expand(rows), domain.encoding).write_csv(folder / "cases.csv")
    return lanterne.protect(
        folder / "cases.csv",
        book,
        epsilon=4.0,
        out=folder / "release",
        ledger=folder / "ledger.jsonl",
        keep=True,
    )


def test_a_release_with_a_target_verifies_and_lists_what_was_measured(made):
    assert lanterne.verify(made.release).ok
    fitted = load_fitted(made.kept).value
    measured = fitted.measurements
    assert measured.target_tables
    events = events_from_list(fitted.statement.mechanisms)
    tables = sum(event.count for event in events if isinstance(event, VectorGaussianEvent))
    assert tables == len(list(measured.sigmas)) + 1, "and the number of people"
    assert measured.target_sigma in {
        float(event.sigma) for event in events if isinstance(event, VectorGaussianEvent)
    }


def test_what_is_kept_is_loaded_as_it_was_and_draws_the_same(made, tmp_path):
    fitted = load_fitted(made.kept)
    again = load_fitted(save_fitted(fitted, tmp_path / "again.npz")).value.measurements
    before = fitted.value.measurements
    assert again.target_tables == before.target_tables
    assert (again.target_counts == before.target_counts).all()
    assert again.target_sigma == before.target_sigma
    drawn = lanterne.redraw(made.kept, out=tmp_path / "redrawn", seed=1)
    assert lanterne.verify(drawn).ok


@pytest.mark.parametrize("named", ["target_sigma", "triple_sigma", "single_sigmas"])
def test_a_kept_file_whose_tables_have_no_scale_of_noise_is_refused(made, tmp_path, named):
    """Precisions are divided by it, much later."""
    with np.load(made.kept) as archive:
        parts = dict(archive)
    head = json.loads(bytes(parts["head"]))

    def save(scale):
        if named in head:
            text = json.dumps({**head, named: scale}).encode()
            np.savez(tmp_path / "bad.npz", **{**parts, "head": np.frombuffer(text, np.uint8)})
        else:
            scales = np.array([scale, *parts[named][1:]])
            np.savez(tmp_path / "bad.npz", **{**parts, named: scales})

    save(1.5)
    assert load_fitted(tmp_path / "bad.npz").value.measurements.target_tables
    for scale in (0.0, -1.0, np.inf, np.nan):
        save(scale)
        with pytest.raises(InputError, match="not a file of measurements"):
            load_fitted(tmp_path / "bad.npz")


def test_a_file_that_is_kept_without_a_target_has_nothing_of_it(tmp_path):
    """So an earlier version reads it, and this one reads a file by an earlier version."""
    book = plain_book(2, 3, 2)
    domain = domain_of(book)
    decode(domain.expand(people(domain, 60, 1)), domain.encoding).write_csv(tmp_path / "cases.csv")
    made = lanterne.protect(
        tmp_path / "cases.csv",
        book,
        epsilon=4.0,
        out=tmp_path / "release",
        ledger=tmp_path / "ledger.jsonl",
        keep=True,
    )
    with np.load(made.kept) as archive:
        assert not [name for name in archive.files if "target" in name]
        assert b"target" not in bytes(archive["head"])
    assert load_fitted(made.kept).value.measurements.target_tables == ()


def test_a_rehearsal_has_a_table_of_the_target_where_one_may_be_measured():
    domain = domain_of(aimed(plain_book(2, 3, 4, 2, 5), "c4"))
    chosen = plan.make_plan(domain.layout, Budget(1.0, 1e-6), targets=domain.targets)
    invented, model = invented_table(chosen, domain)
    assert len(invented.target_tables) == 1
    assert len(invented.target_counts) == prod(
        domain.layout.sizes[column] for column in invented.target_tables[0]
    )
    engine.synthesise(invented, model, domain, Dial.BALANCED, 1, silent, 30)


def test_what_is_needed_grows_with_a_target_and_is_the_same_without():
    plain, book = plain_book(3, 3, 3, 3, 3, 3), aimed(plain_book(3, 3, 3, 3, 3, 3), "c5")
    assert sizes_of(plain).candidates == ()
    domain = domain_of(book)
    chosen = plan.make_plan(domain.layout, Budget(1.0, 1e-6), targets=domain.targets)
    assert (sizes_of(book).candidates,) == chosen.target.candidates
    assert memory_needed(book, 1000) > memory_needed(plain, 1000)
    assert seconds_needed(book, 1000) > 1.05 * seconds_needed(plain, 1000)
    for few in (aimed(plain_book(3, 4), "c1"), aimed(plain_book(200, 300, 400), "c1")):
        assert sizes_of(few).candidates == (), "no three columns are worth measuring"


@pytest.mark.parametrize("targets", [("c3",), ("c3", "c4")])
def test_the_tables_of_targets_take_no_more_memory_than_is_foreseen(targets):
    """Counting, expecting and selecting, as Python's own account of memory has it."""
    plain = plain_book(*[4] * 12)
    domain = domain_of(aimed(plain, *targets))
    layout, rows = domain.layout, np.zeros((50, 12), np.uint16)
    chosen = plan.make_plan(layout, Budget(4.0, 1e-6), targets=domain.targets)
    scales = chosen.scales(MANY)
    model = LatentClassModel(layout, np.ones(1), np.full((layout.total, 1), 0.25), 50.0)
    before = measure.measure_pairs(count_pairs([rows], layout), scales)

    def measure_all():
        counted = candidates_of_targets(CountedRows([rows], layout), chosen)
        measure_targets(before, model, chosen, counted, scales, lambda measured, start: start)

    measure_all()  # what is compiled and kept takes memory once
    tracemalloc.start()
    measure_all()
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    foreseen = memory_needed(aimed(plain, *targets), 50) - memory_needed(plain, 50)
    assert 0.5 * foreseen < taken <= foreseen
