"""How each method is run: the command of its process, and where its rows are afterwards."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.measured import Cost, run_measured
from benchmarks.tables import read_texts
from lanterne.codebook import as_if_kept, codebook_to_toml, parse_codebook

TITLES = {
    "lanterne-closest": "Lanterne, closest",
    "lanterne-balanced": "Lanterne, balanced",
    "pac-synth": "pac-synth, default",
    "pac-synth-best": "pac-synth, use_synthetic_counts",
    "mst": "MST",
    "aim": "AIM, all triples",
    "aim-pairs": "AIM, all pairs",
    "mixture": "all pairs, mixture of products",
    "independent": "independent columns",
}
REFERENCE = "lanterne-balanced"
LANTERNE = Path(sys.executable).with_name("lanterne")

# The graphical models are fitted in float64, as `mbi` asks, and by one thread, so that
# waiting threads are not counted as work.
PEER_ENVIRONMENT = {
    "JAX_ENABLE_X64": "1",
    "JAX_ENABLE_COMPILATION_CACHE": "0",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Setting:
    """What is the same for all methods: the budget, and the CPU seconds each may take."""

    epsilon: float
    delta: float
    limit: float


@dataclass(frozen=True)
class Run:
    """One run of one method.

    Attributes:
        cost: What its process took.
        released: What it made; none when it failed or did not finish.
        note: The last line it printed, such as how far it came.
    """

    cost: Cost
    released: pl.DataFrame | None
    note: str


def run_method(name: str, table: Path, setting: Setting, folder: Path) -> Run:
    """Run a method on a CSV file, in an empty folder of its own.

    Lanterne writes its ledger beside the cases, so it gets a copy of the file.
    """
    if name.startswith("lanterne-"):
        return _run_lanterne(name, table, setting, folder)
    target = folder / "released.csv"
    command = [sys.executable, "-m", "benchmarks.worker", name]
    command += [str(table), str(target), repr(setting.epsilon), repr(setting.delta)]
    return _finish(command, setting.limit, folder, PEER_ENVIRONMENT, lambda: read_texts(target))


def _run_lanterne(name: str, table: Path, setting: Setting, folder: Path) -> Run:
    cases, codebook, release = folder / "cases.csv", folder / "codebook.toml", folder / "release"
    shutil.copyfile(table, cases)
    draft_codebook(cases, codebook)
    dial = name.removeprefix("lanterne-")
    command = protect_command(cases, codebook, setting.epsilon, dial, release)
    command += ["--delta", repr(setting.delta), "--accept-draft", "--title", "Benchmark"]
    return _finish(command, setting.limit, folder, {}, lambda: _data(release))


def draft_codebook(cases: Path, codebook: Path) -> None:
    """Have Lanterne draft a codebook from a table: the domain that every other method gets.

    The tables are public, so that what few people answer is kept without a person's decision.
    """
    command = [str(LANTERNE), "codebook", "draft", str(cases), "--out", str(codebook)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    drafted = parse_codebook(codebook.read_bytes(), codebook.name, decided=False)
    codebook.write_text(codebook_to_toml(as_if_kept(drafted)), "utf-8")


def protect_command(
    cases: Path, codebook: Path | str, epsilon: float, dial: str, release: Path
) -> list[str]:
    """Return the command by which a person would protect these cases."""
    command = [str(LANTERNE), "protect", str(cases), "--codebook", str(codebook)]
    return [*command, "--epsilon", repr(epsilon), "--dial", dial, "--out", str(release)]


def verify_command(release: Path) -> list[str]:
    """Return the command by which a person would verify a release."""
    return [str(LANTERNE), "verify", str(release)]


def _data(release: Path) -> pl.DataFrame:
    from lanterne.release import load_release  # noqa: PLC0415

    return load_release(release).data


def _finish(
    command: list[str],
    limit: float,
    folder: Path,
    environment: Mapping[str, str],
    read: Callable[[], pl.DataFrame],
) -> Run:
    log = folder / "log.txt"
    cost = run_measured(command, limit, log, environment)
    lines = log.read_text(errors="replace").strip().splitlines() or [""]
    return Run(cost, read() if cost.code == 0 else None, lines[-1])
