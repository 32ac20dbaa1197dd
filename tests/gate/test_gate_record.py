"""Records: signed, forged in every way that is seen, and what is not seen without a public key."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace

import pytest
from gated_tables import USUAL

from extent import ALL
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.gate import (
    Examined,
    Result,
    copies_in_words,
    decide,
    new_key,
    public_key,
    read_public_key,
    read_record,
    record_beside,
    verify_record,
    write_record,
)
from lanterne.gate.record import check_named, record_text
from lanterne.gate.signature import is_signed, sign
from lanterne.messages import LANGUAGES
from lanterne.release.folder import MANIFEST, sha256


@pytest.fixture
def release(tmp_path):
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / MANIFEST).write_text('{"files": []}')
    return folder


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "officer.key"
    new_key(path)
    return path


def decided(release, key, *results, policy=USUAL):
    """A record with one decision after another: True passed, False refused, a text overridden."""
    decisions = []
    for result in results:
        override = result if isinstance(result, str) else None
        decision = decide(
            decisions,
            Examined(result is True),
            policy,
            release,
            sha256(release / MANIFEST),
            key=key,
            by="Ada Example",
            override=override,
        )
        decisions.append(decision)
        write_record(record_beside(release), decisions)
    return decisions


def rules(report):
    return {problem.rule for problem in report.problems}


def test_a_record_says_who_when_and_what(release, key):
    (decision,) = decided(release, key, True)
    report = verify_record(release, None, public_key(key))
    assert report.ok
    assert report.allows
    assert report.decisions == (decision,)
    assert (decision.by, decision.release, decision.policy) == ("Ada Example", "release", "usual")
    assert decision.policy_sha256 == USUAL.sha256
    assert decision.manifest == sha256(release / MANIFEST)
    assert decision.time.endswith("+00:00")
    assert record_beside(release) == release.with_name("release.gate.json")


def test_every_decision_stays_and_the_last_counts(release, key):
    decisions = decided(release, key, False, True, False, "a court asked for it")
    report = verify_record(release)
    assert [one.result for one in report.decisions] == [
        Result.REFUSED, Result.PASSED, Result.REFUSED, Result.OVERRIDDEN,
    ]  # fmt: skip
    assert report.allows
    assert decisions[-1].why == "a court asked for it"
    assert not any(one.why for one in decisions[:-1])


def test_a_refusal_is_genuine_and_does_not_allow(release, key):
    decided(release, key, False)
    report = verify_record(release)
    assert report.ok
    assert not report.allows


def test_what_passes_is_not_overridden(release, key):
    decision = decide(
        [], Examined(True), USUAL, release, "0" * 64, key=key, by="Ada", override="just so"
    )
    assert decision.result is Result.PASSED
    assert decision.why == ""


def test_a_record_states_what_share_of_copies_would_have_been_seen(release, key):
    manifest = sha256(release / MANIFEST)
    shares = {0: 0.00512, 1: 0.01, 2: 0.2, 3: None}
    decision = decide([], Examined(True, shares), USUAL, release, manifest, key=key, by="Ada")
    write_record(record_beside(release), [decision])
    report = verify_record(release)
    assert report.ok
    (read,) = report.decisions
    assert read.detectable == {"0": 0.006, "1": 0.01, "2": 0.2, "3": None}
    said = {language: copies_in_words(read.detectable, language) for language in LANGUAGES}
    assert len({*said.values()}) == len(LANGUAGES)
    assert all("95" in text and "20" in text for text in said.values())
    assert "one answer changed, 1.0%" in said["en"]
    assert "cannot be told apart from other rows" in said["en"]


def test_records_from_before_they_stated_it_are_genuine(release, key):
    (decision,) = decided(release, key, True)
    assert decision.detectable is None
    assert "detectable" not in json.loads(record_beside(release).read_text())["decisions"][0]
    assert verify_record(release).ok


def test_any_byte_that_is_changed_is_found(release, key):
    decided(release, key, False, True)
    path = record_beside(release)
    good = path.read_bytes()
    for place in range(0, len(good), 1 if ALL else 7):
        for change in (1, 32):
            forged = bytearray(good)
            forged[place] ^= change
            path.write_bytes(forged)
            assert not verify_record(release).ok, (place, change)
    path.write_bytes(good)
    assert verify_record(release).ok


@pytest.mark.parametrize("change", [
    lambda text: text + "\n",
    lambda text: text[:-1],
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace('"format": 1', '"format": 1.0'),
    lambda text: json.dumps(json.loads(text)),
    lambda text: text.replace('"number": 1,', '"number": 1,\n      "number": 1,'),
    lambda _: "",
    lambda _: "[]",
    lambda _: '{"decisions": []}',
    lambda _: "[" * 100_000,
])  # fmt: skip
def test_the_same_in_another_spelling_is_found(release, key, change):
    decided(release, key, True)
    path = record_beside(release)
    path.write_bytes(change(path.read_text("utf-8")).encode())
    assert rules(verify_record(release)) == {"record-changed"}
    with pytest.raises(InputError):
        read_record(path)


def test_each_field_is_signed(release, key):
    (decision,) = decided(release, key, True)
    for name, value in vars(decision).items():
        other = value + 1 if isinstance(value, int) else f"{value}x"
        if name == "result":
            other = Result.OVERRIDDEN
        forged = replace(decision, **{name: other})
        assert not is_signed(forged.public_key, forged.message, forged.signature), name
    assert is_signed(decision.public_key, decision.message, decision.signature)


def test_a_decision_taken_out_or_moved_is_found(release, key):
    decisions = decided(release, key, False, False, True)
    path = record_beside(release)
    for forged in (decisions[1:], [decisions[0], decisions[2]], decisions[::-1]):
        path.write_text(record_text(forged), "utf-8")
        assert "record-chain" in rules(verify_record(release))


def test_a_record_of_another_release_is_found(release, key):
    decided(release, key, True)
    (release / MANIFEST).write_text('{"files": [1]}')
    assert rules(verify_record(release)) == {"record-release"}


def test_who_signs_with_another_key_is_found_by_the_public_key_alone(release, key, tmp_path):
    """Without a key from elsewhere nobody can tell: the docstring says so."""
    decided(release, key, False)
    public = public_key(key)
    other = tmp_path / "forger.key"
    new_key(other)
    decided(release, other, True)
    assert verify_record(release).ok
    assert rules(verify_record(release, None, public)) == {"record-key"}
    assert verify_record(release, None, public_key(other)).ok


def test_a_signature_of_something_else_is_none(key):
    public = public_key(key)
    signature = sign(key, b"this")
    assert is_signed(public, b"this", signature)
    assert not is_signed(public, b"that", signature)
    assert not is_signed(public, b"this", signature + " ")
    assert not is_signed(public, b"this", "")
    assert not is_signed(public, b"this", "é")
    assert not is_signed("ed25519:", b"this", signature)
    assert not is_signed(public.upper(), b"this", signature)
    assert not is_signed(public.removeprefix("ed25519:"), b"this", signature)


def test_a_key_is_private_and_never_overwritten(key):
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        new_key(key)
    assert key.read_bytes() == before
    with pytest.raises(UsageError, match="cannot be written"):
        new_key(key.parent / "nowhere" / "a.key")


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602, 0o601])
def test_a_key_that_others_may_use_is_refused(key, mode):
    key.chmod(mode)
    with pytest.raises(UsageError, match="chmod 600"):
        sign(key, b"message")


@pytest.mark.parametrize("text", ["", "secret", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_what_is_no_key_is_refused_in_words(tmp_path, text):
    path = tmp_path / "a.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(UsageError, match="not a private key"):
        public_key(path)
    with pytest.raises(UsageError, match="--new"):
        public_key(tmp_path / "none.key")


def test_a_key_of_another_kind_is_refused(tmp_path):
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    for number, guard in enumerate((NoEncryption(), BestAvailableEncryption(b"word"))):
        path = tmp_path / f"{number}.key"
        other = ec.generate_private_key(ec.SECP256R1())
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, guard))
        path.chmod(0o600)
        with pytest.raises(UsageError, match="not a private key"):
            public_key(path)


def test_a_public_key_is_a_text_or_a_file(key, tmp_path):
    public = public_key(key)
    path = tmp_path / "officer.pub"
    path.write_text(public + "\n")
    assert read_public_key(public) == read_public_key(f" {public}\n") == public
    assert read_public_key(str(path)) == public
    for wrong in ("ed25519:AAAA", str(key), str(tmp_path / "none"), "", "rsa:" + public):
        with pytest.raises(UsageError, match="not a public key"):
            read_public_key(wrong)


def test_nobody_decides_without_a_name_or_a_reason():
    check_named("Ada Example", None)
    check_named("عائشة", "règle 4, alinéa 2")
    for by, why in (("", None), ("  ", None), ("Ada\nEve", None), ("A" * 201, None), ("Ada", " ")):
        with pytest.raises(UsageError, match=r"name|reason"):
            check_named(by, why)


def test_a_record_that_cannot_be_written_leaves_the_old_one(release, key, monkeypatch):
    decisions = decided(release, key, True)
    path = record_beside(release)
    before = path.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LanterneError, match="the disk is full"):
        write_record(path, [*decisions, *decisions])
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == [
        "officer.key", "release", "release.gate.json",
    ]  # fmt: skip


def test_what_is_not_there_is_said(release, tmp_path):
    with pytest.raises(UsageError, match="no record"):
        verify_record(release)
    with pytest.raises(UsageError, match="not the folder of a release"):
        verify_record(tmp_path)
