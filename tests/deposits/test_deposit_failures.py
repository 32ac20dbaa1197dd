"""Whatever fails on the way leaves no draft behind, or says where it is; nothing half published."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest
from stand_in import TOKEN, Fault, StandIn

from lanterne.deposits import SITES, VARIABLE, Site, read_token
from lanterne.deposits.web import Web
from lanterne.errors import LanterneError, notes_of
from lanterne.stopping import ask_to_stop, forget_stop

STATUSES = {
    401: "deposit.token-refused",
    403: "deposit.token-refused",
    404: "deposit.denied",
    413: "deposit.too-large",
    429: "deposit.too-many",
    500: "deposit.server-fault",
    503: "deposit.server-fault",
    0: "deposit.no-network",
}
BEFORE = ("describe", "upload", "read", "publish")
"""Steps of a draft that is there."""


def failing(run: Callable[..., Any], *args: Any, **fields: Any) -> tuple[str, list[str], str]:
    """Code of what is raised, codes of what is said below it, and all of it in words."""
    with pytest.raises(LanterneError) as told:
        run(*args, **fields)
    notes = notes_of(told.value)
    words = f"{told.value}\n{told.value!r}\n{getattr(told.value, '__notes__', [])}"
    assert told.value.__context__ is None or isinstance(told.value.__context__, LanterneError)
    return told.value.message.code, [one.code for one in notes], words


@pytest.mark.parametrize(
    ("step", "status"),
    [*(("describe", status) for status in STATUSES), *product(["create", *BEFORE], [0, 403, 500])],
)
def test_a_step_that_fails_leaves_nothing(sent, site: StandIn, step, status):
    site.faults[step] = Fault(status)
    code, notes, _words = failing(sent, publish=True)
    assert code == STATUSES[status]
    assert site.deposits == {}
    if step == "create":
        assert notes == ([] if status == 403 else ["deposit.perhaps-a-draft"])
    else:
        assert notes == ["deposit.draft-deleted"]


@pytest.mark.parametrize(
    ("step", "body"),
    [
        *(("describe", body) for body in (b"", b"[1]", b'{"id": 1}', b"[" * 100_000, b"1" * 5000)),
        *((step, b"<!doctype html><title>Sign in</title>") for step in ("create", *BEFORE)),
    ],
)
def test_an_answer_that_is_not_the_api_s(sent, site: StandIn, step, body):
    site.faults[step] = Fault(200, body)
    code, _notes, _words = failing(sent, publish=True)
    assert code == "deposit.not-the-api"
    assert site.deposits == {}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(sent, site: StandIn, status):
    site.faults["create"] = Fault(status, header=("Location", f"{site.site.api}/elsewhere"))
    code, _notes, _words = failing(sent)
    assert code == "deposit.not-the-api"
    assert site.steps == ["create"]


def test_files_of_an_earlier_version_that_stay_stop_it(sent, site: StandIn):
    earlier = site.add(files={"old.zip": b"old"}, published=True)
    site.faults["forget"] = Fault(500)
    code, notes, _words = failing(sent, earlier=earlier)
    assert (code, notes) == ("deposit.server-fault", ["deposit.draft-deleted"])
    assert list(site.deposits) == [earlier]
    site.faults["forget"] = Fault(204)  # says that it did, and did not
    code, notes, _words = failing(sent, earlier=earlier, publish=True)
    assert (code, notes) == ("deposit.other-files", ["deposit.draft-deleted"])
    assert list(site.deposits) == [earlier]


def test_other_bytes_than_were_sent(sent, site: StandIn):
    site.spoil = lambda sent: sent[:-1] + b"?"
    code, notes, words = failing(sent, publish=True)
    assert (code, notes) == ("deposit.other-bytes", ["deposit.draft-deleted"])
    assert "README.md" in words
    assert site.deposits == {}


@pytest.mark.parametrize("field", ["license", "version", "title", "creators", "access_right"])
def test_what_the_site_does_not_keep_of_the_description(sent, site: StandIn, field):
    site.change = lambda said: said["metadata"].pop(field, None)
    code, _notes, words = failing(sent, publish=True)
    assert code == "deposit.not-taken"
    assert field in words
    assert site.deposits == {}


def test_what_the_site_does_not_accept_is_named_and_not_repeated(sent, site: StandIn):
    errors = [{"field": "metadata.license", "messages": ["EVIL \x1b[2J"]}, {"field": "\x1b"}, 1]
    site.faults["describe"] = Fault(400, json.dumps({"errors": errors}).encode())
    code, _notes, words = failing(sent)
    assert code == "deposit.not-accepted"
    assert "metadata.license" in words
    assert "EVIL" not in words
    assert "\x1b" not in words


def test_a_draft_that_cannot_be_deleted_is_told_of(sent, site: StandIn):
    site.faults |= {"upload": Fault(500), "delete": Fault(500)}
    code, notes, words = failing(sent)
    assert (code, notes) == ("deposit.server-fault", ["deposit.draft-left"])
    (number,) = site.drafts
    assert f"https://sandbox.zenodo.org/deposit/{number}" in words


def test_a_publication_whose_answer_is_lost_is_found(sent, site: StandIn):
    site.faults["publish"] = Fault(0, done=True)
    done = sent(publish=True)
    assert done.published
    assert site.drafts == []
    assert "delete" not in site.steps


def test_nobody_is_told_that_a_publication_failed_that_may_have_happened(sent, site: StandIn):
    def goes_dark() -> None:
        site.faults |= {"read": Fault(0), "delete": Fault(0)}

    site.faults["publish"] = Fault(0, done=True, then=goes_dark)
    code, notes, words = failing(sent, publish=True)
    assert (code, notes) == ("deposit.no-network", ["deposit.perhaps-published"])
    (number,) = site.deposits
    assert f"/deposit/{number}" in words


@pytest.mark.parametrize("stage", ["pack", "send"])
def test_ctrl_c_leaves_nothing(sent, site: StandIn, stage):
    def stopped(now: str, share: float) -> None:
        if now == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as told:
        sent(publish=True, progress=stopped)
    codes = [one.code for one in notes_of(told.value)]
    assert codes == (["deposit.draft-deleted"] if stage == "send" else [])
    assert site.deposits == {}


@pytest.mark.parametrize("step", ["create", "publish"])
def test_ctrl_c_while_the_site_answers_waits_for_what_it_says(sent, site: StandIn, step):
    site.on = lambda name: name == step and ask_to_stop()
    try:
        with pytest.raises(KeyboardInterrupt) as told:
            sent(publish=True)
    finally:
        forget_stop()
    (note,) = notes_of(told.value)
    if step == "create":
        assert (note.code, site.deposits) == ("deposit.draft-deleted", {})
    else:  # what is published is told of, and nothing is deleted
        assert note.code == "deposit.is-published"
        assert site.drafts == []
        assert "delete" not in site.steps


def test_without_a_network(sent, site: StandIn):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        api = f"http://127.0.0.1:{taken.getsockname()[1]}/api"
        nowhere = Site(api, "https://sandbox.zenodo.org", "10.5072/")
        with patch.dict(SITES, {"sandbox": nowhere}):
            code, _notes, words = failing(sent)
    assert code == "deposit.no-network"
    assert "sandbox.zenodo.org" in words


@pytest.mark.parametrize("place", ["https://example.org/api/files/bucket", "../../evil", "x?y", ""])
def test_a_bucket_elsewhere_gets_no_token(sent, site: StandIn, place):
    where = place if place.startswith("https:") else f"{SITES['sandbox'].api}/files/{place}"
    site.change = lambda said: said["links"].update(bucket=where)
    code, _notes, _words = failing(sent)
    assert code == "deposit.not-the-api"
    assert site.steps == ["create"]


def test_the_site_is_asked_with_this_token_and_its_certificate_is_looked_at(
    site, tmp_path, monkeypatch
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", "utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    web = Web(site.site, read_token(None))
    assert not web._session.trust_env  # of what stays on this computer alone
    web._session.trust_env = True
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    web.ask("POST", f"{site.site.api}/deposit/depositions", values={})
    assert site.headers[0]["Authorization"] == f"Bearer {TOKEN}"


def test_a_token_goes_to_two_hosts_alone_and_certificates_are_looked_at(monkeypatch):
    monkeypatch.setenv(VARIABLE, TOKEN)
    assert {name: site.api for name, site in SITES.items()} == {
        "sandbox": "https://sandbox.zenodo.org/api",
        "zenodo": "https://zenodo.org/api",
    }
    for site in SITES.values():
        web = Web(site, read_token(None))
        assert web._session.verify is True
        for elsewhere in ("https://example.org/api/deposit", f"{site.api}.example.org/deposit"):
            code, _notes, _words = failing(web.ask, "GET", elsewhere)
            assert code == "deposit.not-the-api"
