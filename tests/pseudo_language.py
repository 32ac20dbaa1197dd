"""A language that nobody speaks, made from the English: what it does not reach, no language does.

Each sentence of the store stands in it between ⟦ and ⟧, a third longer, with an accent on every
letter: ``{count} rows`` is ``⟦{count} ŕóẃś ···⟧``. So a text that was never in the store is seen
by its plain letters, one that was cut by its brackets, and a page too narrow by what runs over.

    with speaking_pseudo(tmp_path):
        say(Message("count.people", {"count": 2}), PSEUDO)  # ⟦2 ṕéóṕĺé ···⟧
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from babel.messages.catalog import Catalog
from tools import catalogues

from lanterne.codebook.words import view_words, words
from lanterne.messages import LANGUAGES, store
from lanterne.messages.languages import conventions, direction

PSEUDO = "qps"
"""Its code: one that no language has."""

TURNED = "ps"
"""A language that is written from right to left, into which nobody has translated anything."""

DIRECTIONS = {PSEUDO: "ltr", TURNED: "rtl"}

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARKED = "áƀćďéƒǵĥíĵķĺḿńóṕɋŕśťúṽẃẍýźÁɃĆĎÉƑǴĤÍĴĶĹḾŃÓṔɊŔŚŤÚṼẂẌÝŹ"

_KEPT = re.compile(
    r"%\(\w+\)[ds]|%%|\{\{|\}\}|\{\w+(?:![r])?(?::\w+)?\}|\$\{?\w+\}?|<[^<>]*>|&\w+;|`[^`]*`"
    r"|\]\([^)]*\)|https?://\S+|--[a-z][a-z-]*|‹[^›]*›"
)
"""What programs read: gaps, tags, code, addresses and options."""

_LINE = re.compile(r"(\s*(?:#+ |[-*] |\d+\. )?)(.*)")
"""A line of a document: what marks it as a heading or a member of a list, and its text."""


def pseudo(text: str) -> str:
    """A sentence in the language; gaps, tags, code and options stay as they are."""
    marked, end = [], 0
    for kept in _KEPT.finditer(text):
        marked += [_accented(text[end : kept.start()]), kept[0]]
        end = kept.end()
    length = len(_KEPT.sub("", text))
    return f"⟦{''.join(marked)}{_accented(text[end:])} {'·' * max(length // 3, 1)}⟧"


def pseudo_document(text: str) -> str:
    """A long text in the language, each line and each cell of a table a sentence."""
    return "\n".join(_line(line) for line in text.split("\n"))


def write_pseudo(folder: Path, tag: str = PSEUDO) -> None:
    """Write the catalogue and the documents of the language into a folder, as the store has them.

    Args:
        folder: Gets ``locale/`` and ``documents/``, as in ``lanterne/messages``.
        tag: Of the language: that of a real one decides in which direction it is written.
    """
    made = Catalog(fuzzy=False, language_team=pseudo("Nobody's"))
    for one in _sentences():
        forms = pseudo(one.id) if isinstance(one.id, str) else tuple(map(pseudo, one.id))
        made.add(one.id, forms, context=one.context)
    catalogues.write(made, folder / "locale" / tag / "LC_MESSAGES" / f"{store.DOMAIN}.po")
    documents = folder / "documents" / tag
    documents.mkdir(parents=True)
    for path in sorted((catalogues.LOCALE.parent / "documents" / "en").iterdir()):
        (documents / path.name).write_text(pseudo_document(path.read_text("utf-8")), "utf-8")


_sentences = cache(catalogues.sentences)
"""All programs are parsed for them: once is enough."""


@contextmanager
def speaking_pseudo(folder: Path) -> Iterator[None]:
    """Within it Lanterne speaks the language as well.

    Args:
        folder: Is empty; gets the catalogue.
    """
    write_pseudo(folder)
    try:
        with (
            patch.dict(LANGUAGES, {PSEUDO: pseudo("Nobody's")}),
            patch.object(store, "PLACES", (folder, *store.PLACES)),
        ):
            forget()
            yield
    finally:
        forget()


def forget() -> None:
    """Forget all that was read in a language, or in all of them."""
    for cached in (store.part, store._catalogue, words, view_words, conventions, direction):
        cached.cache_clear()


def tree_with(folder: Path, *tags: str) -> Path:
    """The program with further languages: nothing of it changed, a catalogue and documents added.

    Args:
        folder: Is empty; gets links to the program, and the languages.
        tags: Of the languages.

    Returns:
        What to name in ``PYTHONPATH``.
    """
    package = catalogues.LOCALE.parents[1]
    _linked(package, folder / package.name, "messages")
    messages = folder / package.name / "messages"
    _linked(package / "messages", messages, "locale", "documents")
    for name in ("locale", "documents"):
        _linked(package / "messages" / name, messages / name)
    for tag in tags:
        write_pseudo(messages, tag)
    return folder


def _linked(source: Path, target: Path, *but: str) -> None:
    """A folder that holds links to all that is in another, but for some."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.name not in but:
            (target / path.name).symlink_to(path)


def unbracketed(text: str) -> str:
    """What of a text stands in no brackets: nothing of the store."""
    left = None
    while left != text:
        left, text = text, re.sub(r"⟦[^⟦⟧]*⟧", "", text)
    return text


def plain_words(text: str) -> list[str]:
    """Words of two letters or more without an accent: not of the store."""
    return re.findall("[A-Za-z]{2,}", text)


def _accented(text: str) -> str:
    return text.translate(str.maketrans(PLAIN, MARKED))


def _line(line: str) -> str:
    if line.startswith("|"):
        cells = line.strip("|").split("|")
        return "|" + "|".join(_worded(cell) for cell in cells) + "|"
    found = _LINE.fullmatch(line)
    return line if found is None else found[1] + _worded(found[2])


def _worded(text: str) -> str:
    """The text in the language, if it has words."""
    if not re.search("[A-Za-z]", _KEPT.sub("", text)):
        return text
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    return f"{before}{pseudo(text.strip())}{after}"
