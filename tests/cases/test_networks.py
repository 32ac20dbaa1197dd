"""A network comes out the same whatever the form of its files."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from example_network import (
    CODEBOOK,
    Rows,
    frames,
    header,
    network_of,
    pairs_of,
    with_references,
    write_folder,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from extent import ALL
from lanterne.cases.network import NetworkTables, check_network, open_network
from lanterne.cases.network import open as opening
from lanterne.cases.network.views import (
    links_with_perpetrators,
    perpetrator_rows,
    victim_rows,
)
from lanterne.codebook import load_codebook
from lanterne.errors import InputError
from workbooks import write_xlsx

VICTIMS: Rows = [
    ("V1", "H1", "Female", "18+", "", "threats;debt"),
    ("V 2", "", "99", "0--17", "Minor", ""),
    ("v3", "h1", "refused", "", "Adult", "threats"),
]
PERPETRATORS: Rows = [("P2", "Male"), ("P1", ""), ("P3", "Female")]
LINKS: Rows = [
    ("v3", "P1", "", "Yes"),
    ("v1", "p1", "recruiter;broker", "No"),
    ("V1", "P2", "", ""),
]
GOOD = frames(VICTIMS, PERPETRATORS, LINKS)


def read(path: Path) -> NetworkTables:
    return open_network(path, CODEBOOK).tables()


def sorted_by_key(tables: NetworkTables) -> list[pl.DataFrame]:
    frames = (tables.victims, tables.perpetrators, tables.links)
    return [frame.sort(frame.columns[:2]) for frame in frames]


def test_what_comes_out(tmp_path: Path) -> None:
    """Keys in one spelling, in the order of the file; what follows filled in; sets sorted."""
    tables = read(write_folder(tmp_path, GOOD))
    assert tables.victims.columns == header(network_of(CODEBOOK).victims)
    assert tables.victims.rows() == [
        ("v1", "h1", "Female", "18+", "Adult", "debt;threats"),
        ("v 2", "", "", "0--17", "Minor", ""),
        ("v3", "h1", "refused", "", "Adult", "threats"),
    ]
    assert tables.perpetrators.rows() == [("p2", "Male"), ("p1", ""), ("p3", "Female")]
    assert tables.links.columns == ["victim", "perpetrator", "roles", "paid"]
    assert tables.links.rows() == [
        ("v3", "p1", "", "Yes"),
        ("v1", "p1", "broker;recruiter", "No"),
        ("v1", "p2", "", ""),
    ]


@st.composite
def networks(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """Small networks with people of both kinds who have no link."""
    table = {column.name: column for each in CODEBOOK.tables for column in each.columns}

    def answers(*names: str) -> tuple[str, ...]:
        return tuple(draw(st.sampled_from(["", *table[name].codes])) for name in names)

    victims = [
        (f"V{i}", draw(st.sampled_from(["", "H1", "H2"])), *answers("gender", "age"), "", "threats")
        for i in range(draw(st.integers(1, 4)))
    ]
    perpetrators = [(f"P{i}", *answers("sex")) for i in range(draw(st.integers(1, 4)))]
    pair = st.tuples(
        st.sampled_from([row[0] for row in victims]),
        st.sampled_from([row[0] for row in perpetrators]),
    )
    pairs = draw(st.lists(pair, min_size=1, unique=True, max_size=6))
    return frames(victims, perpetrators, [(*pair, *answers("roles", "paid")) for pair in pairs])


@settings(max_examples=25 if ALL else 10)
@given(networks())
def test_the_three_forms_are_one(tables: dict[str, pl.DataFrame]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = read(write_folder(folder / "csv", tables))
        for kind in ("parquet", "xlsx"):
            other = read(write_folder(folder / kind, tables, kind))
            assert other.described is None
            for field, frame in expected.frames.items():
                assert other.frames[field].equals(frame)
        book = read(write_xlsx(folder / "all.xlsx", tables))
        assert all(book.frames[field].equals(one) for field, one in expected.frames.items())
        pairs_of(tables).write_csv(folder / "pairs.csv")
        write_xlsx(folder / "pairs.xlsx", {"any name": pairs_of(tables)})
        for file in ("pairs.csv", "pairs.xlsx"):
            for one, other in zip(
                sorted_by_key(expected), sorted_by_key(read(folder / file)), strict=True
            ):
                assert one.equals(other)


PAIRS = "victim,perpetrator,home,gender,age,majority,control,sex,roles,paid\n"


def test_what_one_victim_told_of_a_perpetrator_reaches_no_other_victim(tmp_path: Path) -> None:
    """Only the perpetrator's own row joins what several victims told."""
    rows = "V1,P1,,,,,,Male,broker,\nV2,P1,,,,,,,exploiter,\nV1,P2,,,,,,,,\n"
    (tmp_path / "pairs.csv").write_text(PAIRS + rows)
    tables, network = read(tmp_path / "pairs.csv"), network_of(CODEBOOK)
    assert tables.perpetrators.rows() == [("p1", "Male"), ("p2", "")]
    assert victim_rows(tables, network)["sex"].to_list() == ["Male", ""]
    assert links_with_perpetrators(tables, network).collect()["sex"].to_list() == ["Male", "", ""]
    of_v2 = replace(tables, links=tables.links.filter(pl.col("victim") == "v2"))
    assert perpetrator_rows(tables, network)["sex"].to_list() == ["Male", ""]
    assert perpetrator_rows(of_v2, network)["sex"].to_list() == [""]


def test_a_row_that_names_no_victim_says_what_is_known_of_the_perpetrator(tmp_path: Path) -> None:
    """It belongs to the perpetrator alone, as a row of a table of perpetrators does."""
    rows = "V1,P1,,,,,,,broker,\nV2,P1,,,,,,,,\n,P1,,,,,,Male,,\n"
    (tmp_path / "pairs.csv").write_text(PAIRS + rows)
    tables, network = read(tmp_path / "pairs.csv"), network_of(CODEBOOK)
    assert victim_rows(tables, network)["sex"].to_list() == ["Male", "Male"]


def test_numbers_are_keys_in_every_form(tmp_path: Path) -> None:
    """A spreadsheet and Parquet hold numbers: 7 and 7.0 are one key in all of them."""
    tables = frames([("7", "", "", "", "", "")], [("9", "")], [("7", "9", "", "")])
    numbers = {
        name: frame.with_columns(pl.col("^(victim|perpetrator)$").cast(pl.Float64))
        for name, frame in tables.items()
    }
    expected = read(write_folder(tmp_path / "texts", tables))
    for path in (
        write_folder(tmp_path / "numbers", numbers, "parquet"),
        write_xlsx(tmp_path / "numbers.xlsx", numbers),
    ):
        assert read(path).links.equals(expected.links)


@settings(max_examples=40)
@given(st.lists(st.integers(-1, 5), min_size=6, max_size=6))
def test_households_are_the_largest_they_are_part_of(parents: list[int]) -> None:
    """Against walking up by hand; a circle is found where and only where there is one."""
    rows = [(f"H{i}", "" if parent < 0 else f"H{parent}") for i, parent in enumerate(parents)]
    victims = [(f"V{i}", f"H{i}" if i < 6 else "", *[""] * 4) for i in range(7)]
    tables = frames(victims, [("P1", "")], [("V1", "P1", "", "")])
    tables["households"] = pl.DataFrame(rows, ["home", "part_of"], orient="row")

    def ancestors(i: int) -> list[int]:
        way = [i]
        while parents[way[-1]] >= 0 and len(way) < 9:
            way.append(parents[way[-1]])
        return way

    with tempfile.TemporaryDirectory() as name:
        cases = open_network(write_folder(Path(name), tables), CODEBOOK)
        circular = [i for i in range(6) if i in ancestors(i)[1:]]
        if circular:
            with pytest.raises(InputError) as error:
                cases.tables()
            assert [problem.row for problem in error.value.problems] == [2 + i for i in circular]
        else:
            homes = cases.tables().victims["home"].to_list()
            assert homes == [*(f"h{ancestors(i)[-1]}" for i in range(6)), ""]


def test_without_a_table_households_are_as_they_stand(tmp_path: Path) -> None:
    assert read(write_folder(tmp_path, GOOD)).victims["home"].to_list() == ["h1", "", "h1"]


def test_a_legal_key_without_a_row_is_somebody_of_whom_nothing_is_recorded(tmp_path: Path) -> None:
    links: Rows = [*LINKS, ("V1", "P8", "", ""), ("V9", "P8", "broker", "")]
    path = write_folder(tmp_path, frames(VICTIMS, PERPETRATORS, links))
    tables = open_network(path, with_references(dangling=True)).tables()
    assert tables.victims.rows()[3:] == [("v9", "", "", "", "", "")]
    assert tables.perpetrators.rows()[3:] == [("p8", "")]
    assert tables.links.height == 5
    with pytest.raises(InputError, match="dangling-key"):
        read(path)


def test_files_elsewhere_and_columns_left_out(tmp_path: Path) -> None:
    tables = GOOD | {"links": GOOD["links"].with_columns(note=pl.lit("x"))}
    folder = write_folder(tmp_path / "folder", tables)
    elsewhere = folder.rename(tmp_path / "elsewhere")
    folder.mkdir()
    paths = {name: elsewhere / f"{name}.csv" for name in tables}
    with pytest.raises(InputError, match="unknown-column"):
        open_network(folder, CODEBOOK, table_paths=paths)
    found = open_network(folder, CODEBOOK, ["note"], paths).tables()
    assert found.links.equals(read(write_folder(tmp_path / "good", GOOD)).links)


def test_names_in_capitals_and_other_files(tmp_path: Path) -> None:
    write_folder(tmp_path, GOOD)
    (tmp_path / "victims.csv").rename(tmp_path / "Victims.CSV")
    (tmp_path / "notes.csv").write_text("nothing")
    (tmp_path / "links.md").write_text("nothing")
    assert check_network(tmp_path, CODEBOOK).ok


FORMS: dict[str, Callable[[dict[str, pl.DataFrame]], Path]] = {
    "folder": lambda tables: write_folder(Path("folder"), tables),
    "workbook": lambda tables: write_xlsx(Path("all.xlsx"), tables),
    "pairs": lambda tables: write_xlsx(Path("pairs.xlsx"), {"pairs": pairs_of(tables)}),
}


@pytest.mark.parametrize("name", FORMS)
def test_nothing_that_is_shown_says_how_many(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    victims = [(f"V{i}", *[""] * 5) for i in range(777)]
    pairs = [(f"V{i}", f"P{i}", "", "") for i in range(777)]
    tables = frames(victims, [(f"P{i}", "") for i in range(777)], pairs)
    path = FORMS[name](tables)
    cases, report = open_network(path, CODEBOOK), check_network(path, CODEBOOK)
    assert report.tables == {"victims": 777, "perpetrators": 777, "links": 777}
    assert report.people == 777
    for shown in (cases, cases.tables(), report, cases._parts):
        assert "777" not in re.sub("0x[0-9a-f]+", "", repr(shown))  # an address in memory


def test_a_changed_file_is_an_error(tmp_path: Path) -> None:
    cases = open_network(write_folder(tmp_path, GOOD), CODEBOOK)
    cases.tables()
    with (tmp_path / "links.csv").open("a") as stream:
        stream.write("V 2,P1,,\n")
    for look in (cases.check_unchanged, cases.tables):
        with pytest.raises(InputError, match="file-changed"):
            look()
    (tmp_path / "links.csv").unlink()
    with pytest.raises(InputError, match="file-changed"):
        cases.tables()


def test_a_file_that_grows_while_it_is_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = open_network(write_folder(tmp_path, GOOD), CODEBOOK)
    earlier = opening.read_checked

    def grown(*arguments: object) -> object:
        result = earlier(*arguments)  # type: ignore[arg-type]
        os.utime(tmp_path / "victims.csv", ns=(1, 1))
        return result

    monkeypatch.setattr(opening, "read_checked", grown)
    with pytest.raises(InputError, match="file-changed"):
        cases.tables()


def test_the_number_of_rows_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "stamp", lambda path: ())
    cases = open_network(write_folder(tmp_path, GOOD), CODEBOOK)
    cases.tables()
    write_folder(tmp_path, GOOD | {"links": GOOD["links"][:2]})
    with pytest.raises(InputError, match="file-changed"):
        cases.tables()


def test_the_built_in_network_is_read_fast(tmp_path: Path) -> None:
    """A hundred thousand victims and a quarter of a million links: far from a loop over rows."""
    book = load_codebook("lanterne-network")
    network, generator = network_of(book), np.random.default_rng(7)
    victims = pl.DataFrame({"victim": range(100_000)}).with_columns(
        household=pl.col("victim") // 3, **{name: pl.lit("") for name in network.victims.names}
    )
    perpetrators = pl.DataFrame({"perpetrator": range(200_000)}).with_columns(
        pl.lit("").alias(name) for name in network.perpetrators.names
    )
    links = pl.DataFrame(
        {
            "victim": generator.integers(0, 100_000, 250_000),
            "perpetrator": generator.integers(0, 200_000, 250_000),
        }
    ).unique()
    links = links.with_columns(pl.lit("").alias(name) for name in network.links.names)
    tables = {"victims": victims, "perpetrators": perpetrators, "links": links}
    start = time.process_time()
    read = open_network(write_folder(tmp_path, tables), book).tables()
    assert read.links.height == links.height
    assert time.process_time() - start < 15
