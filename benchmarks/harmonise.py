"""Cost of harmonising a partner's file: ``python -m benchmarks harmonise --rows 1000000``.

A fictional file of 60 columns is written to a temporary folder, then made into cases by the
command, in a process of its own. Cost should grow in proportion to the rows; of text memory should
not, of workbooks it does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measured import Cost, run_measured
from benchmarks.methods import LANTERNE
from benchmarks.page import machine, save, versions
from benchmarks.partner_file import COLUMNS, partner_mapping, write_partner_file
from lanterne.codebook import Codebook, load_codebook
from lanterne.harmonise import mapping_to_toml

CODEBOOK = "lanterne-cases"
MOST = {"csv": sys.maxsize, "json": 100_000, "xlsx": 100_000}
"""Rows of a file of each format at most: people send larger ones as text."""
HEAD = "| format | rows | file MB | CPU s | wall s | memory MB |"
RULE = "| --- | ---: | ---: | ---: | ---: | ---: |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Harmonise files of growing size, print what it costs, and save it when asked."""
    options = _options(arguments)
    codebook = load_codebook(CODEBOOK)
    lines = [HEAD, RULE]
    for form in options.formats:
        for rows in sorted({min(rows, MOST[form]) for rows in options.rows}):
            lines.append(_line(form, rows, codebook, options))
            print(lines[-1], file=sys.stderr, flush=True)
    page = _page(lines)
    print(page)
    if options.save:
        save(page, "harmonise")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks harmonise", description=__doc__)
    add = parser.add_argument
    add("--rows", nargs="+", type=int, default=[100_000, 1_000_000])
    add("--formats", nargs="+", choices=MOST, default=list(MOST))
    add("--limit", type=float, default=1800.0, help="seconds of CPU time for each file")
    add("--folder", type=Path, help="where the temporary files go")
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _line(form: str, rows: int, codebook: Codebook, options: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        file = Path(folder, f"partner.{form}")
        mapping, log = Path(folder, "mapping.toml"), Path(folder, "log.txt")
        write_partner_file(file, codebook, rows)
        mapping.write_text(mapping_to_toml(partner_mapping(codebook)), encoding="utf-8")
        command = [str(LANTERNE), "harmonise", "apply", str(file), "--mapping", str(mapping)]
        command += ["--codebook", CODEBOOK, "--out", str(Path(folder, "cases.csv"))]
        cost = run_measured(command, options.limit, log)
        if cost.code:
            print(log.read_text(errors="replace")[-2000:], file=sys.stderr)
        return _cells(form, rows, file.stat().st_size, cost)


def _cells(form: str, rows: int, size: int, cost: Cost) -> str:
    start = f"| {form} | {rows:,} | {size / 1e6:.0f} | {cost.cpu:.1f} |"
    if cost.code:
        why = "did not finish" if cost.out_of_time else f"failed with code {cost.code}"
        return f"{start} {why} | – |"
    return f"{start} {cost.wall:.1f} | {cost.memory / 1e6:.0f} |"


def _page(lines: Sequence[str]) -> str:
    numbers = versions()
    return (
        f"# Cost of `lanterne harmonise apply`\n\n"
        f"A fictional file of {COLUMNS} columns to `{CODEBOOK}`; {time.strftime('%Y-%m-%d')}; "
        f"{machine()}; lanterne {numbers['lanterne']}, polars {numbers['polars']}; "
        "one run each.\n\n" + "\n".join(lines) + "\n"
    )


if __name__ == "__main__":
    main()
