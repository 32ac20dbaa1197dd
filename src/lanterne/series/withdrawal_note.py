"""A note that somebody was taken out of a series: signed, in four languages, about nobody by name.

It is for whoever withdrew. It says what was measured before and why what was published stays, and
neither who that is nor whether they were counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Template

from lanterne import disk
from lanterne.codebook.model import in_language
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.gate.signature import is_signed, new_key, public_key, sign
from lanterne.messages import page_in_languages
from lanterne.messages.store import document, part
from lanterne.privacy.stages import STAGE
from lanterne.series.id_hashes import Hashes
from lanterne.series.register_file import load_key
from lanterne.series.series_folder import Series

SIGNED = re.compile(r"(.*)\n---\n\n`(\S+)`\n\n`(\S+)`\n", re.DOTALL)
"""A note, the public key, and the signature."""

REFERENCE = 12
"""Signs of a reference."""


def confirm_withdrawal(series: Series, one: str, day: date, path: Path) -> str:
    """Write a note that somebody withdrew, to a new file.

    Args:
        series: Of which.
        one: Their id, as somebody writes it.
        day: On which.
        path: The file; must not exist.

    Returns:
        The public key of the series, by which it was signed: made with the first note.

    Raises:
        UsageError: They have not withdrawn, the file exists or cannot be written, or the private
            key is open to others.
    """
    with series.claimed():
        key = load_key(series.key)
        (hashed,) = Hashes(key).of_texts([one])
        if not series.register_file(key).load().is_withdrawn(hashed):
            raise UsageError("series.not-withdrawn")
        if not series.signing_key.exists():
            new_key(series.signing_key)
    text = page_in_languages(
        lambda tag: part("withdrawal-note", tag)["title"],
        lambda tag: _text(series, hashed[:REFERENCE], day, tag).rstrip(),
    )
    public, signature = public_key(series.signing_key), sign(series.signing_key, text.encode())
    try:
        with disk.whole_file(path, new=True) as file:
            file.write(f"{text}\n---\n\n`{public}`\n\n`{signature}`\n".encode())
    except FileExistsError:
        raise UsageError("disk.there-already", place=str(path)) from None
    except OSError as error:
        raise UsageError("disk.unwritable", place=str(path), why=disk.reason(error)) from error
    return public


def check_note(path: Path, expected: str | None) -> str:
    """The public key by which a note was signed.

    Args:
        path: The note.
        expected: The public key that it must be; ``None``: whichever.

    Raises:
        InputError: It is no such note, or was changed.
        UsageError: Another key signed it, or the file cannot be read.
    """
    try:
        found = SIGNED.fullmatch(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError("series.no-note", file=str(path)) from error
    if found is None or not is_signed(found[2], found[1].encode(), found[3]):
        raise InputError([Problem("note-altered", {}, Place(str(path)))])
    if expected is not None and found[2] != expected:
        raise UsageError("series.other-signer", file=str(path), key=found[2])
    return found[2]


def _text(series: Series, reference: str, day: date, language: str) -> str:
    return Template(document("withdrawal-note", language)).substitute(
        title=in_language(series.codebook.title, language),
        reference=reference,
        day=day.isoformat(),
        measured="\n".join(_measured(series, language)),
        epsilon=f"{series.plan.budget.epsilon:g}",
    )


def _measured(series: Series, language: str) -> Iterator[str]:
    """The measurements so far, of whichever cohort, with their days."""
    said = part("withdrawal-note", language)
    found = [
        (entry.time[:10], str(cohort), str(entry.details["stage"]))
        for cohort in series.plan.cohorts
        for entry in series.ledger(cohort).entries()
        if entry.kind == STAGE
    ]
    for day, cohort, stage in sorted(found):
        yield "- " + said[stage].format(cohort=cohort, day=day)
    if not found:
        yield said["nothing"]
