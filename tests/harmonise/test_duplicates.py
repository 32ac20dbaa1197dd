"""Pairs that may be one person: found by exact rules, decided by a person, kept without ids."""

from __future__ import annotations

import csv
import itertools
import stat

import numpy as np
import pytest
from mappings import COLUMNS, book, mapping_of, write
from test_harmonised_files import run

import lanterne
from lanterne.errors import InputError, UsageError
from lanterne.files.problem_log import Findings
from lanterne.harmonise import (
    DecidedPairs,
    PairKey,
    find_alike_people,
    new_key,
    open_harmonised,
    read_decisions,
    read_key,
)
from lanterne.harmonise.alike import MOST_ALIKE, compared
from lanterne.synthesis.saved import load_fitted

KEY = PairKey(bytes(range(32)))
PEOPLE = (
    "1;Traoré, Awa;Femme;25;;Mali;;;;;Oui",
    "2;AWA TRAORE;Femme;25;;Mali;;;;;Oui",
    "3;Bo;Homme;30;;Mali;;;;;Oui",
    "4;Awa  traore;Femme;26;;Mali;;;;;Oui",
    "1 ;Awa Traore;Femme;25;;;;;;;Oui",
)


def find(folder, *same, out="pairs.csv", **more):
    asked = {"mapping": folder / "mapping.toml", "codebook": folder / "few.toml"}
    asked |= {"same": same, "out": folder / out} | more
    return lanterne.find_duplicates(folder / "partner.csv", **asked)


def decide(folder, *words, sheet="pairs.csv"):
    """Write decisions into a sheet, as a spreadsheet saves it: with semicolons."""
    path = folder / sheet
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    for row, word in zip(rows[1:], words, strict=False):
        row[0] = word
    with path.open("w", encoding="cp1252", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)


def sheet_of(folder, name="pairs.csv"):
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def ids_of(path):
    return [line.split(",")[0] for line in path.read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Traoré, Awa", "AWA  traore"),
        ("+33 6 12 34 56 78", "0033612345678"),
        ("06.12.34.56.78", "+33 612345678"),
        ("٢٥", "25"),
        ("8/03/2025", "3/08/2025"),
        ("8/3/2025", "2025-03-08"),
        ("أحمد", "احمد"),
    ],
)
def test_spellings_of_one_answer_are_compared_alike(one, other):
    assert compared(one) == compared(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2021-11-03", "2020-11-03"),
        ("2021-11-03 00:00:00", "2020-11-03 00:00:00"),
        ("Awa", "Awas"),
        ("0", ""),
    ],
)
def test_other_answers_are_others(one, other):
    assert compared(one) != compared(other)


def test_a_cell_of_signs_alone_says_nothing():
    assert compared(" -- ") == compared("") == ""


def test_pairs_are_shown_side_by_side_and_nothing_is_joined(files):
    write(files, *PEOPLE)
    found = find(files, "nom")
    assert [pair.rows for pair in found.pairs] == [(2, 3), (2, 5), (3, 5)]
    first = sheet_of(files)[0]
    assert (first["decision"], first["same"]) == ("", "Nom")
    assert (first["No (1)"], first["No (2)"]) == ("1", "2")
    assert (first["Nom (1)"], first["Nom (2)"]) == ("Traoré, Awa", "AWA TRAORE")
    assert "Sexe (1)" not in first
    for private in ("pairs.csv", "duplicates.key"):
        assert stat.S_IMODE((files / private).stat().st_mode) == 0o600


def test_one_rule_that_fits_is_enough_and_all_its_columns_must(files):
    write(files, *PEOPLE)
    assert [pair.rows for pair in find(files, "Nom, Âge").pairs] == [(2, 3)]
    found = find(files, "Nom,Âge", "Pays,Sexe", out="two.csv")
    assert [(pair.rows, pair.same) for pair in found.pairs] == [
        ((2, 3), ("Nom", "Âge")),
        ((2, 5), ("Pays", "Sexe")),
        ((3, 5), ("Pays", "Sexe")),
    ]


def test_pairs_are_those_of_brute_force(tmp_path):
    """Random files: every two ids with rows that are alike by a rule, and no other."""
    rng = np.random.default_rng(5)
    mapping = mapping_of(COLUMNS)
    for _ in range(30):
        rows = [
            (str(rng.integers(1, 7)), *rng.choice(["", "a", "A", "b", "á"], 3))
            for _ in range(int(rng.integers(0, 9)))
        ]
        lines = (f"{no};{nom};{sexe};{age};;;;;;;Oui" for no, nom, sexe, age in rows)
        file = open_harmonised(write(tmp_path, *lines), mapping, book(), Findings("x")).file
        places = {"No": 0, "Nom": 1, "Sexe": 2, "Âge": 3}
        rules = [("Nom", "Sexe"), ("Âge",)]
        found = find_alike_people(file, places, rules, DecidedPairs(KEY, (), ()), Findings("x"))
        expected = {
            frozenset((one[0], other[0]))
            for one, other in itertools.combinations(rows, 2)
            for at in ((1, 2), (3,))
            if one[0] != other[0] and all(compared(one[i]) == compared(other[i]) != "" for i in at)
        }
        assert {frozenset(cells[0] for cells in pair.cells) for pair in found.pairs} == expected
        assert len(found.pairs) == len(expected)


def test_answers_that_many_share_are_counted_and_not_listed(files):
    write(files, *(f"{one};{one};Femme;25;;Mali;;;;;Oui" for one in range(MOST_ALIKE + 1)))
    found = find(files, "Sexe, Pays")
    assert not found.pairs
    assert found.crowds == {("Sexe", "Pays"): 1}


def test_what_was_decided_is_used(files):
    write(files, *PEOPLE)
    find(files, "Nom")
    decide(files, "same", "Different", "")
    made = run(files, duplicates=files / "pairs.csv")
    assert ids_of(made.cases) == ["1", "1", "3", "4", "1"]
    assert (made.joined, made.undecided) == (1, 1)


def test_without_a_sheet_nobody_is_joined(files):
    write(files, *PEOPLE)
    made = run(files)
    assert ids_of(made.cases) == ["1", "2", "3", "4", "1"]
    assert (made.joined, made.undecided) == (0, 0)


def test_who_is_joined_is_one_person_of_the_cases(files):
    write(files, *PEOPLE[:3])
    find(files, "Nom")
    decide(files, "same")
    run(files, duplicates=files / "pairs.csv")
    report = lanterne.check(files / "cases.csv", codebook=files / "few.toml", subject_id="No")
    assert not report.problems
    assert report.people == 2


def read_by_mapping(folder, **more):
    asked = {"codebook": folder / "few.toml", "mapping": folder / "mapping.toml"}
    return folder / "partner.csv", asked | {"subject_id": "No"} | more


def test_every_verb_sees_the_people_of_the_cases_without_cases_in_between(files):
    """A partner's file by its mapping and decisions is read as the cases that it would become."""
    twice = [f"{one}{sign};P {one};Femme;25;;Mali;;;;;Oui" for one in range(40) for sign in "ab"]
    write(files, *twice, "x;Q;Homme;30;;Mali;;;;;Oui")
    find(files, "Nom")
    decide(files, *["same"] * 40)
    run(files, duplicates=files / "pairs.csv")
    partner, asked = read_by_mapping(files, duplicates=files / "pairs.csv")
    cases = {"codebook": files / "few.toml", "subject_id": "No"}
    ways = [(partner, asked), (files / "cases.csv", cases)]
    assert [lanterne.check(path, **how).people for path, how in ways] == [41, 41]
    risks = [lanterne.find_risk(path, **how, k=2).to_dict() for path, how in ways]
    assert risks[0] == risks[1]
    # A release of few people says about how many they are: 41, and not 81.
    told = lanterne.protect(partner, **asked, epsilon=20, out=files / "out", ledger=files / "l")
    assert told.rows == pytest.approx(41, abs=10)
    seen = [lanterne.evaluate(path, files / "out", **how).to_dict() for path, how in ways]
    assert seen[0] == seen[1]


def test_a_pair_that_nobody_decided_stops_whatever_counts_people(files):
    write(files, *PEOPLE[:3])
    find(files, "Nom")
    path, asked = read_by_mapping(files, duplicates=files / "pairs.csv")
    verbs = {
        lanterne.check: {},
        lanterne.find_risk: {},
        lanterne.protect: {"epsilon": 1, "out": files / "out"},
    }
    for verb, more in verbs.items():
        with pytest.raises(UsageError) as error:
            verb(path, **asked, **more)
        assert error.value.message.code == "duplicates.undecided"
    assert not (files / "out").exists()
    assert not (files / "lanterne-ledger.jsonl").exists()
    assert run(files, duplicates=files / "pairs.csv").undecided == 1  # which is said


@pytest.mark.parametrize("subject", [None, "Nom"])
def test_ids_that_are_joined_must_be_those_that_say_who_is_one_person(files, subject):
    """Each row would be a person else, and whoever stands there twice two."""
    write(files, *PEOPLE[:3])
    find(files, "Nom")
    decide(files, "same")
    path, asked = read_by_mapping(files, duplicates=files / "pairs.csv")
    with pytest.raises(UsageError, match="--subject-id No") as error:
        lanterne.check(path, **asked | {"subject_id": subject})
    assert error.value.message.code == "duplicates.not-the-subject"


def test_who_chooses_joins_the_same_people_as_who_measured(files):
    twice = [f"{one}{sign};P {one};Femme;25;;Mali;;;;;Oui" for one in range(40) for sign in "ab"]
    write(files, *twice)
    find(files, "Nom")
    decide(files, *["same"] * 40)
    path, asked = read_by_mapping(files, duplicates=files / "pairs.csv")
    ledger = files / "l"
    kept = lanterne.protect(
        path, **asked, epsilon=20, out=files / "out", keep=True, ledger=ledger
    ).kept
    assert load_fitted(kept).value.joined == decisions(files).digest
    book = asked.pop("codebook")
    assert book
    choose = {"fitted": [kept], "cases": path, "epsilon": 1, "ledger": ledger}
    asked |= {"out": files / "chosen"}
    spent = ledger.read_bytes()
    with pytest.raises(UsageError) as error:
        lanterne.choose(**choose, **{**asked, "duplicates": None})
    assert error.value.message.code == "choice.other-duplicates"
    assert ledger.read_bytes() == spent
    assert lanterne.choose(**choose, **asked).release.exists()


def decisions(folder):
    return read_decisions(folder / "pairs.csv", read_key(folder / "duplicates.key"))


def test_contradictions_are_said_where_nothing_is_written_in_between(files):
    write(files, PEOPLE[0], PEOPLE[1].replace("25", "12"))
    find(files, "Nom")
    decide(files, "same")
    path, asked = read_by_mapping(files, duplicates=files / "pairs.csv")
    report = lanterne.check(path, **asked)
    assert {problem.rule for problem in report.problems} == {"subject-disagrees"}


@pytest.mark.parametrize("verb", ["check", "find_risk", "protect", "anonymise"])
def test_a_sheet_without_a_mapping_is_of_no_use(files, verb):
    more = {
        "protect": {"epsilon": 1, "out": files / "out"},
        "anonymise": {"method": "k-anonymous-synthetic", "out": files / "out"},
    }.get(verb, {})
    with pytest.raises(UsageError) as error:
        getattr(lanterne, verb)(
            files / "partner.csv", "lanterne-cases", duplicates=files / "pairs.csv", **more
        )
    assert error.value.message.code == "duplicates.no-mapping"
    assert not (files / "out").exists()


def test_answers_that_contradict_each_other_are_said(files):
    write(files, *PEOPLE[:4])
    find(files, "Nom")
    decide(files, "same", "same", "same")
    run(files, duplicates=files / "pairs.csv")
    report = lanterne.check(files / "cases.csv", codebook=files / "few.toml", subject_id="No")
    assert not report.problems  # 25 and 26 are one band
    assert report.people == 2
    write(files, PEOPLE[0], PEOPLE[1].replace("25", "12"))
    (files / "cases.csv").unlink()
    run(files, duplicates=files / "pairs.csv")
    report = lanterne.check(files / "cases.csv", codebook=files / "few.toml", subject_id="No")
    assert {problem.rule for problem in report.problems} == {"subject-disagrees"}


def test_consent_under_one_id_and_not_under_another_is_said(files):
    write(files, PEOPLE[0], PEOPLE[1].replace("Oui", "Non"))
    find(files, "Nom")
    decide(files, "same")
    with pytest.raises(InputError) as error:
        run(files, duplicates=files / "pairs.csv")
    assert [problem.code for problem in error.value.problems] == ["consents-disagree"]
    assert not (files / "cases.csv").exists()


def test_next_month_nothing_is_asked_again_and_no_name_is_kept(files):
    write(files, *PEOPLE)
    find(files, "Nom")
    decide(files, "same", "different", "different")
    write(files, *PEOPLE, "5;awa traoré;Femme;25;;Mali;;;;;Oui")
    found = find(files, "Nom", out="next.csv", decided=files / "pairs.csv")
    assert {pair.rows for pair in found.pairs} == {(2, 7), (3, 7), (5, 7)}
    kept = [row for row in sheet_of(files, "next.csv") if row["decision"]]
    assert sorted(row["decision"] for row in kept) == ["different", "different", "same"]
    for row in kept:
        assert {name for name, cell in row.items() if cell} == {"decision", "person_1", "person_2"}
    made = run(files, duplicates=files / "next.csv", pair_key=files / "duplicates.key")
    assert ids_of(made.cases) == ["1", "1", "3", "4", "1", "5"]


def test_a_key_that_is_gone_or_another_is_said(files):
    write(files, *PEOPLE)
    find(files, "Nom")
    (files / "duplicates.key").unlink()
    with pytest.raises(UsageError, match=r"duplicates\.key"):
        run(files, duplicates=files / "pairs.csv")
    new_key(files / "other.key")
    with pytest.raises(InputError) as error:
        run(files, duplicates=files / "pairs.csv", pair_key=files / "other.key")
    assert {problem.code for problem in error.value.problems} == {"duplicates-other-key"}
    (files / "other.key").write_bytes(b"\xff no key")
    with pytest.raises(InputError) as error:
        run(files, duplicates=files / "pairs.csv", pair_key=files / "other.key")
    assert {problem.code for problem in error.value.problems} == {"duplicates-key"}
    assert not (files / "cases.csv").exists()


def test_wrong_decisions_are_said_by_their_rows(files):
    write(files, *PEOPLE)
    find(files, "Nom")
    for words, code, rows in (
        (("same", "yes", "peut-être"), "duplicates-decision", [3, 4]),
        (("same", "same", "different"), "duplicates-both", [4]),
    ):
        decide(files, *words) if words[1] == "yes" else rewrite(files, *words)
        with pytest.raises(InputError) as error:
            run(files, duplicates=files / "pairs.csv")
        assert [problem.row for problem in error.value.problems] == rows
        assert {problem.code for problem in error.value.problems} == {code}


def rewrite(folder, *words):
    (folder / "pairs.csv").unlink()
    find(folder, "Nom")
    decide(folder, *words)


def test_what_is_no_sheet_of_pairs_is_said(files):
    write(files, *PEOPLE)
    find(files, "Nom")
    with pytest.raises(InputError) as error:
        run(files, duplicates=files / "partner.csv")
    assert [problem.code for problem in error.value.problems] == ["duplicates-sheet"]


def test_a_rule_names_columns_that_there_are(files):
    with pytest.raises(UsageError, match="Prénom"):
        find(files, "Nom, Prénom")
    with pytest.raises(UsageError, match="--same"):
        find(files, " , ")
    assert not (files / "pairs.csv").exists()
    assert not (files / "duplicates.key").exists()


def test_without_ids_there_is_nobody_to_be_found_twice(files):
    path = files / "mapping.toml"
    text = path.read_text("utf-8").replace('keep = ["No"]', "keep = []")
    path.write_text(text.replace('leave_out = ["Nom"', 'leave_out = ["No", "Nom"'), "utf-8")
    with pytest.raises(UsageError, match="keep"):
        find(files, "Nom")


def test_no_name_is_a_formula_in_the_sheet(files):
    write(files, *(f"{one};=cmd();Femme;25;;Mali;;;;;Oui" for one in "12"))
    find(files, "Nom")
    assert sheet_of(files)[0]["Nom (1)"] == "'=cmd()"


def test_nothing_of_anybody_is_shown_by_what_is_given_back(files):
    write(files, *PEOPLE)
    found = find(files, "Nom")
    decide(files, "same", "same", "")
    decided = read_decisions(files / "pairs.csv", read_key(files / "duplicates.key"))
    assert "raor" not in repr(found).lower()
    assert "k" + "0" not in repr(decided)
    assert str(len(found.pairs)) not in repr(found)


def test_who_is_one_follows_from_the_decisions_alone():
    """a = b and b = c makes one person of a and c, be b in the file or not."""
    a, b, c, d = (KEY.of(one) for one in "abcd")
    decided = DecidedPairs(KEY, ((a, b), (c, b)), ((a, d),))
    assert decided.people[a] == decided.people[b] == decided.people[c]
    assert d not in decided.people
    assert decided.known(a, c)
    assert decided.known(d, a)
    assert not decided.known(d, b)


def test_a_digest_tells_nothing_without_its_key():
    other = PairKey(bytes(32))
    assert KEY.of("1").split("-")[1] != other.of("1").split("-")[1]
    assert KEY.name != other.name
    assert KEY.of("1")[0] == "k"  # no spreadsheet takes it for a number
