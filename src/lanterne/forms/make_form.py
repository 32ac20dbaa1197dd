"""The form of a codebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lanterne.codebook.lists import NO
from lanterne.codebook.model import Codebook, Column, Missing, Network, Table, Text, in_language
from lanterne.codebook.undecided import undecided_problems
from lanterne.errors import InputError, UsageError
from lanterne.forms.order import Asked, in_order
from lanterne.forms.questions import Answer, Ask, Form, Identity, Names, Question, Section, Stamp
from lanterne.forms.reserved import reserved_in
from lanterne.forms.words import filled, missing_label, text_of
from lanterne.harmonise.check_mapping import codebook_digest
from lanterne.harmonise.form_names import CONSENT, GIVEN

OF_EACH = "P"
"""Before the numbers of what is asked of each perpetrator, in every language."""

NOT_GIVEN = ("refused", "not_asked", "withdrawn")
"""The other answers to the question for consent."""


def make_form(codebook: Codebook, title: str | None = None) -> Form:
    """What a codebook asks: consent first, then each question after those on which it depends.

    Args:
        codebook: A codebook of one table, or of linked tables; households are not asked by
            themselves, since nothing of them is released.
        title: What stands at its head, whatever the language; ``None``: the title of the codebook.

    Raises:
        UsageError: It is a draft that no person has reviewed: its lists were read from cases; or it
            has a column that is named as one that every form has of itself.
        InputError: Nobody has decided on all answers of it.
    """
    if problems := undecided_problems(codebook):
        raise InputError(problems)
    if codebook.draft:
        raise UsageError("form.of-draft", codebook=codebook.name)
    if own := reserved_in(codebook):
        raise UsageError("form.reserved-name", codebook=codebook.name, column=own)
    languages = codebook.written_in
    stamp = Stamp(codebook.name, codebook.version, codebook_digest(codebook))
    sections = tuple(_sections(codebook, languages))
    titles = filled(codebook.title, languages) if title is None else dict.fromkeys(languages, title)
    form = Form(codebook, stamp, titles, languages, _consent(languages), sections)
    return replace(form, sections=tuple(_numbered(form)))


def _numbered(form: Form) -> Iterator[Section]:
    """The tables, their questions numbered in the order in which they are asked."""
    starts, start = {}, 1
    for section in form.repeated:
        starts[section.name] = start
        start += len(section.questions)
    for section in form.sections:
        before, first = ("", 1) if section is form.cases else (OF_EACH, starts[section.name])
        questions = (
            replace(one, number=f"{before}{place}")
            for place, one in enumerate(section.questions, start=first)
        )
        yield replace(section, questions=tuple(questions))


def _consent(languages: Sequence[str]) -> Question:
    answers = (GIVEN, *NOT_GIVEN)
    return Question(
        name=CONSENT,
        ask=Ask.ONE,
        label=text_of("consent", languages),
        hint=text_of("consent_hint", languages),
        answers=tuple(Answer(one, text_of(f"consent_{one}", languages)) for one in answers),
        required=True,
    )


def _sections(codebook: Codebook, languages: Sequence[str]) -> Iterator[Section]:
    network = codebook.network
    if network is None:
        yield _section(codebook.table, languages)
        return
    yield _section(network.victims, languages)
    yield _section(network.links, languages, network, network.victims.name)
    yield _section(network.perpetrators, languages, network, network.links.name)


def _section(
    table: Table, languages: Sequence[str], network: Network | None = None, under: str | None = None
) -> Section:
    return Section(
        name=table.name,
        label=filled(table.label, languages),
        identities=tuple(_identities(table, languages, network)),
        questions=tuple(_question(asked, table, languages) for asked in in_order(table)),
        under=under,
    )


def _identities(
    table: Table, languages: Sequence[str], network: Network | None
) -> Iterator[Identity]:
    """The ids of a table: whom it is about, who lives together, and whom its rows name."""

    def identity(name: str, names: Names, said: str, of: Table) -> Identity:
        label, hint = (text_of(f"{said}{part}", languages) for part in ("", "_hint"))
        return Identity(name, names, label, hint, of.name)

    itself = table.key or table.subject_id
    if itself:
        culprit = network is not None and table is network.perpetrators
        said = "perpetrator" if culprit else "case"
        yield identity(itself, Names.ITSELF, said, table)
    if table.household:
        yield identity(table.household.column, Names.HOUSEHOLD, "household", table)
    if network is not None and table is network.links:
        for reference, of, said in (
            (network.of_victim, network.victims, "case"),
            (network.of_perpetrator, network.perpetrators, "perpetrator"),
        ):
            yield identity(reference.column, Names.OTHER, said, of)


def _question(asked: Asked, table: Table, languages: Sequence[str]) -> Question:
    column = asked.column
    return Question(
        name=column.name,
        ask=_ask(column),
        label=filled(column.label, languages),
        hint=_hint(column, table, languages),
        answers=(*_listed(column, languages), *_silences(column, languages)),
        column=column,
        relevance=tuple(asked.relevance),
        constraints=tuple(asked.constraints),
        required=column.required,
        follows=asked.follows,
    )


def _ask(column: Column) -> Ask:
    if column.numbers is not None:
        return Ask.NUMBER
    return Ask.SEVERAL if column.traits.several else Ask.ONE


def _listed(column: Column, languages: Sequence[str]) -> Iterator[Answer]:
    """The answers of a list; a flag can be said no to, be it that the codebook records yes alone.

    Who can only tick yes leaves a blank for no, and a blank never means no.
    """
    if column.numbers is not None:
        return
    for value in column.values:
        yield Answer(value.code, filled(value.label, languages))
    if column.traits.flag and NO.code not in column.codes:
        yield Answer(NO.code, filled(NO.label, languages))


def _silences(column: Column, languages: Sequence[str]) -> Iterator[Answer]:
    """Why nothing is known, as the codebook writes it; where an answer is required, none helps."""
    for kind, texts in column.missing.items():
        if column.required or kind in {Missing.NOT_RECORDED, Missing.SUPPRESSED} or not texts:
            continue
        yield Answer(texts[0], missing_label(kind, languages), kind)


def _hint(column: Column, table: Table, languages: Sequence[str]) -> Text:
    """What a column means, of whom it is asked, and from what it follows."""
    parents = [one.parent for one in table.dependencies if one.child == column.name]
    follows = [text_of("follows", languages, label=table.column(one).label) for one in parents]
    asked_of = [text_of("asked_of", languages, universe=column.universe)] if column.universe else []
    unit = column.numbers.unit if column.numbers is not None else {}
    texts = [column.definition, *asked_of, *follows, unit]
    return {
        tag: " ".join(filter(None, (in_language(text, tag) for text in texts))) for tag in languages
    }
