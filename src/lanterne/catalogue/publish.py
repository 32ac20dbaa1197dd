"""Publish: a release becomes an edition, whole and for ever, or nothing happens.

It is copied under a hidden name into the catalogue, synced and verified there. Then two renames:

    1. the notice gets its name     from here on the edition will be: recover() completes it
    2. the release gets its name    from here on everybody sees it, with its notice

Before the first, whatever happens leaves hidden names only, which are removed. Between the two, a
reader sees a notice without a release, and knows from the hidden folder that it is on its way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lanterne.catalogue import storage
from lanterne.catalogue.fields import field_problems, moment_in, moment_text, tags_in_order
from lanterne.catalogue.file_names import PUBLISHING, WRITING, edition_name, hidden
from lanterne.catalogue.gate_answer import Answer, Exemption
from lanterne.catalogue.gate_check import Asked, cleared
from lanterne.catalogue.notice import Notice, faults
from lanterne.catalogue.recover import recover_locked
from lanterne.catalogue.refusal import EditionRefused
from lanterne.catalogue.series import Series, mark_of, read_state
from lanterne.disk import reason, sync_folder
from lanterne.errors import InputError, LanterneError, Problem, UsageError
from lanterne.messages import Message
from lanterne.release import VerifyReport, verify_release
from lanterne.release.folder import MANIFEST, sha256
from lanterne.release.integrity import read_manifest


@dataclass(frozen=True)
class Published:
    """What was published.

    Attributes:
        name: What the edition is called in the catalogue.
        folder: The release there.
        notice: What was written beside it, with its mark and the digest before.
        digest: SHA-256 of the notice: to be kept elsewhere, as the series does not protect its last
            notice.
        remarks: What whoever published should know; none is a failure.
    """

    name: str
    folder: Path
    notice: Notice
    digest: str
    remarks: tuple[Message, ...]


_ANYBODY = Asked()


def publish(
    candidate: Path,
    catalogue: Path,
    notice: Notice,
    *,
    asked: Asked = _ANYBODY,
    exemption: Exemption | None = None,
    wait: float = storage.WAIT,
) -> Published:
    """Copy a release into a catalogue as the next edition of its series.

    Only what the gate lets pass, or what somebody answers for in public: there is no other way
    into a catalogue. The candidate stays as it is. What earlier calls left half done is cleared up
    first.

    Args:
        candidate: Folder of the release.
        catalogue: Folder that the portal reads.
        notice: What is said of it. ``edition`` must be the next number; ``mark`` may be that of the
            release that was approved, and another is refused.
        asked: Which record of the gate lets it pass.
        exemption: Why it is published though no record does; it is published with it, and left out
            where one does.
        wait: Seconds to wait for somebody else who publishes or withdraws.

    Raises:
        UsageError: A folder is none, or cannot be used.
        InputError: The release is not whole, or something is wrong with the notice; all is listed.
        EditionRefused: The catalogue does not allow it; ``rule`` says why.
        LanterneError: The disk is full or failed. Nothing was published.
    """
    storage.check_catalogue_folder(catalogue)
    report = verify_release(candidate)
    problems = (*field_problems(faults(notice)), *report.problems, *_contrary(candidate, notice))
    if problems:
        raise InputError(problems)
    mark = mark_of(candidate)
    if notice.mark not in {"", mark}:
        raise EditionRefused("other-release.than-approved")
    may = cleared(candidate, asked, exemption)
    problems = field_problems(faults(replace(notice, gate=may.passing)))
    if problems:
        raise InputError(problems)
    with storage.locked(catalogue, Message("at-work.publish", {"edition": notice.name}), wait):
        recover_locked(catalogue, None)
        series = _place(catalogue, notice)
        before = series.last.notice if series else None
        notice = replace(
            notice,
            languages=tuple(tags_in_order(notice.languages)),
            published=moment_in(moment_text(notice.published)),
            mark=mark,
            previous=before.digest if before else None,
            gate=may.passing,
        )
        written = _write(report, catalogue, notice, may.manifest)
        remarks = [*_remarks(notice, before), *_unneeded(notice, exemption), *written]
    return Published(notice.name, catalogue / notice.name, notice, notice.digest, tuple(remarks))


def _contrary(candidate: Path, notice: Notice) -> Iterator[Problem]:
    """Where the release says of itself something else than the notice does."""
    manifest, _problems = read_manifest(candidate)
    for key in ("publisher", "licence"):
        said = manifest.get(key)
        if said and said != getattr(notice, key):
            yield Problem(f"edition-contrary.{key}")


def _place(catalogue: Path, notice: Notice) -> Series | None:
    """The series that the edition continues; ``None``: it begins one.

    Raises:
        EditionRefused: It has no place there.
    """
    state = read_state(catalogue)
    series = state.series.get(notice.series)
    records = {} if series is None else {one.name: one for one in series.records}
    if notice.name in records:
        raise _exists(records[notice.name].notice)
    broken = [name for name in state.problems if name.rpartition(".v")[0] == notice.series]
    if broken:
        raise EditionRefused("series-broken.missing", series=notice.series, names=tuple(broken))
    following = 1 if series is None else series.last.notice.edition + 1
    if notice.edition != following:
        numbers = {"next": str(following), "given": str(notice.edition)}
        raise EditionRefused("edition-gap.number", series=notice.series, **numbers)
    earlier: set[str | None] = {*records} or {None}
    if notice.supersedes not in earlier:
        raise _supersedes_none(notice)
    if os.path.lexists(catalogue / notice.name):
        raise EditionRefused("name-taken.catalogue", name=notice.name)
    return series


def _exists(there: Notice) -> EditionRefused:
    gaps = {
        "number": str(there.edition),
        "series": there.series,
        "moment": moment_text(there.published),
        "publisher": there.publisher,
    }
    if there.approved_by:
        return EditionRefused("edition-exists.approved", **gaps, approved_by=there.approved_by)
    return EditionRefused("edition-exists.published", **gaps)


def _supersedes_none(notice: Notice) -> EditionRefused:
    if notice.edition == 1:
        return EditionRefused("supersedes.none")
    last = edition_name(notice.series, notice.edition - 1)
    return EditionRefused("supersedes.earlier", last=last)


def _remarks(notice: Notice, before: Notice | None) -> Iterator[Message]:
    if before is not None and notice.published < before.published:
        gaps = {
            "now": moment_text(notice.published),
            "number": str(before.edition),
            "published": moment_text(before.published),
        }
        yield Message("remark.clock-of-publication", gaps)


def _unneeded(notice: Notice, exemption: Exemption | None) -> Iterator[Message]:
    if exemption is not None and notice.gate and notice.gate.answer is Answer.PASSED:
        yield Message("remark.exception-not-needed")


def _write(
    report: VerifyReport, catalogue: Path, notice: Notice, manifest: str
) -> tuple[Message, ...]:
    """Copy, verify and reveal; what should be known afterwards."""
    partial = catalogue / hidden(notice.name, PUBLISHING)
    writing = catalogue / hidden(notice.file, WRITING)
    try:
        _copy(report, partial, notice.mark, manifest)
        storage.write_file(writing, notice.text)
        sync_folder(catalogue)
        _reveal(partial, writing, catalogue, notice)
    except OSError as error:
        half = _is_half_revealed(catalogue, notice)
        code = "publication.half-done" if half else "publication.failed"
        raise LanterneError(code, place=notice.name, why=reason(error)) from error
    finally:
        if not _is_half_revealed(catalogue, notice):
            storage.remove_if_possible(writing, partial)
    try:
        sync_folder(catalogue)
    except OSError as error:
        return (Message("remark.not-confirmed", {"why": reason(error)}),)
    return ()


def _copy(report: VerifyReport, partial: Path, mark: str, manifest: str) -> None:
    """Copy the release, and verify what lies there now: the original may have changed meanwhile."""
    storage.copy_release(report.path, partial, report.files)
    found = verify_release(partial)
    same = found.ok and mark_of(partial) == mark and sha256(partial / MANIFEST) == manifest
    if not same:
        raise UsageError("publication.changed-meanwhile", place=str(report.path))


def _reveal(partial: Path, writing: Path, catalogue: Path, notice: Notice) -> None:
    """The two renames; where the second fails, the first is taken back."""
    place = catalogue / notice.file
    storage.reveal(writing, place)
    try:
        sync_folder(catalogue)
        storage.reveal(partial, catalogue / notice.name)
    except BaseException:
        place.unlink(missing_ok=True)
        sync_folder(catalogue)
        raise


def _is_half_revealed(catalogue: Path, notice: Notice) -> bool:
    """Whether the first rename could not be taken back: then the hidden release is still needed."""
    there = os.path.lexists(catalogue / notice.name)
    return os.path.lexists(catalogue / notice.file) and not there
