"""The releases of a showcase, each verified, and copied into one folder as a catalogue has them.

A release that lies in a catalogue brings its notice with it, and the notices of all editions of its
dataset; those that are shown must come too. Pages that call an old edition the current one would
stay wrong for ever.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.catalogue import Series, State, read_state
from lanterne.catalogue.file_names import parsed, story_files
from lanterne.catalogue.storage import copy_release
from lanterne.disk import reason
from lanterne.errors import InputError, LanterneError, Problem, UsageError, annotate
from lanterne.messages import Message
from lanterne.release import verify_release
from lanterne.release.folder import CHECKSUMS, MANIFEST, OF_EDITIONS


@dataclass
class _Holder:
    """A folder that holds releases.

    Attributes:
        state: What the notices in it say.
        names: Of the releases that are taken from it.
        whole: Whether all that it holds was asked for.
    """

    state: State
    names: set[str] = field(default_factory=set)
    whole: bool = False

    @property
    def series(self) -> Mapping[str, Series]:
        """The datasets of which there are editions among the releases; of a whole folder all."""
        return {
            slug: series
            for slug, series in self.state.series.items()
            if self.whole or self.names & {one.name for one in series.records}
        }

    @property
    def problems(self) -> Iterator[Problem]:
        """What is wrong with the notices of these datasets."""
        asked = {found[0] for name in self.names if (found := parsed(name))}
        for name, problems in self.state.problems.items():
            edition = parsed(name)
            if self.whole or (edition and edition[0] in asked):
                yield from problems


def gather(given: Sequence[Path], into: Path) -> None:
    """Copy releases, and what the catalogues in which they lie say of them.

    Args:
        given: Folders: each a release, or one that holds releases.
        into: An empty folder.

    Raises:
        UsageError: A folder holds no release, two releases have one name, an edition is not shown
            to anybody, or others of its dataset are missing.
        InputError: A release is not whole, or the notices beside it are not.
        LanterneError: A file cannot be read or written.
    """
    holders = _holders(given)
    _check_names(holders)
    for holder in holders.values():
        problems = tuple(holder.problems)
        if problems:
            raise InputError(problems)
        _check_editions(holder)
    try:
        for folder, holder in holders.items():
            for name in sorted(holder.names):
                _copy(folder / name, into / name)
            _copy_notices(folder, holder, into)
    except OSError as error:
        raise LanterneError("showcase.not-copied", why=reason(error)) from error


def _holders(given: Sequence[Path]) -> dict[Path, _Holder]:
    """Folder → which of the releases in it are wanted."""
    found: dict[Path, _Holder] = {}
    for one in given:
        path = Path(os.path.abspath(one))  # noqa: PTH100 - a link is what it is called, not where it leads
        if not path.is_dir():
            raise UsageError("showcase.no-release", folder=str(one))
        alone = _may_be_a_release(path)
        folder = path.parent if alone else path
        holder = found.setdefault(folder, _Holder(read_state(folder)))
        if alone:
            holder.names.add(path.name)
            continue
        holder.whole = True
        holder.names |= {*_shown(path, holder.state)}
        if not holder.names and not holder.series and not holder.state.problems:
            raise UsageError("showcase.no-release", folder=str(one))
    return found


def _may_be_a_release(folder: Path) -> bool:
    """Whether it is one, or what is left of one: verification says which."""
    return (folder / MANIFEST).exists() or (folder / CHECKSUMS).exists()


def _shown(folder: Path, state: State) -> Iterator[str]:
    """The releases in a folder that the portal would show."""
    for path in sorted(folder.iterdir()):
        record = state.record(path.name)
        hidden = path.name.startswith(".") or path.is_symlink()
        if not hidden and _may_be_a_release(path) and (record is None or record.is_shown):
            yield path.name


def _check_names(holders: Mapping[Path, _Holder]) -> None:
    """Raise UsageError where two releases, or two datasets, have one name."""
    known: set[str] = set()
    for holder in holders.values():
        names = holder.names | holder.series.keys()
        for name in sorted(names & known):
            raise UsageError("showcase.same-name", name=name)
        known |= names


def _check_editions(holder: _Holder) -> None:
    """Raise UsageError unless the editions are those that the public is shown."""
    for series in holder.series.values():
        shown = {one.name for one in series.records if one.is_shown}
        hidden = {one.name for one in series.records} - shown
        for name in sorted(holder.names & hidden):
            raise UsageError("showcase.not-shown", name=name)
        missing = tuple(sorted(shown - holder.names))
        if missing:
            raise UsageError("showcase.editions-missing", series=series.slug, names=missing)


def _copy(release: Path, target: Path) -> None:
    """Verify a release and copy it; what the copy holds is verified once more when it is opened."""
    report = verify_release(release)
    if not report.ok:
        error = InputError(report.problems)
        annotate(error, Message("showcase.of-release", {"place": str(release)}))
        raise error
    copy_release(release, target, report.files)


def _copy_notices(folder: Path, holder: _Holder, into: Path) -> None:
    for series in holder.series.values():
        for record in series.records:
            for ending in OF_EDITIONS:
                path = folder / f"{record.name}{ending}"
                if path.exists():
                    shutil.copyfile(path, into / path.name)
            if record.is_shown:
                for path in story_files(folder, record.name):
                    shutil.copyfile(path, into / path.name)
            if record.suspension is not None and record.tombstone is None:
                (into / record.name).mkdir()  # it is somewhere, and nothing of it is shown
