"""What may not be deposited is refused before anything is sent; the token is shown to nobody."""

from __future__ import annotations

import logging
import re
import shutil
import sys
from pathlib import Path

import pytest
from stand_in import TOKEN, Fault, StandIn

import lanterne
from lanterne import DepositRequest, InputError, LanterneError, Refused, UsageError
from lanterne.deposits import VARIABLE, Token, read_token
from let_pass import let_pass
from program import run_here


def copied(releases: Path, name: str, place: Path) -> Path:
    shutil.copy(releases / f"{name}.gate.json", place / "release.gate.json")
    return Path(shutil.copytree(releases / name, place / "release"))


def test_all_that_is_wrong_with_a_release_is_said_at_once(releases, site: StandIn, tmp_path):
    release = copied(releases, "silent", tmp_path)
    with (release / "data/victims.csv").open("a", encoding="utf-8") as file:
        file.write("man,,,NA,,,,\n")
    with pytest.raises(InputError) as told:
        lanterne.deposit(release)
    rules = [one.code for one in told.value.problems]
    assert {"deposit-unstated.publisher", "deposit-unstated.licence"} < set(rules)
    assert any(rule.startswith("file-changed") for rule in rules)
    assert site.asked == []


@pytest.mark.parametrize("name", ["lanterne-ledger.jsonl", "report/index.html", ".hidden"])
def test_a_file_that_is_not_of_the_release_stops_it(releases, site: StandIn, tmp_path, name):
    release = copied(releases, "release", tmp_path)
    (release / name).parent.mkdir(exist_ok=True)
    (release / name).write_text("CANARY", "utf-8")
    with pytest.raises(InputError) as told:
        lanterne.deposit(release)
    assert {one.file for one in told.value.problems} == {name}
    assert "CANARY" not in str(told.value)
    assert site.asked == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("real", "deposit.real-rows"),
        ("refused", "deposit.not-passed"),
        ("unjudged", "deposit.not-passed"),
    ],
)
def test_what_may_not_stay_for_ever_is_refused(releases, site: StandIn, name, code):
    with pytest.raises(Refused) as told:
        lanterne.deposit(releases / name)
    assert told.value.message.code == code
    assert site.asked == []


def test_a_synthetic_release_by_a_k_method_may_be_deposited(releases, site: StandIn):
    done = lanterne.deposit(releases / "k")
    assert "k-anonymous-synthetic, k = 10" in site.deposits[done.number].metadata["notes"]


def test_a_policy_that_is_named_lets_it_pass_and_stands_on_the_page(
    releases, site: StandIn, tmp_path
):
    release = copied(releases, "refused", tmp_path)
    let_pass(release, "lenient")
    with pytest.raises(Refused):
        lanterne.deposit(release)
    done = lanterne.deposit(release, policy="lenient")
    assert "the policy lenient, chosen by the publisher" in " ".join(
        site.deposits[done.number].files["README.md"].decode().split()
    )


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("deposit.no-site", {"to": "https://example.org"}),
        ("deposit.no-number", {"new_version_of": 0}),
        ("deposit.no-community", {"community": ["a/b"]}),
        ("export.no-contact", {"contact": "somebody"}),
        ("export.no-address", {"address": "ftp://example.org"}),
        ("language.no-words", {"language": "de"}),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_read(tmp_path, code, fields):
    with pytest.raises(UsageError) as told:
        DepositRequest(tmp_path / "nowhere", **fields)
    assert told.value.message.code == code


def test_a_token_is_read_from_a_file_of_its_owner(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", "utf-8")
    file.chmod(0o640)
    for path, code in (
        (None, "deposit.no-token"),
        (file, "deposit.token-open"),
        (tmp_path / TOKEN, "deposit.token-not-there"),
        (tmp_path, "deposit.token-unreadable"),
    ):
        with pytest.raises(UsageError) as told:
            read_token(path)
        assert told.value.message.code == code
        assert TOKEN not in str(told.value)
    file.chmod(0o600)
    assert read_token(file).as_header() == f"Bearer {TOKEN}"
    for unfit in ("two words", "short", "päss-wörter", f"{TOKEN}\r\nX-Else: 1", "", "\x00" * 60):
        file.write_text(unfit, "utf-8")
        with pytest.raises(UsageError) as told:
            read_token(file)
        assert told.value.message.code == "deposit.token-unfit"
        assert "words" not in str(told.value.args)


def test_a_token_is_shown_nowhere(releases, site: StandIn, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    token = Token(TOKEN)
    assert TOKEN not in f"{token!r} {token} {vars(type(token))}"
    said = []
    for step, status in (("create", 0), ("upload", 401), ("publish", 500)):
        site.faults = {step: Fault(status)}
        done = run_here(tmp_path, "deposit", releases / "release", "--publish", "--yes", "--json")
        assert done.returncode == 1
        said += [done.stdout, done.stderr]
    site.faults = {}
    done = run_here(tmp_path, "deposit", releases / "release", "--json")
    said += [done.stdout, done.stderr, caplog.text, repr(site.asked), repr(site.deposits)]
    assert "urllib3" in caplog.text  # it was listened to
    assert TOKEN not in "".join(said)
    assert {one["Authorization"] for one in site.headers} == {f"Bearer {TOKEN}"}


def test_without_the_library_it_says_what_to_install(releases, site: StandIn, monkeypatch):
    monkeypatch.setitem(sys.modules, "requests", None)
    with pytest.raises(UsageError, match=re.escape("pip install 'lanterne[deposit]'")):
        lanterne.deposit(releases / "release")


def test_an_error_holds_nothing_of_the_library(releases, site: StandIn):
    site.faults["create"] = Fault(0)
    with pytest.raises(LanterneError) as told:
        lanterne.deposit(releases / "release")
    assert told.value.__context__ is None  # it would hold the request, and this the token
