"""The page: one file, no script, nothing fetched, a table beside every picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lanterne.codebook.model import in_language
from lanterne.evaluation import Evaluation, findings
from lanterne.evaluation.aggregates import NOMINAL
from lanterne.evaluation.wording import number, percent, spoken
from lanterne.report import pictures
from lanterne.report.labels import Labels
from lanterne.report.pictures import Spec, draw
from lanterne.report.tables import Tables, TableView
from lanterne.report.texts import CATALOGUE, direction, texts

MOST_PAIRS = 12
"""Pairs of columns listed beside the picture; all of them are in a table that opens."""

FIGURES = "evaluation.json"
"""Name of the file with all figures."""


@dataclass(frozen=True)
class Card:
    """One key figure."""

    title: str
    figure: str
    note: str


@dataclass(frozen=True)
class Figure:
    """A picture with its table.

    Attributes:
        title: Heading; empty when the section's is enough.
        lead: How to read it; may be empty.
        label: What the picture shows, for those who do not see it.
        svg: The picture.
        tables: The same figures as tables.
        more: A long table that opens on request.
        wide: The picture may be wider than a telephone.
    """

    title: str
    lead: str
    label: str
    svg: str
    tables: tuple[TableView, ...]
    more: TableView | None = None
    wide: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    name: str
    title: str
    lead: str
    figures: tuple[Figure, ...]


def render_page(evaluation: Evaluation, language: str = "en") -> str:
    """The report as one HTML page.

    Args:
        evaluation: The evaluation; sensitive, and so is the page.
        language: BCP 47 tag. English and French are written; others read English, from right to
            left where the language does.
    """
    import jinja2  # noqa: PLC0415  (only reports need it)

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    words = texts(language)
    notices = {tag: CATALOGUE[tag] for tag in (spoken(language), *CATALOGUE)}
    nominal = percent(NOMINAL, language, 0)
    return environment.get_template("page.html.jinja").render(
        language=language,
        direction=direction(language),
        words=words,
        nominal=nominal,
        notices=notices,
        title=in_language(evaluation.codebook.title, language),
        codebook=evaluation.codebook,
        epsilon=number(evaluation.epsilon, language),
        delta=_power(evaluation.delta, language),
        cards=tuple(_cards(evaluation, language)),
        findings=findings(evaluation, language),
        sections=tuple(_sections(evaluation, language)),
        figures=FIGURES,
    )


def _power(value: float, language: str) -> str:
    """A small number as people write it: 1e-06 → 10⁻⁶, 4.7e-06 → 4.7 × 10⁻⁶."""
    if not 0 < value < 1:
        return number(value, language)
    digits, _, exponent = f"{value:.1e}".partition("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    times = "" if digits == "1.0" else f"{number(float(digits), language, 1)} × "
    return f"{times}10{raised}"


def _cards(evaluation: Evaluation, language: str) -> Iterator[Card]:
    """The key figures."""
    words, comparison = texts(language), evaluation.comparison
    two = comparison.length(2)

    def card(kind: str, figure: str, **note: str) -> Card:
        return Card(words[f"card.{kind}"], figure, words[f"card.{kind}.note"].format(**note))

    yield card(
        "rows",
        percent(comparison.rows_ratio, language, 1),
        rows=number(comparison.rows_released, language),
        people=number(comparison.rows_real, language),
    )
    if two is not None:
        worst, gone = percent(two.distance_max, language), percent(two.suppressed_mass, language)
        made_up = percent(two.fabricated_mass, language)
        yield card("distance", percent(two.distance_mean, language), worst=worst)
        yield card("missing", percent(two.suppressed_share, language), mass=gone)
        yield card("invented", percent(two.fabricated_share, language), mass=made_up)
    held = evaluation.intervals_held
    if held is not None:
        yield card("intervals", percent(held, language, 1), nominal=percent(NOMINAL, language, 0))


def _sections(evaluation: Evaluation, language: str) -> Iterator[Section]:
    """The parts of the page, in order."""
    words, labels = texts(language), Labels(evaluation.codebook, language)
    tables = Tables(language, labels)
    parts = {
        "lengths": _lengths(evaluation, language, tables),
        "published": _published(evaluation, language, tables),
        "two": _two(evaluation, language, tables, labels),
        "columns": _columns(evaluation, language, tables, labels),
    }
    for name, figures in parts.items():
        lead = words.get(f"{name}.lead", "").format(nominal=percent(NOMINAL, language, 0))
        found = tuple(figures)
        if name == "published" and not found:
            lead = words["published.none"]
        if found or name == "published":
            yield Section(name, words[name], lead, found)


def _figure(
    kind: str, spec: Spec, language: str, tables: tuple[TableView, ...], wide: bool = False
) -> Figure:
    words = texts(language)
    return Figure(
        title=words[kind],
        lead=words[f"{kind}.lead"],
        label=words[f"{kind}.chart"],
        svg=draw(spec, language),
        tables=tables,
        wide=wide,
    )


def _lengths(evaluation: Evaluation, language: str, tables: Tables) -> Iterator[Figure]:
    words, lengths = texts(language), evaluation.comparison.lengths
    spec = pictures.distance_by_length(lengths, words)
    yield _figure("distance", spec, language, (tables.distances(lengths),))
    spec = pictures.missing_and_invented(lengths, words)
    yield _figure(
        "missing_invented",
        spec,
        language,
        (tables.combinations(lengths), tables.errors(lengths)),
    )


def _published(evaluation: Evaluation, language: str, tables: Tables) -> Iterator[Figure]:
    words, aggregates = texts(language), evaluation.aggregates
    if not aggregates:
        return
    svg = ""
    if evaluation.intervals_held is not None:
        svg = draw(pictures.interval_coverage(aggregates, words), language)
    yield Figure("", "", words["published.chart"], svg, (tables.aggregates(aggregates),))


def _two(evaluation: Evaluation, language: str, tables: Tables, labels: Labels) -> Iterator[Figure]:
    words, comparison = texts(language), evaluation.comparison
    if comparison.counts:
        spec = pictures.counts_scatter(comparison.counts, words)
        yield _figure("scatter", spec, language, (tables.bands(comparison.bands),))
    if comparison.pairs:
        names = [column.name for column in comparison.columns]
        spec = pictures.pair_distances(comparison.pairs, names, labels.unique(), words)
        few = tables.pairs(comparison.pairs, MOST_PAIRS)
        yield Figure(
            title=words["heat"],
            lead=words["heat.lead"],
            label=words["heat.chart"],
            svg=draw(spec, language),
            tables=(few,),
            more=tables.pairs(comparison.pairs) if len(comparison.pairs) > MOST_PAIRS else None,
            wide=True,
        )


def _columns(
    evaluation: Evaluation, language: str, tables: Tables, labels: Labels
) -> Iterator[Figure]:
    words = texts(language)
    for column in evaluation.comparison.columns:
        answers, table = tables.column(column)
        shares = list(
            zip(answers.labels, answers.real_shares, answers.released_shares, strict=True)
        )
        yield Figure(
            title=labels.column(column.name),
            lead=f"{words['distance']} {percent(column.distance, language)}",
            label=table.caption,
            svg=draw(pictures.column_shares(shares, words), language),
            tables=(table,),
        )
