"""Every method on samples of many sizes, with the same public lists, accountant and δ.

    python -m benchmarks sizes --people 200 1000 --epsilon 1 4 --draws 10
    python -m benchmarks sizes cases.csv other.csv --methods lanterne independent mst --save

Each draw takes other people from the table and gives the same ones to each method. All methods know
the answers that the codebook lists, or that the whole file has, and not which of them occur in the
sample. What is measured of them all is the total variation of one, two and three columns.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

from benchmarks.coding import CodedTable
from benchmarks.methods import PEER_ENVIRONMENT
from benchmarks.page import machine, save, versions
from benchmarks.tables import SEED, public_codebook, read_texts
from benchmarks.worker import CODED, coded_peer, peer
from lanterne.cases import encode_frame, open_cases
from lanterne.codebook import encode_table, load_codebook
from lanterne.counting.marginals import Codes
from lanterne.evaluation import compare_frames
from lanterne.fictional import write_fictional_cases
from lanterne.privacy import Budget
from lanterne.synthesis import engine
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountedRows
from lanterne.synthesis.plan import make_plan

DELTA = 1e-6
SETS = 100
"""Sets of two, and of three columns that are compared: the same ones for all."""

FICTIONAL = 30_000
LIMIT = 480
"""Seconds of CPU time of a run; AIM is the only method that comes near."""

Distances = tuple[float, float, float]
Method = Callable[["Subject", Codes, float], pl.DataFrame]


@dataclass(frozen=True)
class Subject:
    """A table in codes, with what is publicly known of it.

    Attributes:
        title: What it is.
        domain: Its columns and their lists of answers.
        codes: People × columns.
    """

    title: str
    domain: Domain
    codes: Codes

    def sample(self, people: int, draw: int) -> Codes:
        """So many people, others at each draw."""
        chosen = np.random.default_rng([draw, people]).permutation(len(self.codes))[:people]
        return self.codes[chosen]


class LimitReachedError(Exception):
    """A run has taken all the CPU time that it may."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all methods on all samples, and print a page that grows."""
    options = _options(arguments)
    os.environ.update(PEER_ENVIRONMENT)  # before a peer loads its library
    lines = [["table", "people", "ε", "method", "one", "two", "three", "÷ best peer"]]
    lines.append(["---"] * 4 + ["---:"] * 4)
    for subject in _subjects(options):
        for people in options.people:
            if people > len(subject.codes):
                continue
            for epsilon in options.epsilon:
                lines += _lines(subject, people or len(subject.codes), epsilon, options)
                print(_page(lines, options), file=sys.stderr, flush=True)
    print(_page(lines, options))
    if options.save:
        save(_page(lines, options), "sizes")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks sizes", description=__doc__)
    add = parser.add_argument
    add("files", nargs="*", type=Path, help="CSV files whose values may be public")
    add("--people", type=int, nargs="+", default=[200, 500, 1_000, 3_000, 10_000, 0])
    add("--epsilon", type=float, nargs="+", default=[0.5, 1.0, 4.0])
    add("--draws", type=int, default=10)
    add("--methods", nargs="+", choices=METHODS, default=["lanterne", "independent", "mst"])
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _subjects(options: argparse.Namespace) -> Iterator[Subject]:
    for path in options.files:
        frame = read_texts(path)
        book, left_out = public_codebook(frame, path.stem)
        domain = Domain.of(book.table, encode_table(book.table))
        codes = encode_frame(frame.drop(left_out), book.table, domain.encoding)
        (small,) = domain.compress([codes])
        yield Subject(path.stem, domain, small)
    if options.files:
        return
    with tempfile.TemporaryDirectory() as folder:
        write_fictional_cases(folder, FICTIONAL, SEED)
        cases = open_cases(Path(folder, "victims.csv"), load_codebook("lanterne-cases"))
        domain = Domain.of(cases.codebook.table, cases.encoding)
        yield Subject(
            "fictional cases", domain, np.concatenate([*domain.compress(cases.batches())])
        )


def _lines(
    subject: Subject, people: int, epsilon: float, options: argparse.Namespace
) -> Iterator[list[str]]:
    """One line a method: medians of its draws, least and greatest, and beside the best peer's."""
    found: dict[str, list[Distances]] = {name: [] for name in options.methods}
    for draw in range(options.draws):
        sample = subject.sample(people, draw)
        for name in options.methods:
            made = _in_time(METHODS[name], subject, sample, epsilon)
            if made is not None:
                found[name].append(distances(_texts(sample), made))
    medians = {
        name: [median(one[order] for one in all_of_them) for order in range(3)]
        for name, all_of_them in found.items()
        if all_of_them
    }
    best = [
        min((of[order] for name, of in medians.items() if name != "lanterne"), default=math.nan)
        for order in range(3)
    ]
    for name, all_of_them in found.items():
        start = [subject.title, f"{people:,}", f"{epsilon:g}", name]
        if not all_of_them:
            yield [*start, "did not finish", "", "", ""]
            continue
        spread = [
            f"{medians[name][order]:.4f} ({min(column):.4f}–{max(column):.4f})"
            for order, column in enumerate(zip(*all_of_them, strict=True))
        ]
        beside = " / ".join(
            f"{own / other:.2f}" for own, other in zip(medians[name], best, strict=True)
        )
        yield [*start, *spread, beside]


def _in_time(
    method: Method, subject: Subject, sample: Codes, epsilon: float
) -> pl.DataFrame | None:
    """What a method makes; ``None``: its time is up."""

    def stop(number: int, frame: object) -> None:
        raise LimitReachedError

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        return method(subject, sample, epsilon)
    except LimitReachedError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def distances(real: pl.DataFrame, made: pl.DataFrame) -> Distances:
    """Mean total variation of sets of one, two and three columns."""
    one, two, three = compare_frames(real, made, None, (1, 2, 3), SETS).lengths
    return one.distance_mean, two.distance_mean, three.distance_mean


def _lanterne(subject: Subject, sample: Codes, epsilon: float) -> pl.DataFrame:
    domain = subject.domain
    plan = make_plan(domain.layout, Budget(epsilon, DELTA))
    exact = CountedRows([sample], domain.layout)
    fitted = engine.measure(exact, plan, domain, SEED, engine.silent)
    made = engine.synthesise(*fitted, domain, Dial.BALANCED, SEED, engine.silent)
    return _texts(made.codes)


def _peer(name: str) -> Method:
    """A peer, whose library is loaded when it is first run."""

    def run(subject: Subject, sample: Codes, epsilon: float) -> pl.DataFrame:
        made = coded_peer(name)(_coded(subject, sample), epsilon, DELTA)
        if "jax" in sys.modules:  # what it compiles fills the memory maps of a process in the end
            sys.modules["jax"].clear_caches()
        return made

    return run


def _pac_synth(subject: Subject, sample: Codes, epsilon: float) -> pl.DataFrame:
    """pac-synth at its best; it has an accountant of its own, and takes blanks to be absent."""
    silent = ~subject.domain.informative[subject.domain.layout.offsets[:-1]]
    texts = _texts(sample)
    blanks = [name for name, first in zip(texts.columns, silent, strict=True) if first]
    blanked = texts.with_columns(pl.col(blanks).replace("0", ""))
    made = peer("pac-synth-best")(blanked, epsilon, DELTA)
    return made.with_columns(pl.all().fill_null("")).with_columns(pl.col(blanks).replace("", "0"))


METHODS: dict[str, Method] = {
    "lanterne": _lanterne,
    **{name: _peer(name) for name in CODED},
    "pac-synth": _pac_synth,
}


def _coded(subject: Subject, sample: Codes) -> CodedTable:
    """The sample as the peers want it: all answers of the lists, whether they occur or not."""
    sizes = subject.domain.layout.sizes
    return CodedTable(
        {f"c{place}": sample[:, place].astype(np.int64) for place in range(len(sizes))},
        {f"c{place}": tuple(map(str, range(size))) for place, size in enumerate(sizes)},
    )


def _texts(codes: Codes) -> pl.DataFrame:
    """Codes as texts, as the peers write them."""
    columns = {f"c{place}": codes[:, place] for place in range(codes.shape[1])}
    return pl.DataFrame(columns).select(pl.all().cast(pl.String))


def _page(lines: list[list[str]], options: argparse.Namespace) -> str:
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return (
        f"# Samples of many sizes\n\nMedians of {options.draws} draws of other people, least and "
        "greatest in brackets: total variation of one, two and three columns (mean over at most "
        f"{SETS} sets of columns). δ = {DELTA:g}. All methods know the same lists of answers, and "
        "their noise is accounted for as one Gaussian. Last: each number divided by the least of "
        f"the peers'.\n\n{table}\n\n{machine()}; {versions()}\n"
    )
