"""A draft reads value lists from cases, says so, and leaves doubtful columns out."""

from __future__ import annotations

import polars as pl
import pytest

from lanterne.codebook import (
    DRAFT_WARNING,
    Column,
    ColumnType,
    Missing,
    codebook_from_dict,
    codebook_to_dict,
    draft_from_frame,
    encode_table,
    parse_codebook,
)
from lanterne.codebook.draft_columns import MAX_RARE
from lanterne.errors import InputError
from lanterne.messages import Message, say
from said_everywhere import assert_said_everywhere

ROWS = 400


def one(texts: list[str], name: str = "thing") -> Column:
    """The drafted column of these answers, repeated."""
    frame = pl.DataFrame({name: (texts * ROWS)[:ROWS]})
    return draft_from_frame(frame, "d").codebook.table.columns[0]


def why_not(texts: list[str], name: str = "thing") -> str:
    """Why the column is left out."""
    frame = pl.DataFrame({name: texts, "sex": (["f", "m"] * len(texts))[: len(texts)]})
    draft = draft_from_frame(frame, "d")
    assert name not in draft.codebook.table.names
    for text in texts:
        assert len(text) < 3 or text not in draft.to_toml(), "a value of a column left out is shown"
    assert_said_everywhere([draft.excluded[name]])
    return say(draft.excluded[name])


def in_letters(number: int) -> str:
    """A word that is like no other, and like no number of a case."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}")


def test_a_draft_says_that_it_is_one_and_keeps_saying_so() -> None:
    draft = draft_from_frame(pl.DataFrame({"sex": ["f", "m"] * 10}), "d")
    text = draft.to_toml()
    assert [line for line in text.splitlines() if not line.startswith("#")][:2] == [
        "",
        "draft = true",
    ]
    assert parse_codebook(text.encode(), "d.toml") == draft.codebook
    assert codebook_from_dict(codebook_to_dict(draft.codebook)).draft
    reviewed = text.replace("\ndraft = true\n", "\n")
    assert not parse_codebook(reviewed.encode(), "d.toml").draft
    with pytest.raises(InputError, match="true or false"):
        parse_codebook(text.replace("\ndraft = true\n", "\ndraft = 1\n").encode(), "d.toml")


@pytest.mark.parametrize(
    ("texts", "kind", "codes"),
    [
        (["1", ""], ColumnType.FLAG, ("1",)),
        (["1", "0"], ColumnType.FLAG, ("1", "0")),
        (["b", "a", "c"], ColumnType.CATEGORY, ("a", "b", "c")),
        (["b;a", "a", "c"], ColumnType.SET, ("a", "b", "c")),
        (["2019", "2021"], ColumnType.YEAR, ("2019", "2020", "2021")),
        (["9--17", "48+", "18--20"], ColumnType.ORDINAL, ("9--17", "18--20", "48+")),
        (["18 to 20", "<18", "21+"], ColumnType.ORDINAL, ("<18", "18 to 20", "21+")),
        (["10", "9", "100"], ColumnType.ORDINAL, ("9", "10", "100")),
        (["only", ""], ColumnType.FLAG, ("only",)),
    ],
)
def test_types_are_guessed(texts: list[str], kind: ColumnType, codes: tuple[str, ...]) -> None:
    column = one(texts)
    assert (column.type, column.codes) == (kind, codes)
    assert column.required == ("" not in texts)


def test_countries_are_the_whole_list_and_never_only_those_that_occur() -> None:
    assert len(one(["FRA", "NAM"]).values) == 249
    column = one(["NA", "NO", "FR"])
    assert column.type is ColumnType.COUNTRY
    assert column.missing == {Missing.NOT_RECORDED: ("",)}


def test_words_for_missing_answers_are_recognised() -> None:
    column = one(["a", "b", "Unknown", "N/A", "NULL"])
    assert column.codes == ("a", "b")
    assert column.missing == {
        Missing.NOT_RECORDED: ("", "NULL"),
        Missing.NOT_APPLICABLE: ("N/A",),
        Missing.UNKNOWN: ("Unknown",),
    }
    assert not column.required
    large = one(["a;b", "c;d", "e", "Unknown"])
    assert "Unknown" in large.codes
    assert list(large.missing) == [Missing.NOT_RECORDED]


def test_columns_that_may_identify_people_are_left_out() -> None:
    many = [f"person {n}" for n in range(ROWS)]
    assert "different" in why_not(many)
    assert "1,000" in why_not([in_letters(n % 1001) for n in range(4000)])
    assert "identify" in why_not(["aaa", "bbb"] * 50, "CaseID")
    assert "identify" in why_not(["aaa", "bbb"] * 50, "first name")
    assert "dates" in why_not(["2021-03-04", "2020-01-02"] * 50)
    assert "free text" in why_not(["long " * 30, "other text"] * 50)
    assert "different" in why_not(["Ann", "Bob", "Eve"])
    assert "different" in why_not([f"n{n};m{n}" for n in range(100)])
    assert "blank" in why_not(["", ""])
    assert "same" in why_not(["zq7", "zq7"])


def test_the_file_says_loudly_that_the_lists_become_public() -> None:
    frame = pl.DataFrame(
        {"sex": ["f", "m"] * 9, "id": [str(n) for n in range(18)], "\nx": ["a"] * 18}
    )
    text = draft_from_frame(frame, "my cases.csv").to_toml()
    comment = " ".join(line.removeprefix("# ") for line in text.split("\n\n", 1)[0].splitlines())
    assert comment.startswith(say(DRAFT_WARNING))
    assert "WILL BECOME PUBLIC" in comment
    assert '"id"' in comment
    assert r'"\nx"' in comment


def test_a_draft_loads_back_and_encodes() -> None:
    frame = pl.DataFrame(
        {
            "year": (["2001", "2003"] * ROWS)[:ROWS],
            "citizenship": (["FRA", "", "TCD"] * ROWS)[:ROWS],
            "means of control": (["a;b", "c", "", "d;e;f"] * ROWS)[:ROWS],
            "late": ([None, "x", "y"] * ROWS)[:ROWS],
        }
    )
    draft = draft_from_frame(frame, "étude n° 3")
    codebook = parse_codebook(draft.to_toml().encode(), "draft.toml")
    assert codebook == draft.codebook
    assert codebook.name == "etude-n-3"
    assert codebook.table.column("means of control").label == {"en": "Means of control"}
    assert encode_table(codebook.table).header == tuple(frame.columns)


def test_a_file_with_nothing_to_draft_is_an_input_error() -> None:
    with pytest.raises(InputError, match="by hand"):
        draft_from_frame(pl.DataFrame({"id": ["1", "2"]}), "d")


def people(texts: list[str], rare: dict[str, int]) -> pl.DataFrame:
    """Many people with each of the texts, and a few with each of the rare ones."""
    answers = texts * 20 + [text for text, times in rare.items() for _ in range(times)]
    sex = (["f", "m"] * len(answers))[: len(answers)]
    return pl.DataFrame({"thing": answers, "sex": sex})


def test_an_answer_that_fewer_than_ten_people_give_is_never_listed_unseen() -> None:
    draft = draft_from_frame(people(["cook", "nurse"], {"diver": 9, "smith": 10}), "d")
    column = draft.codebook.table.column("thing")
    assert column.codes == ("cook", "nurse", "smith")
    assert column.undecided == ("diver",)
    assert draft.to_decide == ("thing",)


def test_so_is_one_that_tells_how_to_find_somebody_whoever_gives_it() -> None:
    told = {"call 0612345678": 1, "a@example.org": 30}
    draft = draft_from_frame(people(["cook", "nurse", "smith", "none", "other"], told), "d")
    column = draft.codebook.table.column("thing")
    assert column.undecided == ("a@example.org", "call 0612345678")


def test_rows_of_one_person_count_once() -> None:
    """Twelve rows of a single person do not make their answer one that many give."""
    rows = [(f"C-{n:04}", "cook") for n in range(100)] + [("C-0100", "diver")] * 12
    for header in ("case id", "thing 2"):  # by its name, and by its look
        frame = pl.DataFrame(rows, schema=[header, "thing"], orient="row")
        draft = draft_from_frame(frame.with_columns(sex=pl.Series(["f", "m"] * 56)), "d")
        assert header in draft.identifying
        assert draft.codebook.table.column("thing").undecided == ("diver",)


def test_members_of_a_set_and_years_at_the_ends_are_counted_too() -> None:
    draft = draft_from_frame(people(["a;b", "b;c", "a"], {"a;z": 3}), "d")
    column = draft.codebook.table.column("thing")
    assert (column.codes, column.undecided) == (("a", "b", "c"), ("z",))
    years = draft_from_frame(people(["2001", "2004"], {"1931": 1, "2002": 2}), "d")
    column = years.codebook.table.column("thing")
    assert column.codes == ("2001", "2002", "2003", "2004")
    assert column.undecided == ("1931",)


def test_lists_that_do_not_come_from_the_cases_are_whole() -> None:
    for texts in (["FRA", "NAM"], ["1", "0"]):
        draft = draft_from_frame(people(texts[:1], {texts[1]: 1}), "d")
        assert draft.codebook.table.column("thing").undecided == ()


def test_a_codebook_is_refused_until_each_such_answer_is_decided() -> None:
    draft = draft_from_frame(people(["cook", "nurse"], {"diver": 2}), "d")
    text = draft.to_toml()
    assert 'undecided = ["diver"]' in text
    with pytest.raises(InputError) as caught:
        parse_codebook(text.encode(), "d.toml")
    assert [problem.rule for problem in caught.value.problems] == ["undecided-values"]
    assert "diver" not in str(caught.value)
    assert parse_codebook(text.encode(), "d.toml", decided=False) == draft.codebook
    kept = text.replace('values = ["cook", "nurse"]', 'values = ["cook", "nurse", "diver"]')
    for decided in (text, kept):
        book = parse_codebook(decided.replace('undecided = ["diver"]', "").encode(), "d.toml")
        assert book.table.column("thing").undecided == ()


def test_how_often_an_answer_is_given_is_not_written_down() -> None:
    text = draft_from_frame(people(["cook", "nurse"], {"diver": 7}), "d").to_toml()
    column = text.split('name = "thing"')[1].split("[[")[0]
    assert not any(digit.isdigit() for digit in column)


def test_more_rare_answers_than_a_person_reads_leave_the_column_out() -> None:
    rare = {in_letters(n): 2 for n in range(101)}
    draft = draft_from_frame(people(["cook", "nurse"] * 6, rare), "d")
    why = draft.excluded["thing"]
    assert (why.code, why.parameters) == ("left-out.many-rare", {"count": MAX_RARE})
    assert say(why) == "it has more than 100 answers that few people give"
    assert "thing" in draft.identifying


@pytest.mark.parametrize("header", ["Prénom", "apellidos", "الاسم", "given name", "nome"])
def test_given_names_are_left_out_whatever_the_language(header: str) -> None:
    frame = people(["Awa", "Jean", "Rosa"], {"Zoé": 1}).rename({"thing": header})
    draft = draft_from_frame(frame, "d")
    assert draft.identifying == {header}
    assert draft.excluded[header].code == "by-name.names"
    assert "Zoé" not in draft.to_toml()


NAMES = ["Zora Mbeki", "Kunle Adebayo", "Petrit Hoxha", "Sokha Prak"]


@pytest.mark.parametrize("header", ["Identité de la victime", "Known as", "Victime", "Madam"])
def test_names_are_left_out_however_often_each_is_given(header: str) -> None:
    draft = draft_from_frame(people(NAMES, {}).rename({"thing": header}), "d")
    assert draft.identifying == {header}
    assert not any(name in draft.to_toml() for name in NAMES)


def test_so_are_phone_numbers_of_eight_digits() -> None:
    phones = [str(77_120_003 + 7919 * n) for n in range(15)]
    draft = draft_from_frame(people(phones, {}), "d")
    assert draft.identifying == {"thing"}
    few = draft_from_frame(people([*"abcdefgh", phones[0]], {}), "d")
    assert few.codebook.table.column("thing").undecided == (phones[0],)


def test_what_may_be_names_stays_for_a_person_to_read_by_itself() -> None:
    draft = draft_from_frame(people(NAMES, {}), "d")
    assert draft.doubtful == {"thing": Message("by-look.names")}
    assert draft.codebook.table.column("thing").codes == tuple(sorted(NAMES))
    comment = [line for line in draft.to_toml().splitlines() if line.startswith("#")]
    assert '# - "thing": its answers look like names of people' in comment
    assert draft_from_frame(people(["cook", "nurse", "Fishing"], {}), "d").doubtful == {}


def test_a_column_whose_name_is_absurdly_long_is_left_out() -> None:
    draft = draft_from_frame(people(["cook", "nurse"], {}).rename({"thing": "x" * 501}), "d")
    assert draft.codebook.table.names == ("sex",)
