"""A language that came with one catalogue and one folder of documents is on every page.

What stands on a page outside of the brackets of :mod:`pseudo_language` is of no catalogue. It must
be named here, or be of a codebook: a name, a code or data, alike in every language.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from partner_files import LINKED, PARTNERS
from visits import FEW, status_of, stays, visits

from chromium import OPEN, OVER, needs_chromium
from lanterne.codebook import builtin_codebooks, codebook_to_dict, load_codebook
from lanterne.forms.make_form import make_form
from lanterne.messages import LANGUAGES
from pseudo_language import DIRECTIONS, PSEUDO, TURNED
from visible_text import (
    as_patterns,
    known_texts,
    language_and_direction,
    unspoken,
    unspoken_text,
)

pytestmark = pytest.mark.alone
PROGRAM = Path(__file__).with_name("furnished_pages.py")
TESTS = (Path(__file__).parents[2], Path(__file__).parents[3])

NAMES = (
    *(
        "Lanterne",
        "BibTeX",
        "CFF",
        "CSV",
        "Excel",
        "JSON",
        "PNG",
        "SHA",
        "SVG",
        "UTC",
        "byte",
        "kB",
    ),
    *("November", "December", "نومبر", "دسمبر"),  # dates are of CLDR
    *LANGUAGES,
    *LANGUAGES.values(),
)
"""Of the program, of formats, units, months and languages."""

OF_OTHERS = (
    *("Email", "Email address", "Current Password", "New Password", "Password", "again"),
    *("Code", "Authenticator code", "Use a security key", "Use authenticator app or code"),
    *("Use your password", "This field is required", "Select a valid choice"),
    "is not one of the available choices",
)
"""What Django and django-allauth say: they have catalogues of their own, in a hundred languages."""

OF_PEOPLE = (
    *("Maison du Sud", "Refuge", "Amina Diallo", "Lucie Moreau", "Nadia", "Omar", "ليلى"),
    *("Cas du Nord", "cas-du-nord", "Cases of the north", "Only a file", "Faulty", "Nothing yet"),
    *("A codebook for all", "Comme convenu à la réunion.", "Qui est « Autre » ?", "Très bien."),
    *("Saved apart", "Saved twice", "form-0", "form-1", "older", "newer", "age"),
    *("Pas encore.", "Autre", "ville", "30-99", "Cleo", "Des histoires", "en cours"),
    *("Laptop", "Dites-en plus sur l'année", "seen in office", "dossier", "note", "Country", "Sex"),
    *(
        "فاطمة الزهراء",
        "Ahmed Zahra",
        "Sara Zahra",
        "Le grand, au café du port",
        "Des personnes enregistrées",
        "Elle est en danger.",
        "Elle a appelé.",
        "L'équipe mobile",
        "Karim Benali",
        "in danger",
        "Samira",
        "L'appeler.",
        "Un logement.",
        "Elle cherche du travail.",
        "AGE-SECRET-KEY",
    ),
    *("menaces", "dettes", "papiers", "Contrôle", "Sexe", "Pays", "Âge", "Control"),
)
"""What people called themselves, their computers, datasets, columns and answers, or wrote."""

PARTNER = PARTNERS["fr"]
OF_PARTNERS = {
    *("Made of a partner's file", "A partner's file", "Linked tables of a partner", "csv"),
    *(*LINKED, *(text for lines in LINKED.values() for text in lines[0])),
    *(*PARTNER.header, *PARTNER.countries, *PARTNER.where, *PARTNER.means, *PARTNER.recruiters),
    *(*PARTNER.women, *PARTNER.men, PARTNER.unknown, PARTNER.yes, PARTNER.no, "ans", "Oui", "Non"),
}
"""Columns and answers of an invented partner, in whatever letters."""


@dataclass(frozen=True)
class Shown:
    """What the hub shows in the languages that nobody speaks.

    Attributes:
        pages: Of the hub, each with its language, place, status and text.
        documents: What is read without it, each with its language, name and text.
        there: Where it is served, and what there is.
        known: Patterns of what is alike in every language.
    """

    pages: tuple[dict[str, Any], ...]
    documents: tuple[dict[str, Any], ...]
    there: dict[str, Any]
    known: tuple[str, ...]


@pytest.fixture(scope="module")
def shown(
    tmp_path_factory: pytest.TempPathFactory, furnished: Path, tongues: str
) -> Iterator[Shown]:
    """The program as it is, with two catalogues and two folders of documents more."""
    folder = tmp_path_factory.mktemp("pseudo")
    shutil.copytree(furnished / "hub", folder / "hub")
    path = os.pathsep.join((tongues, *map(str, TESTS)))
    command = [sys.executable, PROGRAM, folder / "hub", furnished / "there.json", *DIRECTIONS]
    with (folder / "errors.txt").open("w+") as errors:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(json.loads(line))
            if "root" in told[-1]:
                break
        assert told, errors.seek(0) or errors.read()
        assert "root" in told[-1], errors.seek(0) or errors.read()
        yield Shown(
            tuple(one for one in told if "place" in one),
            tuple(one for one in told if "document" in one),
            told[-1],
            as_patterns(
                {
                    *(*NAMES, *OF_OTHERS, *OF_PEOPLE, *_of_codebooks(folder / "hub")),
                    *told[-1]["codes"],
                    *_of_forms(),
                    *_of_languages(),
                    *(one.strip() for one in OF_PARTNERS),
                    *(one.strip().casefold() for one in OF_PARTNERS),
                }
            ),
        )
        process.terminate()
        process.communicate(timeout=30)


def _of_codebooks(home: Path) -> set[str]:
    """All texts of the codebooks that there are: they are data, in the languages that they have."""
    built_in = known_texts([codebook_to_dict(load_codebook(name)) for name in builtin_codebooks()])
    released = (home / "releases").rglob("codebook.json")
    return built_in.union(*(known_texts(json.loads(path.read_text("utf-8"))) for path in released))


def _of_forms() -> set[str]:
    """What forms ask and say of their questions: in the languages that their codebooks have."""
    form = make_form(load_codebook("lanterne-network"))
    return known_texts([[one.label, one.hint] for one in form.questions])


def _of_languages() -> set[str]:
    """Names of languages, as CLDR has them where nobody has translated anything."""
    return {str(name) for tag in ("en_GB", TURNED) for name in Locale.parse(tag).languages.values()}


def test_every_page_is_of_the_catalogue(shown: Shown) -> None:
    in_each = [sum(one["language"] == language for one in shown.pages) for language in DIRECTIONS]
    number = len(visits(shown.there))
    assert in_each == [number, len(range(0, number, FEW))]
    found = {
        (one["place"], *unspoken(one["text"], shown.known))
        for one in shown.pages
        if unspoken(one["text"], shown.known)
    }
    assert not found


def test_every_page_is_the_one_that_was_asked_for(shown: Shown) -> None:
    """None is an error, or another page to which somebody was sent who may not see it."""
    for one in shown.pages:
        place = one["place"]
        assert one["status"] == status_of(one["who"], place, shown.there), place
        if one["route"] and stays(place):
            assert one["path"] == f"/{one['language']}/{place.partition('?')[0]}", place


def test_every_route_has_a_title_of_its_own(shown: Shown) -> None:
    titles: dict[str, str] = {}
    for one in shown.pages:
        if one["language"] == PSEUDO and one["route"] and "/seen/" not in one["place"]:
            title = re.search(r"<title>\s*(.*?)\s*</title>", one["text"], re.S)
            assert title, one["place"]
            assert titles.setdefault(title[1], one["route"]) == one["route"], title[1]


def test_every_page_says_its_language_and_direction(shown: Shown) -> None:
    for one in shown.pages:
        said = language_and_direction(one["text"])
        assert said == (one["language"], DIRECTIONS[one["language"]]), one["place"]
        assert "⟦" in one["text"], one["place"]


def test_reports_codebooks_and_releases_are_of_the_catalogue(shown: Shown) -> None:
    names = {one["document"] for one in shown.documents}
    assert {"README.md", "PRIVACY.md", "network/index.html"} <= names
    assert {f"{name}.html" for name in builtin_codebooks()} <= names
    reports = {name for name in names if name.startswith("network/")}  # in the first alone
    assert len(shown.documents) == len(DIRECTIONS) * len(names) - len(reports)
    for one in shown.documents:
        if one["document"].endswith(".md"):
            bare = re.sub("`[^`]*`", "", one["text"])
            assert not unspoken_text(bare, shown.known), one["document"]
        else:
            whole = re.sub(">[^<>]*…<", "><", one["text"])  # labels of pictures are cut
            assert not unspoken(whole, shown.known), one["document"]
        assert "⟦" in one["text"]


def test_the_finder_finds(shown: Shown) -> None:
    """What would be wrong with a page is seen: outside of brackets, and in what is read aloud."""
    page = (
        '<html lang="qps"><body><p>⟦Śáƒé ·⟧ and <code>k</code> <bdi>Amina</bdi></p>{}</body></html>'
    )
    assert unspoken(page.format("")) == ["and"]
    assert unspoken(page.format('<a aria-label="Go on" lang="fr">x</a>')) == ["and"]
    assert unspoken(page.format('<a aria-label="Go on">⟦x⟧</a>')) == ["and", "Go", "on"]
    assert unspoken("<html lang='qps'><body>Year</body></html>", shown.known) == []
    terms = '<a class="term" title="Go on">Gate</a> <dfn>Gate</dfn>'
    assert unspoken(page.format(terms)) == ["and", "Go", "on"]
    assert unspoken(page.format("<a>Gate</a>")) == ["and", "Gate"]


OVERLAP = """() => {
  const boxes = [];
  const clipped = one => one && (getComputedStyle(one).clipPath !== 'none'
    || getComputedStyle(one).clip !== 'auto' || clipped(one.parentElement));
  const seen = one => !clipped(one)
    && one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const holder = node.parentElement;
    if (!node.data.trim() || holder.closest('svg') || !seen(holder)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) boxes.push([box, node, holder]);
  }
  for (const one of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (seen(one)) boxes.push([one.getBoundingClientRect(), one, one]);
  boxes.sort((one, other) => one[0].top - other[0].top);
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, from, holder] = boxes[i], [b, to, other] = boxes[j];
    if (b.top >= a.bottom) break;
    if (from === to || holder.contains(to) || other.contains(from)) continue;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - b.top;
    if (wide > 2 && high > Math.min(a.height, b.height) / 2)
      found.push(`${holder.outerHTML.slice(0, 80)} | ${other.outerHTML.slice(0, 80)}`);
  }
  return found.slice(0, 3);
}"""
"""Texts and fields that lie over one another."""

SHORT = (
    "",
    "releases/{name}/",
    "work/here/datasets/{dataset}/data/",
    "work/here/datasets/{dataset}/protect/",
)
"""Pages of each kind: what the public sees, and what is full of fields."""

MAIN = (
    "releases/{figured}/",
    "releases/{figured}/explore/",
    "releases/{figured}/figures/",
    "releases/{name}/codebook/",
    "datasets/{series}/",
    "work/here/",
    "work/here/audit/",
    "work/here/jobs/",
    "work/here/people/",
    "work/here/policy/",
    "work/here/datasets/{dataset}/risk/",
    "work/here/datasets/{dataset}/evaluate/",
    "work/here/datasets/{dataset}/review/",
    "work/here/datasets/{dataset}/publish/",
    "work/here/datasets/{dataset}/ledger/",
    "work/here/runs/{run}/",
    "work/here/submissions/{submission}/",
    "work/here/publications/{publication}/",
    "account/",
    "account/second-factor/",
)
"""The others that somebody meets on the way."""


@needs_chromium
@pytest.mark.parametrize(
    "places", [SHORT, pytest.param(MAIN, marks=pytest.mark.long)], ids=["short", "main"]
)
def test_nothing_hangs_over_nor_lies_over_another(
    shown: Shown, browser: Any, places: tuple[str, ...]
) -> None:
    """A third longer and from right to left, on a telephone and on a desk."""
    context = browser.new_context(reduced_motion="reduce")
    for name, value in shown.there["cookies"]["amina"].items():
        context.add_cookies([{"name": name, "value": value, "url": shown.there["root"]}])
    page, found = context.new_page(), []
    for place in places:
        address = f"{TURNED}/{place.format(**shown.there)}"
        answer = page.goto(f"{shown.there['root']}/{address}")
        assert answer.status == 200, address
        page.evaluate(OPEN)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            wrong = [page.evaluate(OVER), *page.evaluate(OVERLAP)]
            found += [f"{address} at {width}: {one}" for one in wrong if one]
    context.close()
    assert not found, "\n".join(found)
