"""What releases, catalogues, the gate and the vault refuse is said in every language, whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lanterne.catalogue import read_notice
from lanterne.catalogue.storage import check_catalogue_folder
from lanterne.errors import InputError, LanterneError
from lanterne.gate.record import check_named
from lanterne.gate.signature import sign
from lanterne.messages import TAGS
from lanterne.release import check_destination, load_release
from lanterne.release.statement_check import statement_problems
from lanterne.vault.errors import VaultError
from lanterne.vault.master import open_master
from lanterne.verbs import ProtectRequest
from lanterne.verbs.requests.option import described
from lanterne.verbs.requests.spelling import value_of
from said_everywhere import assert_said_everywhere, english_in

UNITS = re.compile(r"\b(?:person|row|victim|perpetrator|household)\b")
"""Names of privacy units as they stand in files, in every language."""


def no_release(folder: Path) -> None:
    load_release(folder)


def no_place(folder: Path) -> None:
    check_destination(folder)


def no_catalogue(folder: Path) -> None:
    check_catalogue_folder(folder / "nowhere")


def no_statement(_folder: Path) -> None:
    raise InputError(statement_problems({"bounds": {}, "unpromised": [{"unit": "person"}]}))


def no_notice(folder: Path) -> None:
    path = folder / "cases.v1.notice.json"
    values = {"kind": "lanterne-edition", "format": 1, "title": {"xx": 1, "fr": ""}, "new field": 1}
    path.write_text(json.dumps({**values, "gate": {"answer": "maybe"}, "edition": 0}))
    read_notice(path)


def no_key(folder: Path) -> None:
    sign(folder / "key", b"")


def no_name(_folder: Path) -> None:
    check_named(" ", None)


def no_master_key(folder: Path) -> None:
    (folder / "master.json").write_text("{}")
    (folder / "master.json").chmod(0o600)
    open_master(folder / "master.json")


def no_number(_folder: Path) -> None:
    value_of(described(ProtectRequest)["epsilon"], ["many"])


REFUSED = [
    no_release,
    no_place,
    no_catalogue,
    no_statement,
    no_notice,
    no_key,
    no_name,
    no_master_key,
    no_number,
]


@pytest.mark.parametrize("do", REFUSED)
def test_a_refusal_is_said_without_english(do, tmp_path):
    with pytest.raises(LanterneError) as caught:
        do(tmp_path)
    assert_said_everywhere([caught.value])
    for language in TAGS:
        text = caught.value.says(language).replace(str(tmp_path), "")
        assert bool(english_in(UNITS.sub("", text))) == (language == "en"), text


def test_all_that_is_wrong_with_a_notice_has_the_key_of_its_field(tmp_path):
    with pytest.raises(InputError) as caught:
        no_notice(tmp_path)
    found = {(one.place.key, one.code.partition(".")[2]) for one in caught.value.problems}
    assert {
        ("title.xx", "other-language"),
        ("title.fr", "blank"),
        ("'new field'", "unknown"),
        ("edition", "number"),
        ("gate.answer", "one-of"),
        ("gate.policy", "missing"),
        ("licence", "missing"),
    } <= found


def test_an_error_of_the_vault_has_the_rule_that_its_code_begins_with():
    assert VaultError("damaged-file.vault").rule == "damaged-file"
