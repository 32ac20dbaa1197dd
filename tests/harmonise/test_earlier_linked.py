"""What a draft of linked tables takes from earlier mappings, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_linked_mapping import BOOK, HEAD

from lanterne import verbs
from lanterne.errors import InputError, UsageError
from lanterne.harmonise import load_mapping, mapping_to_toml
from lanterne.harmonise.draft_mapping import Draft
from workbooks import write_xlsx

OWN, THEIRS = "{ fem = 'Female', hom = 'Male' }", "{ fe = 'Female', ho = 'Male' }"
"""What the two sheets call a woman and a man: the same header, and other words."""


def column(target: str, header: str, values: str) -> str:
    rule = f'rule = "recode"\nsources = ["{header}"]\nvalues = {values}\n'
    return f'[[columns]]\ntarget = "{target}"\n{rule}'


def answers(victim: str, perpetrator: str, link: str) -> str:
    return (
        column("gender", victim, OWN)
        + column("IP_Gender", perpetrator, THEIRS)
        + column("IP_Relation", link, "{ zz = 'FriendAcquaintance' }")
    )


def table(name: str, sheet: str, headers: str, keys: str, leave_out: str = "[]") -> str:
    where = f'name = "{name}"\nsheet = "{sheet}"\nheaders = {headers}\n'
    return f"[[tables]]\n{where}keys = {keys}\nleave_out = {leave_out}\n"


LEGAL = '[legal]\nconsent = "A"\ngiven = ["ja"]\n'

SHEETS = (
    HEAD
    + table("victims", "V", '["Code", "Q1", "Q3", "A"]', '{ victim = "Code" }', '["Q1"]')
    + table("perpetrators", "P", '["Ref", "Q3", "Q8"]', '{ perpetrator = "Ref" }', '["Q8"]')
    + table("links", "L", '["Code", "Ref", "Q9"]', '{ victim = "Code", perpetrator = "Ref" }')
    + LEGAL
    + answers("Q3", "Q3", "Q9")
)

WIDE = (
    HEAD
    + """[source]
headers = ["Code", "Q1", "Q3", "A", "1_Q3", "1_Q8", "1_Q9", "2_Q3", "2_Q8", "2_Q9"]
keys = { victim = "Code" }
groups = { perpetrators = ["1", "2"] }
leave_out = ["Q1", "{perpetrators}_Q8"]
"""
    + LEGAL
    + answers("Q3", "{perpetrators}_Q3", "{perpetrators}_Q9")
)

PAIRS = (
    HEAD
    + """[source]
headers = ["Code", "Q1", "Q3", "P3", "Q9", "A"]
keys = { victim = "Code" }
leave_out = ["Q1"]
"""
    + LEGAL
    + answers("Q3", "P3", "Q9")
)

LINES = {
    "V": [["Code", "Q1", "q3 ", "A"], ["V1", "Awa", "fem", "ja"], ["V2", "Bo", "HOM", "ja"]],
    "P": [["Ref", "Q3", "Q1"], ["A1", "fe", "x"], ["A2", "ho", "y"]],
    "L": [["Code", "Ref", "Q9"], ["V1", "A1", "zz"], ["V2", "A2", "zz"]],
}


@pytest.fixture
def draft(tmp_path: Path):
    """Draft what lies at a path, with earlier mappings by their text."""

    def drafted(path: Path, *earlier: str) -> Draft:
        like = [tmp_path / f"earlier-{place}.toml" for place, _ in enumerate(earlier)]
        for file, text in zip(like, earlier, strict=True):
            file.write_text(text, "utf-8")
        made = verbs.draft_mapping(path, BOOK, "new", like=like)
        if learnt(made):  # whatever it is, it fits
            (tmp_path / "new.toml").write_text(mapping_to_toml(made.mapping), "utf-8")
            load_mapping(tmp_path / "new.toml", BOOK)
        assert not any(one.decided for one in made.mapping.columns)
        assert made.mapping.legal.given == ()  # who consents, a person says of each file
        return made

    return drafted


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "new.xlsx", LINES)


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    path = tmp_path / "wide.csv"
    head = "Code,Q1,Q3,A,1_Q3,1_Q8,1_Q9,2_Q3,2_Q8,2_Q9"
    path.write_text(f"{head}\nV1,Awa,fem,ja,fe,u,zz,ho,w,zz\nV2,Bo,hom,ja,ho,v,zz,,,\n", "utf-8")
    return path


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text("Code,Q1,Q3,P3,Q9,A\nV1,Awa,fem,fe,zz,ja\nV2,Bo,hom,ho,zz,ja\n", "utf-8")
    return path


def sources(made: Draft) -> dict[str, tuple[str, ...]]:
    names = ("gender", "IP_Gender", "IP_Relation")
    return {name: made.mapping.column_of(name).sources for name in names}


def sure(made: Draft) -> set[tuple[str, str]]:
    return {(one.source.strip(), one.sure) for one in made.suggestions if one.sure}


def learnt(made: Draft) -> set[tuple[str, str]]:
    """Columns of the file, and what they are proposed to be as somebody approved it before."""
    return {
        (one.source.strip(), target.name)
        for one in made.suggestions
        for target in one.targets
        if target.reasons[0].code == "suggest-column.learnt"
    }


def test_each_sheet_learns_of_its_own_table(draft, sheets):
    """The header is that of both sheets; the answers, and what is left out, are those of one."""
    made = draft(sheets, SHEETS)
    assert sources(made) == {"gender": ("q3",), "IP_Gender": ("Q3",), "IP_Relation": ("Q9",)}
    values = {name: dict(made.mapping.column_of(name).values) for name in sources(made)}
    assert values == {
        "gender": {"fem": "Female", "hom": "Male"},
        "IP_Gender": {"fe": "Female", "ho": "Male"},
        "IP_Relation": {"zz": "FriendAcquaintance"},
    }
    assert sure(made) == {("q3", "gender"), ("Q3", "IP_Gender")}  # one answer alone proves nothing
    left = {name: source.leave_out for name, source in made.mapping.tables.items()}
    assert left == {"victims": ("Q1",), "perpetrators": (), "links": ()}
    without = draft(sheets)
    assert sources(without) == dict.fromkeys(sources(without), ())
    assert learnt(without) == set()


def test_rows_of_several_people_learn_by_the_gap(draft, wide):
    made = draft(wide, WIDE)
    assert sources(made) == {
        "gender": ("Q3",),
        "IP_Gender": ("{perpetrators}_Q3",),
        "IP_Relation": ("{perpetrators}_Q9",),
    }
    assert sure(made) == {("Q3", "gender"), ("{perpetrators}_Q3", "IP_Gender")}
    assert made.mapping.source.leave_out == ("Q1", "{perpetrators}_Q8")
    assert made.mapping.source.keys == {"victim": "Code"}
    assert made.mapping.legal.consent == draft(wide).mapping.legal.consent


def test_what_was_approved_for_a_file_of_another_form_is_never_sure(draft, sheets, wide, pairs):
    for path, earlier, found in (
        (sheets, PAIRS, {("q3", "gender"), ("Q9", "IP_Relation")}),
        (wide, SHEETS, {("Q3", "gender")}),
        (pairs, WIDE, {("Q3", "gender")}),
        (pairs, SHEETS, {("Q9", "IP_Relation")}),  # Q3 was two questions: which it is, who knows
    ):
        made = draft(path, earlier)
        assert learnt(made) == found
        assert not {(source, target) for source, target in sure(made)} & found
    assert draft(pairs, SHEETS).mapping.source.leave_out == ("Q1",)
    assert learnt(draft(sheets, WIDE)) == {("q3", "gender")}
    assert ("Q3", "gender") in sure(draft(pairs, PAIRS))
    assert ("Q3", "gender") in sure(draft(pairs, PAIRS, WIDE))


def test_a_column_of_all_is_not_that_of_each(draft, wide):
    """There the row said of all perpetrators how they know her; here each of them has an answer."""
    earlier = WIDE.replace("{perpetrators}_Q9", "_Q9")
    earlier = earlier.replace('"1_Q9"', '"_Q9"').replace(', "2_Q9"', "")
    earlier = earlier.replace("{ zz = 'Fr", "{ yy = 'StrangerUnknownOther', zz = 'Fr")
    text = wide.read_text("utf-8").replace("w,zz", "w,yy")
    wide.write_text(text, "utf-8")
    made = draft(wide, earlier)
    assert ("{perpetrators}_Q9", "IP_Relation") in learnt(made)
    assert ("{perpetrators}_Q9", "IP_Relation") not in sure(made)
    same = WIDE.replace("{ zz = 'Fr", "{ yy = 'StrangerUnknownOther', zz = 'Fr")
    assert ("{perpetrators}_Q9", "IP_Relation") in sure(draft(wide, same))


@pytest.mark.parametrize(
    "other",
    [
        SHEETS.replace('target = "gender"', 'target = "majorityStatus"').replace(
            OWN, "{ fem = 'Adult', hom = 'Minor' }"
        ),
        SHEETS.replace(column("gender", "Q3", OWN), "").replace('["Q1"]', '["Q1", "Q3"]'),
        SHEETS.replace('consent = "A"', 'consent = "Q3"').replace(column("gender", "Q3", OWN), ""),
        SHEETS.replace('{ victim = "Code" }', '{ victim = "Q3" }').replace(
            column("gender", "Q3", OWN), ""
        ),
    ],
    ids=["another column", "left out", "who consents", "who is who"],
)
def test_two_that_say_differently_propose_nothing(other, draft, sheets):
    made = draft(sheets, SHEETS, other)
    assert ("q3", "gender") not in learnt(made)
    assert "q3" not in made.mapping.tables["victims"].leave_out
    assert ("Q3", "IP_Gender") in learnt(made)  # about which they agree


def test_who_is_who_and_who_consents_is_not_learnt(draft, sheets, wide):
    """Where the id of this partner was left out by another, it still says who is who."""
    earlier = SHEETS.replace('victim = "Code"', 'victim = "Nr"').replace('"Code", ', '"Nr", ')
    earlier = earlier.replace('["Nr", "Q1"', '["Nr", "Code", "Q1", "Accord"').replace(
        '["Q1"]', '["Q1", "Code", "Accord"]'
    )
    made = draft(sheets, earlier)
    assert made.mapping.tables["victims"].keys == {"victim": "Code"}
    assert made.mapping.tables["links"].keys == {"victim": "Code", "perpetrator": "Ref"}
    wide.write_text(wide.read_text("utf-8").replace(",A,", ",Accord,"), "utf-8")
    made, without = draft(wide, earlier), draft(wide)
    assert made.mapping.source.keys == without.mapping.source.keys == {"victim": "Code"}
    assert made.mapping.legal == without.mapping.legal
    assert made.mapping.legal.consent == "Accord"


def test_what_nobody_approved_teaches_nothing(draft, sheets):
    made = draft(sheets, SHEETS.replace('"approved"', '"proposed"', 1))
    assert learnt(made) == set()
    assert "Q1" not in made.mapping.tables["victims"].leave_out


def test_answers_of_cases_that_were_not_approved_stay_private(draft, tmp_path):
    lines = LINES | {"P": [["Ref", "Q3"], ["A1", "fe"], ["A2", "FE"], ["A3", "Awa Traore"]]}
    made = draft(write_xlsx(tmp_path / "new.xlsx", lines), SHEETS)
    assert dict(made.mapping.column_of("IP_Gender").values) == {"fe": "Female"}
    assert [one.suggested.answer for one in made.private] == ["Awa Traore"]
    assert "Awa" not in mapping_to_toml(made.mapping)


def test_a_table_and_a_column_that_the_codebook_no_longer_has_are_passed_by(draft, sheets):
    more = table("owners", "O", '["Q7"]', '{ owner = "Q7" }', '["Q3"]')
    made = draft(sheets, SHEETS.replace(LEGAL, more + LEGAL) + column("gone", "Q7", OWN))
    assert ("q3", "gender") in sure(made)


def test_a_wrong_earlier_mapping_is_said(draft, sheets, tmp_path):
    with pytest.raises(UsageError) as error:
        draft(sheets, SHEETS.replace('"lanterne-network"', '"lanterne-cases"'))
    assert error.value.message.code == "harmonise.like-other-codebook"
    with pytest.raises(InputError):
        draft(sheets, SHEETS, "format = 1")
    with pytest.raises(InputError):
        verbs.draft_mapping(sheets, BOOK, like=[tmp_path / "gone.toml"])
