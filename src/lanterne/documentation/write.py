"""The documentation as a folder of plain files: what a page leads to lies in it as well."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lanterne.documentation.site import Site
from lanterne.errors import check_language
from lanterne.release.folder import new_folder


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        first: The page to open.
        files: How many files there are.
        size: Of all of them together, in bytes.
        papers: How many of them are PDFs; none where Typst is not installed.
    """

    first: Path
    files: int
    size: int
    papers: int


def write_documentation(out: Path, language: str = "en") -> Written:
    """Write the documentation in all of its languages.

    Args:
        out: The folder to make; must not exist, nor lie in a release.
        language: Of the first page: ``en``, ``fr``, ``es`` or ``ar``.

    Raises:
        UsageError: There is no such language, or the folder exists.
        LanterneError: The disk refuses; nothing is written.
    """
    check_language(language)
    site = Site.read(language)
    files = {place.as_posix(): make() for place, make in site.files.items()}
    with new_folder(out) as folder:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    papers = sum(name.endswith(".pdf") for name in files)
    return Written(out / "index.html", len(files), sum(map(len, files.values())), papers)
