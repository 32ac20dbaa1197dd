"""Reading a mapping from TOML: form first, then whether it fits the codebook."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from lanterne.codebook.advice import nearest
from lanterne.codebook.load import bytes_of, parse_toml
from lanterne.codebook.model import Codebook, Missing
from lanterne.codebook.section import Findings, Section
from lanterne.codebook.spelling import plain
from lanterne.errors import InputError
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.crosswalks import builtin_mappings, builtin_tables
from lanterne.harmonise.losses import Loss, LossKind
from lanterne.harmonise.mapping import (
    DateOrder,
    Equivalence,
    LegalBasis,
    MappedColumn,
    Mapping,
    Rule,
    Source,
    Status,
)

FORMAT = 1
"""Version of the files."""

MOST_ROWS = 1 << 20
"""Rows of a sheet."""

Word = TypeVar("Word", bound=StrEnum)
Default = TypeVar("Default")


def load_mapping(path: str | Path, codebook: Codebook) -> Mapping:
    """The mapping of that name that comes with Lanterne, or the one in that file, for a codebook.

    Raises:
        InputError: It cannot be read, or does not fit the codebook; with every problem.
    """
    file = str(path)
    mapping, findings = read_mapping(_tables(path), file)
    if not findings.problems:
        findings.problems += [one.at(file=file) for one in mapping_problems(mapping, codebook)]
    if findings.problems:
        raise InputError(findings.problems)
    return mapping


def stated_mapping(path: str | Path) -> Mapping:
    """The mapping of that name or in that file, whichever codebook it is for: to say how cases were
    made by it before, and never to make any.

    Raises:
        InputError: It cannot be read; with every problem.
    """
    mapping, findings = read_mapping(_tables(path), str(path))
    if findings.problems:
        raise InputError(findings.problems)
    return mapping


def named_codebook(path: str | Path) -> str:
    """The name of the codebook that a mapping is for.

    Raises:
        InputError: The file cannot be read, or names none.
    """
    file = str(path)
    root = Section(_tables(path), "", Findings(file))
    name = root.text("codebook")
    if root.findings.problems:
        raise InputError(root.findings.problems)
    return name


def _tables(path: str | Path) -> dict[str, object]:
    name = Path(path).as_posix()
    if name in builtin_mappings():
        return builtin_tables(name)
    return parse_toml(bytes_of(str(path), "mapping"), str(path))


def read_mapping(data: object, file: str | None = None) -> tuple[Mapping, Findings]:
    """Reads nested tables; the mapping is good only when nothing was found.

    Args:
        data: What TOML or JSON gave.
        file: Its name for the messages.
    """
    findings = Findings(file)
    root = Section(data, "", findings)
    if root.number("format") != FORMAT:
        root.problem("mapping-format", {"format": FORMAT}, at="format")
    status = _choice(root, "status", Status, Status.PROPOSED)
    by = root.text("by", "")
    mapping = Mapping(
        name=root.text("name"),
        version=root.text("version", "1"),
        codebook=root.text("codebook"),
        codebook_version=root.text("codebook_version"),
        codebook_digest=root.text("codebook_digest"),
        source=_read_source(root.section("source"))
        if root.has("source") or not root.has("tables")
        else Source(),
        legal=_read_legal(root.section("legal")) if root.has("legal") else LegalBasis(),
        columns=tuple(
            _read_column(item, status, by) for item in root.sections("columns", by="target")
        ),
        losses=tuple(_read_loss(item) for item in root.sections("losses", by="column"))
        if root.has("losses")
        else (),
        tables=_read_tables(root),
    )
    root.close()
    return mapping, findings


def _read_tables(root: Section) -> dict[str, Source]:
    """Where each of several linked tables is; the columns of all stand in ``columns``."""
    found: dict[str, Source] = {}
    for section in root.sections("tables"):
        name = section.text("name")
        if name in found:
            section.problem("mapping-table-twice", {"name": name})
        found[name] = _read_source(section)
    return found


def _read_source(section: Section) -> Source:
    source = Source(
        system=section.text("system", ""),
        headers=section.texts("headers"),
        sheet=section.text("sheet", ""),
        header_row=section.number("header_row") if section.has("header_row") else 1,
        header_rows=section.number("header_rows") if section.has("header_rows") else 1,
        keep=section.texts("keep"),
        leave_out=section.texts("leave_out"),
        file=section.text("file", ""),
        keys=section.mapping("keys") if section.has("keys") else {},
        groups=_read_groups(section.section("groups")) if section.has("groups") else {},
    )
    if not 1 <= source.header_row <= MOST_ROWS:
        section.problem("mapping-header-row", at="header_row")
    if source.header_rows not in (1, 2):
        section.problem("mapping-header-rows", at="header_rows")
    section.close()
    return source


def _read_groups(section: Section) -> dict[str, tuple[str, ...]]:
    found = {name: section.texts(name) for name in section.keys}
    section.close()
    return found


def _read_legal(section: Section) -> LegalBasis:
    legal = LegalBasis(
        consent=section.text("consent", ""),
        given=section.texts("given", one=True),
        basis=section.text("basis", ""),
        signed_by=section.text("signed_by", ""),
    )
    _no_blank(section, "given", legal.given)
    section.close()
    return legal


def _read_column(section: Section, status: Status, by: str) -> MappedColumn:
    """One column; who stands behind the mapping stands behind what does not say otherwise."""
    column = MappedColumn(
        target=section.text("target"),
        rule=_choice(section, "rule", Rule, Rule.UNDETERMINED, needed=True),
        sources=section.texts("sources", one=True),
        values=_answers(section, "values"),
        missing={
            answer: _kind(section, answer, name)
            for answer, name in _answers(section, "missing").items()
        },
        members=section.mapping("members") if section.has("members") else {},
        separators=section.texts("separators", one=True),
        dates=_choice(section, "dates", DateOrder, None),
        value=section.text("value", ""),
        unmapped=_kind(section, "", section.text("unmapped", ""))
        if section.has("unmapped")
        else None,
        equivalence=_choice(section, "equivalence", Equivalence, Equivalence.EQUAL),
        status=_choice(section, "status", Status, status),
        by=section.text("by", by),
        note=section.text("note", ""),
    )
    both = {plain(answer) for answer in column.values} & {
        plain(answer) for answer in column.missing
    }
    if not all(column.separators):
        section.problem("mapping-blank", at="separators")
    for answer in column.missing:
        if plain(answer) in both:
            section.problem("mapping-answer-twice", {"answer": answer}, at="missing")
    section.close()
    return column


def _read_loss(section: Section) -> Loss:
    loss = Loss(
        column=section.text("column"),
        kind=_choice(section, "kind", LossKind, LossKind.COLUMN, needed=True),
        answers=section.texts("answers", one=True),
    )
    section.close()
    return loss


def _answers(section: Section, key: str) -> dict[str, str]:
    """Answers of the form and what they become; two that are spelt alike become the same."""
    if not section.has(key):
        return {}
    found = section.mapping(key)
    _no_blank(section, key, found)
    first: dict[str, str] = {}
    for answer, becomes in found.items():
        if first.setdefault(plain(answer), becomes) != becomes:
            section.problem("mapping-answer-twice", {"answer": answer}, at=key)
    return found


def _no_blank(section: Section, key: str, answers: Iterable[str]) -> None:
    """A blank says that nothing is recorded, and nothing else."""
    if not all(map(plain, answers)):
        section.problem("mapping-blank", at=key)


def _kind(section: Section, answer: str, name: str) -> Missing:
    """A kind of missingness by its name; only protection writes ``suppressed``."""
    known = [kind.value for kind in Missing if kind is not Missing.SUPPRESSED]
    if name in known:
        return Missing(name)
    at = f"missing.{answer}" if answer else "unmapped"
    section.problem("mapping-kind", {"name": name}, at=at, advice=nearest(name, known))
    return Missing.NOT_RECORDED


def _choice(
    section: Section, key: str, kind: type[Word], default: Default, *, needed: bool = False
) -> Word | Default:
    """One of the words of a kind; a problem and the default where it is none of them."""
    name = section.text(key) if needed else section.text(key, "")
    if not name:
        return default
    if name in set(kind):
        return kind(name)
    section.problem("mapping-word", {"key": key, "name": name}, at=key, advice=nearest(name, kind))
    return default
