"""The codebook of a dataset: the one in force, and a draft that a person still has to confirm.

The lists of a codebook become public with every release. A draft may hold lists that were read from
cases, so it lies in the vault like the cases; what is in force stands in the database.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction

from lanterne.cases import columns_there
from lanterne.codebook import (
    Codebook,
    Column,
    as_if_kept,
    builtin_codebooks,
    check_codebook,
    codebook_to_dict,
    codebook_to_toml,
    load_codebook,
    parse_codebook,
    undecided_problems,
    why_identifying,
)
from lanterne.codebook.draft import has_draft_title, titled
from lanterne.codebook.lists import LIST_NAMES, builtin_list
from lanterne.codebook.reader import read_codebook
from lanterne.errors import LanterneError, Problem
from lanterne.hub.web import kept
from lanterne.hub.web.data.reasons import HARMLESS, reasons_as_json, reasons_from
from lanterne.hub.web.data.who import Who, settle, settled, who_from
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.messages import Message
from lanterne.vault import VaultError

KIND = "codebook-draft"
"""Of the file in the vault."""

FILE = "codebook.toml"
"""Name of a codebook of one's own, as commands and messages give it."""

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

    def read(self) -> tuple[Codebook, list[Problem]]:
        """The codebook, which is good only when there is no problem, and all problems.

        Answers on which nobody has decided are no problem here: their column is not confirmed.
        """
        codebook, problems = read_codebook({**self.data, "draft": bool(self.to_confirm)})
        return codebook, problems or list(check_codebook(as_if_kept(codebook)))


def in_force(dataset: Dataset) -> Codebook | None:
    """The codebook that cases are protected with; ``None``: none has been chosen."""
    if dataset.codebook:
        return _titled(parse_codebook(dataset.codebook.encode(), FILE), dataset)
    name = dataset.codebook_name
    return load_codebook(name) if name in builtin_codebooks() else None


def _titled(codebook: Codebook, dataset: Dataset) -> Codebook:
    """The codebook; one that still has the title of a draft gets that of the dataset."""
    return titled(codebook, dataset.title) if has_draft_title(codebook) else codebook


def codebook_of(dataset: Dataset) -> Codebook:
    """The codebook that cases are protected with; raises LanterneError when none was chosen."""
    codebook = in_force(dataset)
    if codebook is None:
        raise LanterneError("workspace.no-codebook")
    return codebook


def draft_of(dataset: Dataset) -> Draft | None:
    """The draft that somebody works on, if any. Reads the vault."""
    if not dataset.draft:
        return None
    found = kept.kept_document(dataset.organisation, KIND, dataset.draft)
    draft = Draft(
        found["data"],
        tuple(found["confirmed"]),
        reasons_from(found["excluded"]),
        found.get("read_from", ""),
        reasons_from(found.get("identifying", {})),
        who_from(found["who"]) if found.get("who") else None,
    )
    return draft if "identifying" in found else _to_be_read_again(draft)


def book_of(dataset: Dataset) -> Codebook | None:
    """What cases are checked with: a draft without faults, else the codebook in force."""
    draft = draft_of(dataset)
    if draft is not None:
        codebook, problems = draft.read()
        return None if problems else as_if_kept(codebook)
    return in_force(dataset)


def left_out(dataset: Dataset) -> tuple[str, ...]:
    """Columns of the files that are left out: those that people named, and those of a draft."""
    draft = draft_of(dataset)
    who = (draft and draft.who) or settled(dataset)
    names = {*who.ignored, *(draft.excluded if draft else ())}
    return tuple(sorted(names - {who.subject_id, who.household}))


def who_of(dataset: Dataset) -> Who:
    """Who is who, as was said last. Reads the vault while somebody works on a draft."""
    draft = draft_of(dataset)
    return (draft and draft.who) or settled(dataset)


def say_who(dataset: Dataset, who: Who) -> None:
    """Keep who is who: in the vault while a draft waits, for it names columns of the cases."""
    draft = draft_of(dataset)
    if draft is None:
        settle(dataset, who)
    else:
        keep_draft(dataset, replace(draft, who=who))


def left_out_of(cases: Path, dataset: Dataset, codebook: Codebook) -> tuple[str, ...]:
    """Those of them that are in these cases: another file may have others."""
    return columns_there(cases, codebook, left_out(dataset))


def keep_draft(dataset: Dataset, draft: Draft) -> None:
    """Keep a draft in the place of the one before."""
    before = dataset.draft
    document = {
        "data": draft.data,
        "confirmed": list(draft.confirmed),
        "excluded": reasons_as_json(draft.excluded),
        "read_from": draft.read_from,
        "identifying": reasons_as_json(draft.identifying),
        "who": draft.who.as_dict() if draft.who else None,
    }
    dataset.draft = kept.keep_document(dataset.organisation, KIND, document)
    dataset.save(update_fields=["draft"])
    kept.forget(dataset.organisation, before)
    deleted = CaseFile.objects.filter(state=CaseFile.State.DELETED)
    gone = deleted.filter(pk=draft.read_from).first() if draft.read_from else None
    if gone is not None and drop_what_goes_with(gone):  # its cases went in the meantime
        dataset.draft = ""


def drop_draft(dataset: Dataset) -> None:
    """Take the draft away; what was in force stays."""
    before, dataset.draft = dataset.draft, ""
    dataset.save(update_fields=["draft"])
    kept.forget(dataset.organisation, before)


def goes_with(case_file: CaseFile) -> bool:
    """Whether the draft is not to outlive a case file.

    It has lists that nobody has confirmed, which were read from that file; or nobody knows from
    where, and there is no other file.
    """
    try:
        draft = draft_of(case_file.dataset)
    except VaultError:  # nobody can say what it holds
        return _is_the_last(case_file)
    if draft is None or not draft.to_confirm:
        return False
    if not draft.read_from:
        return _is_the_last(case_file)
    return draft.read_from == str(case_file.pk)


def _is_the_last(case_file: CaseFile) -> bool:
    others = case_file.dataset.case_files.exclude(pk=case_file.pk)
    return not others.exclude(state=CaseFile.State.DELETED).exists()


def drop_what_goes_with(case_file: CaseFile) -> bool:
    """Take the draft away if it is not to outlive a case file that is gone; whether it was."""
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update().get(pk=case_file.dataset_id)
        case_file.dataset = dataset
        goes = goes_with(case_file)
        if goes:
            drop_draft(dataset)
    return goes


def choose_builtin(dataset: Dataset, name: str) -> None:
    """Put a built-in codebook in force; a draft and a codebook of one's own are given up."""
    dataset.codebook_name, dataset.codebook = name, ""
    dataset.save(update_fields=["codebook_name", "codebook"])
    drop_draft(dataset)


def put_in_force(dataset: Dataset, codebook: Codebook) -> None:
    """Put a codebook of one's own in force; the draft is taken away.

    Raises:
        ValueError: It is still a draft, or has answers on which nobody has decided.
        InputError: It has faults.
    """
    if codebook.draft or undecided_problems(codebook):
        raise ValueError("a draft must be confirmed before it is put in force")
    text = codebook_to_toml(_titled(codebook, dataset))
    parse_codebook(text.encode(), FILE)
    settle(dataset, replace(who_of(dataset), ignored=left_out(dataset)))
    dataset.codebook_name, dataset.codebook = "", text
    dataset.save(update_fields=["codebook_name", "codebook"])
    drop_draft(dataset)


def begun(dataset: Dataset) -> Draft | None:
    """What a draft of the codebook in force would be, not kept; ``None``: none is in force."""
    codebook = in_force(dataset)
    if codebook is None:
        return None
    draft = draft_from(codebook)
    if dataset.codebook_name:  # a built-in one that is changed is no longer that one
        draft.data["name"] = dataset.series
    return draft


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
    return draft if undecided_problems(codebook) else _to_be_read_again(draft)


def _identifying(codebook: Codebook) -> dict[str, Message]:
    """Column → why it may identify people: as its name says, or as its answers look."""
    reasons = {column.name: why_identifying(column) for column in _columns(codebook)}
    return {name: why for name, why in reasons.items() if why is not None}


def _columns(codebook: Codebook) -> list[Column]:
    return [column for table in codebook.tables for column in table.columns]


def _is_builtin(column: Column) -> bool:
    return any(column.values == builtin_list(name) for name in LIST_NAMES)


def _to_be_read_again(draft: Draft) -> Draft:
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
    whole = {column.name for column in _columns(codebook) if _is_builtin(column)}
    for column in marked.columns:
        if column["name"] not in {*confirmed, *whole}:
            column["undecided"] = [value["code"] for value in column.get("values", ())]
    return marked
