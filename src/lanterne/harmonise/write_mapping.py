"""A mapping as TOML that reads back equal, in one order, with a head that says who reviews it."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator

from lanterne.codebook.toml_text import comment, key_lines
from lanterne.harmonise.losses import Loss
from lanterne.harmonise.mapping import Equivalence, LegalBasis, MappedColumn, Mapping, Source
from lanterne.harmonise.read_mapping import FORMAT
from lanterne.messages import Message, say

WIDTH = 96
"""Characters of a line of the head."""


def mapping_to_toml(mapping: Mapping, header: str = "") -> str:
    """The mapping as a file for people; :func:`read_mapping` gives an equal one back.

    Args:
        mapping: What to write.
        header: Text for the top of the file; each of its lines becomes a comment.
    """
    blocks = ["\n".join(comment(line) for line in header.splitlines())] if header else []
    blocks.append(
        key_lines(
            {
                "format": FORMAT,
                "name": mapping.name,
                "version": mapping.version,
                "codebook": mapping.codebook,
                "codebook_version": mapping.codebook_version,
                "codebook_digest": mapping.codebook_digest,
            }
        )
    )
    if mapping.source != Source() or not mapping.tables:
        blocks.append(_block("[source]", _source(mapping.source)))
    for name, source in mapping.tables.items():
        blocks.append(_block("[[tables]]", {"name": name, **_source(source)}))
    if mapping.legal != LegalBasis():
        blocks.append(_block("[legal]", _legal(mapping.legal)))
    for column in mapping.columns:
        blocks += _column(column)
    blocks += (_block("[[losses]]", _loss(loss)) for loss in mapping.losses)
    return "\n\n".join(blocks) + "\n"


def identity_of(mapping: Mapping) -> tuple[str, str, str]:
    """Name, version and SHA-256 of a mapping: the same, however it is spelt."""
    digest = hashlib.sha256(mapping_to_toml(mapping).encode()).hexdigest()
    return mapping.name, mapping.version, digest


def draft_to_toml(mapping: Mapping, language: str = "en") -> str:
    """A drafted mapping, with a head that says who has to review it.

    Args:
        mapping: The draft.
        language: Language of the head.
    """
    head = textwrap.fill(say(Message("draft-mapping.header"), language), WIDTH)
    return mapping_to_toml(mapping, head)


def _source(source: Source) -> dict[str, object]:
    return _filled(
        system=source.system,
        sheet=source.sheet,
        header_row=None if source.header_row == 1 else source.header_row,
        header_rows=None if source.header_rows == 1 else source.header_rows,
        headers=list(source.headers),
        keep=list(source.keep),
        leave_out=list(source.leave_out),
        file=source.file,
        keys=dict(source.keys),
        groups={name: list(groups) for name, groups in source.groups.items()},
    )


def _legal(legal: LegalBasis) -> dict[str, object]:
    return _filled(
        consent=legal.consent,
        given=list(legal.given),
        basis=legal.basis,
        signed_by=legal.signed_by,
    )


def _column(column: MappedColumn) -> Iterator[str]:
    """A column, then its tables of answers: TOML wants them behind all else."""
    equal = column.equivalence is Equivalence.EQUAL
    yield _block(
        "[[columns]]",
        _filled(
            target=column.target,
            rule=column.rule.value,
            sources=list(column.sources),
            separators=list(column.separators),
            dates=column.dates.value if column.dates else None,
            value=column.value,
            unmapped=column.unmapped.value if column.unmapped else None,
            equivalence=None if equal else column.equivalence.value,
            status=column.status.value,
            by=column.by,
            note=column.note,
        ),
    )
    missing = {answer: kind.value for answer, kind in column.missing.items()}
    for name, table in (("values", column.values), ("missing", missing)):
        if table:
            yield _block(f"[columns.{name}]", dict(sorted(table.items())))
    if column.members:  # in the order in which the columns are read
        yield _block("[columns.members]", dict(column.members))


def _loss(loss: Loss) -> dict[str, object]:
    return _filled(column=loss.column, kind=loss.kind.value, answers=list(loss.answers))


def _block(title: str, data: dict[str, object]) -> str:
    return f"{title}\n{key_lines(data)}".rstrip("\n")


def _filled(**items: object) -> dict[str, object]:
    """The items that say something."""
    return {key: item for key, item in items.items() if item not in (None, "", [], {})}
