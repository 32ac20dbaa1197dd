"""The API says what the pages say, and does what its document says."""

from __future__ import annotations

import csv
import hashlib
import io
from urllib.parse import quote

import pytest
from shelf import GROUPED, NETWORK, TABLE

import lanterne

NAME = quote(TABLE)
QUERY = "by=gender&by=year&where[debt]=1"


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_catalogue(hub):
    listed = hub.get("/api/v1/releases").json()["releases"]
    assert {one["name"] for one in listed} == {TABLE, NETWORK, GROUPED}
    by_name = {one["name"]: one for one in listed}
    assert by_name[TABLE]["promise"]["epsilon"] == 4
    assert by_name[TABLE]["publisher"] == "Réseau <b>"
    assert by_name[GROUPED]["promise"] == {
        "kind": "k-anonymity",
        "unit": "row",
        "epsilon": None,
        "delta": None,
        "epsilon_total": None,
        "method": "k-anonymous-synthetic",
        "k": 5,
    }
    as_csv = lines(hub.get("/api/v1/releases.csv"))
    assert [one["name"] for one in as_csv] == [one["name"] for one in listed]
    for one in listed:
        assert hub.get(one["url"]).json()["name"] == one["name"]


@pytest.mark.parametrize(
    ("page", "api"),
    [
        ("/fr/catalogue.json", "/api/v1/releases"),
        ("/ar/catalogue.csv", "/api/v1/releases.csv"),
        (f"/fr/releases/{NAME}.json", f"/api/v1/releases/{NAME}"),
        (f"/es/releases/{NAME}.csv", f"/api/v1/releases/{NAME}.csv"),
        (f"/en/releases/{NAME}/codebook.json", f"/api/v1/releases/{NAME}/codebook"),
        (f"/en/releases/{NAME}/codebook.csv", f"/api/v1/releases/{NAME}/codebook.csv"),
        (f"/ar/releases/{NAME}/explore.json?{QUERY}", f"/api/v1/releases/{NAME}/counts?{QUERY}"),
        (f"/ar/releases/{NAME}/explore.csv?{QUERY}", f"/api/v1/releases/{NAME}/counts.csv?{QUERY}"),
    ],
)
def test_a_page_as_data_is_the_api(hub, page, api):
    one, other = hub.get(page), hub.get(api)
    assert one.status_code == other.status_code == 200
    assert one.content == other.content
    assert one["Content-Type"] == other["Content-Type"]
    assert ("csv" in page) == one["Content-Type"].startswith("text/csv")


def test_counts_are_the_same_as_json_and_as_csv(hub):
    told = hub.get(f"/api/v1/releases/{NAME}/counts?{QUERY}").json()
    table = lines(hub.get(f"/api/v1/releases/{NAME}/counts.csv?{QUERY}"))
    assert told["left_off"] == 0
    assert told["may_be_published"] is True
    assert len(told["counts"]) == len(table) > 3
    for one, line in zip(told["counts"], table, strict=True):
        assert {name: one["answers"][name] or "" for name in ("gender", "year")} == {
            name: line[name] for name in ("gender", "year")
        }
        assert one["rows"] == int(line["rows"])
        given = None if one["published"] is None else one["published"]["estimate"]
        assert given == (float(line["estimate"]) if line["estimate"] else None)
    assert sum(one["rows"] for one in told["counts"]) == told["rows"]["matching"]


def test_what_is_left_off_is_said(hub, monkeypatch):
    monkeypatch.setattr("lanterne.hub.portal.api.MOST_COUNTS", 2)
    address = f"/api/v1/releases/{NAME}/counts"
    told = hub.get(f"{address}?by=year").json()
    assert (len(told["counts"]), told["left_off"] > 0) == (2, True)
    assert len(lines(hub.get(f"{address}.csv?by=year"))) == 2


def test_the_codebook_has_every_language_of_its_labels(hub, made):
    told = hub.get(f"/api/v1/releases/{NAME}/codebook").json()
    book = lanterne.load(made / TABLE).codebook
    (table,) = told["tables"]
    assert [one["name"] for one in table["columns"]] == list(book.table.names)
    assert table["columns"][1]["values"][1]["label"] == {"en": "Man & co", "fr": "Homme & co"}
    as_csv = lines(hub.get(f"/api/v1/releases/{NAME}/codebook.csv"))
    assert len(as_csv) == sum(len(column.codes) for column in book.table.columns)


def test_every_file_comes_as_it_is_listed(hub, made):
    for name in (TABLE, NETWORK, GROUPED):
        files = hub.get(f"/api/v1/releases/{quote(name)}").json()["files"]
        on_disk = {
            path.relative_to(made / name).as_posix()
            for path in (made / name).rglob("*")
            if path.is_file()
        }
        assert {file["path"] for file in files} == on_disk
        for file in files:
            answer = hub.get(file["url"])
            body = b"".join(answer.streaming_content)
            assert body == (made / name / file["path"]).read_bytes()
            assert hashlib.sha256(body).hexdigest() == file["sha256"]
            assert len(body) == file["bytes"] == int(answer["Content-Length"])
            assert answer["Content-Disposition"].startswith("attachment")
            again = hub.get(file["url"], headers={"if-none-match": answer["ETag"]})
            assert again.status_code == 304


def test_every_path_of_the_document_answers(hub):
    document = hub.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        # These releases are no editions: see test_portal_editions and test_over_years_page.
        if any(part in path for part in ("{series}", "/notice", "/over-the-years")):
            continue
        given = [p["name"] for p in operations["get"]["parameters"] if p["in"] == "path"]
        assert {f"{{{name}}}" for name in given} == {
            part.removesuffix(".zip") for part in path.split("/") if part.startswith("{")
        }
        filled = path.replace("{name}", NAME).replace("{path}", "data/people.csv")
        filled = filled.replace("{figure}", "trend-year").replace("{profile}", "debt")
        assert hub.get(f"/api/v1{filled}").status_code == 200
        assert hub.head(f"/api/v1{filled}").status_code == 200
        unknown = path.replace("{name}", "nobody").replace("{path}", "nothing")
        unknown = unknown.replace("{figure}", "none")
        documented = operations["get"]["responses"]
        assert str(hub.get(f"/api/v1{unknown}").status_code) in documented
