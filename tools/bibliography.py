"""Writes docs/reference/bibliography.md from the items in bibliography.json beside it.

``python tools/bibliography.py``. The items are CSL-JSON, which Zotero and Pandoc read; ``custom``
has what CSL has no name for: ``arxiv``, and ``cited``, the words by which a standard, a law or data
are cited. How the project cites:

- Pages: ``[Mironov 2012](../reference/bibliography.md#mironov-2012)``.
- Docstrings and comments: first author, any others, and year, such as ``Mironov 2012``,
  ``Dong, Roth, Su 2022`` or ``Giomi et al. 2023``; an arXiv id may stand beside them, or alone.
- Everywhere, standards, laws and data by a name in ``cited``.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "bibliography.md"
ITEMS = PAGE.with_suffix(".json")
SOURCE = ROOT / "src" / "lanterne"

Item = Mapping[str, Any]

_TOP = """\
# Bibliography

Written by `make docs` from [bibliography.json](bibliography.json): change that, not this page. It
is CSL-JSON, which programs for references read, such as Zotero.

What the pages, the courses and the program rest on: each work once, with where it is cited. Titles
stay as they were published. A DOI is given where it could be checked.
"""

PARTS: Mapping[str, frozenset[str]] = {
    "Papers and books": frozenset(
        {"article", "article-journal", "paper-conference", "chapter", "book", "report"}
    ),
    "Laws": frozenset({"legislation", "treaty"}),
    "Standards": frozenset({"standard"}),
    "Data": frozenset({"dataset"}),
}
"""Heading → types of its items."""

_NAME = r"(?:van der |van |von |El )?[A-ZÀ-Ý][\wÀ-ž’'-]+"
_AUTHOR_YEAR = re.compile(
    rf"(?<![\w.])({_NAME}(?:(?:, and|,| and| &) {_NAME})*)(?:'s)?"
    r"(?: et al\.| and others)?,? \(?((?:18|19|20)\d\d)\b(?!-\d)"
)
_NO_AUTHOR = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Dataset|Protocol|Copyright|And|GVPSD|In|From|Of|Since|By|Until|To|Cas|Only|Version|ACS)$"
)
_ARXIV = re.compile(r"arXiv[ :](\d{4}\.\d{4,5})|(?<=, )(\d{4}\.\d{5})\b")
_STANDARD = re.compile(r"\bRFC \d+|\bISO(?:/IEC)? \d+(?:-\d+)?")
_LINK = re.compile(r"\[[^\]]*\]\([^)\s]*bibliography\.md#([^)\s]+)\)")


@cache
def items() -> tuple[Item, ...]:
    """All items, by the names of their authors."""
    found: list[Item] = json.loads(ITEMS.read_text("utf-8"))
    return tuple(
        sorted(found, key=lambda item: (_names(item)[0].casefold(), _year(item), item["id"]))
    )


def cited(text: str) -> Iterator[tuple[str, str | None]]:
    """What a text cites by author and year or by an arXiv id, with its item; ``None``: none."""
    flat = re.sub(r"\s*\n[\s#/*]*", " ", text)
    for found in _AUTHOR_YEAR.finditer(flat):
        names = [name.removesuffix("'s") for name in re.split(r",? and |, | & ", found[1])]
        if not _NO_AUTHOR.search(names[-1]):
            yield found[0], _by_authors(names, int(found[2]))
    for found in _ARXIV.finditer(flat):
        number = found[1] or found[2]
        yield found[0], _first(item for item in items() if _custom(item, "arxiv") == number)


def named(text: str) -> Iterator[tuple[str, str | None]]:
    """Standards, laws and data that a text names, with the item of each; ``None``: none."""
    flat = re.sub(r"\s+", " ", text)
    yield from ((one, _by_name(one)) for one in _STANDARD.findall(flat))
    for item in items():
        if any(name in flat for name in _custom(item, "cited") or ()):
            yield item["title"], item["id"]


def linked(text: str) -> list[str]:
    """Ids of the items to which a page links."""
    return _LINK.findall(text)


def unlinked(text: str) -> str:
    """A page without its links to items."""
    return _LINK.sub("", text)


def _by_authors(names: Sequence[str], year: int) -> str | None:
    """Of several in one year that whose first author stands first; a word may stand before."""
    found = [
        item
        for item in items()
        if _year(item) == year and _names(item)[0] in names and names[-1] in _names(item)
    ]
    return _first(iter(sorted(found, key=lambda item: names.index(_names(item)[0]))))


def _by_name(name: str) -> str | None:
    return _first(item for item in items() if name in (_custom(item, "cited") or ()))


def _first(found: Iterator[Item]) -> str | None:
    return next((str(item["id"]) for item in found), None)


def _custom(item: Item, name: str) -> Any:
    return item.get("custom", {}).get(name)


def _names(item: Item) -> list[str]:
    return [one.get("family") or one["literal"] for one in item["author"]]


def _year(item: Item) -> int:
    return int(item["issued"]["date-parts"][0][0]) if "issued" in item else 0


def pages() -> list[Path]:
    """Pages in English that are written by hand."""
    written = {"bibliography.md", "cli.md", "problems.md"}
    every = [*(ROOT / "docs").rglob("*.md"), *(SOURCE / "toolkit/templates/en").glob("*.md")]
    return sorted(one for one in every if one.name.count(".") == 1 and one.name not in written)


def modules() -> list[Path]:
    """What the program is made of, with the codebooks that come along."""
    code = [one for one in SOURCE.rglob("*") if one.suffix in {".py", ".R"}]
    return sorted(code) + sorted((SOURCE / "codebook/standards").glob("*.toml"))


@cache
def places() -> Mapping[str, Sequence[str]]:
    """Id of an item → where it is cited, as Markdown: pages before the program."""
    found: dict[str, dict[str, None]] = {item["id"]: {} for item in items()}
    claims = ROOT / "docs/learn/claims.toml"
    for path in [*pages(), claims, *modules()]:
        text = path.read_text("utf-8")
        by_author = cited(text) if path.suffix in {".py", ".R"} else ()
        known = [name for _, name in (*by_author, *named(text)) if name is not None]
        for name in {*linked(text), *known}:
            found[name][_said(path, text)] = None
    return {name: list(where) for name, where in found.items()}


def _said(path: Path, text: str) -> str:
    if path.suffix == ".md":
        title = re.findall(r"^# (.+)$", text, re.M)[0]
        return f"[{title}]({_from_here(path)})"
    if path.name == "claims.toml":
        return f"[statements of the courses]({_from_here(path)})"
    if path.suffix == ".toml":
        return f"codebook `{path.stem}`"
    within = path.relative_to(SOURCE.parent).with_suffix("").parts
    return f"`{'.'.join(within).removesuffix('.__init__')}`"


def _from_here(path: Path) -> str:
    return Path(os.path.relpath(path, PAGE.parent)).as_posix()


def reference() -> str:
    """The whole page."""
    return "\n".join([_TOP, *_lines()])


def _lines() -> Iterator[str]:
    for heading, types in PARTS.items():
        yield f"## {heading}\n"
        yield from (_line(item) for item in items() if item["type"] in types)
        yield ""


def _line(item: Item) -> str:
    said = [
        f'- <a id="{item["id"]}"></a>{_authors(item)}',
        f"*{item['title']}*.",
        *_published(item),
    ]
    return f"{' '.join(said)} Cited in {', '.join(places()[item['id']])}."


def _authors(item: Item) -> str:
    every = [
        ", ".join(filter(None, (one.get("family"), one.get("given")))) for one in item["author"]
    ]
    every = [name or one["literal"] for name, one in zip(every, item["author"], strict=True)]
    year = f" ({_year(item)})" if _year(item) else ""
    return "; ".join(every) + f"{year}:"


def _published(item: Item) -> Iterator[str]:
    number = item.get("volume", "") + (f"({item['issue']})" if "issue" in item else "")
    venue = " ".join(filter(None, (item.get("container-title"), number)))
    stands = [venue, item.get("page"), item.get("publisher"), item.get("number")]
    if any(stands):
        yield f"{', '.join(filter(None, stands))}."
    if "DOI" in item:
        yield f"[doi {item['DOI']}](https://doi.org/{quote(item['DOI'])})."
    if arxiv := _custom(item, "arxiv"):
        yield f"[arXiv {arxiv}](https://arxiv.org/abs/{arxiv})."
    if "URL" in item:
        yield f"<{item['URL']}>."


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
