"""Releases of linked tables: what is written, what is found wrong, what comes back."""

import csv
import json
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from example_release import MOMENT, a_codebook, a_table, counts_of, in_languages, reseal
from network_release_example import (
    a_network,
    a_network_codebook,
    a_statement_to_two_units,
    condensed_by_hand,
    network_of,
    some_tables,
)

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import victim_rows
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, UsageError
from lanterne.privacy import Protected
from lanterne.release import check_condensed, load_release, verify_release, write_release
from lanterne.release.folder import files_below
from lanterne.release.layout import release_layout
from lanterne.release.surrogate_keys import fresh_keys
from lanterne.synthesis.network.result import ProtectedNetwork


@pytest.fixture(scope="module")
def network() -> ProtectedNetwork:
    return a_network()


@pytest.fixture(scope="module")
def written(network: ProtectedNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("network") / "release"
    return write_release(Protected(network), out, created=MOMENT, condensed=True)


@pytest.fixture
def released(written: Path, tmp_path: Path) -> Path:
    """A release with the condensed file, to be tampered with."""
    return Path(shutil.copytree(written, tmp_path / "release"))


def rules(folder: Path) -> set[str]:
    return {problem.rule for problem in verify_release(folder).problems}


def edit(folder: Path, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change a table in both of its files, and the numbers of rows, as a forger would."""
    stem = folder / "data" / name
    rows = change(pl.read_parquet(f"{stem}.parquet"))
    rows.write_parquet(f"{stem}.parquet")
    rows.write_csv(f"{stem}.csv")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["synthetic_rows"][name] = rows.height
    (folder / "manifest.json").write_text(json.dumps(manifest))
    reseal(folder)


def test_the_folder_holds_everything_and_verifies(released: Path) -> None:
    assert list(files_below(released)) == [
        "CITATION.cff",
        "PRIVACY.md",
        "PROMISE.html",
        "README.md",
        "SHA256SUMS",
        "aggregates/perpetrators.csv",
        "aggregates/victims.csv",
        "codebook/codebook.ar.html",
        "codebook/codebook.en.html",
        "codebook/codebook.es.html",
        "codebook/codebook.fr.html",
        "codebook/codebook.json",
        "codebook/condensed.ar.html",
        "codebook/condensed.en.html",
        "codebook/condensed.es.html",
        "codebook/condensed.fr.html",
        "codebook/condensed.json",
        "data/condensed.csv",
        "data/condensed.parquet",
        "data/links.csv",
        "data/links.parquet",
        "data/perpetrators.csv",
        "data/perpetrators.parquet",
        "data/victims.csv",
        "data/victims.parquet",
        "datapackage.json",
        "manifest.json",
        "privacy.json",
    ]
    assert verify_release(released).problems == ()


def test_loading_gives_back_what_was_protected(network: ProtectedNetwork, released: Path) -> None:
    loaded = load_release(released)
    assert loaded.codebook == network.codebook
    assert loaded.statement == network.statement
    assert loaded.tables is not None
    assert loaded.tables.victims.equals(network.tables.victims)
    assert loaded.tables.perpetrators.equals(network.tables.perpetrators)
    assert loaded.tables.links.equals(network.tables.links)
    for name, counts in network.aggregates.items():
        rounded = counts.with_columns(pl.col(pl.Float64).round(2), pl.col("length").cast(int))
        assert loaded.counts[name].equals(rounded)
    for refused in ("data", "aggregates"):
        with pytest.raises(UsageError, match="several tables"):
            getattr(loaded, refused)


def test_one_table_has_neither_tables_nor_a_condensed_file(release: Path) -> None:
    loaded = load_release(release)
    assert loaded.tables is None
    assert loaded.condensed is None
    assert loaded.data.equals(loaded.rows["victims"])
    assert loaded.aggregates.equals(loaded.counts["aggregates"])
    assert loaded.manifest["format"] == 1


def test_the_condensed_file_is_what_reading_the_tables_gives(
    network: ProtectedNetwork, released: Path
) -> None:
    with (released / "data/condensed.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = condensed_by_hand(network)
    assert list(rows[0]) == list(expected[0])
    assert len(rows[0]) == 16
    assert sorted(tuple(row.values()) for row in rows) == sorted(
        tuple(row.values()) for row in expected
    )
    loaded = load_release(released).condensed
    assert loaded is not None
    assert loaded.to_dicts() == rows


def test_without_the_condensed_file_nothing_of_it_is_there(
    network: ProtectedNetwork, tmp_path: Path
) -> None:
    out = write_release(Protected(network), tmp_path / "out")
    assert not [path for path in files_below(out) if "condensed" in path]
    assert "condensed" not in (out / "README.md").read_text()
    assert load_release(out).condensed is None
    assert verify_release(out).problems == ()


def test_the_order_of_the_rows_changes_no_byte(network: ProtectedNetwork, tmp_path: Path) -> None:
    tables = network.tables
    mixed = NetworkTables(
        *(
            table.sample(fraction=1.0, shuffle=True, seed=5)
            for table in (tables.victims, tables.perpetrators, tables.links)
        )
    )
    categories = NetworkTables(
        *(
            table.with_columns(pl.all().cast(pl.Enum(sorted(set().union(*table)))))
            for table in (tables.victims, tables.perpetrators, tables.links)
        )
    )
    one, two, three = (
        write_release(
            Protected(replace(network, tables=given)),
            tmp_path / str(place),
            created=MOMENT,
            condensed=True,
        )
        for place, given in enumerate((tables, mixed, categories))
    )
    for path in files_below(one):
        assert (one / path).read_bytes() == (two / path).read_bytes(), path
        assert (one / path).read_bytes() == (three / path).read_bytes(), path


def first(column: str, text: str) -> pl.Expr:
    here = pl.int_range(pl.len()) == 0
    return pl.when(here).then(pl.lit(text)).otherwise(column).alias(column)


def second_as_first(column: str) -> pl.Expr:
    here = pl.int_range(pl.len()) == 1
    return pl.when(here).then(pl.col(column).first()).otherwise(column).alias(column)


def without_links_of(links: pl.DataFrame, row: int) -> pl.DataFrame:
    return links.filter(pl.col("perpetrator") != links["perpetrator"][row])


TAMPERED = {
    "key-orphan": ("links", lambda links: links.with_columns(first("perpetrator", "P999999"))),
    "key-orphan, victim": ("links", lambda links: links.with_columns(first("victim", "V999999"))),
    "key-orphan, other spelling": (
        "links",
        lambda links: links.with_columns(first("victim", "V0000001")),
    ),
    "key-twice": ("victims", lambda rows: rows.with_columns(second_as_first("victim"))),
    "key-twice, row": ("perpetrators", lambda rows: pl.concat([rows.head(1), rows])),
    "key-form": ("victims", lambda rows: rows.with_columns(first("victim", "Maria"))),
    "key-form, missing": ("victims", lambda rows: rows.filter(pl.col("victim") != "V000002")),
    "key-order": ("victims", lambda rows: rows.reverse()),
    "key-order, links": ("links", lambda links: links.reverse()),
    "link-twice": ("links", lambda links: pl.concat([links.head(1), links])),
    "link-missing": ("links", lambda links: without_links_of(links, 0)),
    "header": ("links", lambda links: links.drop("IP_Roles")),
    "header, household": ("victims", lambda rows: rows.with_columns(household=pl.lit("h"))),
    "value-not-listed": ("links", lambda links: links.with_columns(first("IP_Roles", "Maria"))),
    "dependency-broken": (
        "victims",
        lambda rows: rows.with_columns(
            UN_COO_Region=pl.when(pl.col("citizenship").is_not_null())
            .then(pl.lit("Europe"))
            .otherwise("UN_COO_Region")
        ),
    ),
    "count-synthetic": ("victims", lambda rows: rows.with_columns(gender=pl.lit("Male"))),
    "count-synthetic, links": (
        "links",
        lambda links: links.with_columns(IP_Relation=pl.lit("StrangerUnknownOther")),
    ),
    "condensed": (
        "condensed",
        lambda rows: rows.with_columns(gender=pl.col("gender").reverse()),
    ),
    "condensed, row": ("condensed", lambda rows: rows.head(-1)),
    "header, condensed": ("condensed", lambda rows: rows.select(reversed(rows.columns))),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_a_changed_table_is_found_though_the_sums_agree(released: Path, case: str) -> None:
    name, change = TAMPERED[case]
    rule, _, _ = case.partition(",")
    edit(released, name, change)
    problems = verify_release(released).problems
    assert rule in {problem.rule for problem in problems}
    assert all("Maria" not in str(problem) for problem in problems)


def test_moving_a_link_to_another_victim_is_found_by_the_counts(released: Path) -> None:
    """All keys join and each pair stands once: only the counts and the condensed file tell."""

    def move(links: pl.DataFrame) -> pl.DataFrame:
        single = links["victim"].value_counts().filter(count=1)["victim"].sort()
        last = links["victim"].max()
        assert single[0] != last
        moved = pl.when(pl.col("victim") == single[0]).then(pl.lit(last)).otherwise("victim")
        return links.with_columns(moved.alias("victim")).sort("victim", "perpetrator")

    edit(released, "links", move)
    assert rules(released) == {"count-synthetic", "condensed"}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("victims", "gender"),
        ("victims", "perpetrators"),
        ("victims", "IP_Roles"),
        ("perpetrators", "IP_Gender"),
        ("perpetrators", "victims"),
        ("perpetrators", "same_gender"),
    ],
)
def test_a_wrong_synthetic_count_is_found(released: Path, name: str, column: str) -> None:
    path = f"aggregates/{name}.csv"
    counts = pl.read_csv(released / path, infer_schema=False)
    here = (pl.col("length") == "1") & (pl.col("column_1") == column)
    wrong = pl.when(here & here.cum_sum().eq(1)).then(pl.lit("9999")).otherwise("synthetic")
    counts.with_columns(synthetic=wrong).write_csv(released / path)
    reseal(released)
    (problem,) = verify_release(released).problems
    assert (problem.rule, problem.file) == ("count-synthetic", path)


@pytest.mark.parametrize(("bounds", "column"), [((2, 99), "victim"), ((99, 2), "perpetrator")])
def test_more_links_than_the_codebook_allows_are_found(
    released: Path, bounds: tuple[int, int], column: str
) -> None:
    path = released / "codebook/codebook.json"
    codebook = json.loads(path.read_text())
    (links,) = (table for table in codebook["tables"] if table["name"] == "links")
    for reference, at_most in zip(links["references"], bounds, strict=True):
        reference["at_most"] = at_most
        reference["counted"] = min(at_most, reference["counted"])
    path.write_text(json.dumps(codebook))
    reseal(released)
    found = [p for p in verify_release(released).problems if not p.rule.startswith("count")]
    assert [(p.rule, p.column) for p in found] == [("link-bound", column)]


@pytest.mark.parametrize("path", ["data/more.csv", "aggregates/aggregates.csv", "data/a/b"])
def test_data_without_a_place_is_found_though_the_sums_agree(released: Path, path: str) -> None:
    (released / path).parent.mkdir(exist_ok=True)
    (released / path).write_text("victim\nMaria\n")
    reseal(released)
    (problem,) = verify_release(released).problems
    assert (problem.rule, problem.file) == ("file-extra", path)


def test_a_condensed_file_without_its_codebook_is_found(released: Path) -> None:
    (released / "codebook/condensed.json").unlink()
    reseal(released)
    assert rules(released) == {"file-extra", "manifest"}


def test_the_codebook_of_the_condensed_file_must_be_the_one_that_is_named(released: Path) -> None:
    path = released / "codebook/condensed.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"name": "another"}))
    reseal(released)
    assert rules(released) == {"codebook"}


@pytest.mark.parametrize(
    "change",
    [
        {"synthetic_rows": {"victims": 40}},
        {"published_counts": 7},
        {"published_counts": {"victims": 7}},
        {"format": 1},
        {"codebook": {"name": "other", "version": "1.0"}},
    ],
)
def test_a_manifest_that_says_something_else_is_found(
    released: Path, change: dict[str, object]
) -> None:
    path = released / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    reseal(released)
    assert rules(released) == {"manifest"}


@pytest.mark.parametrize("name", ["victims.csv", "links.parquet", "condensed.csv"])
def test_a_table_that_cannot_be_read_is_found(released: Path, name: str) -> None:
    (released / "data" / name).write_bytes(b'\x00\xff\xfe,\n\n"' * 9)
    reseal(released)
    assert rules(released) & {"unreadable", "header"}


@pytest.mark.parametrize("name", ["victims", "perpetrators"])
def test_counts_that_cannot_be_read_are_found(released: Path, name: str) -> None:
    (released / f"aggregates/{name}.csv").write_bytes(b"length\nx\n")
    reseal(released)
    (problem,) = verify_release(released).problems
    assert (problem.rule, problem.file) == ("unreadable", f"aggregates/{name}.csv")


def lone(tables: NetworkTables) -> NetworkTables:
    extra = tables.perpetrators.tail(1).with_columns(
        perpetrator=pl.format("P{}", pl.lit(f"{tables.perpetrators.height + 1:06}"))
    )
    return replace(tables, perpetrators=pl.concat([tables.perpetrators, extra]))


def case_keys(tables: NetworkTables) -> NetworkTables:
    """Keys as somebody might have typed them."""
    typed = ("case-" + pl.col("victim")).alias("victim")
    return replace(
        tables,
        victims=tables.victims.with_columns(typed),
        links=tables.links.with_columns(typed),
    )


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("key-form", case_keys),
        ("key-form", lambda t: replace(t, victims=t.victims.tail(-1))),
        ("key-orphan", lambda t: replace(t, links=t.links.with_columns(first("victim", "V9")))),
        ("link-twice", lambda t: replace(t, links=pl.concat([t.links, t.links.head(1)]))),
        ("link-missing", lone),
        ("count-synthetic", lambda t: replace(t, links=t.links.with_columns(IP_Roles=pl.lit("")))),
    ],
)
def test_tables_that_do_not_hang_together_are_not_written(
    network: ProtectedNetwork,
    tmp_path: Path,
    rule: str,
    change: Callable[[NetworkTables], NetworkTables],
) -> None:
    wrong = replace(network, tables=change(network.tables))
    with pytest.raises(InputError) as caught:
        write_release(Protected(wrong), tmp_path / "out", condensed=True)
    assert rule in {problem.rule for problem in caught.value.problems}
    assert "case-" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_households_are_never_released(network: ProtectedNetwork, tmp_path: Path) -> None:
    """A column of households that came through by mistake stays out."""
    tables = network.tables
    column = network_of(network.codebook).victims.household
    assert column is not None
    lived = tables.victims.with_columns(pl.lit("house 7").alias(column.column))
    out = write_release(
        Protected(replace(network, tables=replace(tables, victims=lived))), tmp_path / "out"
    )
    assert all(b"house 7" not in (out / path).read_bytes() for path in files_below(out))
    assert not [path for path in files_below(out) if "household" in path]


def test_what_cannot_be_condensed_is_refused_before_anything_is_spent(tmp_path: Path) -> None:
    codebook = a_network_codebook()
    check_condensed(codebook)
    assert codebook.condensed is not None
    fewer = replace(codebook.condensed, columns=codebook.condensed.columns[1:])
    for wrong in (
        a_codebook(),
        replace(codebook, condensed=None),
        replace(codebook, condensed=fewer),
        replace(codebook, condensed=replace(codebook.condensed, codebook="nowhere")),
    ):
        with pytest.raises(UsageError):
            check_condensed(wrong)
    with pytest.raises(UsageError, match="does not say how its tables are condensed"):
        write_release(Protected(a_table()), tmp_path / "out", condensed=True)
    assert list(tmp_path.iterdir()) == []


def test_the_data_package_says_how_the_tables_join(released: Path) -> None:
    package = json.loads((released / "datapackage.json").read_text())
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert len(resources) == len(package["resources"]) == 10
    links = resources["links"]["schema"]
    assert links["primaryKey"] == ["victim", "perpetrator"]
    assert resources["victims"]["schema"]["primaryKey"] == ["victim"]
    assert "primaryKey" not in resources["condensed"]["schema"]
    for name in ("links", "links-parquet"):
        for key in resources[name]["schema"]["foreignKeys"]:
            referred = resources[key["reference"]["resource"]]
            assert referred["format"] == resources[name]["format"]
            assert referred["schema"]["primaryKey"] == key["reference"]["fields"]
    for resource in package["resources"]:
        if resource["format"] == "csv":
            header = (released / resource["path"]).read_text().split("\n", 1)[0]
            assert [f["name"] for f in resource["schema"]["fields"]] == header.split(",")


def test_the_read_me_says_the_same_in_every_language(released: Path) -> None:
    text = (released / "README.md").read_text()
    assert "$" not in text
    parts = in_languages(text)
    assert tuple(parts) == ("en", "fr", "es", "ar")
    for tag, part in parts.items():
        for said in (
            "data/links.csv",
            "aggregates/perpetrators.csv",
            "`citizenship`",
            "gvpsd-2022",
            f"codebook/condensed.{tag}.html",
            "`data/victims.csv`",
            "`aggregates/victims.csv`",
        ):
            assert said in part
        assert "40" in part
        for mark in ("\n## ", "\n- ", "\n| "):
            assert part.count(mark) == parts["en"].count(mark)
    assert "is lost" in parts["en"]
    assert "Ce fichier perd donc" in parts["fr"]
    assert "Se pierde, por tanto" in parts["es"]
    assert "ولذلك يضيع ما يلي" in parts["ar"]


def test_the_manifest_says_which_format_and_how_many(
    network: ProtectedNetwork, released: Path
) -> None:
    manifest = json.loads((released / "manifest.json").read_text())
    assert manifest["format"] == 2
    assert manifest["synthetic_rows"] == {
        "victims": 40,
        "perpetrators": network.tables.perpetrators.height,
        "links": network.tables.links.height,
        "condensed": 40,
    }
    assert manifest["published_counts"] == {
        name: counts.height for name, counts in network.aggregates.items()
    }


def test_promises_to_several_kinds_of_people_are_told(
    network: ProtectedNetwork, tmp_path: Path
) -> None:
    statement = a_statement_to_two_units()
    out = write_release(Protected(replace(network, statement=statement)), tmp_path / "out")
    assert verify_release(out).problems == ()
    (also,) = statement.also
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["privacy"]["also"] == [
        {"unit": "perpetrator", "epsilon": also.epsilon, "delta": also.delta}
    ]
    read_me = " ".join((out / "README.md").read_text().split())
    for said in (
        "perpetrator, with all their links",
        "auteur présumé, avec tous ses liens",
        "presunto autor de la trata, con todos sus vínculos",
        "الجاني بكل روابطه",
    ):
        assert said in read_me
    manifest["privacy"]["also"][0]["epsilon"] = 0.5
    (out / "manifest.json").write_text(json.dumps(manifest))
    reseal(out)
    assert rules(out) == {"privacy"}


def test_the_guide_reads_linked_tables_as_they_are(
    network: ProtectedNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = Path(__file__).parents[2] / "docs/guides/read-a-release.md"
    _, _, section = guide.read_text("utf-8").partition("\n## Linked tables\n")
    section, _, _ = section.partition("\n## ")
    blocks = re.findall(r"^```python\n(.*?)^```$", section, re.M | re.S)
    assert len(blocks) > 1
    write_release(Protected(network), tmp_path / "linked", condensed=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "read-a-release.md", "exec"), names)


def test_writing_and_verifying_take_time_by_the_row(tmp_path: Path) -> None:
    """4,000 victims with 8,000 links in well under a second of CPU time; the bound is generous."""
    many = a_network(4000, longest=1)
    before = time.process_time()
    out = write_release(Protected(many), tmp_path / "out", condensed=True)
    assert verify_release(out).problems == ()
    assert time.process_time() - before < 2.0


def counts_of_nobody(codebook: Codebook) -> dict[str, pl.DataFrame]:
    return {file.name: counts_of([], counted=file) for file in release_layout(codebook).counts}


def test_a_network_of_nobody_is_a_release(tmp_path: Path) -> None:
    nobody = a_network()
    empty = replace(
        nobody,
        tables=some_tables(nobody.codebook, 0),
        aggregates=counts_of_nobody(nobody.codebook),
    )
    out = write_release(Protected(empty), tmp_path / "out", condensed=True)
    assert verify_release(out).problems == ()
    assert load_release(out).rows["links"].is_empty()


def test_victims_without_any_link_are_a_release(tmp_path: Path) -> None:
    some = a_network(longest=1)
    tables = some.tables
    alone = replace(tables, perpetrators=tables.perpetrators.clear(), links=tables.links.clear())
    network = some.codebook.network
    assert network is not None
    victims, _ = release_layout(some.codebook).counts
    rows = victim_rows(alone, network).to_dicts()
    counts = counts_of_nobody(some.codebook) | {"victims": counts_of(rows, 1, victims)}
    out = write_release(
        Protected(replace(some, tables=alone, aggregates=counts)), tmp_path / "out", condensed=True
    )
    assert verify_release(out).problems == ()


@pytest.mark.parametrize(
    ("keys", "allowed"),
    [
        (["V1", "V2", "V3"], ["V1", "V2", "V3"]),
        (["P03", "P01", "P02"], ["P01", "P02", "P03"]),
        ([f"V{n}" for n in range(1, 12)], [f"V{n}" for n in range(1, 12)]),
        ([], []),
    ],
)
def test_the_keys_that_may_be_are_the_numbers_of_the_rows(
    keys: list[str], allowed: list[str]
) -> None:
    column = pl.LazyFrame({"key": keys}, schema={"key": pl.String})
    assert fresh_keys(column).categories.to_list() == allowed


@pytest.mark.parametrize("keys", [["Maria", "José"], ["V2", "V3"], ["", "V1"], ["é01", "é02"]])
def test_keys_that_somebody_typed_are_not_among_those_that_may_be(keys: list[str]) -> None:
    assert not set(keys) <= set(fresh_keys(pl.LazyFrame({"key": keys})).categories)


def test_a_release_never_has_a_place_for_households() -> None:
    layout = release_layout(a_network_codebook())
    assert [file.name for file in layout.data] == ["victims", "perpetrators", "links"]
    assert layout.data[0].header[:2] == ("victim", "yearRegister")
