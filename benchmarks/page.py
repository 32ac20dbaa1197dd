"""Results as a page of Markdown and as JSON."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from benchmarks.errors import Figures
from benchmarks.methods import REFERENCE, TITLES

RESULTS = Path(__file__).with_name("results")
PACKAGES = ("lanterne", "pac-synth", "mbi", "jax", "opendp", "numpy", "polars")


@dataclass(frozen=True)
class Result:
    """One method on one table: medians over its runs.

    Attributes:
        method: Name of the method.
        figures: Costs and errors by name; no errors when it did not finish.
        note: What to say where the errors would be.
    """

    method: str
    figures: Figures
    note: str


@dataclass(frozen=True)
class Report:
    """All results on one table, and how they came about.

    The warning stands at the head of the page of a table that is not fictional.
    """

    title: str
    date: str
    machine: str
    versions: dict[str, str]
    epsilon: float
    delta: float
    limit: float
    repeat: int
    warning: str
    results: tuple[Result, ...]

    def to_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)

    def to_markdown(self) -> str:
        """Return one table, each figure with its ratio to Lanterne's at the default dial."""
        rows = [_cells(result, self.results) for result in self.results]
        head = ["method", *(column.title for column in COLUMNS)]
        rule = ["---", *("---:" for _ in COLUMNS)]
        table = "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))
        versions = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        warning = f"**Sensitive.** {self.warning}\n\n" if self.warning else ""
        return (
            f"# {self.title}\n\n{warning}"
            f"ε = {self.epsilon:g}, δ = {self.delta:.3g}; {self.date}; {self.machine}; "
            f"{versions}; median of {self.repeat}; limit {self.limit:g} s of CPU time.\n\n"
            f"In brackets: the ratio to {TITLES[REFERENCE]}, which is 1. {EXPLANATION}\n\n{table}\n"
        )


@dataclass(frozen=True)
class _Column:
    title: str
    key: str
    digits: int
    factor: float = 1.0
    ratio: bool = True


COLUMNS = (
    _Column("CPU s", "cpu", 1),
    _Column("wall s", "wall", 1),
    _Column("memory MB", "memory", 0, 1e-6),
    _Column("rows %", "rows", 1, 100, False),
    *(_Column(f"distance {k}", f"distance_{k}", 4) for k in (1, 2, 3)),
    *(_Column(f"count error {k}", f"error_{k}", 1) for k in (2, 3)),
    *(_Column(f"fabricated {k} %", f"fabricated_{k}", 1, 100) for k in (2, 3)),
    *(_Column(f"fabricated mass {k} %", f"fabricated_mass_{k}", 2, 100, False) for k in (2, 3)),
    *(_Column(f"suppressed {k} %", f"suppressed_{k}", 1, 100) for k in (2, 3)),
    *(_Column(f"suppressed mass {k} %", f"suppressed_mass_{k}", 2, 100, False) for k in (2, 3)),
)
EXPLANATION = (
    "Distance: total variation, mean over sets of so many columns, blank an answer. Count error: "
    "mean over the real combinations. Fabricated, suppressed: share of the combinations that only "
    "the released, only the real table has; mass: share of the rows in them."
)


def save(text: str, stem: str, suffix: str = "md") -> None:
    """Write results under today's date."""
    RESULTS.mkdir(exist_ok=True)
    name = f"{time.strftime('%Y-%m-%d')}-{stem}.{suffix}"
    Path(RESULTS, name).write_text(text, encoding="utf-8")


def machine() -> str:
    """Return the processor, its cores and the system."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or "processor unknown"
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )


def versions() -> dict[str, str]:
    """Return the versions of what is compared and of what it stands on, as far as installed."""
    found = {}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def spread(values: Sequence[float], digits: int) -> str:
    """Return the median of several runs, with their least and greatest in brackets."""
    middle, least, most = (f"{of(values):.{digits}f}" for of in (median, min, max))
    return f"{middle} ({least} to {most})"


def _cells(result: Result, results: tuple[Result, ...]) -> list[str]:
    """Return the cells of one method; a reference that did not finish is none."""
    references = (
        one.figures for one in results if one.method == REFERENCE and "rows" in one.figures
    )
    reference = next(references, {})
    title = TITLES[result.method] + (f" ({result.note})" if result.note else "")
    return [title, *(_cell(column, result.figures, reference) for column in COLUMNS)]


def _cell(column: _Column, figures: Figures, reference: Figures) -> str:
    if column.key not in figures:
        return "–"
    value = figures[column.key]
    text = f"{value * column.factor:.{column.digits}f}"
    ours = reference.get(column.key, 0.0)
    return f"{text} (×{_ratio(value / ours)})" if column.ratio and ours > 0 else text


def _ratio(ratio: float) -> str:
    """Return two digits that count, and no power of ten."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"
