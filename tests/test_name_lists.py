"""Lists of names as one text: what is written is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.name_lists import listed, names, parts


@given(st.lists(st.text(min_size=1)))
def test_what_is_listed_is_read_back(several):
    assert names(listed(several)) == tuple(several)


@given(st.lists(st.text(alphabet='", a\n\t', min_size=1, max_size=6), max_size=4))
def test_so_is_what_is_made_of_commas_and_quotation_marks(several):
    assert names(listed(several)) == tuple(several)


@given(st.text(alphabet='", =a', max_size=12))
def test_every_text_is_some_list(text):
    assert names(listed(names(text))) == names(text)
    assert [name for name in parts(text) if name] == list(names(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a", ["a"]),
        (" a , b ", ["a", "b"]),
        ("a,,b,", ["a", "", "b", ""]),
        ("", [""]),
        ('"a, b",c', ["a, b", "c"]),
        ('"a,b"=2', ["a,b=2"]),
        ('5" pipe', ['5" pipe']),
        ('"open, b', ['"open', "b"]),
        ('"say ""no"""', ['say "no"']),
    ],
)
def test_what_stands_between_commas(text, said):
    assert list(parts(text)) == said
