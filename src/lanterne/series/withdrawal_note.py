"""A note that somebody was taken out of a series, or that an organisation left it.

It is for whoever withdrew. It says what was measured before and why what was published stays; of a
person neither who that is nor whether they were counted.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from lanterne.errors import UsageError
from lanterne.messages.store import part
from lanterne.release.texts import plain
from lanterne.series.partners_there import read_partners
from lanterne.series.register_file import load_key
from lanterne.series.series_folder import Series
from lanterne.series.signed_notes import write_note

REFERENCE = 12
"""Signs of a reference."""


def confirm_withdrawal(series: Series, one: str, path: Path) -> str:
    """Write a note that somebody withdrew, to a new file.

    It gives the day on which that was first said, and what had been measured by then.

    Args:
        series: Of which.
        one: Their id, as somebody writes it.
        path: The file; must not exist.

    Returns:
        The public key of the series, by which it was signed: made with the first note.

    Raises:
        UsageError: They have not withdrawn, or nothing was delivered under this id; the file exists
            or cannot be written; or the private key is missing or open to others.
    """
    with series.claimed():
        key = load_key(series.key)
        register, (hashed,) = series.register_file(key).load(), series.hashes(key).of_texts([one])
        when = register.when_withdrawn(hashed)
        if when is None:
            raise UsageError("series.not-withdrawn")
        if not register.is_known(hashed):  # a slip of the pen would be confirmed, and signed
            raise UsageError("series.not-known")
        when = when or datetime.now(UTC).isoformat(timespec="seconds")
        reference = hashed[:REFERENCE]

        def gaps(tag: str) -> dict[str, str]:
            return {"heading": part("withdrawal-note", tag)["title"], "reference": reference}

        return write_note(series, path, "withdrawal-note", when, gaps)


def confirm_leaving(series: Series, code: str, path: Path) -> str:
    """Write a note that an organisation left a joint series, to a new file.

    Args:
        series: Of which.
        code: What stands before its ids.
        path: The file; must not exist.

    Returns:
        As :func:`confirm_withdrawal`.

    Raises:
        UsageError: It has not left; the file exists or cannot be written; or the private key is
            missing or open to others.
        InputError: The file of the names cannot be read.
    """
    with series.claimed():
        when = series.register_file(load_key(series.key)).load().left.get(code)
        if when is None:
            raise UsageError("partners.not-left", code=code)
        organisation = plain(read_partners(series)[code])

        def gaps(tag: str) -> dict[str, str]:
            return {"heading": part("leaving-note", tag)["title"], "organisation": organisation}

        return write_note(series, path, "leaving-note", when, gaps)
