"""What k-anonymised data promise, against what pycanon finds in them.

    python3 -m venv other && other/bin/pip install pycanon
    python -m benchmarks.against_pycanon --python other/bin/python

pycanon must find at least the k and ℓ that are promised, and at most the t; and ours must find a
fault as soon as one row, one answer or the least distance more is asked than pycanon found. The
same of two tables that break the promise: the cases themselves, and an output with one row that
was exchanged for one of theirs. All people are fictional.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.other_python import ask
from benchmarks.page import machine
from benchmarks.tables import SEED
from lanterne.anonymity import AnonymousTable, Guarantee, find_faults
from lanterne.anonymity.generalised import Recoding, Requirements, anonymise
from lanterne.codebook import load_codebook
from lanterne.fictional import fictional_frame

PEOPLE = ("yearOfRegistration", "gender", "ageBand", "citizenship", "countryOfExploitation")
SECRETS = ("recruiterRelation", "recruitmentChannel")
STEP = 1e-6
"""By how much more t is asked for than was found: larger than ours tolerates."""

HEAD = (
    "| table | rows | classes | promised: k, ℓ, t | pycanon: k, ℓ, t | faults that we find "
    "| one more is a fault |\n| --- | ---: | ---: | --- | --- | --- | --- |"
)


@dataclass(frozen=True)
class Case:
    """One table, and what is promised of it.

    Attributes:
        title: What it is.
        data: Its rows, as texts.
        guarantee: The promise, with columns that ℓ and t are measured in, promised or not.
    """

    title: str
    data: pl.DataFrame = field(repr=False)
    guarantee: Guarantee


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the tables, ask pycanon about them, and print what both say."""
    parser = argparse.ArgumentParser("python -m benchmarks.against_pycanon", description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="of one that has pycanon")
    parser.add_argument("--victims", type=int, default=4_000)
    options = parser.parse_args(arguments)
    cases = list(_cases(options.victims))
    said = _ask(options.python, cases)
    print(f"{options.victims:,} fictional people; {machine()}\n\n{HEAD}")
    for case, told in zip(cases, said["tables"].values(), strict=True):
        print(_line(case, told))
    print("\n" + ", ".join(f"{name} {number}" for name, number in said["versions"].items()))


def _cases(victims: int) -> Iterator[Case]:
    """Three tables that keep their promise and two that do not."""
    real = fictional_frame(victims, SEED).select(pl.all().cast(pl.String).fill_null(""))
    codebook = load_codebook("lanterne-cases")
    wanted: dict[str, dict[str, Any]] = {
        "k-anonymised": {"k": 5},
        "with ℓ-diversity": {"k": 10, "diversity": 3, "recoding": Recoding.LOCAL},
        "with ℓ-diversity and t-closeness": {"k": 10, "diversity": 3, "closeness": 0.3},
    }
    made: AnonymousTable | None = None
    for title, asked in wanted.items():
        about = SECRETS if "diversity" in asked else ()
        made = anonymise(
            real,
            codebook,
            Requirements(quasi_identifiers=PEOPLE, sensitive=about, **asked),
            seed=SEED,
        ).value
        yield Case(title, made.data, replace(made.guarantee, sensitive=SECRETS))
    assert made is not None
    guarantee = replace(made.guarantee, sensitive=SECRETS)
    yield Case("the cases themselves", real, guarantee)
    exchanged = pl.concat([made.data[1:], real.select(made.data.columns)[:1]])
    yield Case("the last with one row exchanged", exchanged, guarantee)


def _ask(python: Path, cases: Sequence[Case]) -> Any:
    """What pycanon says of each, in their order."""
    with tempfile.TemporaryDirectory() as made:
        folder, asked = Path(made), {}
        for number, case in enumerate(cases):
            case.data.write_csv(folder / f"{number}.csv")
            asked[str(number)] = {
                "quasi_identifiers": case.guarantee.quasi_identifiers,
                "sensitive": case.guarantee.sensitive,
            }
        (folder / "ask.json").write_text(json.dumps(asked))
        return ask(python, "pycanon_side.py", folder)


def _line(case: Case, told: dict[str, Any]) -> str:
    """What is promised, what pycanon found, and whether ours draws the line at the same place."""
    promise = case.guarantee
    classes = case.data.select(promise.quasi_identifiers).n_unique()
    faults = sum(find_faults(case.data, promise).values())
    return (
        f"| {case.title} | {case.data.height:,} | {classes:,} "
        f"| {promise.k}, {promise.diversity or '–'}, {promise.closeness or '–'} "
        f"| {told['k']}, {told['diversity']}, {told['closeness']:.6f} "
        f"| {faults or 'none'} | {'yes' if _same_line(case, told) else 'NO'} |"
    )


def _same_line(case: Case, told: dict[str, Any]) -> bool:
    """Whether ours finds no fault in what pycanon found, and one in the least more of each."""
    found = replace(case.guarantee, **told)
    more = (
        replace(found, k=found.k + 1),
        replace(found, diversity=told["diversity"] + 1),
        replace(found, closeness=told["closeness"] - STEP),
    )
    return not find_faults(case.data, found) and all(find_faults(case.data, one) for one in more)


if __name__ == "__main__":
    main()
