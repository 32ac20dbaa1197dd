"""The codebook of a dataset: the one in force, and a draft that a person still has to confirm.

The lists of a codebook become public with every release. A draft may hold lists that were read from
cases, so it lies in the vault like the cases; what is in force stands in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from lanterne.cases import columns_there
from lanterne.codebook import (
    Codebook,
    as_if_kept,
    builtin_codebooks,
    codebook_to_toml,
    load_codebook,
    parse_codebook,
    undecided_problems,
)
from lanterne.codebook.draft import has_draft_title, titled
from lanterne.errors import LanterneError
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data.drafts import Draft, draft_from, to_be_read_again
from lanterne.hub.web.data.identity_columns import Who, settle, settled, who_from
from lanterne.hub.web.data.reasons import reasons_as_json, reasons_from
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.vault import VaultError

KIND = "codebook-draft"
"""Of the file in the vault."""

FILE = "codebook.toml"
"""Name of a codebook of one's own, as commands and messages give it."""


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the codebook or its draft since they were read."""


def in_force(dataset: Dataset) -> Codebook | None:
    """The codebook that cases are protected with; ``None``: none has been chosen."""
    if dataset.codebook:
        return titled_for(dataset, parse_codebook(dataset.codebook.encode(), FILE))
    name = dataset.codebook_name
    return load_codebook(name) if name in builtin_codebooks() else None


def confirmed(dataset: Dataset) -> Codebook | None:
    """The codebook in force; ``None``: none is, or a draft waits that is to take its place."""
    return None if dataset.draft else in_force(dataset)


def titled_for(dataset: Dataset, codebook: Codebook) -> Codebook:
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
    return draft_kept(dataset, dataset.draft) if dataset.draft else None


def draft_kept(dataset: Dataset, file_id: str) -> Draft:
    """A draft of a codebook of the dataset, by its id in the vault."""
    found = vault_documents.kept_document(dataset.organisation, KIND, file_id)
    draft = Draft(
        found["data"],
        tuple(found["confirmed"]),
        reasons_from(found["excluded"]),
        found.get("read_from", ""),
        reasons_from(found.get("identifying", {})),
        who_from(found["who"]) if found.get("who") else None,
    )
    return draft if "identifying" in found else to_be_read_again(draft)


def book_of(dataset: Dataset) -> Codebook | None:
    """What cases are checked with: a draft without faults, else the codebook in force."""
    draft = draft_of(dataset)
    if draft is not None:
        codebook, problems = draft.read()
        return None if problems else as_if_kept(codebook)
    return in_force(dataset)


def left_out(dataset: Dataset) -> tuple[str, ...]:
    """Columns of the files that are left out: those that people named, and those of a draft."""
    return wanted_by(draft_of(dataset), settled(dataset)).ignored


def wanted_by(draft: Draft | None, said: Who) -> Who:
    """Who is who, and what is left out, by a draft.

    Args:
        draft: The draft; ``None``: there is none.
        said: What was said where no draft was.
    """
    who = (draft and draft.who) or said
    names = {*who.ignored, *(draft.excluded if draft else ())}
    return replace(who, ignored=tuple(sorted(names - {who.subject_id, who.household})))


def who_of(dataset: Dataset) -> Who:
    """Who is who, as was said last. Reads the vault while somebody works on a draft."""
    draft = draft_of(dataset)
    return (draft and draft.who) or settled(dataset)


def subject_of(dataset: Dataset, codebook: Codebook) -> str | None:
    """The column of ids of people; ``None``: as the codebook says, or as linked tables do; empty:
    each row is one."""
    if codebook.network is not None:
        return None
    who = who_of(dataset)
    return None if who.subject_id in codebook.table.names else who.subject


def say_who(dataset: Dataset, who: Who) -> None:
    """Keep who is who: in the vault while a draft waits, for it names columns of the cases."""
    with transaction.atomic():
        dataset.draft = Dataset.objects.select_for_update().get(pk=dataset.pk).draft
        draft = draft_of(dataset)
        if draft is None:
            settle(dataset, who)
        else:
            keep_draft(dataset, replace(draft, who=who))


def left_out_of(cases: Path, dataset: Dataset, codebook: Codebook) -> tuple[str, ...]:
    """Those of them that are in these cases, and who lives together: another file may have others.

    Who lives together is read where households are asked for, and nowhere else.
    """
    names = (*left_out(dataset), who_of(dataset).household)
    return columns_there(cases, codebook, tuple(filter(None, names)))


@contextmanager
def as_read(dataset: Dataset) -> Iterator[None]:
    """The dataset locked, for a block that changes a codebook or draft that was read before.

    Nobody's change is lost between reading and writing.

    Raises:
        ChangedMeanwhileError: Somebody else has changed them; nothing is done.
    """
    with transaction.atomic():
        now = Dataset.objects.select_for_update().get(pk=dataset.pk)
        if _stands(now) != _stands(dataset):
            raise ChangedMeanwhileError
        yield


def _stands(dataset: Dataset) -> tuple[str, str, str]:
    return dataset.draft, dataset.codebook_name, dataset.codebook


def keep_draft(dataset: Dataset, draft: Draft) -> None:
    """Keep a draft in the place of the one before, which goes once that is certain."""
    before = dataset.draft
    document = {
        "data": draft.data,
        "confirmed": list(draft.confirmed),
        "excluded": reasons_as_json(draft.excluded),
        "read_from": draft.read_from,
        "identifying": reasons_as_json(draft.identifying),
        "who": draft.who.as_dict() if draft.who else None,
    }
    dataset.draft = vault_documents.keep_document(dataset.organisation, KIND, document)
    dataset.save(update_fields=["draft"])
    transaction.on_commit(lambda: vault_documents.forget(dataset.organisation, before))
    deleted = CaseFile.objects.filter(state=CaseFile.State.DELETED)
    gone = deleted.filter(pk=draft.read_from).first() if draft.read_from else None
    if gone is not None and drop_what_goes_with(gone):  # its cases went in the meantime
        dataset.draft = ""


def drop_draft(dataset: Dataset) -> None:
    """Take the draft away; what was in force stays."""
    before, dataset.draft = dataset.draft, ""
    dataset.save(update_fields=["draft"])
    transaction.on_commit(lambda: vault_documents.forget(dataset.organisation, before))


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
    text = codebook_to_toml(titled_for(dataset, codebook))
    parse_codebook(text.encode(), FILE)
    settle(dataset, wanted_by(draft_of(dataset), settled(dataset)))
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
