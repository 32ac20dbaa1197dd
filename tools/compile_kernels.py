"""Compiles what is compiled when it is first used, in two processes: ``make test`` begins so.

Numba keeps what it has compiled beside the sources. Without this, each process of the tests would
compile for itself what all of them need at once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import lanterne

PEOPLE = 120
QUASI_IDENTIFIERS = ("gender", "ageBand", "citizenship")


def release(folder: Path) -> None:
    """Protect linked tables, and say what the release is worth."""
    book = "lanterne-network"
    lanterne.sample(folder / "cases", codebook=book, victims=PEOPLE)
    lanterne.protect(folder / "cases", book, epsilon=4, out=folder / "release")
    lanterne.evaluate(folder / "cases", folder / "release")


def checks(folder: Path) -> None:
    """Find who stands out, and protect one table in the other ways."""
    book, cases = "lanterne-cases", folder / "cases" / "victims.csv"
    lanterne.sample(folder / "cases", codebook=book, victims=PEOPLE)
    lanterne.find_risk(cases, book)
    for method, quasi in (("k-anonymised", QUASI_IDENTIFIERS), ("k-anonymous-synthetic", ())):
        out, ledger = folder / method, folder / f"{method}.jsonl"  # as if of other people
        lanterne.anonymise(
            cases, book, method=method, out=out, k=5, quasi_identifiers=quasi, ledger=ledger
        )
        lanterne.evaluate(cases, out, ledger=ledger)


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
