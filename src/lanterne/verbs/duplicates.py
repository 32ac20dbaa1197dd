"""Verbs on people who may stand in a partner's file twice: which, and what was decided."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import reason
from lanterne.errors import LanterneError, UsageError
from lanterne.files.handed import handed
from lanterne.name_lists import names
from lanterne.verbs.arguments import checked
from lanterne.verbs.decisions import decisions_of, id_of, key_place
from lanterne.verbs.harmonise import open_mapping

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.files.rows import TableFile
    from lanterne.harmonise import Alike, PairKey


@checked
def find_duplicates(
    file: str | Path,
    mapping: str | Path,
    same: Sequence[str],
    out: str | Path,
    codebook: str | Path | Codebook | None = None,
    decided: str | Path | None = None,
    pair_key: str | Path | None = None,
) -> Alike:
    """Pairs of ids of a partner's file that may be one person, for a person to decide.

    Nothing is joined. The sheet shows what stands in the columns that were asked for, and is as
    sensitive as the file; write ``same`` or ``different`` into it, and hand it to
    :func:`harmonise_file` as ``duplicates``.

    Args:
        file: A partner's file.
        mapping: Its mapping, a TOML file; the first column that it keeps says who is who.
        same: Rules: columns of the file in which two people must have the same answers, with
            commas between. One rule that fits is enough.
        out: Where the sheet goes, as CSV; must not exist.
        codebook: As for :func:`open_mapping`.
        decided: An earlier sheet: what was decided there is not asked again, and goes along.
        pair_key: The key by whose digests people are known in sheets; ``None``: beside the earlier
            sheet as ``duplicates.key``, or beside the new one, where it is made if it is not there.

    Returns:
        The pairs that are to be decided. Sensitive.

    Raises:
        UsageError: There is no such codebook, the mapping keeps no id, no rule is given, a rule
            names a column that the file does not have, the key is gone, or something is at ``out``.
        InputError: The mapping, the file or the earlier sheet has problems, or there are more pairs
            than a person can look at.
        LanterneError: The disk refuses.
    """
    from lanterne.files.problem_log import Findings
    from lanterne.harmonise import DecidedPairs, find_alike_people, open_harmonised, write_pairs

    sheet, given = Path(out), handed(file)
    if sheet.exists():
        raise UsageError("disk.there-already", place=str(sheet))
    opened, book = open_mapping(mapping, codebook)
    if book.network is not None:
        raise UsageError("duplicates.linked", codebook=book.name)
    found = decisions_of(decided, pair_key, opened, book)
    findings = Findings(str(file))
    partner = open_harmonised(given, opened, book, findings).file
    if not same or not all(map(names, same)):
        raise UsageError("duplicates.no-rule")
    headers = _headers([id_of(opened), *(name for rule in same for name in names(rule))], partner)
    rules = tuple(tuple(dict.fromkeys(headers[name] for name in names(rule))) for rule in same)
    places = {name: partner.header.index(name) for name in headers.values()}
    try:
        if found is None:
            found = DecidedPairs(_first_key(key_place(sheet, pair_key)), (), ())
        alike = find_alike_people(partner, places, rules, found, findings)
        write_pairs(sheet, alike, found)
    except OSError as error:
        raise LanterneError("disk.unwritable", place=str(sheet), why=reason(error)) from error
    return alike


def _first_key(place: Path) -> PairKey:
    """The key that is there, or a new one."""
    from lanterne.harmonise import new_key, read_key

    return read_key(place) if place.exists() else new_key(place)


def _headers(wanted: Sequence[str], file: TableFile) -> dict[str, str]:
    """Names of columns → as the file writes them; capitals, accents and blanks do not count.

    Raises:
        UsageError: The file does not have one of them; with every such name.
    """
    from lanterne.codebook.spelling import plain

    spelt = {plain(name): name for name in reversed(file.header)}
    unknown = tuple(dict.fromkeys(name for name in wanted if plain(name) not in spelt))
    if unknown:
        raise UsageError("duplicates.no-column", names=unknown, columns=file.header)
    return {name: spelt[plain(name)] for name in wanted}
