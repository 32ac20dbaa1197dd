"""Every language has every word of a release, with the same places, numbers, names and marks."""

import re
from collections import Counter
from pathlib import Path

import pytest
from example_release import MOMENT, a_table
from network_release_example import a_network

from lanterne import messages
from lanterne.codebook import codebook_page, load_codebook
from lanterne.messages import LANGUAGES
from lanterne.messages.numbers import number
from lanterne.privacy import Protected
from lanterne.release import load_release, write_release
from lanterne.release.texts import label, words

OTHERS = [tag for tag in LANGUAGES if tag != "en"]
FOLDER = Path(messages.__file__).parent / "documents"
TEXTS = sorted(path.stem for path in (FOLDER / "en").glob("*.md"))

_GAP = re.compile(r"\$\w+|{[\w:]+}")
_CODE = re.compile(r"`[^`\n]+`")
_COMMAND = re.compile(r"^(?:lanterne|sha256sum) .+", re.MULTILINE)
_NUMBER = re.compile(r"\d+")
_MARK = re.compile(r"^(?:#+|-|\||```|\*\*)|\*\*", re.MULTILINE)


def read(name: str, tag: str) -> str:
    return (FOLDER / tag / f"{name}.md").read_text("utf-8")


def kept(text: str, tag: str) -> dict[str, Counter[str]]:
    """What a translation keeps: places to fill in, names in code, numbers, and the layout.

    The Arabic keeps ``FOLDER`` in the command and says in words what to write there.
    """
    plain = text.replace(f".{tag}.html", ".html").replace("`FOLDER`", "")
    plain = re.sub("verify (RÉPERTOIRE|CARPETA)$", "verify FOLDER", plain, flags=re.MULTILINE)
    patterns = {
        "places": _GAP,
        "code": _CODE,
        "commands": _COMMAND,
        "numbers": _NUMBER,
        "marks": _MARK,
    }
    return {kind: Counter(pattern.findall(plain)) for kind, pattern in patterns.items()}


def test_every_text_and_every_sentence_is_there_in_every_language() -> None:
    assert sorted(FOLDER.rglob("*.md")) == sorted(
        FOLDER / tag / f"{name}.md" for name in TEXTS for tag in LANGUAGES
    )
    assert TEXTS == [
        "K-README",
        "README",
        "condensed",
        "data-card",
        "datasets",
        "leaving-note",
        "network",
        "network-card",
        "parts",
        "withdrawal-note",
    ]
    for tag in OTHERS:
        assert words(tag).keys() == words("en").keys()
        assert all(words(tag).values())


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_translation_keeps_places_names_numbers_and_layout(name: str, tag: str) -> None:
    assert kept(read(name, tag), tag) == kept(read(name, "en"), "en")


@pytest.mark.parametrize("tag", OTHERS)
def test_a_sentence_keeps_places_names_numbers_and_layout(tag: str) -> None:
    for key, english in words("en").items():
        assert kept(words(tag)[key], tag) == kept(english, "en"), key
        ends = (text[:1].isspace() for text in (words(tag)[key], english))
        assert key in {"colon", "of_whom.all"} or not any(ends), key


def test_no_two_languages_say_a_sentence_in_the_same_words() -> None:
    for key, english in words("en").items():
        if len(english) > 12:
            assert len({words(tag)[key] for tag in LANGUAGES}) == len(LANGUAGES), key
    for name in TEXTS:
        assert len({read(name, tag) for tag in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("protected", [a_table(), a_network()], ids=["table", "network"])
def test_a_release_has_a_page_of_each_codebook_in_every_language(
    protected: object, tmp_path: Path
) -> None:
    linked = protected.codebook.network is not None  # type: ignore[attr-defined]
    out = write_release(
        Protected(protected),  # type: ignore[type-var]
        tmp_path / "out",
        created=MOMENT,
        condensed=linked,
    )
    release = load_release(out)
    books = {"codebook": release.codebook}
    if linked:
        books["condensed"] = load_codebook("gvpsd-2022")
    assert sorted(path.name for path in (out / "codebook").glob("*.html")) == sorted(
        f"{name}.{tag}.html" for name in books for tag in LANGUAGES
    )
    for name, book in books.items():
        for tag in LANGUAGES:
            page = (out / f"codebook/{name}.{tag}.html").read_text("utf-8")
            assert page == codebook_page(book, tag)
            assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in page
    links = "[Français](#fr) · [Español](#es) · [العربية](#ar)"
    assert (out / "README.md").read_text("utf-8").split("\n")[2] == links
    assert '\n<div id="ar" lang="ar" dir="rtl">\n\n# ' in (out / "README.md").read_text("utf-8")


def test_thousands_are_set_apart_as_each_language_does() -> None:
    said = [number(21000, tag) for tag in LANGUAGES]
    assert said == ["21,000", "21\u202f000", "21\u202f000", "21,000"]


def test_a_text_that_has_to_be_english_keeps_its_direction() -> None:
    both = {"en": "Cases (all)", "ar": "الحالات"}
    assert label(both, "ar") == "الحالات"
    assert label(both, "es") == "Cases (all)"
    assert label({"en": "Cases (all)"}, "ar") == "\u2066Cases (all)\u2069"
    assert label({}, "ar") == ""
