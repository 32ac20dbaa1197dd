"""Invented people, measured once, and releases of them whose rows are in small parts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from lanterne import verbs
from lanterne.release import write_release
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.engine import silent
from lanterne.synthesis.fitted import draw, load_kept
from lanterne.verbs.requests import ProtectRequest

MOMENT = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)

MOST, ROWS = 250, 900
"""Rows of a part, at most, and of the release: they are in four."""

PARTS = [f"part-0000{number}.parquet" for number in range(4)]

SEED = 5

BOOK = """
name = "invented"
version = "1.0"
title = { en = "Invented people" }
[[tables]]
name = "people"
label = { en = "People" }
[[tables.columns]]
name = "age"
type = "number"
number = { from = 0, to = 79, bins = [0, 18, 40] }
label = { en = "Age" }
[[tables.columns]]
name = "adult"
type = "flag"
values = "yes-no"
label = { en = "Adult" }
[[tables.columns]]
name = "means"
type = "set"
label = { en = "Means" }
[[tables.columns.values]]
code = "debt"
label = { en = "Debt" }
[[tables.columns.values]]
code = "threat"
label = { en = "Threat" }
[[tables.columns]]
name = "place"
type = "category"
required = true
label = { en = "Place" }
[[tables.columns.values]]
code = "land"
label = { en = "Land" }
[[tables.columns.values]]
code = "sea"
label = { en = "Sea" }
[[tables.columns.values]]
code = "mine"
label = { en = "Mine" }
[[tables.rules]]
name = "no-debt-in-mines"
label = { en = "Nobody is in a mine for a debt." }
forbid = [{ column = "place", values = ["mine"] }, { column = "means", values = ["debt"] }]
[[tables.dependencies]]
child = "adult"
parent = "age"
mapping = { "0--17" = "0", "18--39" = "1", "40--79" = "1" }
"""


WHERE = (0.6, 0.3, 0.1)
"""Shares of people on land, at sea and in mines."""


def write_people(
    folder: Path, number: int = 1200, where: tuple[float, float, float] = WHERE
) -> None:
    """Their codebook, and their cases."""
    (folder / "book.toml").write_text(BOOK, encoding="utf-8")
    rng = np.random.default_rng(1)
    lines = ["age;adult;means;place"]
    for age in np.clip(rng.gamma(6, 5, number), 0, 79).astype(int):
        place = str(rng.choice(["land", "sea", "mine"], p=where))
        may = ["", "threat"] if place == "mine" else ["", "debt", "threat", '"debt;threat"']
        lines.append(f"{age if rng.random() < 0.95 else ''};;{rng.choice(may)};{place}")
    (folder / "cases.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def protect_people(folder: Path, where: tuple[float, float, float] = WHERE) -> None:
    """Measure them, and keep the measurements."""
    write_people(folder, where=where)
    verbs.protect(
        ProtectRequest(
            cases=folder / "cases.csv",
            codebook=folder / "book.toml",
            out=folder / "release",
            ledger=folder / "ledger.jsonl",
            epsilon=4.0,
            subject_id="",
        )
    )


def planned(folder: Path, seed: int = SEED, dial: Dial = Dial.BALANCED):
    """What is written in parts."""
    fitted = load_kept(folder / "release.fitted.npz")
    return draw(fitted, dial, ROWS, seed, silent, MOST)


def write_parts(folder: Path, out: Path, **more) -> Path:
    """A release in parts."""
    seed = more.pop("seed", SEED)
    return write_release(planned(folder, seed), out, created=MOMENT, **more)
