"""A network that was measured is kept, loaded as it was, and refused when it is damaged."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from lanterne.cases.network import open_network
from lanterne.codebook import load_codebook
from lanterne.errors import InputError, UsageError
from lanterne.fictional import write_fictional_network
from lanterne.privacy import Account, Budget, Ledger, Protected, Unit
from lanterne.synthesis.archive import kind_of_archive
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.fitted import draw, load_kept, save_kept, with_totals_of
from lanterne.synthesis.network.fit import FittedNetwork, fit_network
from lanterne.synthesis.network.saved import load_network, save_network
from lanterne.synthesis.network.synthesise import draw_network
from lanterne.synthesis.saved import load_fitted


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("kept")


KEPT = {"gender", "majorityStatus", "IP_Gender", "IP_Roles"}
"""Columns of the network: few, so that it is measured quickly."""


@pytest.fixture(scope="module")
def fitted(folder):
    write_fictional_network(folder / "cases", 200, 3)
    book = load_codebook("lanterne-network")
    few = [
        replace(table, dependencies=(), columns=tuple(c for c in table.columns if c.name in KEPT))
        for table in book.tables
    ]
    others = {name for table in book.tables for name in table.names} - KEPT
    book = replace(book, tables=tuple(few), condensed=None)
    cases = open_network(folder / "cases", book, others)
    return fit_network(
        cases, {Unit.VICTIM: Budget(4, 1e-6)}, Account(Ledger(folder / "ledger.jsonl"), "x")
    )


@pytest.fixture(scope="module")
def kept(fitted, folder):
    return save_network(fitted, folder / "kept.npz")


def assert_same(one: object, two: object, name: str = "") -> None:
    """Equal in every field, arrays to the last bit."""
    assert type(one) is type(two), name
    if isinstance(one, np.ndarray):
        assert one.dtype == two.dtype, name
        assert np.array_equal(one, two), name
    elif is_dataclass(one):
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(two, field.name), f"{name}.{field.name}")
    else:
        assert one == two, name


def test_it_is_loaded_as_it_was_and_draws_the_same(fitted, kept):
    loaded = load_network(kept)
    assert isinstance(loaded, Protected)
    assert_same(loaded.value, fitted.value)
    one, two = (draw_network(each, seed=3).value for each in (fitted, loaded))
    for name in ("victims", "perpetrators", "links"):
        assert getattr(one.tables, name).equals(getattr(two.tables, name))
        assert name == "links" or one.aggregates[name].equals(two.aggregates[name])
    assert one.settings == two.settings


def test_no_key_of_a_case_is_in_it(folder, kept):
    keys = {
        line.split(",")[0].encode()
        for line in (folder / "cases" / "victims.csv").read_text().splitlines()[1:21]
    }
    with np.load(kept) as archive:
        content = b"".join(archive[name].tobytes() for name in archive.files)
    assert len(keys) == 20
    assert not any(key in content for key in keys)


def test_what_is_kept_is_found_by_its_kind(fitted, kept, tmp_path):
    assert kind_of_archive(kept) == "network"
    assert isinstance(load_kept(save_kept(fitted, tmp_path / "again.npz")).value, FittedNetwork)
    with pytest.raises(InputError, match="should hold measurements of: one table"):
        load_fitted(kept)
    with pytest.raises(UsageError, match="exists"):
        save_network(fitted, kept)


def test_totals_are_those_of_the_ledger_that_was_charged(fitted, folder, tmp_path):
    statement = with_totals_of(Ledger(folder / "ledger.jsonl"), fitted).value.statement
    assert statement.epsilon_total == 4
    other = Ledger(tmp_path / "ledger.jsonl")
    other.create()
    with pytest.raises(UsageError, match="not the ledger"):
        with_totals_of(other, fitted)


def test_the_number_of_rows_cannot_be_chosen(fitted):
    with pytest.raises(UsageError, match="number of rows of linked tables"):
        draw(fitted, Dial.BALANCED, 10, None, lambda stage, share: None)


def test_a_damaged_file_is_refused(fitted, kept, tmp_path):
    whole, path = kept.read_bytes(), tmp_path / "damaged.npz"
    rng, refused = np.random.default_rng(1), 0
    for place in [*rng.integers(0, 400, 10), *rng.integers(0, len(whole), 20)]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        try:
            loaded = load_network(path)
        except InputError as error:
            refused += all(problem.file == str(path) for problem in error.problems)
        else:  # a bit that nothing reads
            assert_same(loaded.value, fitted.value)
    assert refused > 20
    for length in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(InputError, match="not a file of measurements"):
            load_network(path)
    with pytest.raises(InputError, match="is not there"):
        load_network(tmp_path / "missing.npz")


def test_a_file_whose_parts_do_not_belong_together_is_refused(kept, tmp_path):
    with np.load(kept) as archive:
        parts = dict(archive)
    path = tmp_path / "wrong.npz"
    for name, part in parts.items():
        without = {key: other for key, other in parts.items() if key != name}
        shorter = [{**parts, name: part[:-1]}] if part.size else []
        for wrong in (without, *shorter):
            np.savez(path, **wrong)
            with pytest.raises(InputError):
                load_network(path)
