"""Releases of fictional people, as they lie in a folder beside what must never be served."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import lanterne
from few_starts import few_starts

BOOK = Path(__file__).with_name("hostile.toml")
CANARY = "canary-7f3a-of-somebody"
"""Stands in every sensitive file beside the releases."""

TABLE, NETWORK, GROUPED = "people 2026", "linked", "grouped"
"""Names of the releases: of one table, of linked tables, and by a k-method."""

COLUMNS = ("year", "gender", "threat", "debt", "work[x]&y", "papers")


def people(number: int, seed: int = 3) -> list[dict[str, str]]:
    """Fictional people under the codebook ``hostile.toml``."""
    chance = random.Random(seed)

    def some(codes: list[str], most: int) -> str:
        return ";".join(sorted(chance.sample(codes, chance.randint(0, most))))

    return [
        {
            "year": chance.choice(["2019", "2020", "2021", ""]),
            "gender": chance.choice(["Woman", "Woman", "Man & co", "?", ""]),
            "threat": chance.choice(["1", "", ""]),
            "debt": chance.choice(["1", ""]),
            "work[x]&y": some(["farm", "fish", "home", "mine", "shop"], 3),
            "papers": some(["own", "lent"], 2),
        }
        for _ in range(number)
    ]


def write_people(path: Path, number: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(people(number))
    return path


def make_shelf(folder: Path) -> Path:
    """A folder with three releases, and with cases, ledgers and kept measurements beside them."""
    shelf = folder / "shelf"
    shelf.mkdir()
    cases = write_people(shelf / "cases.csv", 700)
    lanterne.protect(
        cases, BOOK, epsilon=4, out=shelf / TABLE, publisher="Réseau <b>", licence="CC-BY-4.0"
    )
    lanterne.sample(folder / "net", codebook="lanterne-network", victims=250)
    with few_starts():
        lanterne.protect(
            folder / "net", "lanterne-network", epsilon=8, out=shelf / NETWORK, condensed=True
        )
    lanterne.anonymise(
        cases,
        BOOK,
        method="k-anonymous-synthetic",
        k=5,
        out=shelf / GROUPED,
        ledger=folder / "other-ledger.jsonl",
    )
    with cases.open("a", encoding="utf-8") as file:
        file.write(f"{CANARY},,,,,\n")
    for place in ("notes.txt", "report-SENSITIVE/evaluation.json", "report-SENSITIVE/index.html"):
        path = shelf / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(CANARY, "utf-8")
    return shelf
