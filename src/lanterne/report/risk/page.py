"""The page on the risk of the source: one file, no script, a table beside every picture."""

from __future__ import annotations

from collections.abc import Iterator

from lanterne.codebook.model import in_language
from lanterne.evaluation.summary import counted_looks_in_words
from lanterne.messages import TAGS, direction
from lanterne.messages.languages import spoken
from lanterne.messages.numbers import number, percent
from lanterne.report.parts import Card, Figure, Fold, Page, Section
from lanterne.report.risk.figures import RiskFigures
from lanterne.report.risk.findings import risk_findings
from lanterne.report.template import page_template
from lanterne.report.texts import risk_texts, texts
from lanterne.risk import SourceRisk, TableRisk

FIGURES = "risk.json"
"""Name of the file with all figures."""


def render_risk(risk: SourceRisk, language: str = "en") -> str:
    """The report as one HTML page.

    Args:
        risk: Who stands out; sensitive, and so is the page.
        language: BCP 47 tag. English, French, Spanish and Arabic are written; others read
            English, from right to left where the language does.
    """
    page = risk_page(risk, language)
    return page_template().render(
        page=page,
        language=language,
        direction=direction(language),
        words={**texts(language), **risk_texts(language)},
        notices={tag: texts(tag) for tag in (spoken(language), *TAGS)},
        title=in_language(page.codebook.title, language),
        figures=FIGURES,
    )


def risk_page(risk: SourceRisk, language: str) -> Page:
    """The parts of the report in one language."""
    words = risk_texts(language)
    explained = [("lengths", "how.out"), ("causes", "how.causes"), ("classes", "how.classes")]
    explained += [("suda", "how.suda")] if any(one.suda.people for one in risk.tables) else []
    explained += [("household", "how.household")] if risk.tables[0].household else []
    return Page(
        codebook=risk.codebook,
        facts=(*_facts(risk.tables[0], language), counted_looks_in_words(risk.looks, language)),
        cards=tuple(_cards(risk.tables[0], language)),
        findings=risk_findings(risk, language),
        sections=tuple(_sections(risk, language)),
        how=tuple((words[title], words[text]) for title, text in explained),
    )


def _facts(table: TableRisk, language: str) -> Iterator[str]:
    """What was asked."""
    words = risk_texts(language)
    everything, looked_at = len(table.whole.columns), len(table.examined)
    people = number(table.people, language)
    yield words["people.fact"].format(people=people, columns=everything)
    if looked_at < everything:
        yield words["columns.fact"].format(columns=looked_at, all=everything)
    yield words["k.fact"].format(k=number(table.threshold, language))
    yield words["length.fact"].format(length=table.lengths[-1].length)


def _cards(table: TableRisk, language: str) -> Iterator[Card]:
    """The key figures."""
    words = risk_texts(language)

    def share(people: int) -> str:
        return percent(people / table.people, language, 1)

    out = words["card.out.note"].format(
        out=number(table.standing_out, language),
        people=number(table.people, language),
        length=table.lengths[-1].length,
    )
    yield Card(words["card.out"], share(table.standing_out), out)
    yield Card(words["card.unique"], share(table.unique), words["card.unique.note"])
    if table.plan and table.plan[0].standing_out < table.standing_out:
        labels = RiskFigures(table, language).labels
        note = words["card.leave.note"].format(column=labels.column(table.plan[0].column))
        yield Card(words["card.leave"], share(table.plan[0].standing_out), note)
    group = table.chosen or table.whole
    note = words["card.smallest.note"].format(
        alone=number(group.alone, language), columns=len(group.columns)
    )
    yield Card(words["card.smallest"], number(group.smallest, language), note)
    if table.household is not None:
        note = words["card.household.note"].format(
            exposed=number(table.household.exposed, language)
        )
        yield Card(words["card.household"], share(table.household.exposed), note)


def _sections(risk: SourceRisk, language: str) -> Iterator[Section]:
    """The parts of the page, in order."""
    words, first = risk_texts(language), risk.tables[0]
    figures = RiskFigures(first, language)
    lead = words["lengths.lead"].format(k=number(first.threshold, language))
    notes = _notes(first, language)
    yield Section("lengths", words["lengths"], lead, (figures.lengths(),), note=notes)
    causes = tuple(figures.causes())
    if causes:
        yield Section("causes", words["causes"], words["causes.lead"], causes)
    classes = tuple(figures.classes())
    yield Section("classes", words["classes"], words["classes.lead"], classes)
    household = figures.household()
    if household is not None:
        yield _household(first, household, language)
    suda = figures.suda()
    lead = words["suda.lead" if suda else "suda.none"]
    yield Section("suda", words["suda"], lead, (suda,) if suda else ())
    for other in risk.tables[1:]:
        yield _other(other, language)


def _household(table: TableRisk, figure: Figure, language: str) -> Section:
    words, household = risk_texts(language), table.household
    assert household is not None  # there is a figure of it
    lead = words["household.lead"].format(
        columns=len(household.columns),
        people=number(household.people, language),
        households=number(household.households, language),
    )
    return Section("household", words["household"], lead, (figure,))


def _notes(table: TableRisk, language: str) -> str:
    """What was not looked at."""
    words = risk_texts(language)
    sampled = any(one.sets < one.sets_possible for one in table.lengths)
    shorter = len(table.lengths) < min(table.length_asked, len(table.examined))
    notes = [words["sampled"]] if sampled else []
    return " ".join([*notes, *([words["shorter"]] if shorter else [])])


def _other(table: TableRisk, language: str) -> Section:
    """Another view of the same people: its lengths, and more that opens on request."""
    words, figures = risk_texts(language), RiskFigures(table, language)
    more = [*figures.causes(), *figures.classes()]
    suda = figures.suda()
    return Section(
        table.name,
        words[table.name],
        words[f"{table.name}.lead"],
        (figures.lengths(),),
        fold=Fold(words[f"{table.name}.fold"], (*more, *([suda] if suda else []))),
        note=_notes(table, language),
    )
