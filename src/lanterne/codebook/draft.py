"""A first codebook from a file of cases, for a person to review.

This is the one place where lists of values are read from cases. They are not protected: whoever
reviews the draft decides what becomes public. What may identify people is left out, never listed;
an answer that few people give is marked, and a person decides on each.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lanterne.codebook.draft_answers import RARE, answers_of
from lanterne.codebook.draft_columns import LeftOut, guess_column, is_closed, is_whole, times_of
from lanterne.codebook.draft_dependencies import draft_dependencies
from lanterne.codebook.looks import doubt_on
from lanterne.codebook.model import Codebook, Column, Table
from lanterne.codebook.write import codebook_to_toml
from lanterne.errors import InputError, Problem, UsageError
from lanterne.messages import TAGS, Message, say

if TYPE_CHECKING:
    import polars as pl

DRAFT_WARNING = Message("draft.warning", {"few": RARE})
"""Shown on screen and written at the top of every drafted codebook."""

LONGEST_TITLE = 200
"""Characters of a title."""

DRAFT_TITLE = "Draft codebook of"
"""How the title of a draft begins, until a person gives it one of its own."""

_PEOPLE = Message("draft.people")
"""What the rows of a draft are called: a person knows better."""


def has_draft_title(codebook: Codebook) -> bool:
    """Whether nobody has given a codebook a title, so that it cannot be published."""
    return codebook.title.get("en", "").startswith(DRAFT_TITLE)


def titled(codebook: Codebook, title: str | None) -> Codebook:
    """The codebook with another title; with its own when none is given.

    A title that somebody gives stands for all languages in which a codebook is written.

    Raises:
        UsageError: The title is empty, or not one line of text.
    """
    if title is None:
        return codebook
    said = " ".join(title.split())
    if not said or not said.isprintable() or len(said) > LONGEST_TITLE:
        raise UsageError("codebook.title-of-one-line", most=LONGEST_TITLE)
    return replace(codebook, title=dict.fromkeys(codebook.languages, said))


@dataclass(frozen=True)
class Draft:
    """A drafted codebook and what was left out of it.

    Attributes:
        codebook: The draft. It is not checked for sense: a person has to read it first.
        excluded: Column → why it is not in the draft.
        identifying: Those left out because they may identify people.
        doubtful: Column in the draft → why it may identify people all the same: a person reads its
            answers by themselves before they become public.
    """

    codebook: Codebook
    excluded: Mapping[str, Message]
    identifying: frozenset[str] = frozenset()
    doubtful: Mapping[str, Message] = field(default_factory=dict)

    def __repr__(self) -> str:
        """No answer of a case: a notebook keeps what it shows."""
        return f"Draft({self.codebook.name!r}): SENSITIVE"

    @property
    def to_decide(self) -> tuple[str, ...]:
        """Columns with answers that few people give: a person decides on each."""
        return tuple(column.name for column in self.codebook.table.columns if column.undecided)

    def to_toml(self) -> str:
        """The draft as a TOML file, with :data:`DRAFT_WARNING` and what was left out on top."""
        lines = [*_wrapped(say(DRAFT_WARNING)), ""]
        if self.excluded:
            lines += [
                "Left out, because they may identify people, are free text or exact dates, or"
            ]
            lines += ["because they say nothing. If one of them says which rows are one person,"]
            lines += ["name it as subject_id of the table; it is never published.", ""]
            lines += _listed(self.excluded)
        if self.doubtful:
            lines += ["", "May identify people. Read each answer of them by itself:", ""]
            lines += _listed(self.doubtful)
        return codebook_to_toml(self.codebook, header="\n".join(lines))


def _listed(reasons: Mapping[str, Message]) -> list[str]:
    """A line for each column, with why it is named."""
    return [f"- {json.dumps(name)}: {say(why)}" for name, why in reasons.items()]


def draft_from_frame(frame: pl.DataFrame, name: str) -> Draft:
    """Guesses a codebook from texts; see :data:`DRAFT_WARNING`.

    Args:
        frame: All columns are texts; blank or null: not recorded.
        name: Name of the codebook, made into letters, digits and dashes.

    Raises:
        InputError: No column can be used.
    """
    columns: list[Column] = []
    left_out: dict[str, LeftOut] = {}
    doubtful: dict[str, Message] = {}
    for header, answers in answers_of(frame).items():
        guess = guess_column(header, answers)
        if isinstance(guess, Column):
            columns.append(guess)
            open_list = not (is_whole(guess) or is_closed(answers))
            doubt = doubt_on(header, times_of(answers)) if open_list else None
            doubtful |= {header: doubt} if doubt else {}
        else:
            left_out[header] = guess
    if not columns:
        raise InputError([Problem("nothing-to-draft")])
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    short = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._") or "draft"
    decided = [column for column in columns if not column.undecided]
    dependencies = draft_dependencies(frame, decided)
    table = Table(
        "people",
        {tag: say(_PEOPLE, tag) for tag in TAGS},
        tuple(columns),
        dependencies=dependencies,
    )
    title = f"{DRAFT_TITLE} {short}"
    return Draft(
        Codebook(short, "0.1", {"en": title}, (table,), draft=True),
        {header: one.why for header, one in left_out.items()},
        frozenset(header for header, one in left_out.items() if one.identifies),
        doubtful,
    )


def _wrapped(text: str, width: int = 96) -> list[str]:
    """The text in lines of at most so many characters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
