"""Whether listed counts hold what they say: ``python -m benchmarks.listing --runs 200 --real 20``.

The same people are measured again and again, and each listed count and estimate is compared with
the truth. *Simulated* runs measure exact counts with noise from a fast sampler of the same
distribution, and a set of three-way tables that is always the same; *real* ones are whole runs of
the engine. A table of two columns of 249 countries and six others, in which nearly all
combinations are of nobody, and the fictional cases of the built-in codebook.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.page import machine, save, versions
from benchmarks.tables import SEED
from lanterne.cases.encode import encode_frame
from lanterne.codebook import encode_table, load_codebook
from lanterne.codebook.model import Codebook, Column, ColumnType, Table, Value
from lanterne.counting import count_pairs, count_tables
from lanterne.counting.marginals import Codes
from lanterne.evaluation.aggregates import true_counts
from lanterne.fictional import fictional_frame
from lanterne.privacy import Budget
from lanterne.synthesis.aggregates import published_counts
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import measure, synthesise
from lanterne.synthesis.exact_counts import CountedRows
from lanterne.synthesis.items import LENGTH, items_of, project
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.plan import Plan, make_plan
from lanterne.synthesis.worthwhile import worthwhile_triples

SIZES = ("nobody", "1 to 19", "20 and more")
"""True counts that are told apart."""

COUNTRIES, PEOPLE = 249, 3_000
OTHERS = (12, 2, 3, 6, 2, 2)
"""Values of the other columns of the sparse table."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Subject:
    """People whose counts are published.

    Attributes:
        title: Who they are.
        book: What their columns mean; one table.
        frame: Their rows, as texts.
        plan: What is measured.
    """

    title: str
    book: Codebook
    frame: pl.DataFrame
    plan: Plan

    @cached_property
    def domain(self) -> Domain:
        """The domain of their codes."""
        return Domain.of(self.book.table, encode_table(self.book.table))

    @cached_property
    def codes(self) -> Codes:
        """Their rows in codes."""
        codes = encode_frame(self.frame, self.book.table, self.domain.encoding)
        (compressed,) = self.domain.compress([codes])
        return compressed

    @cached_property
    def exact(self) -> Measurements:
        """Exact counts with the scales that noise would have; always the same three-way tables."""
        layout, scales = self.domain.layout, self.plan.scales(len(self.codes))
        triples = list(worthwhile_triples(layout)) if scales.triple_sigma else []
        if not self.plan.all_triples:
            triples = triples[:: max(1, len(triples) // self.plan.triples)][: self.plan.triples]
        gram = count_pairs([self.codes], layout)
        sigmas = np.zeros((layout.width, layout.width))
        for (i, j), sigma in scales.pair_sigmas.items():
            sigmas[i, j] = sigmas[j, i] = float(sigma)
        apart = layout.column_of[:, None] != layout.column_of[None, :]
        return Measurements(
            layout,
            np.diag(gram).copy(),
            np.array([float(sigma) for sigma in scales.single_sigmas]),
            np.where(apart, gram, 0),
            sigmas,
            tuple(triples),
            count_tables([self.codes], layout, triples),
            float(scales.triple_sigma),
        )

    @cached_property
    def there(self) -> Counter[tuple[int, str]]:
        """How many combinations of measured tables are of some people, by length and size."""
        found: Counter[tuple[int, str]] = Counter()
        items = [items_of(self.domain, column) for column in range(self.domain.layout.width)]
        for columns, table, _ in self.exact.tables():
            parts = [items[column] for column in columns]
            counts = np.rint(project(table, parts))
            lengths = parts[0].lengths
            for part in parts[1:]:
                lengths = np.add.outer(lengths, part.lengths)
            for length in range(2, LENGTH + 1):
                here = counts[lengths == length]
                found[length, SIZES[1]] += int(((here > 0) & (here < 20)).sum())
                found[length, SIZES[2]] += int((here >= 20).sum())
        return found


def sparse(epsilon: float) -> Subject:
    """Two columns of 249 countries, half of the time with the same answer, and six others."""
    rng = np.random.default_rng(SEED)
    shares = 1 / np.arange(1, COUNTRIES + 1) ** 1.3
    shares /= shares.sum()
    order = rng.permutation(COUNTRIES)
    first = order[rng.choice(COUNTRIES, PEOPLE, p=shares)]
    other = order[rng.choice(COUNTRIES, PEOPLE, p=shares)]
    drawn = [first, np.where(rng.random(PEOPLE) < 0.5, first, other)]
    drawn += [rng.choice(size, PEOPLE, p=rng.dirichlet(np.ones(size))) for size in OTHERS]
    names = ["citizenship", "exploited_in", *(f"other_{n}" for n in range(1, len(OTHERS) + 1))]
    label = {"en": "fictional"}
    columns = tuple(
        Column(
            name,
            ColumnType.CATEGORY,
            tuple(Value(f"v{code}", label) for code in range(size)),
            label,
        )
        for name, size in zip(names, (COUNTRIES, COUNTRIES, *OTHERS), strict=True)
    )
    frame = pl.DataFrame(
        {name: [f"v{code}" for code in codes] for name, codes in zip(names, drawn, strict=True)}
    )
    book = Codebook("sparse", "1", label, (Table("people", label, columns),))
    title = f"two columns of {COUNTRIES} countries and {len(OTHERS)} others, {PEOPLE:,} people"
    return _subject(title, book, frame, epsilon)


def fictional(people: int, epsilon: float) -> Subject:
    """The fictional cases."""
    book = load_codebook("lanterne-cases")
    frame = fictional_frame(people, SEED).select(
        pl.col(book.table.names).cast(pl.String).fill_null("")
    )
    return _subject(f"`lanterne-cases`, {people:,} people", book, frame, epsilon)


def _subject(title: str, book: Codebook, frame: pl.DataFrame, epsilon: float) -> Subject:
    layout = Domain.of(book.table, encode_table(book.table)).layout
    return Subject(
        f"{title}, ε = {epsilon:g}", book, frame, make_plan(layout, Budget(epsilon, 1e-6))
    )


def simulated(subject: Subject, rng: np.random.Generator) -> pl.DataFrame:
    """The published counts of one simulated run."""
    exact, layout = subject.exact, subject.domain.layout
    singles = exact.singles.copy()
    for column, sigma in enumerate(exact.single_sigmas):
        block = layout.block(column)
        singles[block] += _noise(sigma, singles[block].shape, rng)
    pairs = np.zeros_like(exact.pairs)
    for i, j in exact.measured_pairs():
        both = layout.block(i), layout.block(j)
        noise = _noise(exact.pair_sigmas[i, j], exact.pairs[both].shape, rng)
        pairs[both] = exact.pairs[both] + noise
    counts = exact.triple_counts
    noisy = replace(
        exact,
        singles=singles,
        pairs=pairs + pairs.T,
        triple_counts=counts + _noise(exact.triple_sigma, counts.shape, rng),
    )
    nobody = subject.codes[:0]  # rows are not looked at here
    return published_counts(Evidence(subject.domain, noisy), nobody)


def _noise(sigma: float, shape: tuple[int, ...], rng: np.random.Generator) -> Integers:
    """Discrete Gaussians by their distribution function: fast, and for no release."""
    reach = int(12 * sigma) + 2
    x = np.arange(-reach, reach + 1)
    mass = np.cumsum(np.exp(-(x**2) / (2 * sigma**2)))
    return np.searchsorted(mass / mass[-1], rng.random(shape)) - reach


def real(subject: Subject, seed: int) -> pl.DataFrame:
    """The published counts of one whole run of the engine."""
    domain, codes = subject.domain, subject.codes
    exact = CountedRows([codes], domain.layout)
    fitted = measure(exact, subject.plan, domain, seed, _silent)
    made = synthesise(*fitted, domain, Dial.BALANCED, seed, _silent)
    return published_counts(made.evidence, made.codes)


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


@dataclass
class Tally:
    """What several runs of one subject came to.

    Attributes:
        subject: Of whom.
        runs: How many.
        held: Kind of list, size and number → intervals that hold the truth, and all of them.
        widths: Kind of list and number → widths over usual widths, of true counts of 20 and more.
        listed: Length and size → combinations that were listed in all runs.
        shown: Single answers whose interval lies above zero, and those of them that nobody has.
    """

    subject: Subject
    runs: int = 0
    held: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    widths: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    listed: Counter[tuple[int, str]] = field(default_factory=Counter)
    shown: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, counts: pl.DataFrame) -> None:
        """Compare the published counts of one run with the truth."""
        self.runs += 1
        truth = true_counts(self.subject.frame, counts, self.subject.book.table)
        size = np.where(truth == 0, SIZES[0], np.where(truth < 20, SIZES[1], SIZES[2]))
        length = counts["length"].to_numpy()
        kind = np.where(length == 1, "whole", np.where(length == 2, "two", "three"))
        for one in np.unique(kind):
            for number in ("count", "estimate"):
                low, high = (counts[f"{number}_{end}"].to_numpy() for end in ("low", "high"))
                inside = (low <= truth) & (truth <= high)
                for part in SIZES:
                    here = (kind == one) & (size == part)
                    seen = self.held.setdefault((one, part, number), [0, 0])
                    seen[0] += int(inside[here].sum())
                    seen[1] += int(here.sum())
                here = (kind == one) & (truth >= 20)
                middle = counts["noisy_count" if number == "count" else number].to_numpy()
                usual = np.minimum(2 * (high - middle), high)
                ratios = (high - low)[here] / np.maximum(usual, 1e-9)[here]
                self.widths.setdefault((one, number), []).extend(ratios.tolist())
        self.listed.update(zip(length.tolist(), size.tolist(), strict=True))
        above = (length == 1) & (counts["estimate_low"].to_numpy() > 0)
        self.shown[0] += int(above.sum())
        self.shown[1] += int((above & (truth == 0)).sum())

    def lines(self) -> Iterator[str]:
        """A table of Markdown."""
        yield f"### {self.subject.title}: {self.runs} runs"
        yield ""
        yield "| list | number | " + " | ".join(f"held, {size}" for size in SIZES) + " | width |"
        yield "| --- | --- | ---: | ---: | ---: | ---: |"
        for kind, number in sorted(self.widths, key=lambda key: (_KINDS.index(key[0]), key[1])):
            cells = [_share(*self.held[kind, size, number]) for size in SIZES]
            width = float(np.median(self.widths[kind, number])) if self.widths[kind, number] else 0
            yield f"| {_TITLES[kind]} | `{number}` | {' | '.join(cells)} | {width:.2f} |"
        yield ""
        for length in range(2, LENGTH + 1):
            nobody = self.listed[length, SIZES[0]]
            every = sum(self.listed[length, size] for size in SIZES)
            found = [
                f"{_share(self.listed[length, size], self.runs * self.subject.there[length, size])}"
                f" of those of {size}"
                for size in SIZES[1:]
            ]
            yield (
                f"- {_WORDS[length]}: {every / self.runs:,.0f} listed in a run, "
                f"{_share(nobody, every)} of them of nobody; listed are {' and '.join(found)}."
            )
        yield (
            f"- Single answers whose interval lies above zero: {self.shown[0] / self.runs:,.0f} in "
            f"a run, {_share(self.shown[1], self.shown[0])} of them of nobody."
        )
        yield ""


_KINDS = ("whole", "two", "three")
_TITLES = {"whole": "one answer", "two": "two answers", "three": "three answers"}
_WORDS = {2: "Two answers", 3: "Three answers"}


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, print the page, and save it when asked."""
    options = _options(arguments)
    lines: list[str] = []
    for subject in (sparse(options.epsilon), fictional(options.people, options.epsilon)):
        rng = np.random.default_rng(SEED)
        for title, runs in (("Simulated", options.runs), ("Real", options.real)):
            tally = Tally(subject)
            for run in range(runs):
                made = simulated(subject, rng) if title == "Simulated" else real(subject, run)
                tally.add(made)
                print(f"{subject.title}: {title} {run + 1}", file=sys.stderr, flush=True)
            if runs:
                lines += [f"## {title} runs", "", *tally.lines()]
    page = _page(lines)
    print(page)
    if options.save:
        save(page, "listing")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.listing", description=__doc__)
    add = parser.add_argument
    add("--runs", type=int, default=200, help="simulated runs of each table")
    add("--real", type=int, default=20, help="whole runs of each table")
    add("--people", type=int, default=20_000, help="fictional cases")
    add("--epsilon", type=float, default=4.0)
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _page(lines: Sequence[str]) -> str:
    return (
        "# Whether the intervals of listed counts hold\n\n"
        "Share of the intervals of 95 % that hold the true number, by its size, pooled over all "
        "runs; width: median over the usual width of the same number, of true counts of 20 and "
        f"more. {time.strftime('%Y-%m-%d')}; {machine()}; lanterne {versions()['lanterne']}.\n\n"
        + "\n".join(lines)
    )


if __name__ == "__main__":
    main()
