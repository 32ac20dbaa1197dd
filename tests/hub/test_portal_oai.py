"""OAI-PMH 2.0, as a harvester asks it: verbs, sets, days, long lists, and every error of it."""

from __future__ import annotations

from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from django.http import HttpRequest
from edition_shelf import FIRST, GONE, PLAIN, SECOND, SERIES, THIRD, moment

from lanterne.catalogue import read_notice, suspend
from lanterne.hub.portal.harvest import oai
from lanterne.hub.portal.harvest.oai_request import VERBS, Resumption

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
MAIL = "data@example.org"
HERE = "http://data.example.org/oai"
PREFIX = "oai_dc"
LISTS = ("ListIdentifiers", "ListRecords")


@pytest.fixture
def visitor(portal, published):
    return portal(published, rate=None, contact=f"mailto:{MAIL}")


def ask(client, *pairs, method="get", **given):
    """What stands in the answer, whose outside is held against the protocol."""
    words = urlencode([*pairs, *given.items()])
    kind = "application/x-www-form-urlencoded"
    answer = (
        client.get(f"/oai?{words}")
        if method == "get"
        else client.post("/oai", words, content_type=kind)
    )
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    tree = ElementTree.fromstring(answer.content)
    assert tree.tag == f"{OAI}OAI-PMH"
    assert tree.get(SCHEMA).split()[0] == OAI.strip("{}")
    when, asked, found = tree
    assert when.tag == f"{OAI}responseDate"
    assert when.text.endswith("Z")
    assert (asked.tag, asked.text) == (f"{OAI}request", HERE)
    refused = found.tag == f"{OAI}error"
    if refused and found.get("code") in {"badVerb", "badArgument"}:
        assert not asked.attrib
    else:
        assert asked.attrib == dict([*pairs, *given.items()])
    assert refused or found.tag == OAI + given["verb"]
    return found


def code(client, *pairs, **given):
    found = ask(client, *pairs, **given)
    assert found.tag == f"{OAI}error", ElementTree.tostring(found)
    return found.get("code"), found.text or ""


def named(found):
    """Name of the edition → whether it is there, in the order of the list."""
    headers = list(found.iter(f"{OAI}header"))
    for one in headers:
        tags = [part.tag.removeprefix(OAI) for part in one]
        assert tags in (["identifier", "datestamp", "setSpec"], ["identifier", "datestamp"])
    return {
        one.findtext(f"{OAI}identifier").removeprefix("oai:data.example.org:"): one.get("status")
        for one in headers
    }


def test_it_says_who_it_is(visitor):
    found = {one.tag.removeprefix(OAI): one.text for one in ask(visitor, verb="Identify")}
    assert list(found) == [  # the order of the schema
        "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp",
        "deletedRecord", "granularity",
    ]  # fmt: skip
    assert (found["baseURL"], found["adminEmail"]) == (HERE, MAIL)
    assert found["protocolVersion"] == "2.0"
    assert found["earliestDatestamp"] == "2026-05-01T12:00:00Z"
    assert ask(visitor, verb="Identify", method="post").tag == f"{OAI}Identify"


def test_datasets_are_sets_and_there_is_one_format(visitor):
    sets = {
        one.findtext(f"{OAI}setSpec"): one.findtext(f"{OAI}setName")
        for one in ask(visitor, verb="ListSets")
    }
    assert sets.keys() == {SERIES, GONE.partition(".")[0]}
    assert sets[SERIES] == "Survivors <i>& co"
    (kind,) = ask(visitor, verb="ListMetadataFormats")
    assert kind.findtext(f"{OAI}metadataPrefix") == PREFIX
    one = ask(visitor, verb="ListMetadataFormats", identifier=f"oai:data.example.org:{THIRD}")
    assert len(one) == 1


@pytest.mark.parametrize("verb", LISTS)
def test_all_editions_are_there_and_what_was_withdrawn_is_deleted(visitor, verb):
    found = ask(visitor, verb=verb, metadataPrefix=PREFIX)
    assert named(found) == {FIRST: None, THIRD: None, GONE: "deleted", SECOND: "deleted"}
    assert PLAIN not in ElementTree.tostring(found, "unicode")
    for record in found.iter(f"{OAI}record"):
        deleted = record.find(f"{OAI}header").get("status") == "deleted"
        assert [one.tag for one in record[1:]] == ([] if deleted else [f"{OAI}metadata"])


def test_a_record_is_in_dublin_core(visitor):
    named_so = f"oai:data.example.org:{THIRD}"
    found = ask(visitor, verb="GetRecord", metadataPrefix=PREFIX, identifier=named_so)
    (metadata,) = found.iter(f"{OAI}metadata")
    (record,) = metadata
    assert record.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    assert {one.tag.removeprefix(DC) for one in record} <= {
        *("title", "creator", "subject", "description", "publisher", "contributor", "date"),
        *("type", "format", "identifier", "source", "language", "relation", "coverage", "rights"),
    }
    titles = {one.get(LANGUAGE): one.text for one in record.iter(f"{DC}title")}
    assert titles == {"en": "Survivors <i>& co", "fr": "Survivantes <i>& co", "ar": "الناجون"}
    assert record.findtext(f"{DC}publisher") == "Réseau <b>"
    assert record.findtext(f"{DC}identifier") == f"http://data.example.org/releases/{THIRD}/"
    assert record.findtext(f"{DC}rights") == "https://creativecommons.org/licenses/by/4.0/"
    assert f"http://data.example.org/datasets/{SERIES}/" in [
        one.text for one in record.iter(f"{DC}relation")
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"set": SERIES}, [FIRST, THIRD, SECOND]),
        ({"from": "2026-05-03"}, [THIRD, GONE, SECOND]),
        ({"until": "2026-05-01"}, [FIRST]),
        ({"from": "2026-05-01T12:00:00Z", "until": "2026-05-01T12:00:00Z"}, [FIRST]),
        ({"from": "2026-05-01T12:00:01Z", "set": SERIES}, [THIRD, SECOND]),
    ],
    ids=" ".join,
)
def test_a_list_is_of_days_and_of_a_dataset(visitor, asked, expected):
    given = {"verb": "ListIdentifiers", "metadataPrefix": PREFIX, **asked}
    assert list(named(ask(visitor, **given))) == expected


def test_a_long_list_goes_on_until_it_is_whole(visitor, monkeypatch):
    monkeypatch.setattr(oai, "MOST", 1)
    found, sizes = [], []
    answer = ask(visitor, verb="ListRecords", metadataPrefix=PREFIX, set=SERIES)
    while True:
        found += named(answer)
        token = answer.find(f"{OAI}resumptionToken")
        sizes.append((token.get("cursor"), token.get("completeListSize")))
        if not token.text:
            break
        answer = ask(visitor, verb="ListRecords", resumptionToken=token.text)
    assert found == [FIRST, THIRD, SECOND]
    assert sizes == [("0", "3"), ("1", "3"), ("2", "3")]


def test_a_list_that_has_changed_meanwhile_does_not_go_on(portal, catalogue, monkeypatch):
    monkeypatch.setattr(oai, "MOST", 1)
    client = portal(catalogue, rate=None, contact=f"mailto:{MAIL}")
    answer = ask(client, verb="ListIdentifiers", metadataPrefix=PREFIX)
    token = answer.findtext(f"{OAI}resumptionToken")
    suspend(read_notice(catalogue / f"{THIRD}.edition.json"), catalogue, suspended=moment(20))
    asked = {"verb": "ListIdentifiers", "resumptionToken": token}
    assert code(client, **asked) == ("badResumptionToken", "")
    monkeypatch.setattr(oai, "MOST", 100)
    found = named(ask(client, verb="ListIdentifiers", metadataPrefix=PREFIX))
    assert found == {FIRST: None, GONE: "deleted", SECOND: "deleted", THIRD: "deleted"}


RECORDS = f"verb=ListRecords&metadataPrefix={PREFIX}"
OTHERS_TOKEN = Resumption({"metadataPrefix": PREFIX}, 1, "").token


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", "badVerb"),
        ("verb=Ask", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=a", "badArgument set"),
        ("verb=ListRecords", "badArgument metadataPrefix"),
        (f"verb=GetRecord&metadataPrefix={PREFIX}", "badArgument identifier"),
        (f"{RECORDS}&from=yesterday", "badArgument from"),
        (f"{RECORDS}&from=2026-02-30", "badArgument from"),
        (f"{RECORDS}&from={quote('٢٠٢٦-٠٥-٠١')}", "badArgument from"),
        (f"{RECORDS}&from=2026-05-01&until=2026-05-01T12:00:00Z", "badArgument until"),
        (f"{RECORDS}&from=2026-05-02&until=2026-05-01", "badArgument until"),
        (f"{RECORDS}&from=2026-05-01&from=2026-05-01", "badArgument from"),
        (f"{RECORDS}&resumptionToken=a", "badArgument resumptionToken"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat metadataPrefix"),
        ("verb=ListSets&resumptionToken=a", "badResumptionToken"),
        *(
            (f"verb=ListRecords&resumptionToken={token}", "badResumptionToken")
            for token in ("", "a", quote("é"), "bnVsbA", OTHERS_TOKEN)
        ),
        (f"{RECORDS}&set=none", "noRecordsMatch"),
        (f"{RECORDS}&until=2001-01-01", "noRecordsMatch"),
        (
            f"verb=GetRecord&metadataPrefix={PREFIX}&identifier=oai:elsewhere:{THIRD}",
            "idDoesNotExist identifier",
        ),
        ("verb=ListMetadataFormats&identifier=x", "idDoesNotExist identifier"),
    ],
)
def test_what_is_wrong_has_the_code_of_the_protocol(visitor, asked, expected):
    kind = "application/x-www-form-urlencoded"
    for answer in (visitor.get(f"/oai?{asked}"), visitor.post("/oai", asked, content_type=kind)):
        (error,) = ElementTree.fromstring(answer.content).iter(f"{OAI}error")
        assert f"{error.get('code')} {error.text or ''}".strip() == expected


def test_signs_that_xml_cannot_hold_are_no_fault(visitor):
    found = code(visitor, ("verb", "GetRecord"), ("metadataPrefix", PREFIX), ("identifier", "<&'"))
    assert found == ("idDoesNotExist", "identifier")
    answer = visitor.get("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%EF%BF%BE")
    assert b"idDoesNotExist" in answer.content
    ElementTree.fromstring(answer.content)


def test_no_body_of_several_parts_is_read(visitor, monkeypatch):
    """Files in it would be written to the disk of the portal."""
    read = []
    monkeypatch.setattr(HttpRequest, "parse_file_upload", lambda *_any: read.append(1))
    answer = visitor.post("/oai", {"verb": "Identify"})  # in parts, as Django's client sends it
    assert (answer.status_code, answer.content, read) == (415, b"", [])


@pytest.mark.parametrize("contact", ["", "https://example.org/contact"])
def test_without_an_address_of_mail_there_is_none(portal, published, contact):
    client = portal(published, rate=None, contact=contact)
    assert client.get("/oai?verb=Identify").status_code == 404


def test_a_laptop_has_none(hub):
    assert hub.get("/oai?verb=Identify").status_code == 404


def test_every_verb_of_the_protocol_is_answered():
    assert VERBS.keys() == oai._VERBS.keys()
