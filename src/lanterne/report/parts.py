"""What a page is made of: texts and pictures that are ready to be read."""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.codebook.model import Codebook
from lanterne.evaluation import Finding


@dataclass(frozen=True)
class TableView:
    """A table. The first cell of each row names the row; the others are figures.

    Attributes:
        caption: What the table shows.
        head: Heading of each column.
        rows: The cells.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Card:
    """One key figure."""

    title: str
    figure: str
    note: str


@dataclass(frozen=True)
class Panel:
    """One of several small pictures on the same scale, with its table."""

    title: str
    label: str
    svg: str
    table: TableView


@dataclass(frozen=True)
class Figure:
    """A picture with its table.

    Attributes:
        title: Heading; empty when the section's is enough.
        lead: How to read it; may be empty.
        label: What the picture shows, for those who do not see it.
        svg: The picture; empty where there are panels, and where nothing can draw.
        tables: The same figures as tables.
        more: A long table that opens on request.
        wide: The picture may be wider than a telephone.
        panels: Small pictures side by side, in place of one.
    """

    title: str
    lead: str
    label: str
    svg: str
    tables: tuple[TableView, ...]
    more: TableView | None = None
    wide: bool = False
    panels: tuple[Panel, ...] = ()


@dataclass(frozen=True)
class Fold:
    """Figures that open on request, and on paper."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class LightView:
    """A traffic light: a shape, a word and a colour, and why.

    Attributes:
        title: What it is about.
        level: ``good``, ``fair``, ``poor`` or ``unknown``: gives shape and colour.
        word: The level as a word.
        reasons: Level, its word and a sentence each, the worst first.
    """

    title: str
    level: str
    word: str
    reasons: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Note:
    """Sentences under a heading."""

    name: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """The first page.

    Attributes:
        title: Heading.
        lights: Utility and risk.
        why: Heading of the reasons.
        notes: What changed, what may be concluded, and so on.
    """

    title: str
    lights: tuple[LightView, ...]
    why: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes:
        name: Identifier within the page.
        title: Heading.
        lead: What the part is about.
        figures: Its pictures and tables.
        key: The colours of cases and release are explained above the figures.
        fold: More figures that open on request.
        note: Said below the figures; may be empty.
        sheets: Tables without a picture.
    """

    name: str
    title: str
    lead: str
    figures: tuple[Figure, ...]
    key: bool = False
    fold: Fold | None = None
    note: str = ""
    sheets: tuple[TableView, ...] = ()


@dataclass(frozen=True)
class Page:
    """A report.

    Attributes:
        codebook: What the columns mean.
        facts: What was promised, in a line.
        cards: The key figures.
        findings: The report in plain sentences.
        sections: Its parts, in order.
        how: What is measured → how.
        verdict: The first page; ``None``: the report begins with the figures.
        title: Heading of the page, where it is not about one release.
        subtitle: What it compares, where it is not one release.
    """

    codebook: Codebook
    facts: tuple[str, ...]
    cards: tuple[Card, ...]
    findings: tuple[Finding, ...]
    sections: tuple[Section, ...]
    how: tuple[tuple[str, str], ...]
    verdict: Verdict | None = None
    title: str = ""
    subtitle: str = ""
