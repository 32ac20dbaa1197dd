"""Which files of a release are offered one by one, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lanterne.codebook.model import in_language
from lanterne.messages.punctuation import colon
from lanterne.release.formats.about import About, ReleasedFile
from lanterne.release.k_statement_check import FILE as GUARANTEE
from lanterne.release.layout import CODEBOOK, CONDENSED
from lanterne.release.statement_fields import FILE as PRIVACY
from lanterne.release.texts import words


def offered(about: About, language: str) -> Iterator[tuple[ReleasedFile, str]]:
    """The files of data and of what they mean, each with a line in a language.

    Pages that say the same in another form are left out: a catalogue would list thirty files.
    """
    lines = _lines(about, language)
    for file in about.files:
        if file.path in lines:
            yield file, lines[file.path]


def _lines(about: About, language: str) -> Mapping[str, str]:
    said, then = words(language), colon(language)
    promise = said["promise.title" if about.release.statement else "guarantee.title"]
    lines: dict[str, str] = {}
    for file in about.layout.data:
        label = in_language(file.table.label, language)
        if file.name == CONDENSED and about.layout.condensed is not None:
            label = said["files.one_per_victim"]
        lines |= dict.fromkeys(file.paths, f"{label} ({file.name})")
    for counts in about.layout.counts:
        label = in_language(counts.view.label, language)
        lines[counts.path] = f"{label}{then} {said['files.counts']}"
    for file in about.layout.datasets:
        lines |= dict.fromkeys(file.paths, said["files.datasets"])
    return lines | {
        f"codebook/{CODEBOOK}.json": said["export.file.codebook"],
        "datapackage.json": said["format.data-package"],
        PRIVACY: promise,
        GUARANTEE: promise,
        "README.md": said["export.file.read-me"],
    }
