"""Descriptions of a release for catalogues: whole, true to its files, and carrying its promise."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as Xml

import pytest
from export_releases import KINDS, LICENCE, PUBLISHER, make_releases
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import lanterne
from lanterne.codebook.model import in_language
from lanterne.errors import UsageError
from lanterne.release import load_release, verify_release
from lanterne.release.exports import EXPORTS
from lanterne.release.formats import bibtex, croissant, csvw, dcat
from lanterne.release.formats.about import Publication, licence_address, named_by_checksum
from lanterne.release.load import read_layout
from lanterne.release.texts import words
from lanterne.verbs.requests.export import KINDS as ASKED
from once import made_once

PLACE = "https://example.org/releases/one/"


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> Path:
    return made_once(tmp_path_factory, "export-releases", make_releases)


def exported(release: Path, out: Path, *kinds: str, **more: Any) -> Path:
    return lanterne.export(release, kinds=kinds, out=out, **more)


def test_what_can_be_asked_for_can_be_written():
    assert tuple(EXPORTS) == ASKED


@pytest.mark.parametrize("name", KINDS)
def test_every_format_carries_the_promise_and_changes_nothing(releases, tmp_path, name):
    release = releases / name
    statement = load_release(release, rows=False).statement
    kinds = [one for one in ASKED if one != "sdmx" or statement is not None]
    kinds = [one for one in kinds if one not in {"stata", "spss"}]  # they are read elsewhere
    out = exported(release, tmp_path / "a", *kinds, address=PLACE, language="fr", doi="10.5281/z.1")
    again = exported(
        release, tmp_path / "b", *kinds, address=PLACE, language="fr", doi="10.5281/z.1"
    )
    promised = "epsilon = 4, delta = 1e-06, unit = " if statement else "k = 10"
    carrying = [one for one in out.iterdir() if one.suffix in {".json", ".bib", ".ris"}]
    carrying += [out / "ddi.xml"]
    assert len(carrying) > 7
    for path in carrying:
        text = path.read_text("utf-8")
        if "structure.json" not in path.name:
            assert promised in text, path.name
            assert "2026" in text
    for path in out.iterdir():
        if path.suffix != ".xlsx":  # a workbook has the moment of its making
            assert path.read_bytes() == (again / path.name).read_bytes(), path.name
    assert verify_release(release).ok
    licence = json.loads((release / "manifest.json").read_text("utf-8"))["licence"]
    ttl = (out / "dcat.ttl").read_text("utf-8")
    assert ("https://creativecommons.org/licenses/by/4.0/" in ttl) is (licence == LICENCE)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in JSON values."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)


@pytest.mark.parametrize("name", KINDS)
def test_croissant_names_only_what_is_there(releases, name):
    release = load_release(releases / name, rows=False)
    said = croissant.dataset(release)
    files = {one["@id"]: one for one in said["distribution"]}
    for path, one in files.items():
        data = (release.path / path).read_bytes()
        assert one["sha256"] == hashlib.sha256(data).hexdigest()
        assert one["contentSize"] == f"{len(data)} B"
    ids = [one["@id"] for one in nodes(said) if one.get("@type") in {"cr:Field", "cr:RecordSet"}]
    assert len(set(ids)) == len(ids)
    headers = {}
    for file in read_layout(release.path).data:
        headers[file.path("parquet")] = set(file.header)
    for one in nodes(said["recordSet"]):
        if "references" in one:
            assert one["references"]["field"]["@id"] in ids
        if "source" in one:
            path = one["source"]["fileObject"]["@id"]
            assert path in files
            assert one["source"]["extract"]["column"] in headers.get(path, [one["name"]])
    used = {
        one["source"]["fileObject"]["@id"] for one in nodes(said["recordSet"]) if "source" in one
    }
    assert used >= set(headers)
    for key in ("rai:dataBiases", "rai:dataLimitations", "rai:personalSensitiveInformation"):
        assert said[key]
        assert all(said[key])
    assert not re.search(r"\*\*|`", json.dumps(said))


def test_the_context_of_croissant_is_that_of_its_specification(releases):
    """As mlcroissant 1.1 has it for version 1.1: it warns all who load another one."""
    context = croissant.dataset(load_release(releases / "table", rows=False))["@context"]
    assert context["conformsTo"] == "dct:conformsTo"
    assert context["recordSet"] == "cr:recordSet"
    assert len(context) == 41


def test_croissant_has_versions_in_three_numbers():
    assert [croissant.version(one) for one in ("2026-01-05", "2", "v2")] == [
        "2026.1.5",
        "2.0.0",
        "v2",
    ]


def test_a_catalogue_of_nobody_says_so_in_all_languages():
    title = {"en": "All", "ar": "الكل"}
    whole = dcat.catalogue(dcat.Catalogue("https://example.org", title, title, "", ()))
    (names,) = (one["foaf:name"] for one in nodes([whole]) if one.get("@type") == "foaf:Agent")
    said = {one["@language"]: one["@value"] for one in names}
    assert said == {tag: words(tag)["unstated.cited"] for tag in ("en", "fr", "es", "ar")}


MUST = {
    "dcat:Dataset": {"dct:title", "dct:description"},
    "dcat:Distribution": {"dcat:accessURL"},
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher"},
    "dcat:DatasetSeries": {"dct:title", "dct:description"},
    "foaf:Agent": {"foaf:name"},
    "spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"},
    "skos:Concept": {"skos:prefLabel"},
}
"""Class → properties that DCAT-AP 3 makes mandatory."""


def a_catalogue(releases: Path) -> dict[str, Any]:
    editions = [
        dcat.Edition(
            load_release(releases / name, rows=False),
            Publication(
                f"https://example.org/{name}",
                f"https://example.org/{name}/",
                series="https://example.org/cases",
                replaces=before,
            ),
        )
        for name, before in (("table", ""), ("sets", "https://example.org/table"))
    ]
    title = {"en": "All", "ar": "الكل"}
    series = dcat.Series("https://example.org/cases", title, editions)
    return dcat.catalogue(
        dcat.Catalogue("https://example.org", title, title, "Office", (), [series])
    )


def test_dcat_has_what_is_mandatory_and_says_the_same_as_turtle(releases):
    release = load_release(releases / "linked", rows=False)
    one = dcat.dataset(release, Publication(PLACE, PLACE, contact="mailto:data@example.org"))
    for said in (one, a_catalogue(releases)):
        turtle = dcat.turtle(said)
        for node in nodes({key: value for key, value in said.items() if key != "@context"}):
            assert set(node) >= MUST.get(node.get("@type", ""), set())
            if "@value" in node:
                kind = f"@{node['@language']}" if "@language" in node else f"^^{node['@type']}"
                assert f"{json.dumps(node['@value'], ensure_ascii=False)}{kind}" in turtle
            elif node.get("@id"):
                assert f"<{node['@id']}>" in turtle
            if node.get("@type"):
                assert node["@type"] in turtle
        assert turtle.count(" a dcat:Dataset ") == json.dumps(said).count('"dcat:Dataset"')


def test_editions_of_a_series_are_in_it_and_follow_each_other(releases):
    said = a_catalogue(releases)
    found = {node["@id"]: node for node in said["@graph"]}
    first, second = (found[f"https://example.org/{name}#dataset"] for name in ("table", "sets"))
    assert {one["dcat:inSeries"]["@id"] for one in (first, second)} <= set(found)
    assert second["dcat:prev"]["@id"] == first["@id"]
    assert "dcat:prev" not in first
    listed = [one["@id"] for one in found["https://example.org#catalogue"]["dcat:dataset"]]
    assert listed == [first["@id"], second["@id"]]


def test_alone_a_release_refers_to_no_release_that_is_not_described(releases):
    release = load_release(releases / "table", rows=False)
    said = dcat.dataset(release, Publication(PLACE, PLACE, replaces="https://example.org/before"))
    assert "dcat:prev" not in said


def test_dcat_without_an_address_is_refused(releases):
    release = load_release(releases / "table", rows=False)
    for publication in (Publication(), Publication(page=PLACE), Publication(files=PLACE)):
        with pytest.raises(UsageError, match="--address"):
            dcat.dataset(release, publication)


ORDER = {
    "var": "labl valrng universe txt catgry varFormat notes",
    "useStmt": "confDec citReq conditions disclaimer",
    "stdyDscr": "citation stdyInfo method dataAccs",
    "codeBook": "docDscr stdyDscr fileDscr dataDscr",
    "citation": "titlStmt rspStmt prodStmt distStmt verStmt biblCit holdings",
    "catgry": "catValu labl txt",
}
"""Element → its children in the order of the schema, of those that are written."""


@pytest.mark.parametrize("name", ["linked", "k-anonymised"])
def test_ddi_has_the_codebook_and_no_statistics(releases, tmp_path, name):
    out = exported(releases / name, tmp_path / "out", "ddi", language="es")
    root = Xml.parse(out / "ddi.xml").getroot()
    tag = "{ddi:codebook:2_5}"
    for element, children in ORDER.items():
        order = children.split()
        for one in root.iter(tag + element):
            places = [order.index(child.tag.removeprefix(tag)) for child in one]
            assert places == sorted(places), element
    assert not {"catStat", "sumStat", "TotlResp"} & {
        one.tag.removeprefix(tag) for one in root.iter()
    }
    layout = read_layout(releases / name)
    columns = [column for file in layout.data for column in file.table.columns]
    variables = list(root.iter(f"{tag}var"))
    assert [one.get("name") for one in variables] == [column.name for column in columns]
    for variable, column in zip(variables, columns, strict=True):
        codes = [one.text for one in variable.iter(f"{tag}catValu")]
        missing = [texts[0] for texts in column.missing.values() if texts and texts[0]]
        assert codes == [*column.codes, *missing]
        labels = {
            one.get("{http://www.w3.org/XML/1998/namespace}lang"): one.text
            for one in variable.findall(f"{tag}labl")
        }
        assert labels == dict(column.label)


def test_datacite_has_what_is_mandatory(releases, tmp_path):
    more = {"address": PLACE, "doi": "10.5281/zenodo.1", "language": "fr"}
    out = exported(releases / "table", tmp_path / "out", "datacite", **more)
    said = json.loads((out / "datacite.json").read_text("utf-8"))
    mandatory = {"doi", "creators", "titles", "publisher", "publicationYear", "types", "url"}
    assert set(said) >= mandatory
    assert said["titles"][0] == {"title": "Cas inventés", "lang": "fr"}
    assert said["rightsList"][0]["rightsIdentifier"] == LICENCE
    assert said["creators"][0]["name"] == PUBLISHER


def test_citations_survive_every_sign(releases, tmp_path):
    out = exported(releases / "table", tmp_path / "out", "bibtex", "ris", "csl", doi="10.5281/z.1")
    entry = (out / "citation.bib").read_text("utf-8")
    assert re.sub(r"\\[{}]", "", entry).count("{") == re.sub(r"\\[{}]", "", entry).count("}")
    assert r"author = {{Office \{of\} " in entry
    assert r"100 \% of 50 \$\_\# \textbackslash{} \textasciitilde{}\textasciicircum{}" in entry
    lines = (out / "citation.ris").read_bytes().decode().split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-2:] == ["ER  - ", ""]
    assert f"AU  - {PUBLISHER}" in lines
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    (item,) = json.loads((out / "citation.csl.json").read_text("utf-8"))
    assert item["author"] == [{"literal": PUBLISHER}]
    assert item["issued"] == {"date-parts": [[2026, 11, 25]]}
    assert bibtex.entry("ä", {"doi": "", "note": "x"}) == "@misc{release,\n  note = {x},\n}\n"


@pytest.mark.parametrize("name", ["sets", "linked"])
def test_csvw_has_the_columns_of_each_file(releases, tmp_path, name):
    out = exported(releases / name, tmp_path / "out", "csvw")
    said = json.loads((out / "csv-metadata.json").read_text("utf-8"))
    layout = read_layout(releases / name)
    files = [file.path("csv") for file in (*layout.data, *layout.datasets)]
    assert [table["url"] for table in said["tables"]] == [
        *files,
        *(one.path for one in layout.counts),
    ]
    for table in said["tables"]:
        with (releases / name / table["url"]).open(encoding="utf-8", newline="") as opened:
            header = next(csv.reader(opened))
        columns = table["tableSchema"]["columns"]
        assert [column["titles"] for column in columns] == header
        for key in table["tableSchema"].get("foreignKeys", ()):
            assert key["reference"]["resource"] in files


@given(st.text(min_size=1).filter(lambda header: not header.startswith("_")))
def test_csvw_columns_have_names_of_their_own(header):
    name = csvw.column_name(header)
    assert unquote(name, errors="strict") == header
    assert re.fullmatch(r"([A-Za-z0-9]|%[0-9A-F]{2})([A-Za-z0-9_]|%[0-9A-F]{2})*", name)


def test_ro_crate_describes_all_that_it_names(releases, tmp_path):
    out = exported(releases / "table", tmp_path / "out", "ro-crate")
    graph = json.loads((out / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    there = {one["@id"] for one in graph}
    named = {node["@id"] for one in graph for node in nodes(list(one.values())) if len(node) == 1}
    assert named - there == {"https://w3id.org/ro/crate/1.1"}
    assert [one["name"] for one in graph if one["@type"] == "Organization"] == [PUBLISHER]


@pytest.mark.parametrize("name", ["table", "linked"])
def test_sdmx_has_every_count_once(releases, tmp_path, name):
    out = exported(releases / name, tmp_path / "out", "sdmx", language="ar")
    counts = load_release(releases / name, rows=False).counts
    for counted, published in counts.items():
        stem = counted if len(counts) == 1 else f"{counted}-counts"
        with (out / f"{stem}.sdmx.csv").open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        said = json.loads((out / f"{stem}.structure.json").read_text("utf-8"))["data"]
        (structure,) = said["dataStructures"]
        listed = structure["dataStructureComponents"]["dimensionList"]["dimensions"]
        names = [one["id"] for one in listed]
        codes = {one["id"]: {code["id"] for code in one["codes"]} for one in said["codelists"]}
        keys = [tuple(row[name] for name in names) for row in rows]
        assert len(set(keys)) == len(keys) == published.height
        assert [float(row["OBS_VALUE"]) for row in rows] == published["estimate"].to_list()
        lengths = [sum(code != "_T" for code in key) for key in keys]
        assert lengths == published["length"].to_list()
        for place, dimension in enumerate(names):
            assert {key[place] for key in keys} <= codes[f"CL_{dimension}"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_codebook_in_excel_has_every_answer(releases, tmp_path, language):
    out = exported(releases / "linked", tmp_path / "out", "excel", language=language)
    book = load_workbook(out / "codebook.xlsx")
    about, columns, answers = book.worksheets
    assert all(sheet.sheet_view.rightToLeft == (language == "ar") for sheet in book.worksheets)
    network = load_release(releases / "linked", rows=False).codebook.network
    tables = (network.victims, network.perpetrators, network.links)
    expected = {
        (table.name, column.name, value.code, in_language(value.label, language))
        for table in tables
        for column in table.columns
        for value in column.values
    }
    found = {tuple(cell.value for cell in row[:4]) for row in answers.iter_rows(min_row=2)}
    assert expected <= found
    assert columns.max_row == 1 + sum(len(table.columns) for table in tables)
    assert PUBLISHER in {row[1].value for row in about.iter_rows()}
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_names_by_checksum_and_licences():
    """The first is the example of RFC 6920, section 8.1: the text "Hello World!"."""
    digest = hashlib.sha256(b"Hello World!").hexdigest()
    assert named_by_checksum(digest) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"
    assert licence_address("CC-BY-NC-SA-4.0").endswith("/licenses/by-nc-sa/4.0/")
    assert licence_address("CC0-1.0").endswith("/publicdomain/zero/1.0/")
    assert licence_address("MIT") == "https://spdx.org/licenses/MIT.html"
