"""Brings the hub's translations up to date with its pages: ``python tests/hub/catalogues.py``.

Sentences that are new are added to each ``.po`` without a translation, those that are gone are
taken out, and the ``.mo`` that Django reads is compiled. Both are kept in the repository, so that
nobody needs the tools of gettext.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib

HUB = Path(__file__).parents[2] / "src" / "lanterne" / "hub"
LOCALE = HUB / "locale"
TRANSLATED = ("ar", "es", "fr")
"""Languages with a catalogue; the sentences themselves are English."""

_TAG = re.compile(r"""{%\s*translate\s+(["'])(.+?)\1""")
_PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}


def sentences() -> list[str]:
    """Every sentence of the pages that is to be translated, once, in the order of the files."""
    return list(dict.fromkeys((*_in_templates(), *_in_programs())))


def _in_templates() -> Iterator[str]:
    for path in sorted(HUB.rglob("*.html")):
        for found in _TAG.finditer(path.read_text("utf-8")):
            yield found[2].replace("%", "%%")  # as Django looks it up


def _in_programs() -> Iterator[str]:
    for path in sorted(HUB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                (text,) = node.args
                assert isinstance(text, ast.Constant), f"{path.name}: write it out"
                yield text.value


def catalogue(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def brought_up_to_date(language: str) -> polib.POFile:
    """The catalogue with exactly the sentences of the pages, in their order."""
    path = catalogue(language)
    known = {one.msgid: one.msgstr for one in polib.pofile(str(path))} if path.exists() else {}
    fresh = polib.POFile(wrapwidth=96)
    fresh.metadata = {
        "Project-Id-Version": "lanterne",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _PLURALS[language],
    }
    for text in sentences():
        flags = ["python-format"] if "%" in text else []
        fresh.append(polib.POEntry(msgid=text, msgstr=known.get(text, ""), flags=flags))
    return fresh


if __name__ == "__main__":
    for tag in TRANSLATED:
        made, place = brought_up_to_date(tag), catalogue(tag)
        place.parent.mkdir(parents=True, exist_ok=True)
        made.save(str(place))
        made.save_as_mofile(str(place.with_suffix(".mo")))
        print(f"{tag}: {len(made)} sentences, {len(made.untranslated_entries())} to translate")
