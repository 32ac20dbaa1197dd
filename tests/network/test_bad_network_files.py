"""A bad network stops ``lanterne protect``: said in words, nothing written, nothing spent."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_networks import CODEBOOK, column

from lanterne.cases.network import check_network, open_network
from lanterne.codebook import codebook_to_toml
from lanterne.codebook.model import Codebook, ColumnType, Reference
from lanterne.errors import InputError, UsageError
from lanterne.privacy import Account, Budget, Ledger, Unit
from lanterne.synthesis.network.fit import fit_network
from program import run_here

SECRET = "Qwertia"
"""Stands for what nobody may read in a message."""

LEDGER = "lanterne-ledger.jsonl"

V = "victim,home,place,zone,child\n"
P = "perpetrator,gang,nation\n"
L = "victim,perpetrator,roles,paid\n"
H = "home,part_of\n"
GOOD = {
    "victims": f"{V}{SECRET},H1,a,x,1\nV2,H1,b,y,\nV3,,,,\n",
    "perpetrators": f"{P}P1,k,m\nP2,l,\n",
    "links": f"{L}{SECRET},P1,r;s,no\n{SECRET},P2,,\nV2,P1,r,\n",
}

BAD: dict[str, tuple[dict[str, str | None], str]] = {
    "a key that is missing": ({"victims": f"{GOOD['victims']} ,,a,x,\n"}, "victims.csv, row 5"),
    "a column of keys that is missing": (
        {"victims": GOOD["victims"].replace("victim,", "", 1).replace("\n", ",\n", 1)},
        "victims.csv",
    ),
    "a key that is doubled": (
        {"victims": f"{GOOD['victims']}{SECRET.upper()},,,,\n"}, "victims.csv, row 5"
    ),
    "a doubled key of a perpetrator": (
        {"perpetrators": f"{GOOD['perpetrators']}p1,l,\n"}, "perpetrators.csv, row 4"
    ),
    "a key of another type": (
        {"victims": f"{GOOD['victims']}71,,,,\n", "links": f"{GOOD['links']}71.0,P1,,\n"},
        "links.csv, row 5",
    ),
    "a victim of 10,000 links": (
        {
            "perpetrators": P + "".join(f"P{k},k,\n" for k in range(10_000)),
            "links": L + "".join(f"{SECRET},P{k},,\n" for k in range(10_000)),
        },
        "links.csv, row 2",
    ),
    "a perpetrator of everybody": (
        {
            "victims": V + "".join(f"{SECRET}{k},,,,\n" for k in range(500)),
            "links": L + "".join(f"{SECRET}{k},P1,,\n" for k in range(500)),
        },
        "links.csv, row 2",
    ),
    "households in a circle": (
        {"households": f"{H}H1,H2\nH2,H3\nH3,H1\n"}, "households.csv, row 2"
    ),
    "links of nobody": ({"links": f"{L},P1,,\n,P2,,\n"}, "links.csv, row 2"),
    "links to victims who are not there": ({"links": f"{L}{SECRET}9,P1,,\n"}, "links.csv, row 2"),
    "no victims": ({"victims": V}, "victims.csv"),
    "no links": ({"links": L}, "links.csv"),
    "a pair twice": ({"links": f"{GOOD['links']}V2,p1,,\n"}, "links.csv, row 5"),
}  # fmt: skip


def tidy() -> Codebook:
    """The tiny codebook as it may stand in a file, with households that are parts of others."""
    victims, people, links, homes = CODEBOOK.tables
    nation = column("nation", ColumnType.CATEGORY, "m", "n")
    paid = column("paid", ColumnType.CATEGORY, "no", "yes")
    part = Reference("part_of", homes.name, required=False)
    return replace(
        CODEBOOK,
        tables=(
            victims,
            replace(people, columns=(people.columns[0], nation)),
            replace(links, columns=(links.columns[0], paid)),
            replace(homes, references=(part,)),
        ),
    )


BOOK = tidy()


def write(folder: Path, changes: dict[str, str | None]) -> Path:
    path = folder / "net"
    path.mkdir()
    for name, text in (GOOD | changes).items():
        if text is not None:
            (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def protect(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "book.toml").write_text(codebook_to_toml(BOOK), encoding="utf-8")
    verb = ("protect", "net", "-c", "book.toml", "--epsilon", "4", "--out", "out")
    return run_here(folder, *verb, *options)


def assert_nothing(folder: Path, done: subprocess.CompletedProcess[str], code: int) -> None:
    """An exit code, a message in words that shows no key, and no new file."""
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said
    assert SECRET.casefold() not in said.casefold()
    assert done.stdout == ""
    assert {path.name for path in folder.iterdir()} == {"net", "book.toml"}
    assert {path.suffix for path in (folder / "net").iterdir()} == {".csv"}


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_no_network_cost_nothing(name: str, tmp_path: Path) -> None:
    changes, place = BAD[name]
    path = write(tmp_path, changes)
    report = check_network(path, BOOK)
    assert not report.ok
    assert any(
        problem.place.say().replace(f"{path}/", "").startswith(place) for problem in report.problems
    )
    ledger = Ledger(tmp_path / "ledger")
    with pytest.raises(InputError) as raised:
        fit_network(open_network(path, BOOK), {Unit.VICTIM: Budget(4, 1e-6)}, Account(ledger, "x"))
    assert SECRET.casefold() not in str(raised.value).casefold()
    assert not ledger.path.exists()


THROUGH = (
    "a key that is doubled",
    "a key of another type",
    "a victim of 10,000 links",
    "households in a circle",
    "links of nobody",
)


@pytest.mark.parametrize("name", THROUGH)
def test_protect_says_where_a_network_is_bad(name: str, tmp_path: Path) -> None:
    changes, place = BAD[name]
    write(tmp_path, changes)
    done = protect(tmp_path)
    assert_nothing(tmp_path, done, 1)
    assert place in done.stderr
    assert "NOT charged" in done.stderr


@pytest.mark.parametrize(
    ("bound", "message"),
    [
        ("victim=-1", "at least 1"),
        ("uncle=3", "uncle"),
    ],
)
def test_protect_refuses_bounds_that_cannot_be(bound: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, {})
    done = protect(tmp_path, "--bound", bound)
    assert_nothing(tmp_path, done, 2)
    assert message in " ".join(done.stderr.split())


@pytest.mark.parametrize("bound", [0, -3, 2.0, True, "2", None])
def test_a_bound_is_a_whole_number_of_at_least_one(bound: object, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with pytest.raises(UsageError, match="at least 1"):
        fit_network(
            open_network(write(tmp_path, {}), BOOK),
            {Unit.VICTIM: Budget(4, 1e-6)},
            Account(ledger, "x"),
            counted={"victim": bound},
        )
    assert not ledger.path.exists()


def test_protect_refuses_a_victim_over_the_bound_where_both_are_promised(tmp_path: Path) -> None:
    write(tmp_path, {})
    both = ("--epsilon", "victim=4,perpetrator=4", "--bound", "victim=1")
    done = protect(tmp_path, *both)
    assert_nothing(tmp_path, done, 1)
    assert "more than 1 links" in " ".join(done.stderr.split())
    assert "NOT charged" in done.stderr


def test_what_is_good_is_protected(tmp_path: Path) -> None:
    """The files of these tests are refused for their faults, not for something else."""
    path = write(tmp_path, {"households": f"{H}H1,H2\nH2,\n"})
    assert check_network(path, BOOK).ok
    done = protect(tmp_path, "--no-keep")
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"net", "book.toml", "out"}
    assert (path / LEDGER).exists()
