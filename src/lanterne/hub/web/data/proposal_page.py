"""A codebook that somebody proposes: what would change, what others say of it, and the decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lanterne.codebook import Codebook, Column, in_language
from lanterne.codebook.changes import Change, ColumnChange, changes_of, others_changed
from lanterne.errors import InputError
from lanterne.harmonise import codebook_digest
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.hub.audit import Why
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import codebook_versions, dataset_codebook
from lanterne.hub.web.data.codebook_choice import checked_anew, in_words, toml_answer
from lanterne.hub.web.data.codebook_versions import OtherDraftError, StateError
from lanterne.hub.web.harmonise.page import may_harmonise
from lanterne.hub.web.harmonise.stored_mapping import mapping_of
from lanterne.hub.web.models import CodebookComment, CodebookVersion, Dataset
from lanterne.hub.web.second_person import alone
from lanterne.hub.web.steps import steps

LONGEST = 2_000
"""Characters of what somebody writes, at most."""

LATE = _("Somebody has done something else meanwhile. Nothing was changed: look again.")
UNFINISHED = _("The codebook cannot be proposed yet: see what is left to do.")
DRAFT = _("Somebody works on another draft, which would be lost. Use it or throw it away first.")
OWN = _("You have proposed it yourself: somebody else decides.")
NO_REASON = _("Say why, so that its author knows what to do.")


@dataclass(frozen=True)
class Line:
    """A column of the proposed codebook, and what is said of it.

    Attributes:
        column: The column.
        label: What people read.
        change: What is different; ``None``: nothing.
        comments: What others say, the oldest first.
    """

    column: Column
    label: str
    change: ColumnChange | None
    comments: tuple[CodebookComment, ...]


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def proposal(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """What is proposed, and the versions before it."""
    return _render(request, desk, dataset)


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def propose(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Propose the draft to the others of the organisation."""
    draft = dataset_codebook.draft_of(dataset)
    codebook, problems = draft.read() if draft else (None, [])
    if draft is None or codebook is None or draft.to_confirm or problems:
        return _refused(request, desk, dataset, str(UNFINISHED))
    note = _text(request, "note")
    try:
        codebook_versions.propose(dataset, codebook, note, desk.user)
    except StateError:
        return _refused(request, desk, dataset, str(LATE))
    return redirect("codebook-proposal", desk.organisation.slug, dataset.pk)


@require_POST
@needs(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def comment(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Say something of what is proposed, or of a column of it."""
    version = _named(request, dataset)
    text, column = _text(request, "text"), request.POST.get("column", "")
    if version is None or (column and column not in _columns_of(version)):
        return _refused(request, desk, dataset, str(LATE))
    if text:
        try:
            codebook_versions.comment(version, column, text, desk.user)
        except StateError:
            return _refused(request, desk, dataset, str(LATE))
    return redirect("codebook-proposal", desk.organisation.slug, dataset.pk)


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def decide(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Use what is proposed, or send it back; its author may only take it back."""
    version = _named(request, dataset)
    if version is None:
        return _refused(request, desk, dataset, str(LATE))
    own, reason = version.created_by_id == desk.user.pk, _text(request, "reason")
    adopt = request.POST.get("verdict") == "adopt"
    if adopt and own and not alone():
        desk.refuse(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, Why.OWN, dataset)
        return _refused(request, desk, dataset, str(OWN), status=403)
    if not (adopt or own or reason):
        return _refused(request, desk, dataset, str(NO_REASON), status=400)
    wrong = _decided(version, adopt, reason, desk)
    if wrong:
        return _refused(request, desk, dataset, wrong)
    dataset.refresh_from_db()
    details = {"codebook": "adopted" if adopt else "returned"}
    desk.record(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, dataset, details=details)
    return checked_anew(desk, dataset)


def _decided(version: CodebookVersion, adopt: bool, reason: str, desk: Desk) -> str:
    """Decide; why that cannot be, if it cannot."""
    act = codebook_versions.adopt if adopt else codebook_versions.send_back
    try:
        act(version, reason, desk.user)
    except OtherDraftError:
        return str(DRAFT)
    except StateError:
        return str(LATE)
    except InputError as error:
        return " ".join(map(in_words, error.problems))
    return ""


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def proposal_file(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """What is proposed, as TOML."""
    version = codebook_versions.proposed(dataset)
    if version is None:
        return redirect("codebook-proposal", desk.organisation.slug, dataset.pk)
    return toml_answer(version.codebook)


def _named(request: HttpRequest, dataset: Dataset) -> CodebookVersion | None:
    """What is proposed, if it is what the form was made for."""
    version = codebook_versions.proposed(dataset)
    named = version is not None and str(version.pk) == request.POST.get("version")
    return version if named else None


def _text(request: HttpRequest, name: str) -> str:
    """What somebody wrote; no database keeps a NUL."""
    return request.POST.get(name, "").replace("\0", "").strip()[:LONGEST]


def _columns_of(version: CodebookVersion) -> set[str]:
    try:
        return {one.name for one in codebook_versions.codebook_in(version).columns}
    except InputError:
        return set()


def _refused(
    request: HttpRequest, desk: Desk, dataset: Dataset, wrong: str, status: int = 409
) -> HttpResponseBase:
    return _render(request, desk, dataset, wrong, status)


def _render(
    request: HttpRequest, desk: Desk, dataset: Dataset, wrong: str = "", status: int = 200
) -> HttpResponseBase:
    version, owner = codebook_versions.proposed(dataset), dataset.created_by
    may_edit = desk.may(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, made_by=owner)
    own = version is not None and version.created_by_id == desk.user.pk
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "data"),
        "wrong": wrong,
        "version": version,
        "own": own,
        "may_adopt": may_edit and (not own or alone()),
        "may_return": may_edit,
        "may_comment": desk.may(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION),
        "before": codebook_versions.decided(dataset),
        "now": dataset_codebook.in_force(dataset),
        **(_about(version, desk, dataset) if version else {}),
    }
    return render(request, "workspace/proposal.html", context, status=status)


def _about(version: CodebookVersion, desk: Desk, dataset: Dataset) -> dict[str, Any]:
    """What would change, and what is said of it."""
    comments = tuple(version.comments.select_related("created_by").order_by(*OLDEST_FIRST))
    try:
        codebook = codebook_versions.codebook_in(version)
    except InputError as error:
        return {"unread": [in_words(one) for one in error.problems], "general": comments}
    now = dataset_codebook.in_force(dataset)
    changes = changes_of(now, codebook)
    lines = tuple(_lines(codebook, changes, comments))
    return {
        "codebook": codebook,
        "lines": [one for one in lines if one.change or one.comments],
        "columns": [(one.column.name, one.label) for one in lines],
        "gone": [one.column for one in changes if one.change is Change.REMOVED],
        "others": others_changed(now, codebook),
        "general": [one for one in comments if not one.column],
        "again": _again(desk, dataset, codebook),
    }


def _lines(
    codebook: Codebook, changes: Sequence[ColumnChange], comments: Sequence[CodebookComment]
) -> Iterator[Line]:
    language = get_language() or "en"
    changed = {id(one.column): one for one in changes}
    for column in codebook.columns:
        said = tuple(one for one in comments if one.column == column.name)
        label = in_language(column.label, language)
        yield Line(column, label, changed.get(id(column)), said)


def _again(desk: Desk, dataset: Dataset, codebook: Codebook) -> list[str] | None:
    """What of the mapping has to be decided again; ``None``: there is none, or it is not theirs."""
    mapping = mapping_of(dataset) if may_harmonise(desk, dataset) else None
    if mapping is None or mapping.linked != (codebook.network is not None):
        return None
    fitted = replace(
        mapping,
        codebook=codebook.name,
        codebook_version=codebook.version,
        codebook_digest=codebook_digest(codebook),
    )
    found = {one.column for one in mapping_problems(fitted, codebook) if one.column}
    return [one.target for one in mapping.columns if one.target in found]
