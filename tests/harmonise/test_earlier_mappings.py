"""What a draft takes from earlier mappings of an organisation, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne import verbs
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Missing
from lanterne.errors import InputError, UsageError
from lanterne.harmonise import Mapping, learn, mapping_to_toml
from lanterne.harmonise.draft_mapping import Draft, draft_mapping
from lanterne.harmonise.mapping import LegalBasis, MappedColumn, Rule, Source, Status
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.harmonise.suggest_columns import Use

CASES = load_codebook("lanterne-cases")


def approved(target: str, header: str, **more: object) -> MappedColumn:
    given = {"rule": Rule.RECODE, "sources": (header,), "status": Status.APPROVED, "by": "Ada"}
    return MappedColumn(**{"target": target, **given, **more})


@cache
def last_year() -> Mapping:
    return draft_mapping("last year", Source(), [SourceColumn("nothing")], CASES).mapping


def earlier(*columns: MappedColumn, leave_out: tuple[str, ...] = ()) -> Mapping:
    """A mapping of an earlier file."""
    return replace(last_year(), columns=columns, source=Source(leave_out=leave_out))


def drafted(*columns: SourceColumn, like: tuple[Mapping, ...]) -> Draft:
    return draft_mapping("ngo", Source(), columns, CASES, learn(like, CASES))


GENRE = approved("gender", "Q7", values={"Dame": "Woman", "Monsieur": "Man"})


def test_a_header_that_was_approved_is_proposed_first_and_sure():
    told = SourceColumn("q7 ", answers=("Dame", "Monsieur"))
    made = drafted(told, like=(earlier(GENRE),))
    (one,) = made.suggestions
    assert one.sure == "gender"
    assert one.targets[0].reasons[0].code == "suggest-column.learnt"
    column = made.mapping.column_of("gender")
    assert (column.rule, dict(column.values)) == (Rule.RECODE, dict(GENRE.values))
    assert not column.decided  # it is proposed, and a person decides again
    (without,) = drafted(told, like=()).suggestions
    assert without.sure == ""


def test_an_approved_header_with_other_answers_is_not_sure():
    told = SourceColumn("Q7", answers=tuple(f"x{i}" for i in range(8)))
    (one,) = drafted(told, like=(earlier(GENRE),)).suggestions
    assert one.sure == ""


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (approved("isSexualExploitation", "Q12"), SourceColumn("Q12", answers=("Yes", "No"))),
        (GENRE, SourceColumn("Q7")),
        (GENRE, SourceColumn("Q7", answers=("Dame " * 60, "Monsieur " * 60))),
        (GENRE, SourceColumn("Q7", ("Who came with you?",), answers=("Dame", "Monsieur"))),
    ],
    ids=["yes and no", "no answer", "free text", "another question"],
)
def test_what_may_be_another_question_is_proposed_and_not_sure(column, told):
    (one,) = drafted(told, like=(earlier(column),)).suggestions
    assert one.targets[0].name == column.target
    assert one.sure == ""


def test_who_is_who_and_who_consents_is_never_left_out_for_an_earlier_mapping():
    """That partner had one row for each person, and a signed basis; this one asks."""
    like = (earlier(GENRE, leave_out=("case_id", "Consent", "Notes")),)
    columns = [
        SourceColumn("case_id", answers=("1", "2")),
        SourceColumn("Consent", answers=("Yes", "No")),
        SourceColumn("Q7", answers=("Dame", "Monsieur")),
    ]
    made, without = (drafted(*columns, like=one).mapping for one in (like, ()))
    assert made.source.keep == without.source.keep == ("case_id",)
    assert made.legal == without.legal
    assert made.legal.consent == "Consent"


def test_answers_that_differ_in_their_spelling_alone_are_one():
    other = approved("gender", "Sexe", values={"dame": "Woman", "MONSIEUR": "Man"})
    learnt = learn((earlier(GENRE), earlier(other)), CASES)
    assert {key: one.becomes for key, one in learnt.answers["gender"].items()} == {
        "dame": "Woman",
        "monsieur": "Man",
    }


@pytest.mark.parametrize("said", ["who is who", "who consents"])
def test_what_another_mapping_keeps_or_asks_is_not_learnt(said):
    """One took the header for the id or for the consent, others for something else."""
    of_people = {
        "who is who": replace(earlier(), source=Source(keep=("q7",))),
        "who consents": replace(earlier(), legal=LegalBasis("q7", ("yes",))),
    }
    for other in (earlier(GENRE), earlier(leave_out=("Q7",))):
        assert learn((other,), CASES) != learn((), CASES)
        both = learn((other, of_people[said]), CASES)
        assert (both.columns, both.left_out) == ({}, frozenset())


def test_what_a_draft_leaves_out_was_approved_by_nobody():
    waiting = earlier(replace(GENRE, status=Status.PROPOSED), leave_out=("Observations",))
    assert learn((waiting,), CASES).left_out == frozenset()


def test_answers_of_cases_that_were_not_approved_stay_private():
    told = SourceColumn("Q7", answers=("DAME", "Awa Traore"))
    made = drafted(told, like=(earlier(GENRE),))
    assert dict(made.mapping.column_of("gender").values) == {"Dame": "Woman"}
    assert [one.suggested.answer for one in made.private] == ["Awa Traore"]
    assert "Awa" not in mapping_to_toml(made.mapping)


def test_silence_is_learnt_and_the_last_word_is_of_the_codebook():
    country = approved(
        "citizenship", "Pays", rule=Rule.COUNTRY, values={"RCI": "CIV", "Pays bas": "XXX"},
        missing={"sans papiers": Missing.UNKNOWN},
    )  # fmt: skip
    told = SourceColumn("Pays", answers=("RCI", "sans papiers", "Mali", "Pays bas"))
    made = drafted(told, like=(earlier(country),)).mapping.column_of("citizenship")
    assert made.rule is Rule.COUNTRY
    assert made.values["RCI"] == "CIV"
    assert "XXX" not in made.values.values()  # no answer of this codebook
    assert dict(made.missing) == {"sans papiers": Missing.UNKNOWN}


@pytest.mark.parametrize(
    "like",
    [
        (earlier(replace(GENRE, status=Status.PROPOSED)),),
        (earlier(GENRE), earlier(approved("dataSource", "Q7"))),
        (earlier(approved("gone", "Q7")),),
        (earlier(approved("gender", "Q7", rule=Rule.ANY_OF, sources=("Q7", "Q8"))),),
    ],
    ids=["nobody approved it", "two say differently", "no such column", "one of several"],
)
def test_nothing_is_learnt_of(like: tuple[Mapping, ...]):
    (one,) = drafted(SourceColumn("Q7", answers=("zzz", "yyy")), like=like).suggestions
    assert not [t for t in one.targets if t.reasons[0].code == "suggest-column.learnt"]


def test_answers_about_which_two_mappings_differ_are_not_learnt():
    other = approved("gender", "Sexe", values={"Dame": "Man", "Monsieur": "Man"})
    learnt = learn((earlier(GENRE), earlier(other)), CASES)
    assert set(learnt.answers["gender"]) == {"monsieur"}


def test_what_was_left_out_is_left_out_again():
    told = SourceColumn("Observations", answers=("Femme", "Homme"))
    made = drafted(told, like=(earlier(leave_out=("observations",)),))
    assert made.suggestions[0].use is Use.LEAVE_OUT
    assert made.mapping.source.leave_out == ("Observations",)
    other = (earlier(leave_out=("Q7",)), earlier(GENRE))  # one left it out, another mapped it
    (one,) = drafted(SourceColumn("Q7", answers=("Dame",)), like=other).suggestions
    assert one.use is Use.MAP
    assert one.sure == ""


HEADERS = st.sampled_from(["Q1", "q1", "Q2", "Q3"])
TARGETS = st.sampled_from([*CASES.table.names[:6], "gone"])


@given(st.lists(st.lists(st.tuples(TARGETS, HEADERS, st.booleans()), max_size=4), max_size=3))
@settings(max_examples=60)
def test_a_header_is_learnt_where_all_who_approved_it_agree(said):
    """Against the obvious: every approved column that reads the header, in any mapping."""
    like = [
        earlier(
            *(
                approved(target, header, status=Status.APPROVED if yes else Status.PROPOSED)
                for target, header, yes in mapping
            )
        )
        for mapping in said
    ]
    learnt = learn(like, CASES)
    for header in ("q1", "q2", "q3"):
        targets = {
            target
            for mapping in said
            for target, one, yes in mapping
            if yes and one.lower() == header and target != "gone"
        }
        assert learnt.columns.get(header) == (targets.pop() if len(targets) == 1 else None)


def test_it_goes_by_a_file_and_a_wrong_one_is_said(tmp_path: Path):
    file, like = tmp_path / "ngo.csv", tmp_path / "earlier.toml"
    file.write_text("Q7,Q8\nDame,x\nMonsieur,y\n", "utf-8")
    like.write_text(mapping_to_toml(earlier(GENRE)), "utf-8")
    made = verbs.draft_mapping(file, "lanterne-cases", like=[like])
    assert made.suggestions[0].sure == "gender"
    with pytest.raises(UsageError) as error:
        verbs.draft_mapping(file, "gvpsd-2022", like=[like])
    assert error.value.message.code == "harmonise.like-other-codebook"
    with pytest.raises(UsageError) as error:
        verbs.draft_mapping(file, "lanterne-network", like=[like])
    assert error.value.message.code == "harmonise.like-other-codebook"
    like.write_text("format = 1", "utf-8")
    with pytest.raises(InputError):
        verbs.draft_mapping(file, "lanterne-cases", like=[like])
