"""Whatever the API's own document lets somebody ask is answered, and as the document says."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import jsonschema
import pytest
from edition_shelf import SERIES, THIRD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

KNOWN = {
    "name": THIRD,
    "series": SERIES,
    "figure": "trend-year",
    "path": "data/people.csv",
    "by": "gender",
    "people": "people",
    "q": "gender",
    "year": "2026",
}
"""Parameter → what is there: of texts that are drawn there would be nothing."""

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
EVERYTHING_WRONG = {"400", "414", "429"}
"""Answers to what the document forbids."""


@pytest.fixture
def visitor(portal, published):
    return portal(published, rate=None)


def drawn_by(schema, name):
    """Values that a schema of the document lets through, as pairs of a query."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"]).map(lambda one: [(name, one)])
    known = st.just(KNOWN[name]) | TEXTS if name in KNOWN else TEXTS
    if schema["type"] == "array":
        return st.lists(known, max_size=schema["maxItems"]).map(
            lambda found: [(name, one) for one in found or [""]]  # as empty lists are written
        )
    if schema["type"] == "object":
        answers = st.dictionaries(
            TEXTS | st.just("year"), TEXTS | st.just("2020"), max_size=schema["maxProperties"]
        )
        return answers.map(lambda one: [(f"{name}[{key}]", text) for key, text in one.items()])
    return known.map(lambda one: [(name, one)])


def asked(path, parameters):
    """Addresses that the document lets somebody ask."""
    parts = []
    for one in parameters:
        pairs = drawn_by(one["schema"], one["name"])
        parts.append(pairs if one.get("required") else st.just([]) | pairs)

    def address(found):
        within, query = path, []
        for one, pairs in zip(parameters, found, strict=True):
            if one["in"] == "path":
                ((name, text),) = pairs
                within = within.replace(f"{{{name}}}", quote(text, safe=""))
            else:
                query += pairs
        return f"/api/v1{within}?{urlencode(query)}"

    return st.tuples(*parts).map(address)


def test_the_document_can_be_believed(visitor):
    document = visitor.get("/api/v1/openapi.json").json()
    for path, operations in document["paths"].items():
        ask(visitor, path, operations["get"])


def ask(visitor, path, operation):
    for one in operation["responses"].values():
        for content in one.get("content", {}).values():
            jsonschema.Draft202012Validator.check_schema(content.get("schema", {}))

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(asked(path, operation["parameters"]))
    def answered(address):
        answer = visitor.get(address)
        status = str(answer.status_code)
        if status == "200" and "200" not in operation["responses"]:
            return  # a text with "/" in it names another address
        assert status in operation["responses"], address
        assert status not in EVERYTHING_WRONG, (address, answer.content)
        if status == "200" and answer["Content-Type"] == "application/json":
            content = operation["responses"]["200"].get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            jsonschema.validate(answer.json(), schema)

    answered()
