"""Every page, in every language: whole, safe, without a script, its links leading somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from django.utils.translation import override
from patience import drawn
from shelf import CANARY, GROUPED, NETWORK, TABLE

from extent import ALL
from lanterne.hub.headers import POLICY
from lanterne.hub.portal.templatetags import portal as filters
from lanterne.release import load_release

LANGUAGES = ("en", "fr", "es", "ar")
PAGES = (
    "",
    "glossary/",
    *(f"releases/{name}/{page}" for name in (TABLE, NETWORK, GROUPED) for page in ("", "explore/")),
    f"releases/{TABLE}/figures/",
    f"releases/{GROUPED}/figures/means-means/",
    f"releases/{NETWORK}/figures/routes-citizenship-countryofexploitation/",
    f"releases/{TABLE}/codebook/",
    f"releases/{TABLE}/profiles/",
    f"releases/{TABLE}/profiles/debt/",
    f"releases/{GROUPED}/profiles/",
    f"releases/{NETWORK}/profiles/",
    f"releases/{NETWORK}/codebook/?q=age",
    f"releases/{TABLE}/codebook/?q=nothing-at-all",
    f"releases/{TABLE}/explore/?by=gender&by=year&where[work%5Bx%5D%26y]=farm&where[gender]=Woman",
    f"releases/{NETWORK}/explore/?people=perpetrators",
)


class Outline(HTMLParser):
    """Tags with their attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture
def page(hub):
    def text(language: str, address: str) -> str:
        answer = hub.get(f"/{language}/{address}")
        assert answer.status_code == 200
        assert answer["Content-Security-Policy"] == POLICY
        return answer.content.decode()

    return text


@pytest.mark.parametrize(
    "language",
    # Spanish has the templates of French and its direction; its words are looked at in catalogues.
    [pytest.param(one, marks=pytest.mark.long if one == "es" else ()) for one in LANGUAGES],
)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_and_safe(page, language, address):
    text = page(language, address)
    outline = Outline(text)
    (html,) = outline.all("html")
    assert html == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert not outline.all("script", "iframe", "object", "style", "base")
    for tag, attributes in outline.tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action"):
            assert not re.match(r"\w+:|//", attributes.get(name, "")), (tag, attributes)
    assert CANARY not in text
    assert "<b>labels" not in text
    assert "alert(" not in text.replace("&lt;script&gt;alert(", "")
    levels = [int(tag[1]) for tag, _attributes in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    named = [attributes["id"] for _tag, attributes in outline.tags if "id" in attributes]
    assert len(named) == len(set(named))
    assert len(outline.all("main", "header", "footer")) == 3
    current = [one for one in outline.all("a") if one.get("hreflang") and "aria-current" in one]
    assert [one["hreflang"] for one in current] == [language]


def few_of_each_kind(links: set[str]) -> list[str]:
    """Three of those that differ in the values of a question alone, such as one for each answer."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for link in sorted(links):
        parts = urlsplit(link)
        names = sorted({name for name, _value in parse_qsl(parts.query)})
        kind = (parts.path, *names) if names else (link,)
        kinds.setdefault(kind, []).append(link)
    return [link for alike in kinds.values() for link in alike[:3]]


@pytest.fixture(scope="module")
def answered() -> dict[str, bytes]:
    """What each address answered that a page led to: most pages lead to the same."""
    return {}


@pytest.mark.parametrize("address", PAGES)
def test_every_link_leads_somewhere(hub, page, address, answered):
    text = page("fr", address)
    here = f"http://127.0.0.1:8000/fr/{address}"
    links = {
        urljoin(here, one.get("href") or one["src"])
        for one in Outline(text).all("a", "link", "img")
    }
    targets: dict[str, set[str]] = {}
    for link in sorted(links) if ALL else few_of_each_kind(links):
        target, fragment = urldefrag(link)
        targets.setdefault(target, set()).add(fragment)
    for target, fragments in targets.items():
        assert target.startswith("http://127.0.0.1:8000/")
        if target not in answered:
            answer = drawn(hub, target.removeprefix("http://127.0.0.1:8000"))
            assert answer.status_code == 200, target
            whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answered[target] = whole.replace(b"&amp;", b"&")
        for fragment in fragments - {""}:
            assert f'id="{fragment}"'.encode() in answered[target], (target, fragment)


def test_a_language_is_switched_in_place(page):
    address = f"releases/{TABLE}/explore/?by=gender&where[gender]=Woman"
    outline = Outline(page("fr", address))
    switches = {one["hreflang"]: one["href"] for one in outline.all("a") if "hreflang" in one}
    for language, link in switches.items():
        assert link.startswith(f"/{language}/releases/")
        assert link.endswith("explore/?by=gender&where[gender]=Woman")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_comes_in_the_language_of_the_visitor(hub, language):
    answer = hub.get("/", headers={"accept-language": f"{language}-XX,de;q=0.5"})
    assert answer["Location"] == f"/{language}/"


def test_numbers_are_written_as_the_language_does(page):
    for language, thousand in (("en", ","), ("ar", ","), ("fr", "\u202f"), ("es", "\u202f")):
        assert re.search(
            f"<td>[0-9]+{thousand}[0-9]{{3}}</td>", page(language, f"releases/{TABLE}/")
        )


def test_every_bar_has_its_number_in_a_table(page):
    text = page("en", f"releases/{TABLE}/explore/")
    bars = re.findall(r"<svg.*?</svg>", text, re.S)
    rows = re.findall(r"<tr.*?</tr>", text, re.S)
    drawn = [row for row in rows if "<svg" in row]
    assert len(drawn) == len(bars) - 3  # three stand in the key
    for row in drawn:
        assert 'aria-hidden="true"' in row
        assert re.search(r"<th scope=\"row\">.*?</th>.*<td>[\d,]+</td>", row, re.S)


def test_a_click_filters_and_a_second_click_takes_it_away(hub, page):
    address = f"releases/{TABLE}/explore/"
    first = Outline(page("en", f"{address}?by=gender"))
    only = [one for one in first.all("a") if one.get("title") == "Only these"]
    filtered = hub.get(f"/en/{address}{only[0]['href']}")
    assert "Rows that match the filters" in filtered.content.decode()
    away = [
        one
        for one in Outline(filtered.content.decode()).all("a")
        if one.get("title") == "Remove the filter"
    ]
    assert len(away) == 2  # at the bar, and above all bars
    for one in away:
        assert "where" not in one["href"]


def test_the_other_answers_of_a_filtered_column_stay_in_sight(page):
    """As many as before: a column is counted without its own filter, and with those of others."""
    address = f"releases/{TABLE}/explore/?by=gender"

    def numbers(text):
        return re.findall(r"<td>([\d,]+)</td>\s*<td>\d", text)

    before = numbers(page("en", address))
    assert len(before) == 2
    assert numbers(page("en", f"{address}&where[gender]=Woman")) == before
    assert numbers(page("en", f"{address}&where[year]=2020")) != before


def test_a_flag_alone_does_not_look_like_everybody(page):
    text = page("en", f"releases/{TABLE}/explore/?by=debt")
    (width,) = re.findall(r'class="bar" x="0" y="2" width="(\d+)"', text)
    assert 300 < int(width) < 950


def test_a_k_release_says_that_it_has_no_published_counts(page):
    assert "This release has no published counts." in page("en", f"releases/{GROUPED}/explore/")
    assert "This release has no published counts." not in page("en", f"releases/{TABLE}/explore/")
    assert "k = 5" in page("en", f"releases/{GROUPED}/")
    assert "ε" not in page("en", f"releases/{GROUPED}/")


@pytest.mark.parametrize(
    ("text", "in_french", "in_english"),
    [
        ({"fr": "Un <a>", "en": "One"}, "Un &lt;a&gt;", "One"),
        ({"fr": "Un"}, "Un", '<span lang="fr" dir="ltr">Un</span>'),
        ({"ar": "واحد"}, *['<span lang="ar" dir="rtl">واحد</span>'] * 2),
        ({"fr": "", "en": "One"}, '<span lang="en" dir="ltr">One</span>', "One"),
        ({}, '<span lang="en" dir="ltr"></span>', ""),
    ],
)
def test_a_text_is_said_in_whatever_language_it_has(text, in_french, in_english):
    for language, expected in (("fr", in_french), ("en", in_english)):
        with override(language):
            assert filters.said(text) == expected


def test_k_people_are_only_said_where_rows_are_people(page, made):
    """Nobody said which rows are one person: k rows share what is written, not k people."""
    assert load_release(made / GROUPED).k_statement.unit == "row"
    text = page("en", f"releases/{GROUPED}/")
    assert "Fewest rows that share what is written" in text
    assert "people who share what is written" not in text


def test_the_policy_lets_nothing_in():
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
