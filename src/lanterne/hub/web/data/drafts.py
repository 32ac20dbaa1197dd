"""A draft of a codebook, and how one is begun: what a person still has to confirm."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from lanterne.codebook import (
    Codebook,
    Column,
    as_if_kept,
    check_codebook,
    codebook_to_dict,
    undecided_problems,
    why_identifying,
)
from lanterne.codebook.lists import LIST_NAMES, builtin_list
from lanterne.codebook.reader import read_codebook
from lanterne.errors import Problem
from lanterne.hub.web.data.identity_columns import Who
from lanterne.hub.web.data.reasons import HARMLESS
from lanterne.messages import Message

Tables = dict[str, Any]
"""A codebook as nested tables, which may have faults."""


@dataclass(frozen=True)
class Draft:
    """A codebook that a person works on.

    Attributes:
        data: The codebook as nested tables; it may have faults. A column may have answers that
            are ``undecided``: few people give them, and a person decides on each.
        confirmed: Columns whose lists a person has said may become public.
        excluded: Column of the cases → why the program left it out; nothing: a person did.
        identifying: Column, in the draft or left out, → why it may identify people.
        who: Who is who, as somebody has said since the draft is there; ``None``: nobody has.
        read_from: Id of the case file whose answers are in its lists; empty: none, as far as is
            known.
    """

    data: Tables
    confirmed: tuple[str, ...] = ()
    excluded: Mapping[str, Message] = field(default_factory=dict)
    read_from: str = ""
    identifying: Mapping[str, Message] = field(default_factory=dict)
    who: Who | None = None

    @property
    def columns(self) -> list[Tables]:
        """The columns of all tables, in order."""
        return [column for table in self.data["tables"] for column in table.get("columns", [])]

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """Columns that nobody has confirmed."""
        return tuple(
            column["name"] for column in self.columns if column["name"] not in self.confirmed
        )

    @property
    def to_read_alone(self) -> tuple[str, ...]:
        """Those to confirm that are never confirmed with others: answers of theirs are undecided,
        or they may identify people."""
        undecided = {column["name"] for column in self.columns if column.get("undecided")}
        return tuple(
            name for name in self.to_confirm if name in undecided or name in self.identifying
        )

    def all_confirmed(self) -> Draft:
        """The draft with every column confirmed that may be confirmed with others."""
        alone = self.to_read_alone
        names = tuple(one["name"] for one in self.columns if one["name"] not in alone)
        return replace(self, confirmed=names)

    @property
    def mark(self) -> str:
        """Of all that is decided in it: another one once anything of it is changed."""
        return _mark([self.data, self.confirmed, sorted(self.excluded)])

    def mark_of(self, column: Tables) -> str:
        """Of one column: another one once that is changed, or somebody confirms it."""
        return _mark([column, column["name"] in self.confirmed])

    def read(self) -> tuple[Codebook, list[Problem]]:
        """The codebook, which is good only when there is no problem, and all problems.

        Answers on which nobody has decided are no problem here: their column is not confirmed.
        """
        codebook, problems = read_codebook({**self.data, "draft": bool(self.to_confirm)})
        return codebook, problems or list(check_codebook(as_if_kept(codebook)))


def _mark(what: list[Any]) -> str:
    return sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()[:16]


def draft_from(codebook: Codebook) -> Draft:
    """A draft of a codebook that is in force: all its columns are confirmed."""
    draft = Draft(codebook_to_dict(codebook), identifying=_identifying(codebook))
    return replace(draft, confirmed=draft.to_confirm)


def sent(codebook: Codebook) -> Draft:
    """A draft of a codebook that somebody sends.

    Where it says that it is a draft, nothing is confirmed, and where it does not say which answers
    few people give, all may be such. Else a person has read it, and confirms once more only what
    may identify people.
    """
    draft = Draft(codebook_to_dict(codebook), identifying=_identifying(codebook))
    if not codebook.draft:
        names = tuple(name for name in draft.to_confirm if name not in draft.identifying)
        return replace(draft, confirmed=names)
    return draft if undecided_problems(codebook) else to_be_read_again(draft)


def _identifying(codebook: Codebook) -> dict[str, Message]:
    """Column → why it may identify people: as its name says, or as its answers look."""
    reasons = {column.name: why_identifying(column) for column in codebook.columns}
    return {name: why for name, why in reasons.items() if why is not None}


def _is_builtin(column: Column) -> bool:
    return any(column.values == builtin_list(name) for name in LIST_NAMES)


def to_be_read_again(draft: Draft) -> Draft:
    """A draft of which nobody knows how often its answers are given: each has to be decided.

    It was made by an earlier version, or sent. A column that may identify people has to be
    confirmed anew; other columns that a person has confirmed stay so.
    """
    codebook, _problems = draft.read()
    identifying = _identifying(codebook)
    identifying |= {name: why for name, why in draft.excluded.items() if why.code not in HARMLESS}
    confirmed = tuple(name for name in draft.confirmed if name not in identifying)
    data = copy.deepcopy(draft.data)
    marked = replace(draft, data=data, confirmed=confirmed, identifying=identifying)
    whole = {column.name for column in codebook.columns if _is_builtin(column)}
    for column in marked.columns:
        if column["name"] not in {*confirmed, *whole}:
            column["undecided"] = [value["code"] for value in column.get("values", ())]
    return marked
