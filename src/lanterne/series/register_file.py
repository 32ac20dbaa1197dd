"""The register on the disk: encrypted, with its key, and no older than the last that was kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from lanterne import disk
from lanterne.errors import UsageError
from lanterne.privacy import chain
from lanterne.privacy.chain import Entry
from lanterne.series.groups import Groups
from lanterne.series.register import Register
from lanterne.vault.errors import VaultError
from lanterne.vault.records import RecordSealer
from lanterne.vault.secret import KEY, Secret


def new_key(path: Path) -> Secret:
    """A new key, in a file that only its owner may read."""
    key = Secret.new()
    with disk.whole_file(path, mode=disk.PRIVATE_FILE, new=True) as file:
        file.write(key.exposed())
    return key


def load_key(path: Path) -> Secret:
    """The key of a register; raises UsageError: it cannot be had."""
    try:
        return Secret(disk.private_content(path, KEY + 1))
    except (OSError, ValueError, disk.OpenToOthersError):
        raise UsageError("series.no-key", file=str(path)) from None


NEXT, KEPT = "next", "kept"
"""Kinds of entries in the list: a register that is to be written, and one that is there."""


class RegisterFile:
    """A register on the disk, and beside it the chained digests of all that there were.

    An older copy is refused: people who are not in it would be new once more, and whoever withdrew
    would be counted again.

    Args:
        path: Of the register.
        log: Of the digests.
        key: Of the register.
    """

    def __init__(self, path: Path, log: Path, key: Secret) -> None:
        self._path, self._log = path, log
        self._sealer = RecordSealer(key, "register")

    def save(self, register: Register) -> None:
        """Write a register in the place of the one before, whole or not at all."""
        sealed = self._sealer.seal(register.to_dict(), "register")
        self._note(NEXT, sealed)
        with disk.whole_file(self._path, mode=disk.PRIVATE_FILE) as file:
            file.write(sealed)
        self._note(KEPT, sealed)

    def load(self) -> Register:
        """Read what :meth:`save` wrote; to be called where nobody else changes the series.

        Raises:
            UsageError: It is not there, is an older copy, was changed, or another key encrypted it.
            InputError: Somebody has tampered with the digests.
        """
        try:
            sealed = self._path.read_bytes()
            found = self._sealer.open(sealed, "register")
        except OSError:
            raise UsageError("series.no-register", file=str(self._path)) from None
        except VaultError:
            raise UsageError("series.other-key", file=str(self._path)) from None
        entries = chain.read(self._log)
        if _sha256(sealed) not in _newest(entries):
            raise UsageError("series.older-register", file=str(self._path))
        if entries[-1].kind == NEXT:  # a crash came between: which one holds is settled now
            self._note(KEPT, sealed)
        gone, same = found["withdrawn"], found["same"]
        if isinstance(gone, list):  # earlier versions did not keep when
            gone = dict.fromkeys(gone, "")
        last = found["last"]
        if isinstance(last, list):  # earlier versions knew one organisation
            last = {"": last}
        times = tuple(found["years"]), tuple(map(tuple, found["begun"]))
        there = {code: frozenset(ids) for code, ids in last.items()}
        left, groups = found.get("left", {}), Groups.from_dict(found.get("groups", {}))
        return Register(found["cohorts"], found["alike"], same, gone, *times, there, left, groups)

    def _note(self, kind: str, sealed: bytes) -> None:
        with chain.locked(self._log) as file:
            content = chain.content_of(file)
            entries, torn = chain.parse(content, self._log)
            last = entries[-1] if entries else None
            entry = Entry.after(last, kind, {"register": _sha256(sealed)})
            chain.append(file, self._log, len(content) - torn, [entry])


def _newest(entries: Sequence[Entry]) -> set[str]:
    """Digests of the register that was kept last, and of those that were to follow it."""
    found: set[str] = set()
    for one in reversed(entries):
        found.add(str(one.details["register"]))
        if one.kind == KEPT:
            break
    return found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
