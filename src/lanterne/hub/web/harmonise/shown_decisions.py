"""What is decided about a partner's file and what is not, as the page of the step shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook, in_language
from lanterne.codebook.spelling import plain
from lanterne.harmonise import Coverage, coverage_of
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.hub.problem_texts import problem_sentences
from lanterne.hub.web.data.check_results import faults
from lanterne.hub.web.data.identity_columns import Who, said_of
from lanterne.hub.web.harmonise.answers import in_the_form, labels_of
from lanterne.hub.web.harmonise.at_work import AtWork, Part
from lanterne.hub.web.harmonise.file_columns import (
    TO,
    FileColumn,
    Option,
    file_columns,
    pages_of,
    unfilled,
)
from lanterne.hub.web.harmonise.linked_keys import (
    KeyQuestion,
    key_questions,
)
from lanterne.hub.web.harmonise.scanned_file import Trial, tables_from
from lanterne.hub.web.harmonise.stored_mapping import trial_of

MOST_CONSENTS = 20
"""Answers of the column of consent that are listed."""

MOST_LEFT_OVER = 100
"""Answers that are left over and are listed."""


@dataclass(frozen=True)
class ShownPart:
    """A part of the file as the page shows it.

    Attributes:
        name: The sheet or file; empty: there is one.
        becomes: The tables that are made of it; empty: there is one.
        columns: Its columns.
        targets: The columns of the codebook that they may fill.
        keys: What is asked about who is who in it.
        headers: Its columns, as they may be chosen for a key: name in the mapping, and in the file.
    """

    name: str
    becomes: str
    columns: tuple[FileColumn, ...]
    targets: tuple[Option, ...]
    keys: tuple[KeyQuestion, ...]
    headers: tuple[Option, ...]


def shown_decisions(here: AtWork, who: Who) -> dict[str, Any]:
    """What is decided about the file, and what is not."""
    mapping, codebook = here.mapping, here.codebook
    columns = [tuple(file_columns(part)) for part in here.parts]
    parts = [_shown(part, its, here) for part, its in zip(here.parts, columns, strict=True)]
    trial = trial_of(here.found, mapping)
    unfit = [problem_sentences(one) for one in mapping_problems(mapping, codebook)]
    said = said_of(who, mapping.source.keep, codebook)
    stated = mapping.legal.stated and said
    undecided = sum(column.undecided for part in parts for column in part.columns)
    empty = unfilled(here)
    left = _left_over(here, trial)
    wrong = faults(trial.problems, codebook, get_language() or "en") if trial else ()
    return {
        "state": here.state,
        "parts": parts,
        "sure": sum(len(sure_targets(*each)) for each in zip(here.parts, columns, strict=True)),
        "undecided": undecided,
        "unfilled": [one for one in empty if not one.required],
        "needed": [one for one in empty if one.required],
        "waiting": len(mapping.waiting),
        "unfit": unfit,
        **_consent(here),
        "legal": mapping.legal,
        "keep": mapping.source.keep,
        "who": who if said else None,
        "tables": tables_from(here.found),
        "skipped": faults(here.found["scan"].get("skipped", ()), codebook, get_language() or "en"),
        "coverage": _coverage(mapping, codebook),
        "ready": stated and not (mapping.waiting or unfit or undecided),
        "trial": trial,
        "left_over": left,
        "marked": bool(trial and trial.marked),
        "faults": wrong,
        "refused": bool(wrong or left),
        "open_answers": any(column.open for part in parts for column in part.columns),
    }


def _shown(part: Part, columns: tuple[FileColumn, ...], here: AtWork) -> ShownPart:
    language = get_language() or "en"
    labels = [in_language(table.label, language) for table in part.of_mapping.tables]
    return ShownPart(
        part.of_mapping.name if here.mapping.tables else "",
        ", ".join(labels) if here.linked else "",
        columns,
        tuple(
            Option(f"{TO}{column.name}", in_language(column.label, language))
            for column in part.codebook.table.columns
        ),
        tuple(key_questions(part, here.codebook)),
        tuple(Option(column.name, column.header) for column in columns),
    )


def sure_targets(part: Part, columns: Iterable[FileColumn]) -> tuple[str, ...]:
    """Columns of the codebook that may be approved together: nothing about them is in doubt."""
    by_name = {found.source: found.sure for found in part.scan.suggestions}
    ready = (column for column in columns if column.may_be_approved)
    return tuple(
        by_name[column.name] for column in ready if column.chosen == f"{TO}{by_name[column.name]}"
    )


def _consent(here: AtWork) -> dict[str, Any]:
    """The column of consent as a person reads it: the question and its answers by the form, too."""
    column = _consent_column(here)
    labels = labels_of(column)
    answers = consent_answers(here)
    return {
        "consent_asked": in_the_form(column.labels, column.name),
        "consent": [(text, given, labels.get(plain(text), "")) for text, given in answers],
    }


def _consent_column(here: AtWork) -> SourceColumn:
    name = here.mapping.legal.consent
    asked = (part for part in here.parts if part.of_mapping.asks_consent)
    return next((part.scan.column(name) for part in asked), SourceColumn(name))


def consent_answers(here: AtWork) -> list[tuple[str, bool]]:
    """Answers of the column of consent, and whether each gives it."""
    legal = here.mapping.legal
    if not legal.consent:
        return []
    answers = _consent_column(here).answers[:MOST_CONSENTS]
    texts = dict.fromkeys((*answers, *legal.given))
    return [(text, text in legal.given) for text in texts]


def _coverage(mapping: FileMapping, codebook: Codebook) -> list[tuple[str, list[str]]]:
    """How far the codebook is filled: what people read, and the columns."""
    words = {
        Coverage.COMPLETE: _("Filled"),
        Coverage.PARTIAL: _("Filled in part"),
        Coverage.IMPOSSIBLE: _("Not asked by the partner"),
        Coverage.UNDETERMINED: _("Not decided"),
    }
    language = get_language() or "en"
    labels = {column.name: column.label for column in codebook.columns}
    covered = coverage_of(mapping, codebook)
    names = {
        kind: [in_language(labels[one.target], language) for one in covered if one.coverage is kind]
        for kind in words
    }
    return [(str(words[kind]), found) for kind, found in names.items() if found]


def _left_over(
    here: AtWork, trial: Trial | None
) -> list[tuple[str, str, int, tuple[str, int] | None]]:
    """Column of the file, answer, cells, and the page on which it is settled."""
    shown = (trial.left_over if trial else ())[:MOST_LEFT_OVER]
    pages = pages_of(here)
    return [(one.column, one.answer, one.cells, pages.get(one.column)) for one in shown]
