"""A release for R: a script that reads its files as data frames with factors and labels.

The script holds the labels and no data: it reads the files of the release itself, in base R.
Factors have the answers of the codebook as levels, in its order, whether they occur or not; the
label of a column is its attribute ``label``, which haven, labelled and RStudio show. The script is
ASCII, with escapes, so that it reads alike wherever it is run ("Constants" in the R Language
Definition).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path

import polars as pl

from lanterne.release.formats.about import About
from lanterne.release.formats.labelled import Variable, variables_of
from lanterne.release.layout import CountsFile, DataFile

NAME = "load.R"
_WIDTH = 92


def write(about: About, language: str, folder: Path) -> None:
    """Write the script.

    Args:
        about: What it is to load.
        language: Of the labels.
        folder: Where to.
    """
    (folder / NAME).write_text(script(about, language), encoding="ascii", newline="\n")


def script(about: About, language: str) -> str:
    """The script: ``load_release(folder)`` gives a list of data frames, by the names of tables."""
    layout = about.layout
    helpers = resources.files("lanterne.release.formats").joinpath("helpers.R").read_text("utf-8")
    blocks = [_head(about), *(_table(file, language) for file in layout.data)]
    loads = [f"    {_name(file.name)} = {_loading(file)}" for file in layout.data]
    if layout.datasets:
        loads.append(f"    datasets = {_loading_datasets(layout.datasets, layout.data[0])}")
    for counts in layout.counts:
        path = _path([counts.path])
        name = _name(_counts_name(counts, about))
        loads.append(f"    {name} = {_reading(path, about.release.counts[counts.name])}")
    listed = ",\n".join(loads)
    loading = f'load_release <- function(folder = ".") {{\n  list(\n{listed}\n  )\n}}'
    return "\n\n".join([*blocks, loading, helpers])


def _head(about: About) -> str:
    lines = [
        "# Loads a release of protected data.",
        '#   source("load.R"); release <- load_release("folder of the release")',
        f"# {_ascii(about.identifier)}",
    ]
    return "\n".join(lines)


def _ascii(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode().replace("\n", " ")


def _counts_name(counts: CountsFile, about: About) -> str:
    return counts.name if about.layout.network is None else f"{counts.name}_counts"


def _name(name: str) -> str:
    return f"`{name}`"


def _path(paths: Sequence[str]) -> str:
    return f"file.path(folder, {vector(paths)})"


def _loading(file: DataFile) -> str:
    paths = file.paths if file.parts else [file.path("csv")]
    return f"{_name(f'make_{file.name}')}(read_table({_path(paths)}))"


def _loading_datasets(files: Sequence[DataFile], like: DataFile) -> str:
    paths = _path([file.path("csv") for file in files])
    return f"lapply({paths}, function(path) {_name(f'make_{like.name}')}(read_table(path)))"


_KINDS = {pl.String(): "character", pl.Float64(): "numeric"}


def _reading(path: str, counts: pl.DataFrame) -> str:
    """Counts as they are: texts, whole numbers, and estimates."""
    kinds = [_KINDS.get(kind, "integer") for kind in counts.dtypes]
    return f"read_counts({path}, {vector(kinds)})"


def _table(file: DataFile, language: str) -> str:
    """A function of the texts of a table."""
    lines = [f"{_name(f'make_{file.name}')} <- function(texts) {{"]
    lines += ["  made <- data.frame(row.names = seq_len(nrow(texts)))"]
    for one in variables_of(file, language):
        lines += [f"  made[[{quoted(name)}]] <- {call}" for name, call in _columns(one)]
    return "\n".join([*lines, "  made", "}"])


def _columns(one: Variable) -> Iterator[tuple[str, str]]:
    """Name → what makes it, of a variable and of why it is missing."""
    texts, label = f"texts[[{quoted(one.column)}]]", quoted(one.label)
    missing = vector(one.missing)
    if one.kind == "text":
        yield one.name, f"labelled({texts}, {label})"
    elif one.member:
        member, separator = quoted(one.member), quoted(one.separator)
        yield one.name, f"among({texts}, {member}, {separator}, {missing}, {label})"
    elif one.kind == "code":
        codes, labels = vector(one.numbers), vector(_levels(one))
        ordered = "TRUE" if one.ordered else "FALSE"
        yield one.name, f"one_of({texts}, {codes}, {labels}, {label}, {ordered})"
    else:
        whole = "TRUE" if one.kind == "whole" else "FALSE"
        yield one.name, f"numbers({texts}, {missing}, {whole}, {label})"
    if one.missing:
        said = vector(one.missing_labels[kind] for kind in one.missing.values())
        yield f"{one.name}.missing", f"why_missing({texts}, {missing}, {said}, {label})"


def _levels(one: Variable) -> list[str]:
    """A label for each code; R would take two answers with one label for one."""
    labels = [one.labels.get(number, code) for code, number in one.numbers.items()]
    return [
        f"{label} ({code})" if labels.count(label) > 1 else label
        for label, code in zip(labels, one.numbers, strict=True)
    ]


def vector(texts: Iterable[str]) -> str:
    """Texts as a vector of R, in lines that can be read."""
    given = [quoted(text) for text in texts]
    if not given:
        return "character()"
    lines, line = [], ""
    for text in given:
        if line and len(line) + len(text) + 2 > _WIDTH:
            lines.append(line)
            line = ""
        line += f"{text}, "
    lines.append(line)
    inside = "\n      ".join(one.rstrip() for one in lines).rstrip(",")
    return f"c({inside})" if len(lines) > 1 or len(given) > 1 else inside


def quoted(text: str) -> str:
    """A text as a constant of R, in ASCII."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return f"\\{character}"
    if " " <= character <= "~":
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
