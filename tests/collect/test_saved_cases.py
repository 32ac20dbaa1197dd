"""Files that offline pages save: what is wrong with them is said, and nothing half written."""

from __future__ import annotations

import json
import stat
import sys

import polars as pl
import pyrage
import pytest

from lanterne import InputError, UsageError, verbs
from lanterne.codebook import load_codebook
from lanterne.forms import fingerprint, make_form, write_page
from lanterne.forms.asked import stamp_text
from lanterne.messages import TAGS
from offline_page import key_file
from program import run_here

BOOK = """
name = "small"
version = "{version}"
title = {{ en = "Small" }}
[[tables]]
name = "people"
label = {{ en = "People" }}
subject_id = "case"
[[tables.columns]]
name = "paid"
type = "flag"
values = "yes-no"
label = {{ en = "Paid" }}
"""
A, B, C = (letter * 32 for letter in "abc")


@pytest.fixture
def key(tmp_path):
    return key_file(tmp_path)


def book(tmp_path, version="1"):
    path = tmp_path / f"small-{version}.toml"
    path.write_text(BOOK.format(version=version), "utf-8")
    return path


def case(key, revision=1, **answers):
    return {"key": key, "revision": revision, "answers": answers, "repeats": []}


def content(tmp_path, *cases, version="1", **other):
    stamp = stamp_text(make_form(load_codebook(book(tmp_path, version))).stamp)
    made = {
        "format": "lanterne-cases",
        "stamp": stamp,
        "columns": ["consent_statistics", "case", "paid"],
        "repeat": None,
        "ids": ["case"],
        "cases": cases,
    }
    return made | other


def saved(tmp_path, key, name, *cases, **other):
    text = json.dumps(content(tmp_path, *cases, **other)).encode() + b" " * 99
    return encrypted(tmp_path / name, key[1], text)


def encrypted(path, recipient, text):
    path.write_bytes(pyrage.encrypt(text, [pyrage.x25519.Recipient.from_str(recipient)]))
    return path


def given(name, number, **other):
    return case(name, consent_statistics="given", case=number, **other)


def rules(error):
    """Which file has which problem."""
    return [(one.file and one.file.rsplit("/", 1)[-1], one.code) for one in error.value.problems]


def opens_nothing(files, key, out, *wanted, **options):
    with pytest.raises(InputError) as error:
        verbs.open_collected(files, key[0], out, **options)
    assert not out.exists()
    assert [*out.parent.glob(f".{out.name}*")] == []
    for language in TAGS:
        assert error.value.says(language)
    assert rules(error) == [*wanted]
    return error.value


def test_cases_are_written_for_their_owner_alone_and_are_in_order(tmp_path, key):
    one = saved(tmp_path, key, "1.age", given(A, "7", paid="1"), given(B, "", paid="0"))
    two = saved(tmp_path, key, "2.age", case(C, consent_statistics="refused", case="9"))
    out = tmp_path / "cases"
    assert verbs.open_collected([one, two], key[0], out).count == 3
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert stat.S_IMODE((out / "cases.csv").stat().st_mode) == 0o600
    report = verbs.check(out / "cases.csv", book(tmp_path))
    assert (report.problems, report.rows) == ((), 2)
    with pytest.raises(UsageError, match="exists"):
        verbs.open_collected([one], key[0], out)


def test_each_file_that_cannot_be_read_is_told(tmp_path, key):
    good = saved(tmp_path, key, "good.age", given(A, "1"))
    other = tmp_path / "other"
    other.mkdir()
    strange = saved(tmp_path, key_file(other), "strange.age", given(B, "2"))
    whole = good.read_bytes()
    cut, changed, text = (tmp_path / name for name in ("cut.age", "changed.age", "text.age"))
    cut.write_bytes(whole[:-20])
    changed.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    text.write_text("age\ncases\n", "utf-8")
    files = [good, strange, cut, changed, text, tmp_path / "none.age"]
    opens_nothing(
        files,
        key,
        tmp_path / "out",
        ("strange.age", "saved-file-other-key"),
        ("cut.age", "saved-file-damaged"),
        ("changed.age", "saved-file-damaged"),
        ("text.age", "saved-file-not-encrypted"),
        ("none.age", "unreadable-file.why"),
    )


def test_problems_of_files_and_between_them_are_told_at_once(tmp_path, key):
    one = saved(tmp_path, key, "1.age", given(A, "1"))
    two = saved(tmp_path, key, "2.age", given(B, "1"))
    cut = tmp_path / "cut.age"
    cut.write_bytes(one.read_bytes()[:-20])
    error = opens_nothing(
        [cut, one, two],
        key,
        tmp_path / "out",
        ("cut.age", "saved-file-damaged"),
        ("2.age", "saved-case-same-number"),
    )
    assert error.says()


def test_a_file_for_another_key_names_the_keys_that_are_known(tmp_path, key):
    other = tmp_path / "other"
    other.mkdir()
    strange = saved(tmp_path, key_file(other), "strange.age", given(B, "2"))
    error = opens_nothing([strange], key, tmp_path / "out", ("strange.age", "saved-file-other-key"))
    assert fingerprint(key[1]) in error.says()
    assert fingerprint(key_file(other)[1]) not in error.says()


def test_an_encrypted_file_is_no_table(tmp_path, key):
    """Whoever checks it as it is, is told how it is opened."""
    file = saved(tmp_path, key, "1.age", given(A, "1"))
    (problem,) = verbs.check(file, book(tmp_path)).problems
    assert problem.code == "not-a-table.encrypted"
    assert "lanterne collect open" in InputError([problem]).says()


STRANGE = {
    "text": "hello",
    "list": [],
    "format": {"format": "other"},
    "stamp": {"stamp": "../../etc\n"},
    "columns": {"columns": ["case"]},
    "names": {"columns": ["consent_statistics", "a b"]},
    "twice": {"columns": ["consent_statistics", "consent_statistics"]},
    "repeat": {"repeat": {"name": "../x", "columns": []}},
    "key": {"cases": [case("../x")]},
    "same key": {"cases": [case(A), case(A)]},
    "revision": {"cases": [case(A, True)]},
    "question": {"cases": [case(A, other="1")]},
    "number": {"cases": [case(A, paid=1)]},
    "sign": {"cases": [case(A, case="1\n2")]},
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_a_page_does_not_write_is_not_taken(name, tmp_path, key):
    """Anybody who has a page can encrypt for its key."""
    other = STRANGE[name]
    made = content(tmp_path, given(A, "1")) | other if isinstance(other, dict) else other
    file = encrypted(tmp_path / "1.age", key[1], json.dumps(made).encode())
    opens_nothing([file], key, tmp_path / "out", ("1.age", "saved-file-not-cases"))


def test_nothing_is_taken_that_a_spreadsheet_would_run(tmp_path, key):
    cells = ("=1", "@x", "+1+cmd|' /C calc'!A0", "-2(3)", "\uff1d1")
    file = saved(tmp_path, key, "1.age", *(given(f"{n:032x}", c) for n, c in enumerate(cells, 1)))
    error = opens_nothing(
        [file], key, tmp_path / "out", *[("1.age", "saved-file-formula")] * len(cells)
    )
    assert not any(cell in error.says(language) for cell in cells for language in TAGS)
    fine = saved(tmp_path, key, "2.age", given(A, "-5"), given(B, "+x.y z"))
    verbs.open_collected([fine], key[0], tmp_path / "out")


def test_a_number_that_two_devices_gave_is_told_where_it_stands(tmp_path, key):
    """Both began at 1: whether it is one person nobody can know but they."""
    one = saved(tmp_path, key, "1.age", given(A, "secret-1"))
    two = saved(tmp_path, key, "2.age", given(B, "x"), given(C, "SECRET-1"))
    out = tmp_path / "out"
    error = opens_nothing([one, two], key, out, ("2.age", "saved-case-same-number"))
    (problem,) = error.problems
    assert (problem.parameters["case"], problem.parameters["other"]) == (2, 1)
    assert str(one) in error.says()
    assert "secret" not in error.says().casefold()
    assert verbs.open_collected([one, two], key[0], out, same_numbers=True).count == 3
    both = saved(tmp_path, key, "3.age", given(A, "secret-1"), given(C, "SECRET-1"))
    assert verbs.open_collected([one, two, both], key[0], tmp_path / "more").count == 3


def test_a_case_in_several_files_counts_once_as_it_was_last(tmp_path, key):
    old = saved(tmp_path, key, "1.age", given(A, "1", paid="0"))
    new = saved(tmp_path, key, "2.age", case(A, 2, consent_statistics="withdrawn", case="1"))
    joined = verbs.open_collected([new, old, new], key[0], tmp_path / "out")
    assert (joined.count, joined.replaced, joined.idle) == (1, 1, (old, new))
    cases = pl.read_csv(tmp_path / "out" / "cases.csv")
    assert cases["consent_statistics"].to_list() == ["withdrawn"]
    forged = saved(tmp_path, key, "3.age", given(A, "1", paid="1"))
    opens_nothing([old, forged], key, tmp_path / "no", ("3.age", "saved-case-two-versions"))


def test_files_of_another_version_of_the_codebook_are_not_joined(tmp_path, key):
    one = saved(tmp_path, key, "1.age", given(A, "1"))
    two = saved(tmp_path, key, "2.age", given(B, "2"), version="2")
    opens_nothing([one, two], key, tmp_path / "out", ("2.age", "form-other-version.saved"))
    verbs.open_collected([two], key[0], tmp_path / "out")
    report = verbs.check(tmp_path / "out" / "cases.csv", book(tmp_path))
    assert [one.code for one in report.problems] == ["form-other-version.rows"]


def test_a_key_is_for_its_owner_and_is_never_written_over(tmp_path):
    path = tmp_path / "key"
    made = verbs.make_collection_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.recipient in path.read_text("utf-8")
    assert "AGE-SECRET-KEY-1" in path.read_text("utf-8")
    assert len(made.fingerprint.replace(" ", "")) == 16
    with pytest.raises(UsageError, match="never overwritten"):
        verbs.make_collection_key(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such modes")
def test_a_key_that_others_may_read_is_not_used(tmp_path, key):
    file = saved(tmp_path, key, "1.age", given(A, "1"))
    key[0].chmod(0o640)
    with pytest.raises(UsageError, match="chmod 600"):
        verbs.open_collected([file], key[0], tmp_path / "out")
    key[0].chmod(0o600)
    for text in ("", "x", key[1], key[0].read_text("utf-8") * 2):
        key[0].write_text(text, "utf-8")
        with pytest.raises(UsageError, match="one private key"):
            verbs.open_collected([file], key[0], tmp_path / "out")
    with pytest.raises(UsageError, match="no key"):
        verbs.open_collected([file], tmp_path / "none", tmp_path / "out")


def test_a_page_takes_a_public_key_and_repeats_no_other(tmp_path, key):
    secret, out = key[0].read_text("utf-8").strip(), tmp_path / "form.html"

    def write(kind="html", recipient=None):
        verbs.write_form(book(tmp_path), kind, out, None, recipient=recipient)

    for given_instead, code in (
        (secret, "private"),
        (secret.lower(), "private"),
        (f"x{secret}", "private"),
        ("age1x", "not a public key"),
        (key[1][:-1] + ("q" if key[1][-1] == "p" else "p"), "not a public key"),
        (None, "--recipient"),
    ):
        with pytest.raises(UsageError, match=code) as error:
            write(recipient=given_instead)
        assert given_instead is None or given_instead not in error.value.says()
    with pytest.raises(UsageError, match="leave out --recipient"):
        write("xlsform", key[1])
    write(recipient=f" {key[1]}\n")
    form = make_form(load_codebook(book(tmp_path)))
    assert out.read_bytes() == write_page(form, "en", key[1])
    with pytest.raises(UsageError, match="exists already"):
        write(recipient=key[1])


def test_the_commands(tmp_path):
    book(tmp_path)
    told = run_here(tmp_path, "collect", "key", "--out", "key").stdout
    recipient = next(word for word in told.split() if word.startswith("age1"))
    form = ("form", "small-1.toml", "--as", "html", "--out", "form.html", "--recipient", recipient)
    assert "asks one question" in run_here(tmp_path, *form).stdout
    saved(tmp_path, (tmp_path / "key", recipient), "1.age", given(A, "1", paid="1"))
    to = ("--key", "key", "--out")
    said = run_here(tmp_path, "collect", "open", "1.age", *to, "cases")
    assert "lanterne check cases/cases.csv --codebook small" in " ".join(said.stdout.split())
    secret = (tmp_path / "key").read_text("utf-8").split()[-1]
    for words in (
        (*form[:-1], secret),
        ("collect", "open", "1.age", "--key", secret, *to[2:], "x"),
    ):
        typed = run_here(tmp_path, *words)
        assert (typed.returncode, secret in typed.stdout + typed.stderr) == (2, False)
    wrong = run_here(tmp_path, "collect", "open", "key", *to, "more")
    assert (wrong.returncode, "not an encrypted file" in wrong.stdout + wrong.stderr) == (1, True)


@pytest.mark.parametrize("other", ["12", "١٢", "۱۲", "１２", " 12"])
def test_numbers_that_a_reader_joins_are_asked_about(tmp_path, key, other):
    """One phone has an Arabic keyboard, and another a Latin one: who is who is not guessed."""
    one = saved(tmp_path, key, "1.age", given(A, "12"))
    two = saved(tmp_path, key, "2.age", given(B, other))
    opens_nothing([one, two], key, tmp_path / "out", ("2.age", "saved-case-same-number"))
