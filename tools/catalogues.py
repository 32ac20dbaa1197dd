"""Brings the translations up to date with the sentences: ``make messages``.

Sentences that are new are added to each ``.po`` without a translation, those that are gone are
taken out, and the ``.mo`` that programs read is compiled. Both are kept in the repository, so that
nobody needs other tools to run Lanterne or to translate it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from lanterne.messages.glossary import glossary
from lanterne.messages.store import DOMAIN, english

SOURCE = Path(__file__).parents[1] / "src" / "lanterne"
HUB = SOURCE / "hub"
LOCALE = SOURCE / "messages" / "locale"
TRANSLATED = tuple(sorted(path.name for path in LOCALE.iterdir() if path.is_dir()))
"""Languages with a catalogue; the sentences themselves are English."""


@dataclass(frozen=True)
class Sentence:
    """A sentence that is to be translated.

    Attributes:
        id: The English, or that for a single thing and that for several.
        context: What it stands for, where the same English is translated in several ways.
    """

    id: str | tuple[str, str]
    context: str | None = None


_HEADER = "# Sentences of Lanterne: msgid in English, msgstr in this language.\n#"
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""Of every catalogue: what changed is in the history of the repository."""

_TAG = re.compile(r"""{%\s*translate\s+(["'])(.+?)\1""")
_GAPS = re.compile(r"{\w+(?:![r])?(?::\w+)?}")
_CALLS = {"_": 1, "gettext_lazy": 1, "ngettext": 2}
"""Functions of Django that take sentences to translate → how many of them."""


def sentences() -> list[Sentence]:
    """Every sentence that is to be translated, once, in the order of the files."""
    found = (*_in_templates(), *_in_programs(), *_in_the_store(), *_in_the_glossary())
    return list(dict.fromkeys(found))


def _in_templates() -> Iterator[Sentence]:
    for path in sorted(HUB.rglob("*.html")):
        for found in _TAG.finditer(path.read_text("utf-8")):
            yield Sentence(found[2].replace("%", "%%"))  # as Django looks it up


def _in_programs() -> Iterator[Sentence]:
    for path in sorted(HUB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in _CALLS:
                texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
                assert len(texts) >= _CALLS[name], f"{path.name}: write it out"
                yield Sentence((texts[0], texts[1]) if name == "ngettext" else texts[0])


def _in_the_store() -> Iterator[Sentence]:
    for entry in english().values():
        text = (entry.one, entry.text) if entry.one else entry.text
        if _GAPS.sub("", entry.text).strip():  # gaps alone are alike everywhere
            yield Sentence(text, entry.context or None)
        if entry.hint:
            yield Sentence(entry.hint)


def _in_the_glossary() -> Iterator[Sentence]:
    return (Sentence(term.meaning) for term in glossary().values())


def catalogue(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def brought_up_to_date(language: str) -> Catalog:
    """The catalogue with exactly the sentences of the program, in their order."""
    path = catalogue(language)
    known = read(path, language) if path.exists() else Catalog(locale=language)
    fresh = Catalog(
        locale=language,
        project="lanterne",
        version="main",
        header_comment=_HEADER,
        msgid_bugs_address="the issues of the repository",
        last_translator="the Lanterne authors",
        language_team=own_name(language),
        creation_date=_NO_DATE,
        revision_date=_NO_DATE,
        fuzzy=False,
    )
    for one in sentences():
        fresh.add(one.id, _translation(known, one), context=one.context)
    return fresh


def own_name(language: str) -> str:
    """What a language calls itself, as CLDR has it: ``Français``."""
    name = Locale.parse(language, sep="-").get_display_name() or language
    return name[0].upper() + name[1:]


def read(path: Path, language: str) -> Catalog:
    """A catalogue, as it is."""
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True)


def _translation(known: Catalog, sentence: Sentence) -> str | tuple[str, ...]:
    found = known.get(sentence.id, sentence.context)
    return found.string if found else ""


def write(made: Catalog, path: Path) -> None:
    """Write a catalogue, and compile it beside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, made, width=0, no_location=True, omit_header=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, made)


def untranslated(made: Catalog) -> list[str | tuple[str, str]]:
    """Sentences that have no translation yet."""
    return [one.id for one in made if one.id and not all(_forms(one))]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


if __name__ == "__main__":
    for tag in TRANSLATED:
        made = brought_up_to_date(tag)
        write(made, catalogue(tag))
        missing = untranslated(made)
        print(f"{tag}: {len(made)} sentences, {len(missing)} to translate")
        for one in missing:
            print(f"    {one}")
