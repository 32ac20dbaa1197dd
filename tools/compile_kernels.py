"""Compiles what is compiled when it is first used, in two processes: ``make test`` begins so.

Numba keeps what it has compiled beside the sources. Without this, each process of the tests would
compile for itself what all of them need at once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import lanterne
from lanterne.gate import new_key

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "hub")]

from few_countries import write_linked  # noqa: E402 - of the tests
from few_starts import few_starts  # noqa: E402

PEOPLE = 120
WAYS: dict[str, dict[str, Any]] = {
    "wider": {"method": "k-anonymised", "quasi_identifiers": ("gender", "ageBand", "citizenship")},
    "combinations": {"method": "k-anonymous-synthetic"},
    "rows": {"method": "k-anonymous-synthetic", "length": "rows"},
}


def release(folder: Path) -> None:
    """Protect linked tables, and say what the release is worth.

    With few countries, as most of the tests do: what is compiled is the same.
    """
    book, cases = write_linked(folder, PEOPLE)
    with few_starts():
        lanterne.protect(cases, book, epsilon=4, out=folder / "release")
    lanterne.evaluate(cases, folder / "release")


def checks(folder: Path) -> None:
    """Find who stands out, protect one table in the other ways, and hold it against a policy."""
    book, cases = "lanterne-cases", folder / "cases" / "victims.csv"
    lanterne.sample(folder / "cases", codebook=book, victims=PEOPLE)
    lanterne.find_risk(cases, book)
    new_key(folder / "key")
    for name, choices in WAYS.items():
        out, ledger = folder / name, folder / f"{name}.jsonl"  # as if of other people
        lanterne.anonymise(cases, book, out=out, k=5, ledger=ledger, **choices)
        lanterne.evaluate(cases, out, ledger=ledger)
    lanterne.judge(cases, out, policy="lenient", key=folder / "key", by="Nobody", ledger=ledger)


PARTS = {"release": release, "checks": checks}


def main() -> None:
    """Run each part in a process of its own, or the part that is named."""
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[sys.argv[1]](Path(folder))
        return
    running = [subprocess.Popen([sys.executable, __file__, part]) for part in PARTS]
    ended = [one.wait() for one in running]
    if any(ended):
        raise SystemExit("What the tests share could not be compiled: see above.")


if __name__ == "__main__":
    main()
