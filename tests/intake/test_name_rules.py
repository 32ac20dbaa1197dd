"""The rules by which people are found have a version: who changes them raises it.

Tokens of invented names under a fixed key are kept in ``name_tokens.csv``, with the version that
made them. After a change, and only after the version was raised, write them anew::

    LANTERNE_WRITE_NAME_TOKENS=1 python -m pytest tests/intake/test_name_rules.py
"""

from __future__ import annotations

import csv
import hashlib
import os
from pathlib import Path

import pytest
from name_pairs import DIFFERENT, NOT_FOUND, SAME, pairs

from lanterne.intake import name_tokens
from lanterne.intake.name_tokens import RULES, NameTokens
from lanterne.vault.secret import Secret

FILE = Path(__file__).with_name("name_tokens.csv")
FIELDS = ("rules", "kind", "text", "digest")
KEY = Secret(bytes(range(32)))
PHONES = ("0612345678", "+33 6 12 34 56 78", "٠٦١٢٣٤٥٦٧٨", "(555) 123-4567", "12345", "123456")
FULL = (
    "Mohamed Ould Ahmed",
    "Abdel Rahman al-Haddad",
    "Nour ed-Din ben Youssef",
    "Li Li",
    "José María de la Cruz",
    "Umm Kulthum",
    "Daw Aung San",
    "عبد الرحمن نور الدين",
    "Нгуен Ван Иванович",
    "O'Neill-D’Souza",
)

CHANGED = (
    "The rules changed by which people are found: these texts have other tokens than those that "
    "are kept. Raise RULES in lanterne/intake/name_tokens.py, so that those of people are made "
    "anew, and write name_tokens.csv anew, as the head of this test says."
)


def kind_and_texts():
    """All texts that are pinned: names of one and of several parts, and phone numbers."""
    names = {name for pair in pairs(SAME + DIFFERENT + NOT_FOUND) for name in pair}
    return [
        *(("name", one) for one in sorted(names.union(FULL))),
        *(("phone", one) for one in PHONES),
    ]


def digest_of(kind, text):
    """What stands for all tokens of a text."""
    made = NameTokens(KEY)
    tokens = made.of([text]) if kind == "name" else {made.of_phone(text) or b""}
    return hashlib.sha256(b"".join(sorted(tokens))).hexdigest()[:16]


def pinned():
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changed():
    """Texts whose tokens are not those that are kept."""
    return [one["text"] for one in pinned() if digest_of(one["kind"], one["text"]) != one["digest"]]


def write():
    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(FIELDS)
        for kind, text in kind_and_texts():
            table.writerow([RULES, kind, text, digest_of(kind, text)])


def test_whoever_changes_the_rules_raises_their_version():
    kept = {int(one["rules"]) for one in pinned()} if FILE.exists() else {0}
    if os.environ.get("LANTERNE_WRITE_NAME_TOKENS") and RULES not in kept:
        write()
        kept = {RULES}
    assert kept == {RULES}, CHANGED
    assert changed() == [], CHANGED


def test_enough_is_pinned():
    assert len(pinned()) > 500
    assert len({one["digest"] for one in pinned()}) > 400


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("name_tokens.PHONE_DIGITS", 7),
        ("name_tokens.TOKEN", 7),
        ("names.LONGEST", 12),
        ("names._PARTICLES", frozenset()),
        ("name_skeletons.MOST_READINGS", 1),
    ],
)
def test_a_change_is_seen(monkeypatch, rule, value):
    monkeypatch.setattr(f"lanterne.intake.{rule}", value)
    assert changed()


@pytest.mark.parametrize("changed", ["RULES", "unidata_version", "version"])
def test_tables_of_a_library_are_rules_too(changed, monkeypatch):
    """Whatever reads letters otherwise makes other tokens, whoever wrote it."""
    other = {"RULES": name_tokens.RULES + 1, "unidata_version": "99", "version": lambda _name: "99"}
    assert name_tokens._made_by() == name_tokens.MADE_BY
    monkeypatch.setattr(name_tokens, changed, other[changed])
    assert name_tokens._made_by() != name_tokens.MADE_BY
    assert 0 <= name_tokens._made_by() < 2**31
