"""How to cite a release, for Zotero, Pandoc and others: an item of CSL-JSON 1.0."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lanterne.codebook.model import in_language
from lanterne.release.formats.about import About
from lanterne.release.texts import words

NAME = "citation.csl.json"


def write(about: About, language: str, folder: Path) -> None:
    """Write a list with the item into a folder."""
    text = json.dumps([item(about, language)], ensure_ascii=False, indent=2)
    (folder / NAME).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def item(about: About, language: str) -> dict[str, Any]:
    """The item of a release."""
    told, publisher = about.publication, about.publisher or words(language)["unstated.cited"]
    return {
        "id": f"{about.release.codebook.name}-{about.version}",
        "type": "dataset",
        "title": in_language(about.title, language),
        "author": [{"literal": publisher}],
        "publisher": publisher,
        "issued": {"date-parts": [[int(part) for part in about.issued.split("-")]]},
        "version": about.version,
        "language": language,
        "abstract": in_language(about.description, language),
        "note": about.promise_in_short,
        **({"DOI": told.doi} if told.doi else {}),
        "URL": told.page or about.identifier,
    }
