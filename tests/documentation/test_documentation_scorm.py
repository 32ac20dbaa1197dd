"""Courses as packages for a learning platform: whole, listed, and nothing beside them needed."""

from __future__ import annotations

import json
import re
import zipfile
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from scorm_packages import SCHEMAS, manifest_of, needs_schemas, unlisted

from lanterne.documentation.scorm import MANIFEST, course_names, package
from lanterne.documentation.source import Sources, sources
from lanterne.messages import LANGUAGES, direction
from program import run_here
from site_pages import astray, read

ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
IMS = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
COURSES = {
    *("analysing-a-release", "from-sheet-to-release", "my-story"),
    *("reading-a-release", "why-it-is-private"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_package_of_each_course_in_each_language(courses, language):
    assert {path.name for path in (courses / language).iterdir()} == COURSES


def test_every_file_that_is_listed_is_there_and_the_other_way_round(courses):
    for folder in sorted(courses.glob("*/*")):
        assert unlisted(folder) == set(), folder


def test_a_file_that_is_missing_or_in_no_list_is_seen(courses, tmp_path):
    (tmp_path / MANIFEST).write_bytes((courses / "en/my-story" / MANIFEST).read_bytes())
    (tmp_path / "more.js").touch()
    assert {"more.js", "lesson.js"} <= unlisted(tmp_path)


def test_a_manifest_says_what_platforms_ask_of_it(courses):
    identifiers = set()
    for folder in sorted(courses.glob("*/*")):
        root = manifest_of(folder)
        assert root.findtext(f"{IMS}metadata/{IMS}schema") == "ADL SCORM"
        assert root.findtext(f"{IMS}metadata/{IMS}schemaversion") == "1.2"
        organizations = root.find(f"{IMS}organizations")
        organization = organizations.find(f"{IMS}organization")
        assert organizations.get("default") == organization.get("identifier")
        resource = root.find(f"{IMS}resources/{IMS}resource")
        (item,) = organization.iter(f"{IMS}item")
        assert item.get("identifierref") == resource.get("identifier")
        assert (resource.get("type"), resource.get(f"{ADL}scormtype")) == ("webcontent", "sco")
        page = unescape((folder / resource.get("href")).read_text("utf-8"))
        assert f"<title>{item.findtext(f'{IMS}title')}</title>" in page
        language = folder.parent.name
        assert f'<html lang="{language}" dir="{direction(language)}">' in page
        identifiers.add(root.get("identifier"))
    assert len(identifiers) == len(LANGUAGES) * len(COURSES)
    assert all(re.fullmatch(r"[a-z][a-z-]*", one) for one in identifiers)


@needs_schemas
def test_the_manifests_keep_to_the_schemas(courses):
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "adlcp_rootv1p2.xsd"))
    for folder in sorted(courses.glob("*/*")):
        tree = etree.parse(folder / MANIFEST)
        schema.assertValid(tree)
        tree.find(f".//{IMS}file").tag = f"{IMS}page"
        assert not schema.validate(tree)


def test_a_package_needs_nothing_beside_it_and_leads_to_nothing_that_it_has_not(courses):
    for folder in sorted(courses.glob("*/*")):
        for path in sorted(folder.rglob("*.html")):
            page = read(path)
            assert [*astray(folder, path, page)] == []
            assert not [one for one in page.all("form") if one]
            leading = [one for one in page.all("a") if not one["href"].startswith("#")]
            inside = [one for one in leading if "type" not in one]
            assert all(one["target"] == "_blank" for one in inside)


def test_the_figures_and_files_of_a_course_are_in_its_package(courses):
    for language in LANGUAGES:
        ending = "html" if language == "en" else f"{language}.html"
        story = courses / language / "my-story"
        assert 'class="play"' in (story / f"learn/my-story.{ending}").read_text("utf-8")
        assert {"figures.js", "worlds.css"} <= {path.name for path in story.iterdir()}
        assert (story / f"learn/my-story-handout.{ending}").is_file()
        assert (courses / language / "from-sheet-to-release/learn/harbour/sheet.csv").is_file()


def test_only_the_lesson_tells_a_platform_and_its_page_says_what(courses):
    for language in LANGUAGES:
        told = {
            path.name: "lesson.js" in path.read_text("utf-8")
            for path in (courses / language / "my-story/learn").glob("*.html")
        }
        assert len(told) == 2
        assert [name for name, tells in told.items() if tells] == [
            name for name in told if "handout" not in name
        ]


def test_the_script_names_nothing_but_the_status(courses):
    script = (courses / "en/my-story/lesson.js").read_text("utf-8")
    assert {*re.findall(r"\bcmi[.\w]*", script)} == {"cmi.core.lesson_status"}
    assert {*re.findall(r"\bLMS\w+", script)} == {
        *("LMSInitialize", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSFinish")
    }
    assert not re.search(r"fetch|XMLHttp|sendBeacon|WebSocket|localStorage|cookie", script)


def test_a_package_is_the_same_whenever_it_is_made():
    given = sources()
    assert package(given, "learn/why-it-is-private", "ar") == package(
        given, "learn/why-it-is-private", "ar"
    )


def test_the_verb_writes_the_courses_in_one_language(tmp_path, monkeypatch):
    monkeypatch.setattr("lanterne.documentation.scorm.sources", lambda: _one(sources()))
    done = run_here(tmp_path, "docs", "--out", "courses", "--as", "scorm", "--language", "es")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "courses").iterdir()] == ["why-it-is-private.es.zip"]
    with zipfile.ZipFile(tmp_path / "courses/why-it-is-private.es.zip") as archive:
        assert archive.namelist()[0] == MANIFEST
        ElementTree.fromstring(archive.read(MANIFEST))
    told = run_here(tmp_path, "docs", "--out", "more", "--as", "scorm", "--json")
    assert json.loads(told.stdout)["files"] == ["why-it-is-private.en.zip"]
    wrong = run_here(tmp_path, "docs", "--out", "other", "--as", "cmi5")
    assert wrong.returncode == 2
    assert "scorm" in wrong.stderr
    assert not (tmp_path / "other").exists()


def test_pages_without_a_platform_are_no_courses_of_one():
    assert {Path(name).name for name in course_names(sources())} == COURSES


def _one(given: Sources) -> Sources:
    pages = [page for page in given.pages if page.name == "learn/why-it-is-private"]
    return Sources(pages, {}, given.style)
