"""Tokens of names: who is found by what, and what a token tells."""

from __future__ import annotations

import pickle
from random import Random

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st
from likeness import Likeness, likeness
from name_pairs import DIFFERENT, NOT_FOUND, SAME, pairs

from lanterne.intake.name_tokens import TOKEN, NameTokens
from lanterne.intake.names import name_parts
from lanterne.vault.secret import Secret, context

TOKENS = NameTokens(Secret(bytes(range(32))))
OTHER = NameTokens(Secret(bytes(range(1, 33))))
NAMES = sorted({name for pair in pairs(SAME + DIFFERENT) for name in pair})
SINGLE = [
    name for name in NAMES if [one.counts for one in name_parts(name + " Ivan")] == [True] * 2
]


def of(stored: str, asked: str) -> Likeness:
    return likeness(TOKENS.of([stored]), TOKENS.asked([asked]))


def found(stored: str, asked: str) -> bool:
    return of(stored, asked).whole


def test_who_is_written_in_another_usual_way_is_found() -> None:
    missed = [pair for pair in pairs(SAME) if not (found(*pair) and found(*reversed(pair)))]
    assert missed == []
    assert len(pairs(SAME)) > 300


def test_what_is_not_found_is_known() -> None:
    """Who mends one moves it to the others."""
    assert [pair for pair in pairs(NOT_FOUND) if found(*pair) or found(*reversed(pair))] == []


def test_most_names_that_look_alike_are_told_apart() -> None:
    """By their skeleton alone some are not, and stand behind who is written in the same way."""
    alike = [pair for pair in pairs(DIFFERENT) if found(*pair) or found(*reversed(pair))]
    assert len(alike) <= 0.21 * len(pairs(DIFFERENT))
    assert [pair for pair in alike if of(*pair) >= of(pair[1], pair[1])] == []


@given(st.lists(st.sampled_from(SINGLE), min_size=1, max_size=5, unique=True), st.randoms())
def test_the_order_of_the_parts_does_not_matter(names: list[str], random: Random) -> None:
    shuffled = random.sample(names, len(names))
    like = of(" ".join(names), " ".join(shuffled))
    assert like == Likeness(len(names), len(names), len(names))
    assert like == likeness(TOKENS.of(names), TOKENS.asked(shuffled))


@given(st.lists(st.sampled_from(SINGLE), min_size=2, max_size=5, unique=True), st.randoms())
def test_one_or_two_parts_find_a_person(names: list[str], random: Random) -> None:
    few = random.sample(names, random.randint(1, 2))
    assert found(" ".join(names), " ".join(few))


@pytest.mark.parametrize(
    ("stored", "asked", "like"),
    [
        ("Fatima Zahra El Idrissi", "idrissi fatima", Likeness(2, 2, 2)),
        ("Fatima Zahra El Idrissi", "فاطمة الإدريسي", Likeness(2, 0, 2)),
        ("Fatima Zahra El Idrissi", "Fatima Diallo", Likeness(1, 1, 2)),
        ("Fatima Zahra El Idrissi", "Fatma Edrissi", Likeness(2, 0, 2)),
        ("Fatima Zahra El Idrissi", "Sergei", Likeness(0, 0, 1)),
        ("Fatima Zahra El Idrissi", "", Likeness(0, 0, 0)),
        ("Wang Xiaoming", "Xiao Ming", Likeness(2, 2, 2)),
        ("王小明", "Xiaoming Wang", Likeness(2, 2, 2)),
        ("Abdelkader Benali", "Kader", Likeness(1, 1, 1)),
        ("Abdelkader Benali", "Abdul", Likeness(1, 1, 1)),
        ("Abdullah", "Saifullah", Likeness(0, 0, 2)),
        ("李娜", "李丽", Likeness(1, 1, 2)),
        ("Khin Khin Win", "Khin Khin", Likeness(2, 2, 2)),
        ("Khin Win", "Khin Khin", Likeness(1, 1, 2)),
        ("Sheikh Hasan", "Cheikh", Likeness(1, 0, 1)),
        ("Lili", "Li Li", Likeness(2, 2, 2)),
    ],
)
def test_likeness_counts_the_parts_that_were_typed(stored: str, asked: str, like: Likeness) -> None:
    assert of(stored, asked) == like


def test_who_has_more_parts_stands_before_who_has_them_in_the_same_spelling() -> None:
    people = ["Mohamed Diallo", "Muhammad Keita", "Mohamed Keita", "Sergei Keita", "Ivan Ivanov"]
    ranked = sorted(people, key=lambda name: of(name, "Mohamed Keita"), reverse=True)
    assert ranked == [
        "Mohamed Keita",
        "Muhammad Keita",
        "Mohamed Diallo",
        "Sergei Keita",
        "Ivan Ivanov",
    ]
    assert not of("Ivan Ivanov", "").whole


def test_who_shares_no_token_has_no_likeness() -> None:
    """So a search in the database by tokens leaves nobody out."""
    for one, other in pairs(SAME + DIFFERENT):
        asked = TOKENS.asked([other])
        tokens = frozenset().union(*(part.exact | part.alike for part in asked))
        stored = TOKENS.of([one])
        assert bool(stored & tokens) == (likeness(stored, asked).found > 0)


def test_another_key_gives_other_tokens() -> None:
    assert TOKENS.of(NAMES).isdisjoint(OTHER.of(NAMES))
    assert TOKENS.of_phone("0612345678") != OTHER.of_phone("0612345678")


def test_a_token_is_a_code_under_a_key_of_its_own() -> None:
    def code(purpose: str, text: bytes) -> bytes:
        key = HKDF(SHA256(), 32, None, context(purpose)).derive(bytes(range(32)))
        mac = HMAC(key, SHA256())
        mac.update(text)
        return mac.finalize()[:8]

    names = "intake name tokens 1"
    assert TOKENS.of(["Sergei"]) == {code(names, b"ssergei"), code(names, b"ksrg")}
    assert TOKENS.of_phone("12345678") == code("intake phone tokens 1", b"12345678")


def test_nothing_of_a_name_is_in_a_token() -> None:
    tokens = TOKENS.of(NAMES)
    assert {len(token) for token in tokens} == {TOKEN}
    pieces = {
        name.encode()[at : at + 4] for name in NAMES for at in range(len(name.encode()) - 3)
    } | {text.encode()[:4] for name in NAMES for p in name_parts(name) for text in p.spellings}
    assert not [token for token in tokens for at in range(5) if token[at : at + 4] in pieces]
    ones = sum(token[0] >> 7 for token in tokens)
    assert abs(ones / len(tokens) - 1 / 2) < 0.1


def test_what_makes_tokens_is_neither_shown_nor_carried_elsewhere() -> None:
    assert "Secret" not in repr(TOKENS)
    with pytest.raises(TypeError):
        pickle.dumps(TOKENS)
    assert "x" not in repr(TOKENS.asked(["Sergei"])).partition("(")[2].replace("exact", "")


@pytest.mark.parametrize(
    "written",
    [
        "+33 6 12 34 56 78",
        "0033612345678",
        "06 12.34.56.78",
        "06-12-34-56-78",
        "(0)6 12 34 56 78",
        "٠٦١٢٣٤٥٦٧٨",
        "۰۶۱۲۳۴۵۶۷۸",
        "০৬১২৩৪৫৬৭৮",
        "+33\u00a06\u202f12345678",
        "０６１２３４５６７８",
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(written: str) -> None:
    assert TOKENS.of_phone(written) == TOKENS.of_phone("0612345678")


def test_another_number_has_another_token_and_no_number_has_none() -> None:
    assert TOKENS.of_phone("0612345679") != TOKENS.of_phone("0612345678")
    assert [TOKENS.of_phone(text) for text in ("", "none", "12345", "²³²³²³")] == [None] * 4
    assert TOKENS.of_phone("123456") is not None
    assert TOKENS.of_phone("12345678") not in TOKENS.of(["12345678", "s12345678"])
