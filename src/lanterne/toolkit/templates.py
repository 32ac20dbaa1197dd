"""Which templates there are, and what of them an organisation is given."""

from __future__ import annotations

import re
from importlib import resources

TEMPLATES = (
    "who-decides",
    "agreement",
    "impact-assessment",
    "consent",
    "decision-log",
    "retention",
    "checklist",
)
"""Names of the templates, in the order in which they are filled in."""

PLACE = re.compile(r"\[\[[A-Z]\d+ [^\]\n]+\]\]")
"""A place to fill in: ``[[A3 codebook]]``. Its code is the same in every language."""

_MARKS = re.compile(r"[ \t]*<!--.*?-->", re.S)
_OTHER_LANGUAGES = re.compile(r"^(?:\[[^\]]+\]\(\.\./[^)]+\)(?: · )?)+\n\n", re.M)
_WRAPPED = re.compile(r"^<div[^>]*>\n\n|\n</div>$", re.M)


def source(name: str, language: str) -> str:
    """A template as the repository has it, with its marks and what leads to other languages.

    Args:
        name: One of :data:`TEMPLATES`.
        language: Of its text; where nobody has translated it, it is English.
    """
    folder = resources.files("lanterne.toolkit") / "templates"
    translated = folder / language / f"{name}.md"
    path = translated if translated.is_file() else folder / "en" / f"{name}.md"
    return path.read_text("utf-8")


def read(name: str, language: str) -> str:
    """A template as an organisation is given it: Markdown without what only a repository needs.

    Args:
        name: One of :data:`TEMPLATES`.
        language: Of its text; where nobody has translated it, it is English.
    """
    text = _OTHER_LANGUAGES.sub("", source(name, language), count=1)
    return _WRAPPED.sub("", _MARKS.sub("", text)).strip() + "\n"
