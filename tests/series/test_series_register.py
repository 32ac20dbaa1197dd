"""The register of a series: who is in which cohort, fixed for good, and nothing of it in clear."""

from __future__ import annotations

import polars as pl
import pytest

from lanterne.errors import UsageError
from lanterne.series.id_hashes import Hashes
from lanterne.series.register import Register
from lanterne.series.register_file import RegisterFile, load_key, new_key
from lanterne.vault.secret import Secret

NOW = "2026-05-01T12:00:00+00:00"


@pytest.fixture
def hashes():
    return Hashes(Secret.new())


def ids(*texts):
    return pl.Series(texts, dtype=pl.String)


def counted(register, cohort, hashes, *texts):
    return register.who(cohort, hashes)(ids(*texts)).to_list()


def test_whoever_is_known_stays_and_whoever_is_new_comes_in(hashes):
    first = Register().delivered(2024, "2024", ids("a", "b"), hashes)[0]
    second = first.delivered(2025, "2025", ids("b", "c"), hashes)[0]
    a, b, c, _never = hashes.of(ids("a", "b", "c", "d"))
    assert counted(second, "2024", hashes, "a", "b", "c", "d") == [a, b, None, None]
    assert counted(second, "2025", hashes, "c", "b", "c") == [c, None, c]
    assert second.years == (2024, 2025)
    assert second.delivered(2025, "2025", ids("b", "c"), hashes)[0] == second


@pytest.mark.parametrize("known_first", [True, False])
def test_ids_of_one_person_count_as_one_in_the_first_cohort(known_first, hashes):
    register = Register().delivered(2024, "2024", ids("old", "other"), hashes)[0]
    pair = hashes.of_texts(["new", "old"])
    if known_first:
        register = register.joined(pair).delivered(2025, "2025", ids("new"), hashes)[0]
    else:
        register = register.delivered(2025, "2025", ids("new"), hashes)[0].joined(pair)
    one, same, other = counted(register, "2024", hashes, "old", "new", "other")
    assert one == same != other
    assert counted(register, "2025", hashes, "old", "new", "other") == [None] * 3
    third = register.joined(hashes.of_texts(["other", "new"]))
    assert len({*counted(third, "2024", hashes, "old", "new", "other")}) == 1
    gone = third.without(hashes.of_texts(["new"]), NOW)
    assert counted(gone, "2024", hashes, "old", "new", "other") == [None] * 3


def test_an_id_has_one_hash_however_it_is_spelt(hashes):
    assert len({*hashes.of_texts(["c-7", " C-7 ", "Ｃ-７", "c\u200b-7"])}) == 1
    assert hashes.of_texts(["c-7"]) != Hashes(Secret.new()).of_texts(["c-7"])


@pytest.mark.parametrize(
    ("before", "later"),
    [
        ("1", "01"), ("1", "1.0"), ("7", "+7"), ("7", "'7"), ("1000", "1,000"), ("1 000", "1000"),
        ("a-1", "a–1"), ("a-1", "a 1"), ("a 1", "a  1"), ("2024/7", "2024-7"), ("case_9", "case 9"),
        ("a-1", "a-01"), ("2024-7", "2024-07"),
    ],
)  # fmt: skip
def test_ids_that_were_written_differently_are_refused(before, later, hashes):
    register = Register().delivered(2024, "2024", ids(before, "other"), hashes)[0]
    for file in ((later,), ("other", later), (before, later), (later, before, "new")) * 5:
        assert register.delivered(2025, "2025", ids(*file), hashes)[1].to_list() == [later]
    others = ("1-11", "11-1", "9", "9.5", "मोना 3", "मीना 3", "A+", "A-", "#", "??")
    assert register.delivered(2025, "2025", ids(before, *others), hashes)[1].is_empty()
    joined = register.joined(hashes.of_texts([before, later]))
    assert joined.delivered(2025, "2025", ids(before, later), hashes)[1].is_empty()
    both = joined.delivered(2025, "2025", ids(before, later), hashes)[0]
    assert len({*counted(both, "2024", hashes, before, later)}) == 1
    assert counted(both, "2025", hashes, before, later) == [None, None]


def test_whether_most_people_of_the_last_delivery_are_missing_is_seen(hashes):
    people = ids(*(f"p{place}" for place in range(20)))
    register = Register().delivered(2024, "2024", people, hashes)[0]
    assert register.missing(people[:11], hashes) == {"": pytest.approx(0.45)}
    assert register.missing(ids("q"), hashes) == {"": 1.0}
    assert Register().delivered(2024, "2024", people[:9], hashes)[0].missing(ids("q"), hashes) == {
        "": 0.0
    }
    gone = register.without(hashes.of_texts([f"p{place}" for place in range(10)]), NOW)
    assert gone.missing(people[10:], hashes) == {"": 0.0}
    assert gone.missing(people[15:], hashes) == {"": 0.5}
    later = register.delivered(2025, "2025", people[15:], hashes)[0]
    assert later.missing(ids("q"), hashes) == {"": 0.0}, "whoever was gone already is not missed"


def test_a_blank_id_is_nobody_s(hashes):
    for several in (["a", " "], ["\u200b"]):
        with pytest.raises(UsageError, match="blank"):
            hashes.of_texts(several)


@pytest.fixture
def file(tmp_path):
    key = new_key(tmp_path / "key")
    return RegisterFile(tmp_path / "register", tmp_path / "register.jsonl", key)


def test_the_file_holds_no_id_and_no_other_key_opens_it(file, tmp_path):
    key = load_key(tmp_path / "key")
    told = Hashes(key)
    register = Register().delivered(2024, "2024", ids("canary-5e1d"), told)[0]
    file.save(register)
    written = (tmp_path / "register").read_bytes()
    for content in (written, (tmp_path / "register.jsonl").read_bytes(), repr(register).encode()):
        assert b"canary" not in content
        assert told.of_texts(["canary-5e1d"])[0].encode() not in content
    assert file.load() == register
    other = RegisterFile(tmp_path / "register", tmp_path / "register.jsonl", Secret.new())
    with pytest.raises(UsageError, match="another key"):
        other.load()
    (tmp_path / "register").write_bytes(bytes([written[0] ^ 1]) + written[1:])
    with pytest.raises(UsageError, match="was changed"):
        file.load()


def test_an_older_copy_is_refused_also_where_only_somebody_withdrew(file, tmp_path, hashes):
    register = Register().delivered(2024, "2024", ids("a"), hashes)[0]
    file.save(register)
    older = (tmp_path / "register").read_bytes()
    file.save(register.without(hashes.of_texts(["a"]), NOW))
    newest = (tmp_path / "register").read_bytes()
    (tmp_path / "register").write_bytes(older)
    with pytest.raises(UsageError, match="older copy"):
        file.load()
    (tmp_path / "register").write_bytes(newest)
    (tmp_path / "register.jsonl").unlink()
    with pytest.raises(UsageError, match="older copy"):
        file.load()


def test_after_a_crash_between_its_list_and_the_register_the_old_one_holds(
    file, tmp_path, hashes, monkeypatch
):
    register = Register().delivered(2024, "2024", ids("a"), hashes)[0]
    file.save(register)
    with monkeypatch.context() as patched:
        patched.setattr("lanterne.disk.whole_file", _fails)
        with pytest.raises(OSError, match="full"):
            file.save(Register())
        with pytest.raises(OSError, match="full"):
            file.save(Register())
    older = (tmp_path / "register").read_bytes()
    assert file.load() == register, "twice was nothing written"
    file.save(register.delivered(2025, "2025", ids("b"), hashes)[0])
    assert file.load().years == (2024, 2025)
    (tmp_path / "register").write_bytes(older)
    with pytest.raises(UsageError, match="older copy"):
        file.load()


def test_after_a_crash_behind_the_register_the_new_one_holds(file, tmp_path, hashes, monkeypatch):
    file.save(Register())
    older = (tmp_path / "register").read_bytes()
    register = Register().without(hashes.of_texts(["a"]), NOW)
    with monkeypatch.context() as patched:
        real = RegisterFile._note
        patched.setattr(RegisterFile, "_note", lambda self, k, s: k == "kept" or real(self, k, s))
        file.save(register)
    assert file.load() == register
    (tmp_path / "register").write_bytes(older)
    with pytest.raises(UsageError, match="older copy"):
        file.load()


def _fails(*_told, **_more):
    raise OSError("the disk is full")


def test_a_key_that_others_may_read_is_not_used(tmp_path):
    new_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(UsageError, match="register cannot be read"):
        load_key(tmp_path / "key")
    for content in (b"", b"short", b"x" * 33):
        (tmp_path / "bad").write_bytes(content)
        (tmp_path / "bad").chmod(0o600)
        with pytest.raises(UsageError):
            load_key(tmp_path / "bad")


def test_whoever_withdrew_by_an_earlier_version_stays_withdrawn(file, hashes, monkeypatch):
    """It kept who they are, and not since when."""
    (gone,) = hashes.of_texts(["a"])
    now = Register.to_dict
    earlier = Register(cohorts={gone: "2024"}).without([gone], NOW)
    with monkeypatch.context() as patched:
        patched.setattr(Register, "to_dict", lambda self: {**now(self), "withdrawn": [gone]})
        file.save(earlier)
    found = file.load()
    assert found.when_withdrawn(gone) == ""
    assert found.without([gone], NOW).when_withdrawn(gone) == "", "what was said first stays"
