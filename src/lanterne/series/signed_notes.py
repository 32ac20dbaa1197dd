"""Notes of a series that are given out: signed, in four languages, about nobody by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import Template

from lanterne import disk
from lanterne.codebook.model import in_language
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.gate.signature import is_signed, new_key, public_key, sign
from lanterne.messages import page_in_languages
from lanterne.messages.store import document, part
from lanterne.privacy.stages import STAGE
from lanterne.release.texts import plain
from lanterne.series.series_folder import Series

Gaps = Callable[[str], Mapping[str, str]]

SIGNED = re.compile(r"(.*)\n---\n\n`(\S+)`\n\n`(\S+)`\n", re.DOTALL)
"""A note, the public key, and the signature."""


def write_note(series: Series, path: Path, kind: str, when: str, gaps: Gaps) -> str:
    """Write a signed note to a new file.

    It says the title of the series, the day, what had been measured by then, and ε.

    Args:
        series: Of which; nobody else changes it meanwhile.
        path: The file; must not exist.
        kind: Name of the document of the note.
        when: The moment that it is about, in UTC.
        gaps: Language → what else stands in the document, and its ``heading``.

    Returns:
        The public key of the series, by which it was signed: made with the first note.

    Raises:
        UsageError: The file exists or cannot be written; or the private key is missing or open to
            others.
    """
    public = _public_key(series)
    text = page_in_languages(
        lambda tag: gaps(tag)["heading"],
        lambda tag: (
            Template(document(kind, tag))
            .substitute(
                title=plain(in_language(series.codebook.title, tag)),
                day=when[:10],
                measured="\n".join(_measured(series, when, tag)),
                epsilon=f"{series.plan.budget.epsilon:g}",
                **gaps(tag),
            )
            .rstrip()
        ),
    )
    signature = sign(series.signing_key, text.encode())
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
        # What editors add at either end is no part of what was signed.
        text = path.read_text("utf-8-sig").rstrip("\n")
        found = SIGNED.fullmatch(f"{text}\n")
    except (OSError, ValueError) as error:
        raise UsageError("series.no-note", file=str(path)) from error
    if found is None or not is_signed(found[2], found[1].encode(), found[3]):
        raise InputError([Problem("note-altered", {}, Place(str(path)))])
    if expected is not None and found[2] != expected:
        raise UsageError("series.other-signer", file=str(path), key=found[2])
    return found[2]


def _public_key(series: Series) -> str:
    """The public key of the series, made with the first note, and never a second time."""
    place, known = series.signing_key, series.signing_key.with_suffix(".pub")
    told = known.read_text("utf-8").strip() if known.exists() else ""
    if not (told or place.exists()):
        new_key(place)
    public = public_key(place) if place.exists() else ""
    if told and told != public:
        raise UsageError("series.key-gone", file=str(place))
    if not told:
        with disk.whole_file(known) as file:
            file.write(f"{public}\n".encode())
    return public


def _measured(series: Series, when: str, language: str) -> Iterator[str]:
    """The measurements before a moment, of whichever cohort, with their days."""
    said = part("measured-before", language)
    found = [
        (entry.time, str(cohort), str(entry.details["stage"]))
        for cohort in series.plan.cohorts
        for entry in series.ledger(cohort).entries()
        if entry.kind == STAGE and entry.time <= when
    ]
    for time, cohort, stage in sorted(found, key=lambda one: one[:2]):
        yield "- " + said[stage].format(cohort=cohort, day=time[:10])
    if not found:
        yield said["nothing"]
