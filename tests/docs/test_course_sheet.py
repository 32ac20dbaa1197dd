"""What *From sheet to release* says of its sheet, its mapping and its prices is so."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from gettext import GNUTranslations
from pathlib import Path

import polars as pl
import pytest
from blocks import Block, Cell, blocks
from course_pages import lesson_of, numbered_lessons, page_of, text_of
from course_release import HARBOUR, MERIDIA, write_harbour

from lanterne import messages, verbs
from lanterne.evaluation.lights import Level, risk_light
from lanterne.evaluation.promised import DIFFERENTIAL_PRIVACY, Promised
from lanterne.messages import LANGUAGES
from lanterne.privacy import certainty, strength_in_words
from program import run_here

TITLE = "from-sheet-to-release"

CODE = blocks(page_of(TITLE, "en"))

PEOPLE = 1000
"""About how many, as the page gives it to ``--people``."""


def sheet() -> pl.DataFrame:
    return pl.read_csv(HARBOUR / "sheet.csv", infer_schema=False).fill_null("")


def mended() -> list[Cell]:
    """What the page asks to be written into the sheet, and then into the pairs."""
    return [cell for block in CODE for cell in block.by_hand]


def lesson(number: int, language: str) -> str:
    return numbered_lessons(TITLE, language)[number - 1]


def prose(text: str) -> str:
    """Without code, whose numbers are the program's own."""
    return re.sub(r"^```.*?^```$|<!--.*?-->", "", text, flags=re.M | re.S)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of somebody who has done the first three lessons."""
    folder = tmp_path_factory.mktemp("harbour")
    write_harbour(folder)
    draft = "harmonise draft sheet.csv --codebook codebook.toml --out draft.toml"
    assert run_here(folder, *draft.split()).returncode == 0
    for cell in mended():
        if cell.file == "pairs.csv" and not (folder / "pairs.csv").exists():
            mapped = ("--mapping", "mapping.toml", "--codebook", "codebook.toml")
            same = ("--same", "Name, Arrived on", "--out", "pairs.csv")
            run_here(folder, "harmonise", "duplicates", "sheet.csv", *mapped, *same)
        cell.write(folder)
    return folder


def test_who_is_left_out_has_not_agreed():
    """As the answer of lesson 2 counts them; a blank gives no consent."""
    said = Counter(sheet()["Statistics"].to_list())
    assert said == {"agreed": 987, "refused": 14, "": 9}
    for language in LANGUAGES:
        told = [int(one) for one in re.findall(r"\d+", prose(lesson(2, language)))]
        assert {23, 14, 9} <= {*told}


def test_each_cell_that_is_mended_is_a_mistake_and_the_page_names_it():
    found, table = [one for one in mended() if one.file == "sheet.csv"], sheet()
    wrong = [table[one.column][one.row - 2] for one in found]
    assert wrong == ["M", "Norlend", "20/08/2052"]
    assert table["File no"][12 - 1] == table["File no"][14 - 2]
    for language in LANGUAGES:
        text = prose(lesson(3, language))
        assert all(re.search(rf"\b{one.row}\b", text) for one in found)
        assert found[-1].answer in text


def test_of_two_pairs_one_is_one_person(course):
    """The first are a man and a woman on two days, as somebody who looks into the sheet sees."""
    pairs, table = pl.read_csv(course / "pairs.csv", infer_schema=False), sheet()
    assert pairs["decision"].to_list() == ["different", "same"]
    rows = [[int(row) - 2 for row in pair] for pair in pairs.select("row_1", "row_2").rows()]
    (one, other), (again, once_more) = [[table.row(at, named=True) for at in pair] for pair in rows]
    dates = (one["Arrived on"], other["Arrived on"])
    assert dates == ("08/03/2025", "03/08/2025")
    assert {sex["Sex"][0].lower() in "fw" for sex in (one, other)} == {True, False}
    assert again["Arrived on"] == once_more["Arrived on"]
    assert again["Nationality"].lower() == once_more["Nationality"].lower()
    assert {sex["Sex"][0].lower() for sex in (again, once_more)} <= {*"fw"}


def test_so_many_rows_are_of_so_many_people(course):
    mapped = {"mapping": course / "mapping.toml", "subject_id": "File no"}
    book = course / "codebook.toml"
    before = verbs.check(course / "sheet.csv", book, **mapped)
    after = verbs.check(course / "sheet.csv", book, duplicates=course / "pairs.csv", **mapped)
    assert (before.ok, before.rows, before.people) == (True, 987, 978)
    assert (after.ok, after.rows, after.people) == (True, 987, 977)
    shown = "".join(block.text for block in CODE)
    assert "sheet.csv is in order: 987 rows, 978 people." in shown
    assert "cases.csv is in order: 987 rows, 977 people." in shown
    for language in LANGUAGES:
        assert {"987", "977"} <= {*re.findall(r"\d+", prose(lesson(3, language)))}


def test_a_draft_lacks_what_people_decide(course):
    """Who consents, a name of a country that is no public word, answers that nobody gave yet."""
    draft = tomllib.loads((course / "draft.toml").read_text("utf-8"))
    final = tomllib.loads((course / "mapping.toml").read_text("utf-8"))
    assert "legal" not in draft
    assert final["legal"] == {"consent": "Statistics", "given": ["agreed"]}
    assert {one["status"] for one in draft["columns"]} == {"proposed", "flagged"}
    values = [
        {one["target"]: {*one.get("values", {})} for one in mapping["columns"]}
        for mapping in (draft, final)
    ]
    missing = {target: values[1][target] - values[0][target] for target in values[1]}
    assert missing["citizenship"] == {"Norlandia", "Vesta"}
    assert "No" in missing["papersTaken"]
    assert "Vesta" not in {*sheet()["Nationality"].str.to_titlecase()}
    assert not {*sheet()["Papers taken"].str.to_lowercase()} & {"no", "n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_prices_is_what_the_program_computes(language):
    """Rounded up: nobody is told of more protection, or of more exact counts, than there are."""
    rows = re.findall(r"^\| (\d) \|(.+)\|(.+)\|(.+)\|$", lesson(4, language), re.M)
    assert [int(epsilon) for epsilon, *_ in rows] == [1, 2, 4]
    for epsilon, sure, called, off in rows:
        assert called.strip() == strength_in_words(int(epsilon), language)
        found = verbs.accuracy(MERIDIA / "codebook.toml", epsilon=int(epsilon), people=PEOPLE)
        assert found.delta == 1e-6
        assert re.findall(r"\d+", off) == [str(math.ceil(found.widths[1].usual))]
        assert [int(one) for one in re.findall(r"\d+", sure)] == [
            math.ceil(100 * certainty(int(epsilon))),
            100,
        ]
    assert all("--people 1000" in block.text for block in CODE if " protect " in block.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_protect_expects_is_on_average_what_the_table_says_of_19_in_20(language):
    """Both of an ε of 2; and on average is less, by the law of the noise."""
    codebook = MERIDIA / "codebook.toml"
    width = verbs.accuracy(codebook, epsilon=2, people=PEOPLE).widths[1].usual
    expected = verbs.expected_worth(codebook, epsilon=2, sizes=[PEOPLE])
    ((worth,),) = (each.values() for each in expected)
    assert worth.count == pytest.approx(width / 1.96 * math.sqrt(2 / math.pi), rel=0.01)
    (told,) = (one for one in lesson(4, language).split("\n\n") if "two-accuracies" in one)
    said = [float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", prose(told))]
    assert said[-3:] == [2, math.ceil(width), round(worth.count, 1)]


def test_a_limit_has_a_delta_ten_times_that_of_a_release(tmp_path):
    done = run_here(tmp_path, "ledger", "ledger.jsonl", "--cap-epsilon", "4")
    assert "Remains    ε 4, δ 1e-05" in done.stdout
    found = verbs.accuracy(MERIDIA / "codebook.toml", epsilon=2, people=PEOPLE)
    assert found.delta == 1e-6


@pytest.mark.parametrize(
    ("total", "level"),
    [(1, Level.GOOD), (1.01, Level.FAIR), (2, Level.FAIR), (4, Level.FAIR), (6.01, Level.POOR)],
)
def test_the_light_of_risk_follows_from_the_promise(total, level):
    """Of people, with no attack tried: nothing in it comes from the rows that were drawn."""
    promised = Promised(DIFFERENTIAL_PRIVACY, "person", min(total, 2), 1e-6, total)
    assert risk_light(promised, 977).level is level


def files_of(language: str) -> list[tuple[list[str], str]]:
    """Rows of the table of files: which, and what may be done with them."""
    (part,) = (one for one in lesson_of(TITLE, language) if "claim: which-file" in one)
    rows = re.findall(r"^\| (`.+?) \| (.+?) \|", part, re.M)
    return [(re.findall(r"`([^`]+)`", names), kind) for names, kind in rows]


WRITTEN_BESIDE = {
    "first-look.left-over.csv",
    "duplicates.key",
    "release.fitted.npz",
    "release.gate.json",
    "lanterne-ledger.jsonl",
}
"""Files that no command of the page names, and that the commands write."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_stands_once_in_the_table_of_files(language):
    shown = "".join(block.text for block in CODE if block.language == "console")
    named = {*re.findall(r"--(?:out|catalogue|archive|key) (\S+)", shown)} - {"too-much"}
    handed_in = {path.name for path in HARBOUR.iterdir()} | {"codebook.toml"}
    listed = [name for names, _ in files_of(language) for name in names]
    assert sorted(listed) == sorted(named | handed_in | WRITTEN_BESIDE)
    assert kinds_of(language) == kinds_of("en")


def kinds_of(language: str) -> list[tuple[list[str], int]]:
    """The same rows, with a number for what may be done: which of the kinds it is."""
    found = files_of(language)
    kinds = [*dict.fromkeys(kind for _, kind in found)]
    assert len(kinds) == 3, "published, kept, secret"
    return [(names, kinds.index(kind)) for names, kind in found]


HUB = {"en": "In the hub.", "fr": "Dans le hub.", "es": "En el hub.", "ar": "في المنصة."}


def shown_in_the_hub(language: str) -> list[str]:
    """Words of the hub's pages that the lessons name, in their order."""
    lines = re.findall(rf"^\*\*{HUB[language]}\*\*(.*)", text_of(TITLE, language), re.M)
    assert len(lines) == 6, "one for each lesson"
    return [word for line in lines for word in re.findall(r"\*([^*]+)\*", line)]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_pages_of_the_hub_are_called_as_the_program_calls_them(language):
    folder = Path(messages.__file__).parent / "locale" / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        catalogue = GNUTranslations(file)
    in_english = shown_in_the_hub("en")
    assert "Make the cases" in in_english
    assert [catalogue.gettext(word) for word in in_english] == shown_in_the_hub(language)


def test_a_cell_is_changed_alone_and_one_that_is_not_there_is_no_cell(tmp_path):
    write_harbour(tmp_path)
    Cell("sheet.csv", 14, "Sex", "woman").write(tmp_path)
    changed = pl.read_csv(tmp_path / "sheet.csv", infer_schema=False).fill_null("")
    differ = (changed != sheet()).sum()
    assert differ.sum_horizontal().to_list() == [1]
    assert changed["Sex"][12] == "woman"
    for nowhere in (Cell("sheet.csv", 5000, "Sex", ""), Cell("sheet.csv", 14, "Gender", "")):
        with pytest.raises((IndexError, ValueError)):
            nowhere.write(tmp_path)


def test_what_is_done_by_hand_is_read_from_the_page():
    note = "by hand: a.csv 3 File no = x y; b.csv 2 decision = same"
    found = Block("console", "", note).by_hand
    assert found == [Cell("a.csv", 3, "File no", "x y"), Cell("b.csv", 2, "decision", "same")]
    assert Block("console", "", "exits: 1").by_hand == []
    assert len(mended()) == 5
