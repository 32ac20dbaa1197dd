"""The check of a deployment says what is wrong, and what to do about it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from lanterne.cli.hub_admin import print_findings
from lanterne.cli.language import VARIABLE
from lanterne.hub.audit import guard
from lanterne.hub.audit.models import Event
from lanterne.hub.jobs.locks import alive_as_worker
from lanterne.hub.people.roles import Role
from lanterne.hub.processes import template
from lanterne.hub.processes.config import Keys
from lanterne.hub.processes.doctor import Level, examine
from lanterne.hub.processes.read_config import load_config
from lanterne.vault import MASTER, create_master, open_vault
from pseudo_language import PSEUDO, plain_words, speaking_pseudo


@pytest.fixture
def config(workspace, tmp_path):
    file = tmp_path / "hub.toml"
    file.write_text(template(), "utf-8")
    with alive_as_worker():
        yield replace(load_config(file), home=workspace.home.root)


def faults(config):
    return {one.subject for one in examine(config) if one.level is Level.FAULT}


def test_a_good_deployment_has_no_fault(config):
    assert faults(config) == set()
    seen = {one.subject for one in examine(config)}
    assert {"workspace", "portal", "modes", "database", "migrations", "clock", "worker"} <= seen


def test_what_others_may_open_is_named_with_its_cure(config):
    key = config.home / "keys" / "signing"
    key.write_text("secret")
    key.chmod(0o640)
    config.home.joinpath("vault").chmod(0o755)
    found = [one for one in examine(config) if one.level is Level.FAULT]
    assert [one.subject for one in found] == ["modes", "modes"]
    assert {one.hint.split()[1] for one in found} == {"600", "700"}
    assert all("secret" not in one.message for one in found)


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (lambda c: replace(c, second_factor=False), "accounts"),
        (lambda c: replace(c, proxy=""), "proxy"),
        (
            lambda c: replace(c, portal=replace(c.portal, address="http://data.example.org")),
            "portal",
        ),
        (
            lambda c: replace(c, database=replace(c.database, password_file=Path("/not/there"))),
            "secrets",
        ),
    ],
)
def test_a_weak_configuration_is_a_fault(config, change, subject):
    assert faults(change(config)) == {subject}


def with_keys(config, folder, passphrase=None):
    """The same hub, whose master key lies elsewhere."""
    folder.mkdir()
    create_master(folder / "master.json", passphrase)
    given = None
    if passphrase is not None:
        given = folder / "passphrase"
        given.write_text(f"{passphrase}\n")
        given.chmod(0o600)
    return replace(config, keys=Keys(folder / "master.json", given))


def key_of(config):
    (found,) = [one for one in examine(config) if one.subject == "key"]
    return found


def test_a_master_key_elsewhere_is_right_and_one_in_the_home_is_noted(config, tmp_path):
    assert key_of(config).message == "There is no master key yet."
    assert key_of(with_keys(config, tmp_path / "apart")).level is Level.OK
    assert key_of(with_keys(config, tmp_path / "two", "some words")).level is Level.OK
    create_master(config.home / MASTER)
    assert key_of(config).level is Level.NOTE
    assert "in every copy" in key_of(config).message
    assert faults(config) == set()


def test_a_master_key_that_is_gone_open_or_does_not_open_is_a_fault(config, tmp_path):
    there = with_keys(config, tmp_path / "apart", "some words")
    there.keys.passphrase_file.write_text("other words")
    assert faults(there) == {"key"}
    assert "words" not in str(key_of(there))
    assert faults(replace(there, keys=replace(there.keys, passphrase_file=None))) == {"key"}
    there.keys.passphrase_file.write_text("some words")
    there.keys.passphrase_file.chmod(0o640)
    assert faults(there) == {"modes"}
    there.keys.passphrase_file.chmod(0o600)
    there.keys.master.chmod(0o644)
    assert faults(there) == {"modes", "key"}
    open_vault(there.home, tmp_path / "new.json").keys.get_or_make("north")
    there.keys.master.unlink()
    assert key_of(there).message == "The master key is missing: no case file can be read."
    assert faults(there) == {"key"}


def test_a_worker_that_died_is_a_fault(config, workspace):
    for lock in workspace.home.locks.iterdir():
        lock.unlink()
    (workspace.home.locks / "worker-that-died").touch()
    assert faults(config) == {"worker"}


def test_a_clock_that_was_put_back_is_a_fault(config, workspace, monkeypatch):
    workspace.person(Role.DATA_OFFICER).get("/en/work/here/")
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    workspace.person(Role.DATA_OFFICER).get("/en/work/here/")
    assert Event.objects.count() == 2
    assert faults(config) == {"clock"}


def test_migrations_that_wait_are_a_fault(config, monkeypatch):
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan",
        lambda self, targets: [("one", False)],
    )
    assert faults(config) == {"migrations"}


def test_an_audit_log_that_was_changed_is_a_fault(config, workspace):
    workspace.person(Role.DATA_OFFICER).get("/en/work/here/")
    assert faults(config) == set()
    guard.take_down(connection)
    Event.objects.update(verb="nothing")
    guard.put_up(connection)
    assert faults(config) == {"audit"}


def test_each_finding_is_said_in_the_terminals_language(config, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(VARIABLE, PSEUDO)
    weak = replace(config, second_factor=False, proxy="", database=None)
    with speaking_pseudo(tmp_path / "pseudo"):
        print_findings(examine(weak))
    said = capsys.readouterr().out
    paths = r"\S*[/.=\[\]]\S*|--\S+|lanterne serve|\b(?:PostgreSQL|SQLite|GB|chmod)\b"
    assert not plain_words(re.sub(paths, "", said)), said
