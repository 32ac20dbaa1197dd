"""The templates as a folder of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from lanterne.errors import UsageError, check_language
from lanterne.release.folder import new_folder
from lanterne.toolkit.templates import TEMPLATES, read
from lanterne.toolkit.word import as_docx


def _as_markdown(markdown: str, language: str) -> bytes:
    return markdown.encode()


FORMATS: Mapping[str, Callable[[str, str], bytes]] = {"md": _as_markdown, "docx": as_docx}
"""Ending of the files → what makes one of a template and its language."""


def write_toolkit(out: Path, language: str, ending: str = "md") -> list[Path]:
    """Write all templates in one language.

    Args:
        out: The folder to make; must not exist, nor lie in a release.
        language: ``en``, ``fr``, ``es`` or ``ar``.
        ending: One of :data:`FORMATS`: ``md`` or ``docx``.

    Returns:
        The files, in the order in which they are filled in.

    Raises:
        UsageError: There is no such language or format, the folder exists, or what writes the
            format is not installed.
        LanterneError: The disk refuses; nothing is written.
    """
    check_language(language)
    if ending not in FORMATS:
        raise UsageError("toolkit.no-format", unknown=ending, formats=tuple(FORMATS))
    made = {
        f"{number}-{name}.{ending}": FORMATS[ending](read(name, language), language)
        for number, name in enumerate(TEMPLATES, start=1)
    }
    with new_folder(out) as folder:
        for name, content in made.items():
            (folder / name).write_bytes(content)
    return [out / name for name in made]
