"""The fictional cases: valid, repeatable, calibrated, and not a product of anything simple."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import SeedSequence, default_rng

from lanterne.codebook import Codebook, Condition, check_codebook, load_codebook
from lanterne.errors import UsageError
from lanterne.fictional import fictional_frame, tally, world, write, write_fictional_cases
from lanterne.fictional.chance import Chance, offset_for
from lanterne.fictional.routes import YEARS, draw_routes

MEANS = [f"means{name}" for name in ("PhysicalAbuse", "RestrictsMovement", "ExcessiveHours")]


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook("lanterne-cases")


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return fictional_frame(20_000, seed=7)


@pytest.fixture(scope="module")
def large_frame() -> pl.DataFrame:
    return fictional_frame(60_000, seed=11)


def test_codebook_has_forty_columns_and_no_contradiction(codebook: Codebook) -> None:
    assert len(codebook.table.columns) == 40
    assert codebook.languages == ("en", "fr")
    assert check_codebook(codebook) == ()


def test_columns_are_those_of_the_codebook(frame: pl.DataFrame, codebook: Codebook) -> None:
    assert tuple(frame.columns) == codebook.table.names
    assert frame.height == 20_000


def test_every_cell_is_in_the_codebook(large_frame: pl.DataFrame, codebook: Codebook) -> None:
    for column in codebook.table.columns:
        missing = {text for texts in column.missing.values() for text in texts}
        for text in set(large_frame[column.name]) - missing:
            members = text.split(column.separator) if column.type == "set" else [text]
            assert set(members) <= set(column.codes), column.name
            assert members == sorted(members)


def test_required_columns_are_never_blank(large_frame: pl.DataFrame, codebook: Codebook) -> None:
    required = [column.name for column in codebook.table.columns if column.required]
    assert required == ["dataSource"]
    assert set(large_frame["dataSource"]) == {"Authority", "CaseManagement", "Hotline", "Shelter"}


def _holds(frame: pl.DataFrame, codebook: Codebook, condition: Condition) -> pl.Series:
    column = codebook.table.column(condition.column)
    values = set(condition.values)
    if "" in values:
        values |= {text for texts in column.missing.values() for text in texts}
    answer = frame[column.name]
    if column.type == "set":
        members = answer.str.split(column.separator)
        held = members.list.set_intersection(sorted(values)).list.len() > 0
    else:
        held = answer.is_in(sorted(values))
    return ~held if condition.negated else held


def test_no_record_breaks_a_rule(large_frame: pl.DataFrame, codebook: Codebook) -> None:
    assert len(codebook.table.rules) == 15
    for rule in codebook.table.rules:
        broken = np.ones(large_frame.height, dtype=bool)
        for condition in rule.forbid:
            met = _holds(large_frame, codebook, condition).to_numpy()
            assert met.any(), f"{rule.name}: a condition that never holds tests nothing"
            broken &= met
        assert not broken.any(), rule.name


def test_majority_follows_from_age_and_may_be_known_alone(
    large_frame: pl.DataFrame, codebook: Codebook
) -> None:
    (dependency,) = codebook.table.dependencies
    known = large_frame.filter(pl.col(dependency.parent) != "")
    derived = known[dependency.parent].replace_strict(dict(dependency.mapping))
    assert (derived == known[dependency.child]).all()
    alone = large_frame.filter(pl.col(dependency.parent) == "")[dependency.child]
    assert 0.2 < (alone != "").mean() < 0.7


def test_same_seed_gives_the_same_cases() -> None:
    assert fictional_frame(1_000, seed=3).equals(fictional_frame(1_000, seed=3))


def test_another_seed_gives_another_world() -> None:
    one, other = fictional_frame(3_000, seed=3), fictional_frame(3_000, seed=4)
    assert not one.equals(other)
    routes = ["citizenship", "countryOfExploitation"]
    assert one[routes].unique().height != other[routes].unique().height


@pytest.mark.parametrize("victims", [1, 2, 17])
def test_few_victims(victims: int, codebook: Codebook) -> None:
    few = fictional_frame(victims, seed=0)
    assert few.shape == (victims, 40)


def test_public_figures_are_met() -> None:
    for seed in (7, 8, 9):
        counted = tally.Tally()
        for records in world.record_chunks(20_000, seed):
            counted.add(records)
        for figure in counted.completeness():
            assert figure.reached == pytest.approx(figure.target, abs=0.025), figure.name
        for figure in counted.shares():
            by_region = figure.name.startswith(("citizenship", "country"))
            tolerance = 0.08 if by_region else 0.04
            assert figure.reached == pytest.approx(figure.target, abs=tolerance), figure.name


def test_tally_counts_answers_only() -> None:
    counted = tally.Tally()
    for records in world.record_chunks(2_000, 5):
        counted.add(records)
    cells = fictional_frame(2_000, 5)
    for figure in counted.completeness():
        answered = ~cells[figure.name].is_in(["", "NotAsked", "Unknown"])
        assert figure.reached == pytest.approx(answered.mean()), figure.name


def test_most_citizenships_are_rare(large_frame: pl.DataFrame) -> None:
    counts = large_frame.filter(pl.col("citizenship") != "")["citizenship"].value_counts()["count"]
    assert len(counts) > 120
    assert counts.median() < 0.002 * counts.sum() < 0.05 * counts.sum() < counts.max()


def test_flags_are_mostly_blank(frame: pl.DataFrame) -> None:
    labour = [name for name in frame.columns if name.startswith("labour")]
    means = [name for name in frame.columns if name.startswith("means")]
    assert (len(labour), len(means)) == (8, 12)
    assert all(0.3 < (frame[name] == "").mean() < 0.5 for name in labour)
    assert all(0.8 < (frame[name] == "").mean() < 0.97 for name in means)


def test_some_contributors_never_ask(frame: pl.DataFrame) -> None:
    """Missingness depends on who asks: hotlines seldom learn a citizenship or a marriage."""
    hotline = frame.filter(pl.col("dataSource") == "Hotline")
    others = frame.filter(pl.col("dataSource") == "CaseManagement")
    assert (hotline["citizenship"] != "").mean() < 0.6 * (others["citizenship"] != "").mean()
    assert (hotline["forcedMarriage"] == "NotAsked").all()
    assert set(others["forcedMarriage"]) == {"", "0", "1", "NotAsked"}


def test_blanks_come_together(frame: pl.DataFrame) -> None:
    """Filled cells per record vary far more than independent blanks would let them."""
    filled = frame.select(pl.all() != "").to_numpy()
    chance = filled.mean(axis=0)
    independent = (chance * (1 - chance)).sum()
    assert filled.sum(axis=1).var() > 4 * independent


def _flags(frame: pl.DataFrame) -> dict[str, np.ndarray]:
    """Yes-or-no facts of the records in which a gender, a purpose and any means are known."""
    means = [name for name in frame.columns if name.startswith("means")]
    known = frame.filter(
        pl.any_horizontal(pl.col(name) == "1" for name in means),
        pl.col("gender").is_in(["Woman", "Man"]),
        pl.col("isSexualExploitation") != "",
    )
    facts = {name: (known[name] == "1").to_numpy() for name in [*means, "isSexualExploitation"]}
    facts["woman"] = (known["gender"] == "Woman").to_numpy()
    facts["foreign"] = (known["citizenship"] != known["countryOfExploitation"]).to_numpy()
    facts["journey"] = (
        (known["citizenship"] != "") & (known["countryOfExploitation"] != "")
    ).to_numpy()
    return facts


def _table(*facts: np.ndarray) -> np.ndarray:
    cell = np.ravel_multi_index([fact.astype(int) for fact in facts], [2] * len(facts))
    return np.bincount(cell, minlength=2 ** len(facts)).reshape([2] * len(facts)).astype(float)


def _lack_of_fit(table: np.ndarray, order: int) -> float:
    """G² of the log-linear model with all interactions up to ``order``; large: there is more."""
    fit = np.ones_like(table)
    for _ in range(200):
        for axes in itertools.combinations(range(table.ndim), table.ndim - order):
            fit *= table.sum(axis=axes, keepdims=True) / fit.sum(axis=axes, keepdims=True)
    seen = table > 0
    return float(2 * (table[seen] * np.log(table[seen] / fit[seen])).sum())


def test_three_way_interactions_exist(large_frame: pl.DataFrame) -> None:
    """No set of two-way tables explains who is beaten: the effect of gender changes its sign."""
    facts = _flags(large_frame)
    table = _table(facts["woman"], facts["isSexualExploitation"], facts["meansPhysicalAbuse"])
    for sold, sign in ((0, -1), (1, 1)):
        odds = table[1, sold, 1] * table[0, sold, 0] / (table[1, sold, 0] * table[0, sold, 1])
        assert sign * np.log(odds) > 0.3
    assert _lack_of_fit(table, 2) > 30  # 10.8 is one in a thousand


def test_four_way_interactions_exist(large_frame: pl.DataFrame) -> None:
    facts = _flags(large_frame)
    journeys = facts["journey"]
    table = _table(*(facts[name][journeys] for name in ("foreign", *MEANS)))
    assert _lack_of_fit(table, 3) > 30


def _codes(frame: pl.DataFrame, column: str) -> np.ndarray:
    return frame[column].cast(pl.Categorical).to_physical().to_numpy().astype(np.int64)


def _conditional_information(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> float:
    """I(X; Y | Z) in nats, from counts."""

    def entropy(*variables: np.ndarray) -> float:
        cell = np.zeros(len(x), dtype=np.int64)
        for variable in variables:
            cell = cell * (variable.max() + 1) + variable
        counts = np.unique(cell, return_counts=True)[1] / len(x)
        return float(-(counts * np.log(counts)).sum())

    return entropy(x, z) + entropy(y, z) - entropy(x, y, z) - entropy(z)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("countryOfExploitation", "labourDomesticWork"),
        ("labourDomesticWork", "meansExcessiveHours"),
        ("countryOfExploitation", "meansRestrictsMovement"),
    ],
)
def test_no_single_column_explains_route_sector_and_means(
    frame: pl.DataFrame, one: str, other: str
) -> None:
    """Within every value of any third column, route, sector and means still go together."""
    rng = default_rng(0)
    x, y = _codes(frame, one), _codes(frame, other)
    for third in frame.columns:
        if third in (one, other):
            continue
        z = _codes(frame, third)
        order = np.lexsort((rng.random(len(z)), z))
        shuffled = np.empty_like(y)
        shuffled[np.lexsort((np.arange(len(z)), z))] = y[order]
        chance = _conditional_information(x, shuffled, z)
        assert _conditional_information(x, y, z) > 1.05 * chance, third


def test_rings_leave_clusters(large_frame: pl.DataFrame) -> None:
    """Two victims of one route and year share a sector more often than two of one country."""
    journey = ["citizenship", "countryOfExploitation", "yearOfRegistration"]
    known = large_frame.filter(
        *(pl.col(name) != "" for name in journey), pl.col("isForcedLabour") == "1"
    ).with_columns(sector=pl.concat_str(pl.col("^labour.*$")))

    def alike(groups: list[str]) -> float:
        pairs = known.group_by(groups).agg(
            pairs=pl.len() * (pl.len() - 1),
            same=(pl.col("sector").value_counts().struct.field("count").cast(pl.Float64)),
        )
        same = pairs.select(pl.col("same").list.eval(pl.element() * (pl.element() - 1)).list.sum())
        return float(same.sum().item() / pairs["pairs"].sum())

    assert alike(journey) > 1.15 * alike(journey[1:2])


def test_routes_open_and_close() -> None:
    routes = draw_routes(default_rng(1))
    is_open = routes.strength > 0
    assert routes.strength.sum() == pytest.approx(1)
    assert 0.2 < is_open.mean() < 0.8
    abroad = routes.origin != routes.destination
    assert is_open[~abroad].all()
    changes = np.abs(np.diff(is_open[abroad].astype(int), axis=1)).sum(axis=1)
    assert changes.max() <= 2
    assert (changes > 0).mean() > 0.5
    assert is_open.shape[1] == YEARS


@settings(max_examples=40, deadline=None)
@given(share=st.floats(0.02, 0.5), spread=st.floats(0, 3), seed=st.integers(0, 2**32 - 1))
def test_offset_meets_the_share(share: float, spread: float, seed: int) -> None:
    rng = default_rng(seed)
    logits = (spread * rng.standard_normal(2_000)).astype(np.float32)
    among = rng.random(2_000) < 0.8
    offset = offset_for(logits, among, share)
    expected = (1 / (1 + np.exp(-(logits[among].astype(float) + offset)))).sum() / 2_000
    assert expected == pytest.approx(share, abs=2e-3)


def test_choice_follows_the_logits_and_never_takes_a_closed_door() -> None:
    logits = np.tile(np.array([0.0, np.log(3), -np.inf, 0.0], dtype=np.float32), (40_000, 1))
    chosen = Chance(default_rng(2), {}).choose(logits)
    shares = np.bincount(chosen, minlength=4) / len(chosen)
    assert shares == pytest.approx([0.2, 0.6, 0.0, 0.2], abs=0.01)


def _read(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "victims.csv", infer_schema=False).fill_null("")


def test_file_holds_the_frame(tmp_path: Path) -> None:
    folder = write_fictional_cases(tmp_path / "deep" / "cases", victims=500, seed=2)
    assert sorted(path.name for path in folder.iterdir()) == ["DATA-CARD.md", "victims.csv"]
    cells = _read(folder)
    assert cells.equals(fictional_frame(500, 2))


def test_chunks_make_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "CHUNK", 400)
    chunks = list(world.record_chunks(1_000, 2))
    assert [len(chunk["gender"]) for chunk in chunks] == [400, 400, 200]
    assert len({tuple(chunk) for chunk in chunks}) == 1
    folder = write_fictional_cases(tmp_path / "cases", 1_000, 2)
    cells = _read(folder)
    assert cells.equals(fictional_frame(1_000, 2))
    assert cells.unique().height > 900


def test_card_says_what_it_is_in_every_language(tmp_path: Path) -> None:
    folder = write_fictional_cases(tmp_path / "cases", 700, 6)
    card = (folder / "DATA-CARD.md").read_text(encoding="utf-8")
    assert "Nobody in this file exists" in card
    assert "Personne, dans ce fichier, n'existe" in card
    assert "Nadie de este archivo existe" in card
    assert "لا وجود لأي شخص في هذا الملف" in card
    assert "| Records | 700 |" in card
    assert "| Graine | 6 |" in card
    assert card.count("| citizenship | 54.5 |") == 2
    assert card.count("| citizenship | 54,5 |") == 2
    assert "$" not in card
    cells = fictional_frame(700, 6)
    written = re.search(r"\| gender \| 91\.7 \| ([\d.]+) \|", card)
    assert written is not None
    answered = (~cells["gender"].is_in(["", "Unknown"])).mean()
    assert float(written[1]) == pytest.approx(100 * answered, abs=0.05)


def test_card_of_one_victim_has_no_impossible_figure(tmp_path: Path) -> None:
    card = (write_fictional_cases(tmp_path / "cases", 1, 6) / "DATA-CARD.md").read_text("utf-8")
    assert "nan" not in card


def test_empty_folder_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    write_fictional_cases(folder, 10)
    assert (folder / "victims.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["cases"]


def test_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        write_fictional_cases(tmp_path, 10)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_file_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        write_fictional_cases(tmp_path / "cases", 10)
    with pytest.raises(UsageError, match="cannot be"):
        write_fictional_cases(tmp_path / "cases" / "below", 10)


@pytest.mark.parametrize(("victims", "seed"), [(0, 7), (-1, 7), (10, -1)])
def test_bad_numbers_are_errors(tmp_path: Path, victims: int, seed: int) -> None:
    with pytest.raises(UsageError, match="must be"):
        write_fictional_cases(tmp_path / "cases", victims, seed)
    with pytest.raises(UsageError, match="must be"):
        fictional_frame(victims, seed)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failure_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> str:
        raise error

    monkeypatch.setattr(write, "data_card", fail)
    expected = UsageError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write_fictional_cases(tmp_path / "cases", 10)
    assert not any(tmp_path.iterdir())


def test_rings_grow_with_the_victims() -> None:
    small, large = (
        world.draw_world(SeedSequence(1), victims).rings for victims in (20_000, 90_000)
    )
    assert 4 < len(large.habits.sector) / len(small.habits.sector) < 5
