"""The documentation as files: whole, in every language, and nothing in it leads astray."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import lanterne
from lanterne.documentation import source, write_documentation
from lanterne.documentation.frame import figure
from lanterne.documentation.render import Renderer
from lanterne.documentation.source import Place, Source, Sources, sources
from lanterne.messages import LANGUAGES, direction
from program import run_here
from site_pages import Page, astray, parsed, read, seen

ROOT = Path(__file__).parents[2]

DOCS = sorted((ROOT / "docs").rglob("*.md"))


def pages_of(site: Path) -> dict[Path, Page]:
    return {path: read(path) for path in sorted(site.rglob("*.html"))}


def body_of(markdown: str, **others: str) -> str:
    """The body of a page, among others that lie beside it."""
    at = {name: Source(Place(f"docs/{name}.md"), name, "en", text) for name, text in others.items()}
    page = Source(Place("docs/page.md"), "page", "en", markdown)
    return Renderer(Sources([page, *at.values()], {}, ""), figure).body(page).html


def test_every_page_of_the_repository_is_there(site):
    for path in DOCS:
        name = path.relative_to(ROOT / "docs").with_suffix(".html")
        assert (site / name).is_file(), name
    for language in LANGUAGES:
        ending = "html" if language == "en" else f"{language}.html"
        assert (site / f"toolkit/agreement.{ending}").is_file()
    assert (site / "reference/codebook-file.html").is_file()


def test_every_link_and_anchor_leads_somewhere_and_nothing_is_asked_elsewhere(site):
    pages = pages_of(site)
    assert len(pages) > 100
    wrong = [one for path, page in pages.items() for one in astray(site, path, page)]
    assert wrong == []
    assert sum("#" in link for page in pages.values() for link in page.led) > 500


@pytest.mark.parametrize(
    "fault",
    [
        '<a href="guides/no-such-page.html">',
        '<a href="index.html#no-such-part">',
        '<img src="no.png" alt="">',
        '<link rel="stylesheet" href="https://example.org/a.css">',
    ],
)
def test_what_leads_astray_is_seen(site, fault):
    assert len([*astray(site, site / "index.html", parsed(fault))]) == 1


def test_every_page_says_its_language_and_direction_and_has_one_title(site):
    for path, page in pages_of(site).items():
        (html,) = page.all("html")
        ending = path.stem.rpartition(".")[2]
        if path.parent != site:
            assert html["lang"] == (ending if ending in LANGUAGES else "en"), path
        assert html["dir"] == direction(html["lang"]), path
        assert len(page.all("h1")) == 1, path
        assert len({*page.ids}) == len(page.ids), path


def test_a_page_leads_to_itself_in_each_language_that_it_has_and_in_no_other(site):
    given = sources()
    for page in given.pages:
        found = read(site / page.address).all("a")
        shown = [one["hreflang"] for one in found if "hreflang" in one]
        others = given.in_languages(page.name)
        assert shown == ([*others] if len(others) > 1 else []), page.address
    assert [*given.in_languages("learn/my-story")] == [*LANGUAGES]


def test_no_mark_of_the_repository_is_left_in_a_page(site):
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8")
        assert "<!--" not in html, path
        assert not re.search(r"<\w+[^>]* markdown[ >]", html), path
        assert not re.search(r":::|\]\(|^#+ ", seen(html), re.M), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_list_of_all_in_its_language_where_it_has_it(site, language):
    given = sources()
    listed = read(site / f"pages-{language}.html").led
    for name in {page.name for page in given.pages}:
        found = given.in_languages(name)
        one = found.get(language) or next(iter(found.values()))
        assert str(one.address) in listed, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_has_a_door_for_each_reader(site, language):
    front = site / f"{language}.html"
    ending = "html" if language == "en" else f"{language}.html"
    assert len(read(front).all("section")) == 4
    for course in ("my-story", "from-sheet-to-release", "reading-a-release", "why-it-is-private"):
        assert f"learn/{course}.{ending}" in read(front).led


def test_the_first_page_is_in_the_language_that_was_asked_for(site):
    assert (site / "index.html").read_bytes() == (site / "fr.html").read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_has_every_page_and_its_words(site, language):
    text = (site / f"words-{language}.js").read_text("utf-8")
    start = f'"use strict";\nvar pages_in_{language} = '
    assert text.startswith(start)
    entries = json.loads(text.removeprefix(start).rstrip(";\n"))
    own = {str(page.address) for page in sources().pages if page.language == language}
    assert {address.partition("#")[0] for address, *_ in entries} == own
    for address, *_ in entries:
        path, _, anchor = address.partition("#")
        assert not anchor or anchor in read(site / path).ids, address
    assert sum(len(words) for *_, words in entries) > 100_000


def test_the_python_functions_are_those_of_the_package(site):
    ids = read(site / "reference/python.html").ids
    public = [one for one in lanterne.__all__ if callable(getattr(lanterne, one))]
    assert {one.lower() for one in public} <= {*ids}
    html = (site / "reference/python.html").read_text("utf-8")
    assert "\n    release: str | Path,\n" in html


def test_what_only_a_clone_has_is_words_and_no_link():
    assert body_of("# A\n\n[one](../benchmarks/one.md), [two](other.md)\n", other="# B\n") == (
        '<h1 id="a">A</h1>\n<p>one, <a href="other.html">two</a></p>\n'
    )


def test_links_to_other_languages_under_the_title_are_said_by_the_frame_alone():
    line = "[Français](page.fr.md) · [Español](page.es.md)\n\n"
    assert body_of(f"# A\n\n{line}Text\n") == '<h1 id="a">A</h1>\n<p>Text</p>\n'
    assert "<li>" in body_of("# A\n\n- [Other](other.md)\n\nText\n", other="# B\n")


def test_two_headings_of_one_name_have_two_anchors():
    assert re.findall(r'id="([^"]*)"', body_of("# A\n\n## Do it: `x`\n\n## Do it x\n")) == [
        *("a", "do-it-x", "do-it-x-1")
    ]


def test_a_package_reads_its_own_copy(tmp_path, monkeypatch):
    """As a wheel has it, where there is no clone."""
    copy = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", copy)
    (copy / "getting-started.md").write_text("# Of the package\n", "utf-8")
    monkeypatch.setattr(source, "_PACKED", copy)
    assert sources().of("getting-started", "en").text == "# Of the package\n"


def test_the_verb_writes_it_once_and_says_what_to_open(tmp_path, monkeypatch):
    monkeypatch.setattr("lanterne.documentation.site.sources", lambda: _few(sources()))
    done = run_here(tmp_path, "docs", "--out", "pages", "--language", "ar")
    assert done.returncode == 0, done.stderr
    assert "pages/index.html" in done.stdout
    assert read(tmp_path / "pages/index.html").all("html") == [{"lang": "ar", "dir": "rtl"}]
    again = run_here(tmp_path, "docs", "--out", "pages")
    assert again.returncode == 2
    assert "pages" in again.stderr
    told = run_here(tmp_path, "docs", "--out", "other", "--json")
    said = json.loads(told.stdout)
    written = [path for path in (tmp_path / "other").rglob("*") if path.is_file()]
    assert said["files"] == len(written)
    assert said["bytes"] == sum(path.stat().st_size for path in written)


def test_a_disk_that_refuses_leaves_nothing(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lanterne.documentation.site.sources", lambda: _few(sources()))
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises((OSError, lanterne.LanterneError)):
        write_documentation(tmp_path / "pages")
    assert [*tmp_path.iterdir()] == []


def _few(given: Sources) -> Sources:
    """The doors and little more, so that they are soon written."""
    return Sources(
        [page for page in given.pages if page.name in {"learn/README", "getting-started"}],
        {},
        given.style,
    )


def test_functions_that_are_defaults_stand_by_their_names(site):
    assert "Progress = silent" in (site / "reference/python.html").read_text("utf-8")
    assert " at 0x" not in (site / "reference/python.html").read_text("utf-8")


def test_names_of_columns_break_between_their_words_alone():
    """On a narrow screen, in a cell: what is copied from there has no mark in it."""
    html = body_of(
        '# Page\n\n`isForcedLabour` `estimate_low` `"a" < b.md`\n\n```\nisForcedLabour\n```'
    )
    assert "<code>isForced<wbr>Labour</code>" in html
    assert "<code>estimate_<wbr>low</code>" in html
    assert "<code>&quot;a&quot; &lt; b.md</code>" in html
    assert "isForcedLabour\n</code></pre>" in html
