"""What is wrong with the files of a story is said at once, with its line; nothing is written."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from edition_shelf import STORY, THIRD
from shelf import NETWORK

from lanterne.catalogue.story import LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_TITLE
from lanterne.errors import InputError
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.stories.check import checked
from lanterne.hub.portal.stories.markdown import has_typed_number, html_of, parsed
from lanterne.hub.portal.stories.shown import MOST_FIGURES, MOST_NUMBERS, tell
from lanterne.hub.tell_story import tell_story
from said_everywhere import assert_said_everywhere

HEAD = "# Women in these data\n\nWhat is known of them.\n\n"
GOOD = (
    'About {share gender = "Woman"}.\n\n## Who\n\n```figure\ncolumn = "gender"\nby = "debt"\n```\n'
)
FIGURE = '```figure\ncolumn = "gender"\n{}\n```\n'


@pytest.fixture(scope="module")
def edition(published):
    return Catalogue(published).get(THIRD)


@pytest.fixture
def files(tmp_path):
    """Gives the files of a story, from what stands in the English one; the others are good."""

    def written(text, head=HEAD, **others):
        texts = {"children.md": head + text, "children.fr.md": HEAD + GOOD}
        for name, said in {**texts, "children.ar.md": HEAD + GOOD, **others}.items():
            (tmp_path / name).write_text(said, "utf-8")
        return [str(path) for path in sorted(tmp_path.glob("*.md"))]

    return written


def problems(files, edition):
    with pytest.raises(InputError) as caught:
        checked(files, edition)
    assert_said_everywhere([caught.value])
    return [
        (one.code, one.file.rpartition("/")[2] if one.file else None, one.row)
        for one in caught.value.problems
    ]


def wrong(text, edition, files, head=HEAD):
    """What is wrong with the English text, with its line; its figures aside."""
    found = problems(files(text, head), edition)
    assert {file for code, file, _row in found if code != "story-figure.differ"} == {"children.md"}
    return [(code, row) for code, _file, row in found if code != "story-figure.differ"]


def test_good_files_are_what_they_say(files, edition):
    arabic, french, english = checked(files(GOOD), edition)
    assert [one.language for one in (english, french, arabic)] == ["en", "fr", "ar"]
    assert (english.story, english.title) == ("children", "Women in these data")
    assert english.summary == "What is known of them."
    assert english.text == GOOD.rstrip("\n")
    assert english.typed == ()


TEXTS = {
    "story-text.html": [
        "Some <b>words.",
        "<script>alert(1)</script>",
        "<!-- a note -->",
        "a\n<div>",
    ],
    "story-text.link": [
        *(
            "[a](javascript:alert(1))",
            "[a](/here)",
            "[a](mailto:a@example.org)",
            "<ftp://a.example>",
        ),
        *(
            "[a](data:text/html,b)",
            "[a]\n\n[a]: vbscript:b",
            "[a]()",
        ),
    ],
    "story-text.image": ["![a](https://example.org/a.png)"],
    "story-text.code": ["```python\nx\n```", "    indented", "```figures\nx\n```"],
    "story-text.second-title": ["# Another"],
    "story-text.heading": ["### Deep", "## A\n\n##### B", "Words\n\n#### C"],
    "story-text.hidden-sign": ["right\u202eleft", "a\u200bb", "a\u0007"],
    "story-text.brace": ['{cout gender = "Woman"}', "a } b", "{ count x }", "{}"],
    "story-text.missing": ["", "\n\n"],
    "story-text.too-long": ["a " * LONGEST_TEXT],
    "story-number.not-written": [
        *("{count gender}", "{count}", "{share gender = Woman}", "{count gender = true}"),
        '{count gender = "Woman", gender = "Woman"}',
    ],
    "story-number.too-many": ['{count year = 2019, gender = "Woman", debt = "1", threat = "1"}'],
    "story-number.in-link": ['[{count gender = "Woman"}](https://example.org)'],
    "unknown-column.question": ['{count gnder = "Woman"}', '{share gender = "Woman", dept = "1"}'],
    "unknown-answer.question": [
        *('{count gender = "Wman"}', '{count gender = "?"}', '{count gender = ""}'),
        *('{share gender = "Woman", debt = "2"}', "{count debt = 0}"),
    ],
    "unknown-people.question": ['{count victims: gender = "Woman"}'],
    "story-figure.not-written": ["```figure\ncolumn: gender\n```"],
    "story-figure.unknown-part": [FIGURE.format('colour = "red"')],
    "story-figure.wrong-part": [
        *(
            FIGURE.format(one)
            for one in ("by = 3", 'groups = "1"', 'where = "x"', "where = { debt = true }")
        ),
        "```figure\ncolumn = []\n```",
    ],
    "story-figure.one-of-two": ["```figure\n```", FIGURE.format('figure = "trend-year"')],
    "story-figure.people": ['```figure\nfigure = "trend-year"\npeople = "people"\n```'],
    "story-figure.unknown-figure": ['```figure\nfigure = "trend-yaer"\n```'],
    "story-figure.inside": ['- ```figure\n  column = "gender"\n  ```'],
    "unknown-column.figure": [
        FIGURE.format('by = "gender"'),
        FIGURE.format('where = { gender = "Woman" }'),
    ],
    "too-many-groups.figure": [
        FIGURE.format(f'by = "year"\ngroups = {[str(one) for one in range(2000, 2020)]}')
    ],
}
"""Code of a problem → texts that have it, in the line in which they begin or the one after."""


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in TEXTS.items() for text in texts]
)
def test_what_a_text_may_not_hold(edition, files, code, text):
    found = wrong(f"{text}\n\nThe end.\n" if text.strip() else text, edition, files)
    assert code in [one for one, _row in found]
    if code != "story-text.missing":
        assert all(row in range(5, 6 + text.count("\n")) for _code, row in found), found
    # And no such text is ever shown, whoever wrote it into the catalogue.
    if code not in {"story-text.missing", "story-text.too-long"}:
        with pytest.raises(InputError):
            tell(parsed(text), edition, "en")


def test_too_many_of_all(edition, files):
    numbers = '{count gender = "Woman"} ' * (MOST_NUMBERS + 1)
    assert [code for code, _row in wrong(numbers, edition, files)] == [
        "story-text.too-many-numbers"
    ]
    figures = (FIGURE.format("") + "\n") * (MOST_FIGURES + 2)
    found = wrong(figures, edition, files)
    assert [code for code, _row in found] == ["story-text.too-many-figures"] * 2


HEADS = {
    "story-title.missing": ["What is known of them.\n\n", "## Second\n\nWords.\n\n"],
    "story-title.not-plain": ["# Women *in*\n\nWords.\n\n", '# {count debt = "1"}\n\nWords.\n\n'],
    "story-title.too-long": [f"# {'a' * (LONGEST_TITLE + 1)}\n\nWords.\n\n"],
    "story-summary.missing": ["# Women\n\n", "# Women\n\n- Words.\n\n"],
    "story-summary.not-plain": ["# Women\n\nSee [a](https://example.org).\n\n", "# A\n\n<b>b\n\n"],
    "story-summary.too-long": [f"# A\n\n{'a' * (LONGEST_SUMMARY + 1)}\n\n"],
}


@pytest.mark.parametrize(
    ("code", "head"), [(code, head) for code, heads in HEADS.items() for head in heads]
)
def test_what_stands_first(edition, files, code, head):
    text = "" if code == "story-summary.missing" else "Text.\n"
    assert code in [one for one, _row in wrong(text + "\n## More\n\nText.", edition, files, head)]


def test_all_is_said_at_once_in_its_lines(edition, files):
    text = '{count gnder = "Woman"}\nand <b>\n\n' + FIGURE.format('by = "dept"')
    found = problems(files(text, **{"children.fr.md": HEAD + '{share debt = "2"}'}), edition)
    assert ("unknown-column.question", "children.md", 5) in found
    assert ("story-text.html", "children.md", 6) in found
    assert ("unknown-column.question", "children.md", 8) in found
    assert ("unknown-answer.question", "children.fr.md", 5) in found


def test_names_and_languages_of_files(edition, files, tmp_path):
    given = files(GOOD)
    renamed = {"A.md": "name", "a.txt": "name", "a.de.md": "language", "a.fr.x.md": "language"}
    for name, what in renamed.items():
        (tmp_path / name).write_text(HEAD + GOOD, "utf-8")
        found = problems([*given, str(tmp_path / name)], edition)
        assert found == [(f"story-file.{what}", name, None)]
    assert problems(given[1:], edition) == [("story-language.missing", None, None)]
    assert problems([*given, given[0]], edition)[0][0] == "story-file.twice"
    other = tmp_path / "others.es.md"
    other.write_text(HEAD + GOOD, "utf-8")
    assert problems([*given, str(other)], edition) == [("story-file.other", "others.es.md", None)]
    assert (
        problems([*given, str(tmp_path / "gone.es.md")], edition)[0][0] == "edition-unreadable.file"
    )
    (tmp_path / "children.es.md").write_bytes(b"# \xff\n")
    found = problems([*given, str(tmp_path / "children.es.md")], edition)
    assert found == [("story-file.not-utf-8", "children.es.md", None)]


def test_every_language_has_the_same_figures(edition, files):
    spaced = GOOD.replace('by = "debt"', '\nby    =  "debt"')  # the same in other letters
    checked(files(spaced), edition)
    found = problems(files(GOOD.replace('by = "debt"', 'by = "threat"')), edition)
    assert {code for code, _file, _row in found} == {"story-figure.differ"}


def test_what_says_too_little_is_not_told(edition):
    (people,) = edition.people
    few = replace(people, counts=people.counts.with_columns(estimate_low=pl.lit(0.0)))
    none = replace(people, counts=people.counts.clear())
    for text, of_few, of_none in (
        ('{count gender = "Woman"}', "story-number.too-few", "story-number.no-counts"),
        (FIGURE.format(""), "story-figure.too-few", "story-figure.no-counts"),
    ):
        for who, code in ((few, of_few), (none, of_none)):
            with pytest.raises(InputError) as caught:
                tell(parsed(text), replace(edition, people=(who,)), "en")
            assert [one.code for one in caught.value.problems] == [code]
            assert_said_everywhere([caught.value])


def test_what_was_never_counted_together_is_not_told(made):
    linked = Catalogue(made).get(NETWORK)
    people = next(one for one in linked.people if one.table.name == "perpetrators")
    assert not people.together.has([("IP_Gender", ""), ("IP_ageBroad", "")])
    age = people.table.column("IP_ageBroad").codes[0]
    for text, code in (
        (f'{{count perpetrators: IP_Gender = "Male", IP_ageBroad = "{age}"}}', "story-number"),
        (
            '```figure\npeople = "perpetrators"\ncolumn = "IP_ageBroad"\n'
            'where = { IP_Gender = "Male" }\n```',
            "story-figure",
        ),
    ):
        with pytest.raises(InputError) as caught:
            tell(parsed(text), linked, "en")
        assert [one.code for one in caught.value.problems] == [f"{code}.never-counted"]


def test_typed_numbers_are_listed_and_years_are_not(edition, files):
    text = GOOD + "\nIn 2024 we saw 12 of them,\nor ١٢, or 1,204.\n\n- 7\n"
    sources = checked(files(text, HEAD.replace("Women", "9 women")), edition)
    (english,) = (one for one in sources if one.language == "en")
    lines = (HEAD.replace("Women", "9 women") + text).split("\n")
    assert [lines[row - 1] for row in english.typed] == [
        "# 9 women in these data",
        "In 2024 we saw 12 of them,",
        "or ١٢, or 1,204.",
        "- 7",
    ]
    assert not has_typed_number("in 1999, and in 2026.")
    assert has_typed_number("2026 000")


def test_html_that_nobody_found_would_be_words():
    """Were the check ever to miss it: what renders a text knows no HTML."""
    shown = html_of(parsed("<script>alert(1)</script>\n\nA <b>b</b>").tokens)
    assert "<script" not in shown
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown


def test_nothing_is_written_of_a_story_that_is_wrong(files, catalogue):
    before = sorted(path.name for path in catalogue.iterdir())
    with pytest.raises(InputError):
        tell_story(THIRD, files("<b>"), catalogue)
    assert tell_story(THIRD, files(GOOD), catalogue, try_out=True).state == "checked"
    assert sorted(path.name for path in catalogue.iterdir()) == before
    assert tell_story(THIRD, files(GOOD), catalogue).state == "published"
    assert tell_story(THIRD, files(GOOD), catalogue).state == "unchanged"
    assert tell_story(THIRD, files(GOOD + "\nMore.\n"), catalogue).state == "changed"
    after = sorted(path.name for path in catalogue.iterdir())
    assert set(after) - set(before) <= {f"{THIRD}.children.story.json", ".publication.lock"}
    assert f"{THIRD}.{STORY}.story.json" in after
