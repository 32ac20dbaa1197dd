"""The published counts as SDMX-CSV 2.0, with their structure as SDMX-JSON 2.0.

Each column of the codebook is a dimension, and each member of a set of many answers; ``_T`` in it
means that people are counted whatever they answered there ("total", as in the cross-domain code
lists of SDMX). The observation is the best estimate, with the ends of its interval as attributes.
A combination that is not listed is not there: nothing is given as zero. It has too few people to
say anything, or its columns were never measured together.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from anyascii import anyascii

from lanterne.codebook.model import Column, Text, Value, in_language
from lanterne.errors import UsageError
from lanterne.messages import TAGS
from lanterne.messages.punctuation import colon, comma
from lanterne.release.formats.about import About
from lanterne.release.formats.counts_table import count_labels
from lanterne.release.formats.sdmx_structure import (
    ENDS,
    STATUS,
    TOTAL,
    Dimension,
    Flow,
    structure_of,
)
from lanterne.release.layout import CountsFile
from lanterne.release.manifest import json_text

AMONG = "Y"
"""Code of a member of a large set: it is among the answers."""

_NORMAL = "A"
"""Code of the cross-domain list of the status of an observation: a normal value."""


def write(about: About, language: str, folder: Path) -> None:
    """Write a file of counts and its structure, for each kind of people.

    Raises:
        UsageError: The release publishes no counts.
    """
    if not about.layout.counts:
        raise UsageError("export.no-counts")
    for file in about.layout.counts:
        flow = _flow(file, about)
        name = Path(about.counts_name(file, "csv")).stem
        _write_data(folder / f"{name}.sdmx.csv", flow, about.release.counts[file.name])
        labels = count_labels(about.release.counts[file.name], language)
        text = json_text(structure_of(flow, labels, about.created))
        (folder / f"{name}.structure.json").write_text(text, encoding="utf-8", newline="\n")


def _flow(file: CountsFile, about: About) -> Flow:
    dimensions = tuple(_dimensions(file, about))
    return Flow(_agency(about), _name(file, about), _version(about), about.title, dimensions)


def _dimensions(file: CountsFile, about: About) -> Iterator[Dimension]:
    """A dimension for each column that is counted; its codes are the single answers of the file."""
    counts = about.release.counts[file.name]
    single = counts.filter(counts["length"] == 1)
    wanted = [one for column in file.view.columns for one in _wanted(column)]
    names = iter(_identifiers(wanted))
    for column in file.view.columns:
        if column.split:
            for value in column.values:
                label = {tag: _of_member(column, value, tag) for tag in column.label}
                yield Dimension(
                    next(names),
                    column.name,
                    label,
                    {value.code: AMONG},
                    {value.code: value.label},
                )
            continue
        answers = single.filter(single["column_1"] == column.name)["value_1"].to_list()
        codes = dict(zip(answers, _identifiers(answers, code=True), strict=True))
        labels = {answer: _meaning(answer, column) for answer in answers}
        yield Dimension(next(names), column.name, column.label, codes, labels)


def _wanted(column: Column) -> list[str]:
    """Names of the dimensions of a column: one for each member of a set that is counted by them."""
    if not column.split:
        return [column.name]
    return [f"{column.name}_{place}" for place in range(1, len(column.values) + 1)]


def _of_member(column: Column, value: Value, language: str) -> str:
    label = in_language(column.label, language)
    return f"{label}{colon(language)} {in_language(value.label, language)}"


def _meaning(answer: str, column: Column) -> Text:
    """What an answer means; of several in one cell, all of them."""
    known = {value.code: value.label for value in column.values}
    if answer in known:
        return known[answer]
    members = [known.get(member, {"en": member}) for member in answer.split(column.separator)]
    return {
        tag: comma(tag).join(in_language(member, tag) for member in members)
        for tag in TAGS
        if any(tag in member for member in members)
    }


def _identifiers(texts: list[str], *, code: bool = False) -> list[str]:
    """An identifier for each text, as SDMX has them: itself where that can be."""
    form = r"[A-Za-z0-9_@$-]+" if code else r"[A-Za-z][A-Za-z0-9_-]*"
    kept = {text for text in texts if re.fullmatch(form, text) and text != TOTAL}
    letter = "C" if code else "D"
    given = []
    for place, text in enumerate(texts, 1):
        name = text if text in kept else f"{letter}{place}"
        while name in kept and text not in kept:
            name += "_"
        given.append(name)
    return given


def _agency(about: About) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "_", anyascii(about.publisher)).strip("_").upper()
    return plain if plain[:1].isalpha() else f"A_{plain}".rstrip("_")


def _name(file: CountsFile, about: About) -> str:
    words = f"{about.release.codebook.name}_{file.name}"
    return re.sub(r"[^A-Za-z0-9]+", "_", words).strip("_").upper()


def _version(about: About) -> str:
    """Three numbers, as SDMX 3 has versions: a day, or an edition."""
    numbers = [str(int(part)) for part in re.findall(r"\d+", about.version)][:3]
    return ".".join([*numbers, "0", "0", "0"][:3])


def _write_data(path: Path, flow: Flow, counts: pl.DataFrame) -> None:
    heads = [one.name for one in flow.dimensions]
    with path.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened, lineterminator="\r\n")
        rows.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *heads, "OBS_VALUE", *ENDS, STATUS])
        for row in counts.iter_rows(named=True):
            given = [(row[f"column_{place}"], row[f"value_{place}"]) for place in (1, 2, 3)]
            key = [_code(one, given) for one in flow.dimensions]
            ends = [row[column] for column in ENDS.values()]
            rows.writerow(["dataflow", flow.reference, "I", *key, row["estimate"], *ends, _NORMAL])


def _code(dimension: Dimension, given: list[tuple[str, str]]) -> str:
    """The code of an answer in a dimension; ``TOTAL`` where none of the answers is of it."""
    for column, text in given:
        if column == dimension.column and text in dimension.codes:
            return dimension.codes[text]
    return TOTAL
