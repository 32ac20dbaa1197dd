"""The note that confirms a withdrawal: signed, in four languages, and about nobody by name."""

from __future__ import annotations

import time

import pytest
from histories import BOOK, ID
from test_series_verbs import cases

import lanterne
from lanterne.errors import InputError, UsageError
from lanterne.gate.signature import new_key
from lanterne.messages import LANGUAGES
from program import run_here


@pytest.fixture
def series(tmp_path):
    folder = tmp_path / "series"
    lanterne.begin_series(folder, BOOK, ["2024", "2025"], 4.0, subject_id=ID)
    lanterne.deliver(folder, cases(tmp_path / "a.csv", *range(40)), 2024)
    return folder


def confirmed(series, note, one="C3"):
    lanterne.withdraw_people(series, [one])
    return lanterne.confirm_withdrawal(series, one, note)


def test_a_note_says_what_was_measured_and_neither_who_nor_whether(series, tmp_path):
    note = tmp_path / "note.md"
    key = confirmed(series, note)
    assert lanterne.check_withdrawal_note(note, key) == key
    text = note.read_text("utf-8")
    assert "C3" not in text
    assert text.count("2024") >= len(LANGUAGES)
    assert all(f'lang="{tag}"' in text for tag in LANGUAGES if tag != "en")
    assert "$" not in text, "each gap is filled"


def test_two_people_have_two_references_and_one_person_has_one(series, tmp_path):
    said = []
    for place, one in enumerate(("C3", "C4", "C3")):
        note = tmp_path / f"{place}.md"
        confirmed(series, note, one)
        said.append(note.read_text("utf-8").split("Reference: `")[1].split("`")[0])
    assert said[0] == said[2] != said[1]


def test_whoever_withdrew_under_a_joined_id_has_a_note(series, tmp_path):
    lanterne.deliver(series, cases(tmp_path / "b.csv", *range(50)), 2024)
    lanterne.join_people(series, ["C3", "C45"])
    lanterne.withdraw_people(series, ["C3"])
    lanterne.confirm_withdrawal(series, "C45", tmp_path / "note.md")


def test_nothing_is_confirmed_that_did_not_happen(series, tmp_path):
    with pytest.raises(UsageError) as raised:
        lanterne.confirm_withdrawal(series, "C3", tmp_path / "note.md")
    assert raised.value.message.code == "series.not-withdrawn"
    assert not list(tmp_path.glob("note*"))


def test_before_anything_was_measured_the_note_says_so_whenever_it_is_written(tmp_path):
    series = tmp_path / "s"
    lanterne.begin_series(series, BOOK, ["2024-2025"], 4.0, subject_id=ID)
    file = cases(tmp_path / "a.csv", *range(40))
    lanterne.deliver(series, file, 2024)
    confirmed(series, tmp_path / "note.md")
    assert "Nothing so far." in (tmp_path / "note.md").read_text("utf-8")
    time.sleep(1.1)  # ledgers tell seconds
    assert lanterne.deliver(series, file, 2025).measured
    confirmed(series, tmp_path / "again.md")  # said once more: the first time holds
    assert (tmp_path / "again.md").read_text("utf-8") == (tmp_path / "note.md").read_text("utf-8")


def test_an_id_under_which_nothing_was_delivered_is_not_confirmed(series, tmp_path):
    lanterne.withdraw_people(series, ["C 999"])
    with pytest.raises(UsageError) as raised:
        lanterne.confirm_withdrawal(series, "C 999", tmp_path / "note.md")
    assert raised.value.message.code == "series.not-known"


def test_a_key_that_is_gone_is_not_made_anew(series, tmp_path):
    confirmed(series, tmp_path / "one.md")
    (series / "notes.key").unlink()
    with pytest.raises(UsageError) as raised:
        confirmed(series, tmp_path / "two.md", "C4")
    assert raised.value.message.code == "series.key-gone"


def test_another_key_in_the_place_of_that_of_the_notes_signs_nothing(series, tmp_path):
    key = confirmed(series, tmp_path / "one.md")
    before = (series / "notes.pub").read_bytes()
    (series / "notes.key").unlink()
    new_key(series / "notes.key")
    with pytest.raises(UsageError) as raised:
        lanterne.confirm_withdrawal(series, "C3", tmp_path / "two.md")
    assert raised.value.message.code == "series.key-gone"
    assert not (tmp_path / "two.md").exists()
    assert (series / "notes.pub").read_bytes() == before
    assert before.decode().strip() == key


def test_an_id_that_is_no_text_is_told(series):
    with pytest.raises(UsageError) as raised:
        lanterne.withdraw_people(series, ["\udcff\udcfe"])
    assert raised.value.message.code == "series.unreadable-id"


def test_any_changed_byte_is_found(series, tmp_path):
    note = tmp_path / "note.md"
    confirmed(series, note)
    content = note.read_bytes()
    for place in range(0, len(content), 97):
        changed = bytearray(content)
        changed[place] ^= 1
        note.write_bytes(bytes(changed))
        with pytest.raises((InputError, UsageError)):
            lanterne.check_withdrawal_note(note)
    for other in (content + b"more", content[:-9], b"", b"# A note\n"):
        note.write_bytes(other)
        with pytest.raises(InputError):
            lanterne.check_withdrawal_note(note)


def test_what_an_editor_adds_at_either_end_changes_nothing(series, tmp_path):
    note = tmp_path / "note.md"
    key = confirmed(series, note)
    note.write_bytes(b"\xef\xbb\xbf" + note.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    assert lanterne.check_withdrawal_note(note) == key


def test_a_note_by_another_series_is_of_another_key(series, tmp_path):
    key = confirmed(series, tmp_path / "one.md")
    lanterne.begin_series(tmp_path / "other", BOOK, ["2024"], 4.0, subject_id=ID)
    lanterne.deliver(tmp_path / "other", cases(tmp_path / "b.csv", *range(9)), 2024)
    other = confirmed(tmp_path / "other", tmp_path / "two.md")
    assert key != other
    with pytest.raises(UsageError) as raised:
        lanterne.check_withdrawal_note(tmp_path / "two.md", key)
    assert raised.value.message.code == "series.other-signer"
    with pytest.raises(UsageError):
        lanterne.check_withdrawal_note(tmp_path / "none.md")


def test_the_command_line_withdraws_and_confirms_and_writes_nothing_over(series, tmp_path):
    def lantern(*words, typed=""):
        return run_here(tmp_path, "series", *words, typed=typed)

    note = tmp_path / "note.md"
    done = lantern("withdraw", series, "--note", note, typed="C5\n")
    assert not done.returncode, done.stderr
    key = done.stdout.split()[-1]
    assert key in lantern("check-note", note, "--public-key", key).stdout
    before = note.read_bytes()
    assert lantern("withdraw", series, "--note", note, typed="C6\n").returncode == 2
    nowhere = tmp_path / "none" / "note.md"
    assert lantern("withdraw", series, "--note", nowhere, typed="C6\n").returncode == 2
    two = lantern("withdraw", series, "--note", tmp_path / "two.md", typed="C6\nC7\n")
    assert two.returncode == 2, "whoever stands second would be overlooked"
    assert note.read_bytes() == before
    assert "Not known" in lantern("check-note", note).stdout
    with pytest.raises(UsageError, match="withdrawn"):
        lanterne.confirm_withdrawal(series, "C6", tmp_path / "other.md")
