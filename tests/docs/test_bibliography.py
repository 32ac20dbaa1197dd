"""What is cited has an entry, every entry is cited, and entries are whole."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tools import bibliography
from tools.bibliography import PARTS, cited, items, linked, modules, named, pages, places, unlinked

from lanterne.web_addresses import is_doi

TRANSLATED = sorted(
    one for one in (bibliography.ROOT / "docs").rglob("*.md") if one.name.count(".") == 2
)


def name_of(path: Path) -> str:
    return str(path.relative_to(bibliography.ROOT))


def without_entry(text: str) -> list[str]:
    """What a text cites or names that has no entry."""
    return [said for said, item in (*cited(text), *named(text)) if item is None]


def not_linked(text: str) -> list[str]:
    """What a page cites by author and year without leading to its entry."""
    return [said for said, _ in cited(unlinked(text)) if not said.lstrip().startswith("arXiv")]


def test_what_the_program_cites_has_an_entry():
    code = [one for one in modules() if one.suffix != ".toml"]
    assert {
        name_of(one): found for one in code if (found := without_entry(one.read_text("utf-8")))
    } == {}


def test_what_a_page_cites_leads_to_its_entry():
    known = {item["id"] for item in items()}
    for page in [*pages(), *TRANSLATED]:
        text = page.read_text("utf-8")
        assert {*linked(text)} <= known, name_of(page)
        if page not in TRANSLATED:
            assert not_linked(text) == [], name_of(page)
            assert without_entry(unlinked(text)) == [], name_of(page)


@pytest.mark.parametrize("page", TRANSLATED, ids=name_of)
def test_a_translation_cites_what_its_page_cites(page):
    english = page.with_name(f"{page.name.partition('.')[0]}.md")
    if english.exists():  # one guide is there in French alone
        assert linked(page.read_text("utf-8")) == linked(english.read_text("utf-8"))


def test_every_entry_is_cited():
    assert [name for name, where in places().items() if not where] == []


def test_entries_are_items_of_csl_with_names_of_their_own():
    types = frozenset[str]().union(*PARTS.values())
    for item in items():
        assert item["type"] in types, item["id"]
        assert item["title"], item["id"]
        assert all(one.get("literal") or one["family"] for one in item["author"]), item["id"]
        assert re.fullmatch(r"[a-z0-9-]+", item["id"]), item["id"]
        assert is_doi(item.get("DOI", "10.1000/none")), item["id"]
        assert set(item.get("custom", {})) <= {"arxiv", "cited"}, item["id"]
    for what in ("id", "DOI", "title"):
        counted = Counter(item[what] for item in items() if what in item)
        assert [one for one, often in counted.items() if often > 1] == []


@pytest.mark.parametrize(
    "said",
    [
        "the law of Nobody and Others 1999, Theorem 2",
        "(Nobody et al. 2021)",
        "as Mironov 2013 shows",
        "(arXiv 9999.99999, section 3)",
        "(HMAC, RFC 99999)",
    ],
)
def test_what_has_no_entry_is_seen(said):
    assert len(without_entry(said)) == 1


def test_ways_to_cite_are_read():
    for said in ("Dong, Roth, Su 2022", "Dong, Roth,\n    # Su (2022)", "Dong et al. 2022"):
        assert [one for _, one in cited(f"see {said}, Theorem 1")] == ["dong-2022"]
    assert [one for _, one in cited("Skinner & Elliot 2002, not Elliot et al. 2002")] == [
        *("skinner-2002", "elliot-2002")
    ]
    assert [*cited("since March 2024, in 2025, and In 1999")] == []


def test_a_page_that_cites_without_a_link_is_seen():
    link = "[Mironov 2012](../reference/bibliography.md#mironov-2012)"
    assert not_linked(f"A {link} is led.") == []
    assert not_linked("A Mironov 2012 is not.") == ["Mironov 2012"]
