"""Networks written as partners keep them are the same networks once their mapping has read them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from forms import FORMS
from linked_forms import REFUSING, WIDE
from tiny_networks import frames, random_network

from lanterne.cases.network import open_network
from lanterne.files import text_blocks

WAYS = {
    form.name.split(" of a partner")[0].removeprefix("linked, "): form
    for form in FORMS
    if form.partner
}


class Chance(np.random.Generator):
    """Draws below one that name every perpetrator, so that none is new."""

    def random(self, *_, **__):
        return 0.5


def tables_of(form, files, folder):
    path = form.partner.write(files, folder)
    opening = form.partner.opening(path, form.codebook)
    return open_network(path, form.codebook, open_parts=opening).tables()


def rows(frame: pl.DataFrame) -> set[tuple[str, ...]]:
    return set(frame.cast(pl.String).select(sorted(frame.columns)).rows())


@pytest.mark.parametrize("way", ["sheets", "wide rows"])
@pytest.mark.parametrize("seed", range(6))
def test_there_and_back(way, seed, tmp_path):
    form = WAYS[way]
    network = random_network(np.random.default_rng(seed), most=6)
    chance = Chance(np.random.PCG64(seed))
    read = tables_of(form, form.partner.make(network, chance), tmp_path / "given")
    counted = network.without(victims=REFUSING)
    if way == "wide rows":  # nobody tells of a perpetrator but a victim
        counted = counted.linked_only()
    else:  # of whom only victims tell who do not consent
        told = {by for _, by in network.links}
        kept = {by for _, by in counted.links}
        counted = counted.without(perpetrators=[*(told - kept)])
    plain = frames([counted], "")
    assert rows(read.victims) == rows(plain.victims)
    assert rows(read.links) == rows(plain.links)
    assert rows(read.perpetrators) == rows(plain.perpetrators)


@pytest.mark.parametrize("seed", range(6))
def test_a_register_and_back(seed, tmp_path):
    """What two people are said to have to do with each other is joined over offences."""
    form = WAYS["a register"]
    network = random_network(np.random.default_rng(seed), most=6)
    same = dict.fromkeys(network.links, ("r", "no"))
    network = replace(network, links=same)
    files = form.partner.make(network, np.random.default_rng(seed))
    read = tables_of(form, files, tmp_path / "given")
    plain = frames([network.linked_only()], "")
    assert rows(read.victims) == rows(plain.victims)
    assert rows(read.links) == rows(plain.links)
    assert rows(read.perpetrators) == rows(plain.perpetrators)


@pytest.mark.parametrize("seed", range(3))
def test_where_a_block_of_the_file_ends_changes_nothing(seed, tmp_path, monkeypatch):
    """New perpetrators are numbered by the rows of their victim, wherever these stand."""
    form = WAYS["wide rows"]
    network = random_network(np.random.default_rng(seed), most=6)
    files = form.partner.make(network, np.random.default_rng(seed))
    whole = tables_of(form, files, tmp_path / "whole")
    monkeypatch.setattr(text_blocks, "BLOCK", 40)
    parted = tables_of(form, files, tmp_path / "parted")
    assert any("§" in key for key in whole.perpetrators["perpetrator"])
    for name, frame in whole.frames.items():
        assert frame.equals(parted.frames[name])


def test_people_whom_no_key_names_are_one_in_each_group_of_each_row(tmp_path):
    """Counted by the plain rule: a group with anything in it is somebody."""
    form = WAYS["wide rows"]
    for seed in range(6):
        network = random_network(np.random.default_rng(seed), most=6)
        files = form.partner.make(network, np.random.default_rng(seed))
        given, new = set(), 0
        for row in files[WIDE]:
            if row["Accord"] != "Oui":
                continue
            for seat in "12":
                cells = [text for header, text in row.items() if header.startswith(f"p{seat} ")]
                key = row.get(f"p{seat} code", "").strip().lower()
                given |= {key} - {""}
                new += bool(not key and any(cells))
        read = tables_of(form, files, tmp_path / str(seed))
        assert read.perpetrators.height == len(given) + new
