"""Why a column is left out is read from the vault, whichever version kept it there."""

from __future__ import annotations

import json

import pytest

from lanterne.codebook import REASONS
from lanterne.codebook.looks import Look
from lanterne.errors import NOTHING
from lanterne.hub.web.data.reasons import _EARLIER, HARMLESS, reasons_as_json, reasons_from
from lanterne.messages import Message, say
from lanterne.messages.store import english
from said_everywhere import assert_said_everywhere

COUNTED = {
    "it has more than 1000 different answers": Message("left-out.many", {"count": 1000}),
    "it has more than 100 answers that few people give": Message(
        "left-out.many-rare", {"count": 100}
    ),
}


def test_what_is_kept_is_read_back():
    reasons = {kind.value: why for kind, why in REASONS.items()}
    reasons |= {"b": Look.DATES.value, "c": NOTHING}
    reasons["d"] = Message("left-out.many", {"count": 1000})
    found = reasons_from(json.loads(json.dumps(reasons_as_json(reasons))))
    assert found == reasons
    assert found["d"].parameters == {"count": 1000}


def test_what_earlier_versions_kept_is_said_in_every_language():
    found = reasons_from({text: text for text in (*_EARLIER, *COUNTED)})
    assert_said_everywhere(found.values())
    codes = {one for one in english() if one.startswith(("left-out.", "by-name.", "by-look."))}
    assert {why.code for why in found.values()} == codes


@pytest.mark.parametrize(("text", "why"), COUNTED.items())
def test_the_number_that_an_earlier_version_kept_stays(text, why):
    found = reasons_from({"x": text})["x"]
    assert (found.code, found.parameters) == (why.code, why.parameters)


def test_a_person_said_no_reason_and_what_nobody_knows_stays_as_it_is():
    found = reasons_from({"x": "", "y": "because of something else"})
    assert found["x"].code in HARMLESS
    assert [say(one, "fr") for one in found.values()] == ["", "because of something else"]
    assert found["y"].code not in HARMLESS
