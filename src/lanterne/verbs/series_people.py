"""The verbs of what is said of people in a series: two ids are one, somebody withdraws."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lanterne.verbs.arguments import checked


@checked
def join_people(folder: str | Path, ids: Sequence[str]) -> tuple[bool, ...]:
    """Say that some ids of a series are one person, who counts in the first of their cohorts.

    Args:
        folder: Of the series.
        ids: Two or more; best said before a case is handed in under the second.

    Returns:
        Of each id, whether anything was handed in under it so far.

    Raises:
        UsageError: There are fewer than two, or it is no series.
        VaultError: The register cannot be read with its key.
    """
    from lanterne.series import said_of_people
    from lanterne.series.plan_file import load_series

    return said_of_people.join_people(load_series(Path(folder)), ids)


@checked
def withdraw_people(folder: str | Path, ids: Sequence[str]) -> tuple[bool, ...]:
    """Take people out of all that is measured of a series from now on; what was published stays.

    Args:
        folder: Of the series.
        ids: One or more.

    Returns:
        Of each id, whether anything was handed in under it so far.

    Raises:
        UsageError: It is no series.
        VaultError: The register cannot be read with its key.
    """
    from lanterne.series import said_of_people
    from lanterne.series.plan_file import load_series

    return said_of_people.withdraw_people(load_series(Path(folder)), ids)


@checked
def confirm_withdrawal(folder: str | Path, subject: str, note: str | Path) -> str:
    """Write a signed note, in four languages, that somebody was taken out of a series.

    It holds no id: a reference instead, which only who has id and register can make again.

    Args:
        folder: Of the series.
        subject: Id of the person, who has withdrawn.
        note: File of the note; must not exist.

    Returns:
        The public key by which it was signed.

    Raises:
        UsageError: They have not withdrawn, nothing was delivered under this id, it is no series,
            or the file cannot be written.
        VaultError: The register cannot be read with its key.
    """
    from lanterne.series import withdrawal_note
    from lanterne.series.plan_file import load_series

    return withdrawal_note.confirm_withdrawal(load_series(Path(folder)), subject, Path(note))


@checked
def leave_series(folder: str | Path, code: str) -> str:
    """Take an organisation out of all that is measured of a joint series from now on.

    What was published stays. Its files are refused from then on.

    Args:
        folder: Of the series.
        code: Of the organisation, as ``partners.toml`` has it.

    Returns:
        When that was first said, in UTC.

    Raises:
        UsageError: It is no series of several organisations, or this one has delivered nothing.
        InputError: Who left cannot be read.
    """
    from lanterne.series import partners_there
    from lanterne.series.plan_file import load_series

    return partners_there.leave_series(load_series(Path(folder)), code)


@checked
def confirm_leaving(folder: str | Path, code: str, note: str | Path) -> str:
    """Write a signed note, in four languages, that an organisation left a joint series.

    Args:
        folder: Of the series.
        code: Of the organisation, which has left.
        note: File of the note; must not exist.

    Returns:
        The public key by which it was signed.

    Raises:
        UsageError: It has not left, it is no series, or the file cannot be written.
        InputError: Who left cannot be read.
    """
    from lanterne.series import withdrawal_note
    from lanterne.series.plan_file import load_series

    return withdrawal_note.confirm_leaving(load_series(Path(folder)), code, Path(note))


@checked
def check_withdrawal_note(note: str | Path, public_key: str | None = None) -> str:
    """The public key by which a note of a withdrawal was signed.

    Args:
        note: The file.
        public_key: Key that it must be signed with, or a file that holds it.

    Raises:
        InputError: It is no such note, or was changed.
        UsageError: Another key signed it, or there is no such file or key.
    """
    from lanterne.gate import read_public_key
    from lanterne.series.signed_notes import check_note

    expected = None if public_key is None else read_public_key(public_key)
    return check_note(Path(note), expected)
