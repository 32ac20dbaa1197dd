"""The plain form of texts: what is quick for ASCII is what the whole rule gives."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lanterne.codebook.spelling import _MARKS, latin_digits, plain

TEXTS = st.text(st.characters(max_codepoint=127)) | st.text() | st.text("Aa1\t\x1f\x85é٣ߊİßأ ")


@given(TEXTS)
def test_plain_is_the_same_for_all_letters(text):
    whole = "".join(_MARKS.get(letter, letter) for letter in text)
    parts = unicodedata.normalize("NFKD", whole)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    assert plain(text) == bare.casefold().strip()


@given(TEXTS)
def test_digits_of_every_script_are_latin(text):
    assert latin_digits(text) == "".join(
        str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text
    )
