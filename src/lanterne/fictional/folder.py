"""A new folder of fictional cases, which appears whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lanterne.disk import reason
from lanterne.errors import UsageError

CARD_FILE = "DATA-CARD.md"


@contextmanager
def new_folder(folder: Path | str) -> Iterator[Path]:
    """A draft to write to, which takes the folder's place at the end; nothing is left of a failure.

    Args:
        folder: A folder that does not exist, or is empty.

    Raises:
        UsageError: When something is in the folder's place, or the place cannot be written to.
    """
    place = Path(folder).resolve()
    _check_place(place)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    try:
        draft.mkdir(parents=True)
        yield draft
        for path in draft.rglob("*"):
            if path.is_file():
                _to_disk(path)
        if place.exists():
            place.rmdir()
        draft.rename(place)
    except OSError as error:
        why = reason(error)
        raise UsageError("fictional.not-written", folder=str(folder), why=why) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_card(draft: Path, card: str) -> None:
    """Write the data card, the same bytes on every system."""
    (draft / CARD_FILE).write_text(card, encoding="utf-8", newline="\n")


def _check_place(place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise UsageError("fictional.place-is-file", place=str(place))
    try:
        taken = place.exists() and any(place.iterdir())
    except OSError as error:
        why = reason(error)
        raise UsageError("fictional.place-unreadable", place=str(place), why=why) from error
    if taken:
        raise UsageError("fictional.place-not-empty", place=str(place))


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
