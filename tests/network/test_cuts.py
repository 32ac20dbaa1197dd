"""What bounds of linked tables cut is said with the release, from noisy counts alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_bad_network_files import BOOK

from lanterne.cases.network import open_network
from lanterne.codebook.model import Codebook
from lanterne.privacy import Account, Budget, Ledger, Unit
from lanterne.release import load_release, verify_release, write_release
from lanterne.release.worth_words import cuts_in_words
from lanterne.synthesis.network.cut import (
    Cut,
    What,
    perpetrators_cut,
    perpetrators_extrapolated,
    victims_cut,
)
from lanterne.synthesis.network.fit import fit_network
from lanterne.synthesis.network.synthesise import draw_network

PEOPLE, EACH = 300, 40
"""Victims, as many perpetrators, and links of each victim: a dense network."""


def dense(folder: Path) -> Path:
    rng = np.random.default_rng(3)
    victims = "".join(f"V{k},H{k},a,x,\n" for k in range(PEOPLE))
    others = "".join(f"P{k},k,m\n" for k in range(PEOPLE))
    links = "".join(
        f"V{k},P{other},r,no\n"
        for k in range(PEOPLE)
        for other in rng.choice(PEOPLE, EACH, replace=False)
    )
    folder.mkdir()
    (folder / "victims.csv").write_text("victim,home,place,zone,child\n" + victims)
    (folder / "perpetrators.csv").write_text("perpetrator,gang,nation\n" + others)
    (folder / "links.csv").write_text("victim,perpetrator,roles,paid\n" + links)
    return folder


def unbounded() -> Codebook:
    """The codebook where nobody knows how many links there may be, and two of a victim count."""
    tables = []
    for table in BOOK.tables:
        references = tuple(
            replace(one, at_most=None) if one.column in {"victim", "perpetrator"} else one
            for one in table.references
        )
        tables.append(replace(table, references=references))
    return replace(BOOK, tables=tuple(tables))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dense")
    cases = open_network(dense(folder / "net"), unbounded())
    budgets = {Unit.VICTIM: Budget(8.0, 1e-6)}
    fitted = fit_network(cases, budgets, Account(Ledger(folder / "ledger.jsonl"), "dense"))
    drawn = draw_network(fitted, seed=1)
    return drawn, write_release(drawn, folder / "out")


def test_a_dense_network_does_not_grow_perpetrators_without_a_warning(made):
    drawn, _ = made
    perpetrators = drawn.value.tables.perpetrators.height
    cuts = {cut.what: cut for cut in drawn.value.cuts}
    cut = cuts[What.VICTIMS_LINKS]
    assert cut.bound == 2
    assert cut.people == pytest.approx(PEOPLE, rel=0.2)
    assert cut.share > 0.9
    if perpetrators > 1.5 * PEOPLE:
        assert What.PERPETRATORS in cuts


def test_the_warning_stands_in_the_release_in_words_and_for_programs(made):
    drawn, folder = made
    assert verify_release(folder).ok
    release = load_release(folder)
    assert [cut.what for cut in release.cuts] == [cut.what for cut in drawn.value.cuts]
    page = " ".join((folder / "README.md").read_text(encoding="utf-8").split())
    for language in ("en", "fr", "es", "ar"):
        for text in cuts_in_words(release.cuts, release.codebook.network, language):
            assert " ".join(text.split()) in page


def test_what_is_said_of_cuts_cannot_be_nonsense(made):
    _, folder = made
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for change in ({"share": 2}, {"bound": 0}, {"what": "rumours"}, {"people": -1}):
        with pytest.raises(ValueError, match=r"must|rumours"):
            Cut.from_dict(manifest["cuts"][0] | change)


def test_noise_alone_is_no_cut():
    """Few people beyond the bound, within three standard deviations; or a small share of links."""
    people = np.array([0.0, 500.0, 200.0, 6.0])
    assert victims_cut(people, 2, 3.0) is None
    assert victims_cut(np.array([0.0, 10.0, 10.0, 90.0]), 2, 40.0) is None
    assert victims_cut(np.array([0.0, 10.0, 10.0, 90.0]), 2, 4.0) is not None
    assert perpetrators_cut(np.array([500.0, 100.0, 5.0]), 3, 3.0) is None
    assert perpetrators_cut(np.zeros(3), 3, 3.0) is None


def test_perpetrators_who_reach_their_bound_are_named():
    cut = perpetrators_cut(np.array([100.0, 50.0, 50.0]), 3, 4.0)
    assert cut == Cut(What.PERPETRATORS_LINKS, 3, 50, 0.25)


def test_perpetrators_by_extrapolation_are_named_where_there_are_many():
    assert perpetrators_extrapolated(100.0, 120, 2) is None
    assert perpetrators_extrapolated(0.0, 120, 2) is None
    cut = perpetrators_extrapolated(671.0, 63_455, 4)
    assert cut is not None
    assert (cut.people, cut.bound) == (671, 4)
    assert cut.share == pytest.approx(1 - 671 / 63_455)
