"""The register of a series: who is in which cohort, fixed for good, and nothing of it in clear."""

from __future__ import annotations

import polars as pl
import pytest

from lanterne.errors import UsageError
from lanterne.series.register import Hashes, Register, load, load_key, new_key, save
from lanterne.vault.errors import VaultError
from lanterne.vault.secret import Secret

COHORTS = ("2024", "2025")


@pytest.fixture
def hashes():
    return Hashes(Secret.new())


def ids(*texts):
    return pl.Series(texts, dtype=pl.String)


def counted(register, cohort, hashes, *texts):
    return register.who(cohort, COHORTS, hashes)(ids(*texts)).to_list()


def test_whoever_is_known_stays_and_whoever_is_new_comes_in(hashes):
    first = Register().delivered(2024, "2024", ids("a", "b"), hashes)
    second = first.delivered(2025, "2025", ids("b", "c"), hashes)
    a, b, c, _never = hashes.of(ids("a", "b", "c", "d"))
    assert counted(second, "2024", hashes, "a", "b", "c", "d") == [a, b, None, None]
    assert counted(second, "2025", hashes, "c", "b", "c") == [c, None, c]
    assert second.years == (2024, 2025)
    assert second.delivered(2025, "2025", ids("b", "c"), hashes) == second


@pytest.mark.parametrize("known_first", [True, False])
def test_ids_of_one_person_count_as_one_in_the_first_cohort(known_first, hashes):
    register = Register().delivered(2024, "2024", ids("old", "other"), hashes)
    pair = hashes.of_texts(["new", "old"])
    if known_first:
        register = register.joined(pair).delivered(2025, "2025", ids("new"), hashes)
    else:
        register = register.delivered(2025, "2025", ids("new"), hashes).joined(pair)
    one, same, other = counted(register, "2024", hashes, "old", "new", "other")
    assert one == same != other
    assert counted(register, "2025", hashes, "old", "new", "other") == [None] * 3
    third = register.joined(hashes.of_texts(["other", "new"]))
    assert len({*counted(third, "2024", hashes, "old", "new", "other")}) == 1
    gone = third.without(hashes.of_texts(["new"]))
    assert counted(gone, "2024", hashes, "old", "new", "other") == [None] * 3


def test_an_id_has_one_hash_however_it_is_spelt(hashes):
    assert len({*hashes.of_texts(["c-7", " C-7 ", "Ｃ-７", "c\u200b-7"])}) == 1
    assert hashes.of_texts(["c-7"]) != Hashes(Secret.new()).of_texts(["c-7"])


@pytest.mark.parametrize("later", [("01",), ("1.0", "x"), ("x", "001")])
def test_ids_that_a_spreadsheet_rewrote_are_refused(later, hashes):
    register = Register().delivered(2024, "2024", ids("1", "2"), hashes)
    with pytest.raises(UsageError) as raised:
        register.delivered(2025, "2025", ids("2", *later), hashes)
    assert raised.value.message.code == "series.ids-alike"


def test_the_file_holds_no_id_and_no_other_key_opens_it(tmp_path, hashes):
    key = new_key(tmp_path / "key")
    told = Hashes(key)
    register = Register().delivered(2024, "2024", ids("canary-5e1d"), told)
    save(register, tmp_path / "register", key)
    written = (tmp_path / "register").read_bytes()
    assert b"canary" not in written
    assert told.of_texts(["canary-5e1d"])[0].encode() not in written
    assert "canary" not in repr(register)
    assert told.of_texts(["canary-5e1d"])[0] not in repr(register)
    assert load(tmp_path / "register", load_key(tmp_path / "key")) == register
    with pytest.raises(VaultError):
        load(tmp_path / "register", Secret.new())
    changed = bytes([written[0] ^ 1]) + written[1:]
    (tmp_path / "register").write_bytes(changed)
    with pytest.raises(VaultError):
        load(tmp_path / "register", key)


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
