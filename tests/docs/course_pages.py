"""What a page of docs/learn consists of: headings, exercises, questions, statements, prose.

Comments say what a page holds; a reader does not see them:

    <!-- exercise: story-1 -->       what is to be done begins here, and its answer follows
    <!-- question: story-q1 -->      a question with options ``- a) …``, and its answer follows
    <!-- figure: noise -->           a figure stands here in what lanterne docs writes
    <!-- notes -->                   of a talk: what stands before it is shown, what follows is said
    <!-- slides: talk-20 -->         of a talk: all slides of another come here
    <!-- claim: one, two -->         what stands before it is listed in claims.toml by these names
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lanterne.messages import LANGUAGES

LEARN = Path(__file__).parents[2] / "docs" / "learn"

TITLES = sorted(
    path.name.removesuffix(".md") for path in LEARN.glob("*.md") if path.name.count(".") == 1
)
"""Each page by its English name."""

TALKS = [name for name in TITLES if name.startswith("talk-")]

COURSES = [
    name for name in TITLES if name not in {"README", *TALKS} and not name.endswith("-handout")
]


def page_of(title: str, language: str) -> Path:
    """The page in a language: English has no ending of its own."""
    return LEARN / (f"{title}.md" if language == "en" else f"{title}.{language}.md")


def text_of(title: str, language: str) -> str:
    return page_of(title, language).read_text("utf-8")


def every_page() -> list[tuple[str, str]]:
    """Each title with each language."""
    return [(title, language) for title in TITLES for language in LANGUAGES]


def noted(kind: str, text: str) -> list[str]:
    """What comments of a kind say, in their order."""
    return re.findall(rf"<!-- {kind}: (.+?) -->", text)


def claims_of(text: str) -> list[str]:
    """Names of the statements that are marked, in their order."""
    return [name.strip() for marks in noted("claim", text) for name in marks.split(",")]


def headings_of(text: str) -> list[int]:
    """The level of each heading."""
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return [len(marks) for marks in re.findall(r"^(#+) ", outside, re.M)]


@dataclass(frozen=True)
class Question:
    """A question with options, and the letter of the right one."""

    name: str
    options: dict[str, str]
    right: str


def questions_of(text: str) -> list[Question]:
    """All questions of a page."""
    found = []
    for part in re.split(r"<!-- question: ", text)[1:]:
        name = part.partition(" ")[0]
        before, _, after = part.partition("<details")
        options = dict(re.findall(r"^- ([a-d])\) (.+)$", before, re.M))
        (right,) = re.findall(r"^\*\*([a-d])\.\*\*", after, re.M)[:1]
        found.append(Question(name, options, right))
    return found


def paragraphs_of(text: str) -> list[str]:
    """What a reader reads, without marks, code, tables and what leads elsewhere alone."""
    text = re.sub(r"^```.*?^```$|<!--.*?-->|</?[a-z][^>]*>|^\|[^\n]*$", "", text, flags=re.M | re.S)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    parts = re.split(r"\n\s*\n|\n(?=- )", text)
    plain = (re.sub(r"[*`_#]+|^- (?:[a-d]\) )?", "", one.strip()) for one in parts)
    return [re.sub(r"\s+", " ", one).strip() for one in plain if re.search(r"\w", one)]


def lesson_of(title: str, language: str) -> list[str]:
    """Each part of a page below a heading of the second level."""
    return re.split(r"^## ", text_of(title, language), flags=re.M)[1:]


def numbered_lessons(title: str, language: str) -> list[str]:
    """The lessons, whose headings begin with a number."""
    return [part for part in lesson_of(title, language) if re.match(r"\d+\. ", part)]


def words_of(paragraph: str) -> list[str]:
    """Its words; what an apostrophe joins is one."""
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", paragraph)


def until_answers(part: str) -> str:
    """A lesson without what is closed at first."""
    return re.sub(r"<details.*?</details>", "", part, flags=re.S)
