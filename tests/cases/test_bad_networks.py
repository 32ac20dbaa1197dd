"""Every bad network is a clear error that names the place and repeats no cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from example_network import (
    CODEBOOK,
    HOUSEHOLDS,
    LINKS,
    PERPETRATORS,
    VICTIMS,
    with_references,
)

from lanterne.cases.network import check_network, open_network
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Problem, UsageError
from workbooks import write_xlsx

SECRET = "Qwertia"
"""Stands for what nobody may read in a message."""

V = "victim,home,gender,age,majority,control\n"
P = "perpetrator,sex\n"
L = "victim,perpetrator,roles,paid\n"
H = "home,part_of\n"
GOOD = {
    "victims": f"{V}V1,H1,Female,18+,,debt\nV2,H1,Male,0--17,,\nV3,,,,,\n",
    "perpetrators": f"{P}P1,Male\nP2,Female\nP3,\n",
    "links": f"{L}V1,P1,broker;exploiter,Yes\nV1,P2,,\nV2,P1,recruiter,No\n",
    "households": f"{H}H1,H2\nH2,\n",
}
PAIRS = "victim,perpetrator,home,gender,age,majority,control,sex,roles,paid\n"

Place = tuple[str, str, int | None, str | None]
"""Rule, name of the file, row, column."""


def write(folder: Path, **changes: str | None) -> Path:
    for name, text in (GOOD | changes).items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def problems(path: Path, codebook: Codebook = CODEBOOK) -> list[Problem]:
    """What is found; reading in earnest raises problems among them, and nothing else."""
    report = check_network(path, codebook)
    assert SECRET.casefold() not in str(report).casefold()
    if report.ok:
        open_network(path, codebook).tables()
    else:
        with pytest.raises(InputError) as error:
            open_network(path, codebook).tables()
        assert set(error.value.problems) <= set(report.problems)
    return list(report.problems)


def places(found: list[Problem]) -> list[Place]:
    return [
        (problem.rule, Path(problem.file or "").stem, problem.row, problem.column)
        for problem in found
    ]


many = "".join(f"V1,P{i},,\n" for i in range(10_000))
everyone = "".join(f"V{i},P1,,\n" for i in range(1, 9))

FOLDERS: dict[str, tuple[dict[str, str | None], list[Place]]] = {
    "good": ({}, []),
    "no households": ({"households": None}, []),
    "blank key": (
        {"victims": GOOD["victims"] + " ,,Female,,,\n"},
        [("blank-key", "victims", 5, "victim")],
    ),
    "blank rows name nobody": ({"victims": GOOD["victims"] + " ,,,,,\n" * 500}, []),
    "blank key of a perpetrator": (
        {"perpetrators": GOOD["perpetrators"] + ",Male\n"},
        [("blank-key", "perpetrators", 5, "perpetrator")],
    ),
    "doubled key": (
        {"victims": GOOD["victims"] + "v1,,,,,\n"},
        [("doubled-key", "victims", 5, "victim")],
    ),
    "doubled key of a household": (
        {"households": GOOD["households"] + "h2,\n"},
        [("doubled-key", "households", 4, "home")],
    ),
    "keys alike in one file": (
        {"victims": GOOD["victims"] + "7,,,,,\n07,,,,,\n"},
        [("ids-alike", "victims", 5, "victim")],
    ),
    "key of another type": (
        {"victims": GOOD["victims"] + "7,,,,,\n", "links": GOOD["links"] + "7.0,P1,,\n07,P2,,\n"},
        [("keys-alike", "links", 5, "victim"), ("keys-alike", "links", 6, "victim")],
    ),
    "dangling keys": (
        {"links": f"{GOOD['links']}{SECRET},P1,,\nV3,{SECRET},,\n"},
        [("dangling-key", "links", 5, "victim"), ("dangling-key", "links", 6, "perpetrator")],
    ),
    "link without a victim": (
        {"links": GOOD["links"] + ",P3,,\n"},
        [("blank-key", "links", 5, "victim")],
    ),
    "link without a perpetrator": (
        {"links": GOOD["links"] + "V3,\u200b,,\n"},
        [("blank-key", "links", 5, "perpetrator")],
    ),
    "links without victims": (
        {"links": L + ",P1,,\n,P2,,\n"},
        [("blank-key", "links", 2, "victim"), ("blank-key", "links", 3, "victim")],
    ),
    "duplicate pairs": (
        {"links": GOOD["links"] + "v1,P1,,\nV3,P1,,\nV1 ,p1,broker,\n"},
        [
            ("duplicate-pair", "links", 5, "perpetrator"),
            ("duplicate-pair", "links", 7, "perpetrator"),
        ],
    ),
    "a victim with 10,000 links": (
        {
            "perpetrators": P + "".join(f"P{i},\n" for i in range(10_000)),
            "links": L + many,
        },
        [("too-many-references", "links", 2, "victim")],
    ),
    "a perpetrator linked to everyone": (
        {"victims": V + "".join(f"V{i},,,,,\n" for i in range(1, 9)), "links": L + everyone},
        [("too-many-references", "links", 2, "perpetrator")],
    ),
    "no links": ({"links": L}, [("no-rows", "links", None, None)]),
    "no victims": ({"victims": V}, [("no-rows", "victims", None, None)]),
    "an empty file": ({"victims": ""}, [("empty-file", "victims", None, None)]),
    "a missing file": ({"victims": None}, [("missing-table", "", None, None)]),
    "a misspelt optional file": (
        {"households": None, "household": GOOD["households"]},
        [("missing-table", "", None, None)],
    ),
    "a household without a row": (
        {"victims": f"{V}V1,{SECRET},,,,\nV2,H1,,,,\n"},
        [("dangling-key", "victims", 2, "home")],
    ),
    "a part of nothing": (
        {"households": f"{H}H1,{SECRET}\n"},
        [("dangling-key", "households", 2, "part_of")],
    ),
    "a household of another type": (
        {"victims": f"{V}V1,1.0,,,,\nV2,,,,,\n", "households": f"{H}1,\n"},
        [("keys-alike", "victims", 2, "home")],
    ),
    "a household that is its own part": (
        {"households": f"{H}H1,H1\nH2,\n"},
        [("household-circle", "households", 2, "part_of")],
    ),
    "households in a circle": (
        {"households": f"{H}H1,H2\nH2,H3\nH3,H4\nH4,H2\nH5,\n"},
        [("household-circle", "households", row, "part_of") for row in (3, 4, 5)],
    ),
    "a missing key column": (
        {"links": "victim,roles,paid\nV1,,\n"},
        [("missing-column", "links", None, "perpetrator")],
    ),
    "a misspelt column": (
        {"perpetrators": GOOD["perpetrators"].replace("sex", "sx")},
        [
            ("unknown-column", "perpetrators", None, "sx"),
            ("missing-column", "perpetrators", None, "sex"),
        ],
    ),
    "no header": (
        {"households": f"{SECRET},{SECRET}a\n"},
        [("no-header", "households", 1, None)],
    ),
    "a cell that is no answer": (
        {"links": f"{L}V1,P1,{SECRET},Yes\nV2,P1,,{SECRET}\n"},
        [("member-not-listed", "links", 2, "roles"), ("value-not-listed", "links", 3, "paid")],
    ),
    "a broken rule": (
        {"victims": f"{V}V1,,,0--17,,debt\nV2,,,,,\n"},
        [("rule:no-debt-of-minors", "victims", 2, None)],
    ),
    "a ragged row gives no other error": (
        {"victims": f"{V}V1,,,,\nV2,H1,,,,\n"},
        [("too-few-fields", "victims", 2, None)],
    ),
    "an unreadable file gives no other error": (
        {"perpetrators": P + 'P1,"Male\nP2,\n'},
        [("quotation-mark", "perpetrators", 2, None)],
    ),
    "all at once": (
        {
            "victims": GOOD["victims"] + f"V1,H1,{SECRET},,,\n",
            "perpetrators": P + "P1,Other\nP2,\n",
            "links": GOOD["links"] + "V9,P9,,\n",
            "households": f"{H}H1,H1\n",
        },
        [
            ("value-not-listed", "victims", 5, "gender"),
            ("doubled-key", "victims", 5, "victim"),
            ("value-not-listed", "perpetrators", 2, "sex"),
            ("dangling-key", "links", 5, "victim"),
            ("dangling-key", "links", 5, "perpetrator"),
            ("household-circle", "households", 2, "part_of"),
        ],
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_folders(name: str, tmp_path: Path) -> None:
    changes, expected = FOLDERS[name]
    found = places(problems(write(tmp_path, **changes)))
    assert [
        place if place[0] != "missing-table" else ("missing-table", "", *place[2:])
        for place in found
    ] == expected


PAIR_FILES: dict[str, tuple[str, list[tuple[str, int | None, str | None]]]] = {
    "good": ("V1,P1,,Female,,,,Male,,\nV1,P2,,Female,,,,,,Yes\nV2,,H1,,,,,,,\n", []),
    "contradicting victims": (
        "V1,P1,H1,Female,,,,,,\nV2,P1,,,,,,,,\nv1,P2,H2,Male,,,,,,\n",
        [("rows-differ", 4, "home"), ("rows-differ", 4, "gender")],
    ),
    "an answer of a victim on one of two rows": (
        "V1,P1,,,,,debt,Male,,\nV1,P2,,,,,,Male,,\n",
        [("rows-differ", 3, "control")],
    ),
    "no and another kind of no answer of a victim": (
        "V1,P1,,refused,,,,,,\nV1,P2,,99,,,,,,\n",
        [("rows-differ", 3, "gender")],
    ),
    "a perpetrator of whom one victim told": ("V1,P1,,,,,,Male,,\nV2,P1,,,,,,,,\n", []),
    "contradicting perpetrators": (
        "V1,P1,,,,,,Male,,\nV2,P1,,,,,,Female,,\n",
        [("subject-disagrees", 2, "sex")],
    ),
    "a pair twice": ("V1,P1,,,,,,,broker,\nV1,P1,,,,,,,,Yes\n", []),
    "a pair twice that disagrees": (
        "V1,P1,,,,,,,,No\nV1,P1,,,,,,,,Yes\n",
        [("subject-disagrees", 2, "paid")],
    ),
    "something of an unnamed perpetrator": (
        "V1,P1,,,,,,,,\nV1,,,,,,,Male,,\nV2,,,,,,,,,Yes\n",
        [("unnamed-person", 3, "perpetrator"), ("unnamed-person", 4, "perpetrator")],
    ),
    "something of an unnamed victim": (
        "V1,P1,,,,,,,,\n,P2,,Male,,,,,,\n,P1,,,,,,,broker,\n,P1,H1,,,,,,,\n",
        [("unnamed-person", row, "victim") for row in (3, 4, 5)],
    ),
    "nobody": ("V1,P1,,,,,,,,\n,,,,,,,,,\n", []),
    "keys alike": ("1,P1,,,,,,,,\n1.0,P2,,,,,,,,\n", [("ids-alike", 2, "victim")]),
    "no rows": ("", [("no-rows", None, None)]),
    "no link": ("V1,,,,,,,,,\nV2,,,,,,,,,\n", [("no-rows", None, None)]),
    "a broken rule": (
        "V1,P1,,,0--17,,debt,,,\nV1,P2,,,0--17,,debt,,,\n",
        [("rule:no-debt-of-minors", 2, None)],
    ),
}


@pytest.mark.parametrize("name", PAIR_FILES)
def test_files_of_pairs(name: str, tmp_path: Path) -> None:
    rows, expected = PAIR_FILES[name]
    (tmp_path / "pairs.csv").write_text(PAIRS + rows)
    found = problems(tmp_path / "pairs.csv")
    assert [(problem.rule, problem.row, problem.column) for problem in found] == expected


def test_contradictions_name_their_rows(tmp_path: Path) -> None:
    rows, _ = PAIR_FILES["contradicting victims"]
    (tmp_path / "pairs.csv").write_text(PAIRS + rows)
    found = problems(tmp_path / "pairs.csv")
    assert all("Rows 2, 4 of one victim" in str(each) for each in found)


def test_every_person_must_be_referred_to_where_the_codebook_says_so(tmp_path: Path) -> None:
    assert places(problems(write(tmp_path), with_references(every=True))) == [
        ("not-referred-to", "victims", 4, "victim"),
        ("not-referred-to", "perpetrators", 4, "perpetrator"),
    ]


def test_a_required_answer_forbids_keys_without_a_row(tmp_path: Path) -> None:
    """A key without a row stands for one in which nothing is recorded, which may be forbidden."""
    legal = with_references(dangling=True)
    people = replace(PERPETRATORS, columns=(replace(PERPETRATORS.columns[0], required=True),))
    strict = replace(legal, tables=(VICTIMS, people, *legal.tables[2:]))
    path = write(tmp_path, perpetrators=f"{P}P1,Male\n")
    assert problems(path, legal) == []
    assert places(problems(path, strict)) == [("required", "links", 3, "sex")]


def test_legal_keys_without_a_row_may_not_be_alike(tmp_path: Path) -> None:
    path = write(tmp_path, links=f"{L}V1,07,,\nV2,7,,\n")
    assert places(problems(path, with_references(dangling=True))) == [
        ("ids-alike", "links", 2, "perpetrator")
    ]


def test_a_household_may_be_known_by_its_parts_alone(tmp_path: Path) -> None:
    path = write(tmp_path, households=f"{H}H1,H9\n", victims=f"{V}V1,H9,,,,\nV2,H1,,,,\n")
    part_of = replace(HOUSEHOLDS.references[0], dangling=True)
    legal = replace(
        CODEBOOK, tables=(*CODEBOOK.tables[:3], replace(HOUSEHOLDS, references=(part_of,)))
    )
    assert problems(path, legal) == []
    assert open_network(path, legal).tables().victims["home"].to_list() == ["h9", "h9"]
    assert places(problems(path)) == [
        ("dangling-key", "victims", 2, "home"),
        ("dangling-key", "households", 2, "part_of"),
    ]


def test_two_files_of_one_table(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "Victims.tsv").write_text(GOOD["victims"].replace(",", "\t"))
    assert [problem.rule for problem in problems(tmp_path)] == ["several-files"]


def test_a_sheet_that_is_missing_or_wrong(tmp_path: Path) -> None:
    """The sheet is named; a sheet of another name is left alone unless it is nearly right."""
    sheets = {name: pl.read_csv(text.encode()) for name, text in GOOD.items()}
    sheets["links"] = sheets["links"].with_columns(paid=pl.lit(SECRET))
    sheets["household"] = sheets.pop("households")
    sheets["notes"] = pl.DataFrame({"anything": ["#"]})
    found = problems(write_xlsx(tmp_path / "all.xlsx", sheets))
    assert [problem.rule for problem in found] == ["missing-table", *["value-not-listed"] * 3]
    assert "nearly this name" in found[0].advises()
    assert found[1].place.say() == f"{tmp_path / 'all.xlsx'}, sheet links, row 2, column paid"


def test_the_error_of_a_formula_is_found_in_its_own_sheet(tmp_path: Path) -> None:
    sheets = {name: pl.read_csv(text.encode()) for name, text in GOOD.items()}
    sheets["notes"] = pl.DataFrame({"x": ["#N/A"]})
    assert problems(write_xlsx(tmp_path / "notes.xlsx", sheets)) == []
    sheets["links"] = sheets["links"].with_columns(paid=pl.Series(["Yes", "#N/A", None]))
    (problem,) = problems(write_xlsx(tmp_path / "links.xlsx", sheets))
    assert (problem.rule, problem.row) == ("formula-error", 3)
    assert (problem.file, problem.place.sheet) == (str(tmp_path / "links.xlsx"), "links")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert [each.rule for each in problems(tmp_path / "nothing")] == ["no-such-file"]


def test_one_file_of_several(tmp_path: Path) -> None:
    """The folder was meant; a misspelt column of pairs is another thing."""
    assert [each.rule for each in problems(write(tmp_path) / "victims.csv")] == [
        "one-table-of-several"
    ]
    (tmp_path / "pairs.csv").write_text(PAIRS.replace("perpetrator", "perpetrater"))
    assert {each.column for each in problems(tmp_path / "pairs.csv")} == {
        "perpetrater",
        "perpetrator",
    }


def test_a_systematic_error_is_counted(tmp_path: Path) -> None:
    report = check_network(write(tmp_path, links=L + many.replace("V1", "X")), CODEBOOK)
    assert len(report.problems) < 40
    assert report.more > 9_000


def test_other_paths_and_codebooks_are_wrong_calls(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no table people"):
        open_network(write(tmp_path), CODEBOOK, table_paths={"people": tmp_path})
    one_table = replace(CODEBOOK, tables=(replace(VICTIMS, key=None),))
    with pytest.raises(UsageError, match="one table"):
        check_network(tmp_path, one_table)


def test_the_tables_of_the_example_are_a_network() -> None:
    network = CODEBOOK.network
    assert network is not None
    assert (network.links, network.households) == (LINKS, HOUSEHOLDS)
