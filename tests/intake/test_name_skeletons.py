"""Names in Latin letters, their parts and skeletons: what is the same and what is not."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from name_pairs import DIFFERENT, SAME, pairs

from lanterne.intake.name_scripts import in_latin, plain_letters, syllables
from lanterne.intake.name_skeletons import MOST_READINGS, skeletons
from lanterne.intake.names import LONGEST, NamePart, name_parts

NAMES = sorted({name for pair in pairs(SAME + DIFFERENT) for name in pair})


def parts_of(name: str) -> list[NamePart]:
    return [part for part in name_parts(name) if part.counts]


def wide(name: str) -> str:
    """Letters of full width, as keyboards of East Asia give them."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in name)


@pytest.mark.parametrize(
    "written",
    [
        str.upper,
        str.title,
        wide,
        lambda name: unicodedata.normalize("NFD", name),
        lambda name: "  " + name.replace(" ", " \u00a0 ") + "\n",
        lambda name: name.replace(" ", "-"),
        lambda name: "\u200f" + name.replace(" ", "\u200b "),
        lambda name: name.replace("'", "’"),
        lambda name: name + ", 1987 (7)",
    ],
)
def test_capitals_marks_width_blanks_and_signs_do_not_matter(written) -> None:
    """But a name in one of the scripts without capitals is the same anyway."""
    assert {name for name in NAMES if name_parts(written(name)) != name_parts(name)} == set()


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read(text: str) -> None:
    for part in name_parts(text):
        assert part.spellings
        assert all(re.fullmatch("[a-z]+", spelling) for spelling in part.spellings)
        assert all(re.fullmatch("[a-z]+[IUA]?", skeleton) for skeleton in part.skeletons)


@given(st.text(alphabet="aeiouwyhcxjkzdts", min_size=1, max_size=LONGEST))
def test_many_doubtful_letters_do_not_make_many_readings(word: str) -> None:
    assert len(set(skeletons(word))) == len(skeletons(word)) <= MOST_READINGS


def test_a_text_that_is_no_name_is_read_in_no_time() -> None:
    began = time.process_time()
    for text in (
        "ch" * 100_000,
        "abd" * 100_000,
        "ال" * 100_000,
        "\ufdfa" * 100_000,
        "a-" * 99_999,
    ):
        name_parts(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("text", ["", "   ", "1987", "-", "?!", "\u200f", "'"])
def test_what_holds_no_letter_has_no_part(text: str) -> None:
    assert name_parts(text) == ()


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("Mohamed ould Ahmed", 2),
        ("محمد ولد أحمد", 2),
        ("Maria da Silva", 2),
        ("Mme Fatou Diop", 2),
        ("ဒေါ်ခင်ဝင်း", 2),
        ("Abd al-Rahman", 1),
        ("Abdul Rahman", 1),
        ("Abderrahmane", 1),
        ("الحسن", 1),
        ("Fatima B.", 1),
        ("王小明", 3),
        ("အောင်မြင့်သူ", 3),
    ],
)
def test_particles_titles_articles_and_initials_do_not_count(name: str, counted: int) -> None:
    assert len(parts_of(name)) == counted


@pytest.mark.parametrize("name", ["Le", "Ma", "Van", "Ben", "Abdul", "El", "U"])
def test_what_is_all_of_a_name_counts(name: str) -> None:
    assert len(parts_of(name)) == 1


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Сергей", ["serghei"]),
        ("Γιώργος", ["giorgos"]),
        ("အောင်", ["aung"]),
        ("ကျော်", ["kyaw"]),
        ("王伟", ["wang", "wei"]),
        ("አበበ", ["abebe"]),
        ("Nguyễn", ["nguyen"]),
        ("Łukasz", ["lukasz"]),
        ("𝐒𝐔𝐍𝐈𝐓𝐀", ["sunita"]),
        ("\ufdf4", ["mahamad"]),
        ("يوسف", ["yusaf"]),
        ("রহিম", ["rahim"]),
    ],
)
def test_names_in_latin_letters(name: str, spelt: list[str]) -> None:
    assert [in_latin(one) for one in syllables(plain_letters(name))] == spelt


def test_a_part_shows_nothing_of_the_name() -> None:
    assert "sergei" not in repr(name_parts("Sergei")).lower()
