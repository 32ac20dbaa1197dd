"""The fictional network: valid, repeatable, calibrated, and shaped as linked cases may be."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng

from lanterne import verbs
from lanterne.cases.encode import encode_frame
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.open import open_network
from lanterne.cases.network.views import condensed_rows
from lanterne.codebook import Codebook, encode_table, load_codebook
from lanterne.errors import UsageError
from lanterne.fictional import (
    NETWORK_FILES,
    fictional_network,
    network_records,
    write_fictional_network,
    write_network,
)
from lanterne.fictional.encounters import MOST_MET
from lanterne.fictional.network import FictionalNetwork, draw_network
from lanterne.fictional.network_tally import (
    _component_sizes,
    in_bands,
    network_shape,
    published_figures,
)
from lanterne.fictional.places import _runs

Links = list[tuple[int, int]]


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook("lanterne-network")


@pytest.fixture(scope="module")
def made() -> FictionalNetwork:
    return draw_network(17_000, seed=7)


@pytest.fixture(scope="module")
def tables(made: FictionalNetwork) -> NetworkTables:
    return made.tables


def test_columns_are_those_of_the_codebook(made: FictionalNetwork, codebook: Codebook) -> None:
    network = codebook.network
    assert network is not None
    assert network.victims.household is not None
    assert network.households is not None
    tables = made.tables
    household = network.victims.household.column
    assert tables.victims.columns == [network.victims.key, household, *network.victims.names]
    assert tables.perpetrators.columns == [network.perpetrators.key, *network.perpetrators.names]
    keys = [network.of_victim.column, network.of_perpetrator.column]
    assert tables.links.columns == [*keys, *network.links.names]
    part_of = network.households.references[0].column
    assert made.households.columns == [network.households.key, part_of]


def test_every_row_keeps_the_codebook(tables: NetworkTables, codebook: Codebook) -> None:
    network = codebook.network
    assert network is not None
    for frame, table in (
        (tables.victims, network.victims),
        (tables.perpetrators, network.perpetrators),
        (tables.links, network.links),
    ):
        encoding = encode_table(table)
        codes = encode_frame(frame, table, encoding)
        assert codes.shape == (frame.height, len(encoding.columns))
        assert set(frame.dtypes) == {pl.String}


def test_keys_are_whole(made: FictionalNetwork) -> None:
    tables, households = made.tables, made.households
    for frame, key in (
        (tables.victims, "victim"),
        (tables.perpetrators, "perpetrator"),
        (households, "household"),
    ):
        assert frame[key].is_unique().all()
        assert frame[key].is_sorted()
        assert frame[key].str.len_chars().n_unique() == 1
    assert set(tables.links["victim"]) <= set(tables.victims["victim"])
    assert set(tables.links["perpetrator"]) <= set(tables.perpetrators["perpetrator"])
    assert not tables.links.select("victim", "perpetrator").is_duplicated().any()
    assert set(tables.victims["household"]) - {""} == set(households["household"])
    assert set(households["part_of"]) - {""} <= set(households["household"])


@pytest.mark.parametrize(
    ("table", "key", "column"),
    [
        ("victims", "victim", "gender"),
        ("victims", "victim", "household"),
        ("victims", "victim", "citizenship"),
        ("perpetrators", "perpetrator", "IP_citizen_UNRegion"),
    ],
)
def test_keys_say_nothing_about_the_person(
    tables: NetworkTables, table: str, key: str, column: str
) -> None:
    """Neighbours in the order of the keys are not more alike than any two people."""
    answers = getattr(tables, table).sort(key)[column]
    answers = answers.filter(answers != "")
    alike = float((answers[1:] == answers[:-1]).mean())
    shares = answers.value_counts()["count"] / len(answers)
    by_chance = float((shares**2).sum())
    assert alike == pytest.approx(by_chance, abs=5 * np.sqrt(by_chance / len(answers)) + 2e-3)


def test_same_numbers_give_the_same_network() -> None:
    for one, other in zip(_frames(300, 5), _frames(300, 5), strict=True):
        assert one.equals(other)
    assert not _frames(300, 5)[0].equals(_frames(300, 6)[0])


def _frames(victims: int, seed: int) -> list[pl.DataFrame]:
    made = draw_network(victims, seed)
    return [*made.tables.frames.values(), made.households]


def test_shape_is_the_one_that_was_asked_for(tables: NetworkTables) -> None:
    shape = network_shape(tables)
    assert tables.victims.height == 17_000
    assert tables.perpetrators.height == 37_400
    assert 2.6 < shape.of_victims.mean() < 3.0
    assert shape.of_victims.max() <= MOST_MET
    assert 0.005 < (shape.of_victims >= 10).mean() < 0.05
    assert 0.07 < (shape.of_victims == 0).mean() < 0.09
    linked = shape.of_perpetrators[shape.of_perpetrators > 0]
    assert len(shape.of_perpetrators) - len(linked) == 75
    assert 0.78 < (linked == 1).mean() < 0.88
    assert (linked >= 3).mean() > 0.04
    assert 20 <= linked.max() <= 70


def test_groups_have_a_tail_but_nobody_is_linked_to_everybody(tables: NetworkTables) -> None:
    sizes = network_shape(tables).components
    assert sizes.sum() == 17_000 + 37_400
    assert 50 < (sizes >= 50).sum() < 200
    assert 100 < sizes.max() < 250
    # Half of the people are in groups of a few, and not all in pairs.
    assert 0.3 < sizes[sizes >= 10].sum() / sizes.sum() < 0.6


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_public_figures_are_met(seed: int) -> None:
    for figure in published_figures(fictional_network(17_000, seed)):
        by_ring = ("IP_ageBroad =", "IP_citizen_UNRegion =")
        tolerance = 0.06 if str(figure.name).startswith(by_ring) else 0.035
        assert figure.reached == pytest.approx(figure.target, abs=tolerance), figure.name


def _alike(frame: pl.DataFrame, column: str, by: str) -> tuple[float, float]:
    """Share of the pairs within a group that agree, and of any two rows; blanks aside."""
    known = frame.filter(pl.col(column) != "")
    counts = known.group_by(by, column).len().with_columns(pl.col("len").cast(pl.Float64))
    groups = counts.group_by(by).agg(
        same=(pl.col("len") * (pl.col("len") - 1)).sum(), rows=pl.col("len").sum()
    )
    pairs = (groups["rows"] * (groups["rows"] - 1)).sum()
    shares = known[column].value_counts()["count"] / known.height
    return float(groups["same"].sum() / pairs), float((shares**2).sum())


@pytest.mark.parametrize(
    ("column", "least"), [("IP_Gender", 0.2), ("IP_citizen_UNRegion", 0.4), ("IP_ageBroad", 0.1)]
)
def test_perpetrators_of_one_victim_are_alike(
    tables: NetworkTables, column: str, least: float
) -> None:
    people = tables.links.join(tables.perpetrators, on="perpetrator")
    together, by_chance = _alike(people, column, "victim")
    assert by_chance + least < together < 0.99


@pytest.mark.parametrize(
    ("column", "least"),
    [
        ("gender", 0.15),
        ("yearRegister", 0.3),
        ("citizenship", 0.6),
        ("countryOfExploitation", 0.6),
    ],
)
def test_victims_of_one_perpetrator_are_alike(
    tables: NetworkTables, column: str, least: float
) -> None:
    people = tables.links.join(tables.victims, on="victim")
    together, by_chance = _alike(people, column, "perpetrator")
    assert by_chance + least < together < 0.995


def test_second_perpetrator_rarely_has_the_role_of_the_first(tables: NetworkTables) -> None:
    """Two of one victim share a role less often than two of any two victims."""
    roles = tables.links.filter(pl.col("IP_Roles") != "")
    two = roles.filter(pl.len().over("victim") == 2)
    together, _ = _alike(two, "IP_Roles", "victim")
    shares = two["IP_Roles"].value_counts()["count"] / two.height
    assert together < 0.5 * float((shares**2).sum())


def test_who_acts_alone_has_several_roles(tables: NetworkTables) -> None:
    links = tables.links.filter(pl.col("IP_Roles") != "").with_columns(
        only=pl.len().over("victim") == 1, several=pl.col("IP_Roles").str.contains(";")
    )
    by_only = dict(links.group_by("only").agg(pl.col("several").mean()).iter_rows())
    assert by_only[True] > 1.5 * by_only[False]
    controls = links.filter(pl.col("IP_Roles").str.contains("Control"))
    also_exploits = controls["IP_Roles"].str.contains("Exploiter").mean()
    assert also_exploits > links["IP_Roles"].str.contains("Exploiter").mean()


def test_relation_and_payment_depend_on_each_other_and_on_roles(tables: NetworkTables) -> None:
    known = tables.links.filter(pl.col("IP_Relation") != "", pl.col("IP_PayMoney") != "")
    paid = dict(
        known.group_by("IP_Relation").agg((pl.col("IP_PayMoney") == "Yes").mean()).iter_rows()
    )
    assert paid["FamilyIntimatePartner"] < 0.6 * paid["StrangerUnknownOther"]
    recruiters = known.filter(pl.col("IP_Roles") == "RecruiterBroker")["IP_PayMoney"]
    exploiters = known.filter(pl.col("IP_Roles") == "Exploiter")["IP_PayMoney"]
    assert (recruiters == "Yes").mean() > 1.1 * (exploiters == "Yes").mean()


def test_what_is_known_depends_on_who_asks(tables: NetworkTables) -> None:
    """Blanks of one victim's perpetrators come together."""
    people = tables.links.join(tables.perpetrators, on="perpetrator")
    known = people.with_columns(known=(pl.col("IP_citizen_UNRegion") != "").cast(pl.String))
    together, by_chance = _alike(known, "known", "victim")
    assert together > by_chance + 0.03


def test_known_by_the_number_of_victims(tables: NetworkTables) -> None:
    victims = tables.links.group_by("perpetrator").len()
    people = tables.perpetrators.join(victims, on="perpetrator")
    known = people["IP_Gender"] != ""
    assert known.filter(people["len"] > 2).mean() > known.filter(people["len"] == 1).mean() + 0.02


def test_households_are_of_one_route_and_year(made: FictionalNetwork) -> None:
    victims = made.tables.victims.filter(pl.col("household") != "")
    assert victims.height / 17_000 == pytest.approx(0.06, abs=0.002)
    sizes = victims["household"].value_counts()["count"]
    assert set(sizes) == {2, 3, 4, 5}
    for column in ("citizenship", "countryOfExploitation", "yearRegister"):
        assert _alike(victims, column, "household")[0] == 1.0
    part_of = dict(made.households.iter_rows())
    assert 3 < sum(1 for whole in part_of.values() if whole) < 0.15 * len(part_of)
    for household, whole in part_of.items():
        seen, above = {household}, whole
        while above:
            assert above not in seen
            seen.add(above)
            above = part_of[above]


def test_links_fold_into_the_sixteen_columns(tables: NetworkTables, codebook: Codebook) -> None:
    condensed, published = condensed_rows(tables, codebook), load_codebook("gvpsd-2022").table
    assert tuple(condensed.columns) == published.names
    assert condensed.height == 17_000
    assert condensed.unique().height > 3_000
    for column in published.columns:
        texts = set(condensed[column.name]) - {""}
        split = (text.split(";") if column.type == "set" else [text] for text in texts)
        for members in split:
            assert set(members) <= set(column.codes), column.name
            assert members == sorted(members)


@settings(max_examples=12, deadline=None)
@given(victims=st.integers(1, 60), seed=st.integers(0, 2**32 - 1))
def test_small_networks_are_whole(victims: int, seed: int) -> None:
    made = draw_network(victims, seed)
    tables = made.tables
    assert tables.victims.height == victims
    assert not tables.links.select("victim", "perpetrator").is_duplicated().any()
    assert set(tables.links["victim"]) <= set(tables.victims["victim"])
    assert set(tables.links["perpetrator"]) <= set(tables.perpetrators["perpetrator"])
    assert set(tables.victims["household"]) - {""} == set(made.households["household"])
    assert tables.perpetrators.height <= round(2.2 * victims)
    assert tables.perpetrators.height >= victims or victims < 20
    shape = network_shape(tables)
    assert shape.components.sum() == victims + tables.perpetrators.height


@pytest.mark.parametrize("perpetrators", [1_200, 2_200, 4_000])
def test_number_of_perpetrators_is_kept(perpetrators: int) -> None:
    made = fictional_network(1_000, 4, perpetrators, unlinked=11)
    assert made.perpetrators.height == perpetrators
    assert made.links["perpetrator"].n_unique() == perpetrators - 11


def test_impossible_numbers_are_errors(tmp_path: Path) -> None:
    for numbers, words in (
        ((0, 7), "number of victims must be 1 or more, got 0"),
        ((10, -1), "seed must be 0 or more, got \u22121"),
        ((10, 7, -1), "number of perpetrators must be 0 or more, got \u22121"),
        ((100, 7, 3), r"at least [\d,]+ perpetrators here, got 3"),
        ((100, 7, 90_000), r"at most [\d,]+ perpetrators here, got 90,000"),
    ):
        with pytest.raises(UsageError, match=words):
            write_fictional_network(tmp_path / "network", *numbers)
    for unlinked, words in ((-1, "must be 0 or more"), (9_000, "can be without victims")):
        with pytest.raises(UsageError, match=words):
            write_fictional_network(tmp_path / "network", 100, unlinked=unlinked)
    assert not any(tmp_path.iterdir())


def test_files_hold_the_network(tmp_path: Path, codebook: Codebook) -> None:
    folder = write_fictional_network(tmp_path / "deep" / "network", 400, seed=2)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*NETWORK_FILES, "DATA-CARD.md"]
    )
    frames = _frames(400, 2)
    for name, frame in zip(NETWORK_FILES, frames, strict=True):
        read = pl.read_csv(folder / name, infer_schema=False).fill_null("")
        assert read.equals(frame), name
    cases = open_network(folder, codebook).tables()
    assert cases.links.height == frames[2].height


def test_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write_network, "network_card", fail)
    with pytest.raises(UsageError, match="the disk is full"):
        write_fictional_network(tmp_path / "network", 10)
    assert not any(tmp_path.iterdir())


def test_card_says_what_is_assumed_and_what_was_reached(tmp_path: Path) -> None:
    folder = write_fictional_network(tmp_path / "network", 500, seed=6)
    card = (folder / "DATA-CARD.md").read_text("utf-8")
    tables = fictional_network(500, 6)
    assert "Nobody in these files exists" in card
    assert "Personne, dans ces fichiers, n'existe" in card
    assert "Nothing about real links is public" in card
    assert f"| Links | {tables.links.height:,} |" in card
    assert card.count("| IP_Gender = Female;Male | 15.5 |") == 2
    assert card.count("| IP_Gender = Female;Male | 15,5 |") == 2
    assert "$" not in card
    written = re.search(r"\| IP_Exploiter = 1 \| 53\.8 \| ([\d.]+) \|", card)
    assert written is not None
    exploited = tables.links.filter(pl.col("IP_Roles").str.contains("Exploiter"))
    share = 100 * exploited["victim"].n_unique() / 500
    assert float(written[1]) == pytest.approx(share, abs=0.051)


def test_card_of_one_victim_has_no_impossible_figure(tmp_path: Path) -> None:
    for seed in range(4):
        folder = write_fictional_network(tmp_path / str(seed), 1, seed)
        assert "nan" not in (folder / "DATA-CARD.md").read_text("utf-8")


@settings(max_examples=60, deadline=None)
@given(
    links=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=14),
    count=st.integers(12, 14),
)
def test_component_sizes_by_brute_force(links: Links, count: int) -> None:
    groups = [{node} for node in range(count)]
    for one, other in links:
        joined = next(g for g in groups if one in g) | next(g for g in groups if other in g)
        groups = [group for group in groups if not group & joined] + [joined]
    one, other = np.array(links, dtype=np.int64).reshape(-1, 2).T
    sizes = _component_sizes(one, other, count)
    assert sorted(sizes.tolist()) == sorted(map(len, groups))


@settings(max_examples=60, deadline=None)
@given(
    blocks=st.lists(st.integers(1, 6), min_size=1, max_size=6),
    most=st.integers(1, 5),
    seed=st.integers(0, 1_000),
)
def test_runs_stay_in_their_block_and_within_their_room(
    blocks: list[int], most: int, seed: int
) -> None:
    block = np.repeat(np.arange(len(blocks)), blocks)
    rooms = default_rng(seed).integers(1, most + 1, len(block))
    run = _runs(block, np.ones(len(block)), rooms)
    assert run[0] == 0
    assert set(np.diff(run)) <= {0, 1}
    for number in range(run[-1] + 1):
        assert len(set(block[run == number])) == 1
        assert (run == number).sum() <= most


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0.05, 0.6), seed=st.integers(0, 2**32 - 1))
def test_offset_makes_the_share_of_victims_of_whom_anything_is_known(
    share: float, seed: int
) -> None:
    rng = default_rng(seed)
    victim = np.sort(rng.integers(0, 300, 900))
    logits = 1.5 * rng.standard_normal(900)
    offset = network_records._offset_for_any(logits, victim, share, 300)
    unknown = 1 - 1 / (1 + np.exp(-(logits + offset)))
    known = [1 - np.prod(unknown[victim == one]) for one in set(victim.tolist())]
    assert sum(known) / 300 == pytest.approx(share, abs=2e-3)


def test_bands_count_everybody_once() -> None:
    numbers = np.array([0, 1, 1, 4, 5, 9, 10, 700])
    assert in_bands(numbers, (0, 1, 2, 5, 10)) == [
        ("0", 1),
        ("1", 2),
        ("2–4", 1),
        ("5–9", 2),
        ("10+", 2),
    ]


def test_sample_knows_two_codebooks(tmp_path: Path) -> None:
    network = verbs.sample(tmp_path / "network", 30, codebook="lanterne-network", perpetrators=60)
    assert {path.name for path in network.glob("*.csv")} == set(NETWORK_FILES)
    assert pl.read_csv(network / "perpetrators.csv").height == 60
    table = verbs.sample(tmp_path / "table", 30)
    assert [path.name for path in table.glob("*.csv")] == ["victims.csv"]
    for wrong, words in (
        ({"codebook": "gvpsd-2022"}, "lanterne-cases or lanterne-network, got gvpsd-2022"),
        ({"perpetrators": 3}, "add --codebook lanterne-network"),
        ({"victims": 0}, "must be 1 or more"),
        ({"victims": 0, "codebook": "lanterne-network"}, "must be 1 or more"),
    ):
        with pytest.raises(UsageError, match=words):
            verbs.sample(tmp_path / "wrong", **wrong)
    assert not (tmp_path / "wrong").exists()
