"""Pages that are filled in → tables of the codebook, which pass its check without a mapping."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from itertools import combinations, product

import pytest
from large_codebook import invented
from page_filler import fill
from polars.testing import assert_frame_equal
from tiny_networks import LABEL, LINKS, PERPETRATORS, VICTIMS, column

from form_answers import Sent, central, kobo
from lanterne.cases import check_cases
from lanterne.cases.network import check_network, open_network
from lanterne.codebook import (
    ColumnType,
    Condition,
    Dependency,
    Rule,
    builtin_codebooks,
    load_codebook,
)
from lanterne.files.problem_log import Findings
from lanterne.forms import make_form, opened_as_form, parts_as_form
from lanterne.harmonise.form_names import GIVEN
from lanterne.intake.answers import Answers, answers_as_json, answers_from_json, answers_of
from lanterne.intake.skip_logic import logics_of
from lanterne.intake.tables import Row, case_tables
from small_codebooks import book

OF_ONE = [*(name for name in builtin_codebooks() if name != "lanterne-network"), "invented"]


def book_of(name):
    return invented() if name == "invented" else load_codebook(name)


def ids_of(section, number):
    """Ids of one row; whoever has an even number lives with another person."""
    ids = {one.name: f"K-{number}" for one in section.identities}
    home = {one.name for one in section.identities if one.names == "household"}
    return ids | dict.fromkeys(home, f"H-{number // 4}" if number % 2 else "")


def people(logic, count, seed=5):
    chance = random.Random(seed)
    found = []
    for number in range(count):
        answers = fill(logic, chance) if number else Answers()
        kept = answers_from_json(answers_as_json(answers), logic.section)
        assert kept == answers
        found.append(Row(ids_of(logic.section, number), kept))
    return found


def write(made, folder):
    folder.mkdir(exist_ok=True)
    for name, content in made.files.items():
        (folder / name).write_bytes(content)
    return folder


def cells_in(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", OF_ONE)
def test_what_pages_were_sent_passes_the_check_and_is_what_a_form_brings_back(name, tmp_path):
    form = make_form(book_of(name))
    (logic,) = logics_of(form).values()
    count = 12 if name == "invented" else 25  # it has a page of many groups
    rows = people(logic, count)
    made = case_tables(form, {form.cases.name: rows})
    path = write(made, tmp_path / "made") / f"{form.cases.name}.csv"
    places = made.places[form.cases.name]

    report = check_cases(path, form.codebook)
    assert report.problems == ()
    assert (report.rows, report.blank, report.people) == (len(places), 0, len(places))
    assert {*places} | {one.place for one in made.left_out} == {*range(count)}
    assert all(form.cases.itself is None for one in made.left_out if one.place)
    assert len(places) >= count - 5

    questions = [one.name for one in form.cases.questions]
    sent = [
        Sent(n, GIVEN, dict(rows[n].ids), {one: rows[n].answers.of(one) for one in questions})
        for n in places
    ]
    export, findings = kobo(form, sent, tmp_path / "kobo.csv"), Findings("")
    file = opened_as_form(form.codebook)(export, "", form.codebook.table.names, findings)
    (frame,) = (rows.frame for rows in file.batches(findings))
    assert not findings
    ids = [one.name for one in form.cases.identities]
    names = ",".join([*ids, *form.codebook.table.names])
    assert made.files[f"{form.cases.name}.csv"].decode().splitlines()[0] == names
    header = {str(place): one for place, one in enumerate(file.header)}
    assert frame.rename(header).to_dicts() == cells_in(path)
    filled = sum(cell != "" for row in cells_in(path) for cell in row.values())
    assert filled > len(places)


def network_rows(form, count, seed=6):
    chance, logics = random.Random(seed), logics_of(form)
    rows = {"victims": people(logics["victims"], count), "perpetrators": [], "links": []}
    for number in range(2 * count):
        ids = {"perpetrator": f"P-{number}"}
        rows["perpetrators"].append(Row(ids, fill(logics["perpetrators"], chance)))
    pairs = [(v, p) for v in range(count) for p in chance.sample(range(2 * count), v % 3)]
    for victim, by in pairs:
        ids = {"victim": f"K-{victim}", "perpetrator": f"P-{by}"}
        rows["links"].append(Row(ids, fill(logics["links"], chance)))
    return rows


def test_linked_tables_pass_the_check_and_are_what_repeats_bring_back(tmp_path):
    form = make_form(load_codebook("lanterne-network"))
    rows = network_rows(form, 30)
    made = case_tables(form, rows)
    folder = write(made, tmp_path / "made")
    assert {*made.files} == {"victims.csv", "perpetrators.csv", "links.csv"}
    report = check_network(folder, form.codebook)
    assert report.problems == ()
    assert report.tables["victims"] == len(rows["victims"])
    assert report.tables["links"] == len(rows["links"]) > 20
    linked = {row.ids["perpetrator"] for row in rows["links"]}
    assert report.tables["perpetrators"] == len(linked) < len(rows["perpetrators"])
    assert {(one.table, one.problems[0].code) for one in made.left_out} == {
        ("perpetrators", "not-in-tables.no-link")
    }

    culprits = {row.ids["perpetrator"]: row.answers for row in rows["perpetrators"]}
    sent = []
    for number, row in enumerate(rows["victims"], start=1):
        names = [one.name for one in form.cases.questions]
        one = Sent(number, GIVEN, dict(row.ids), {name: row.answers.of(name) for name in names})
        for link in rows["links"]:
            if link.ids["victim"] == row.ids["victim"]:
                own = {name: link.answers.of(name) for name in form.codebook.network.links.names}
                known = culprits[link.ids["perpetrator"]]
                own |= {one.name: known.of(one.name) for one in form.sections[2].questions}
                one.links.append(({"perpetrator": link.ids["perpetrator"]}, own))
        sent.append(one)
    export = central(form, sent, tmp_path / "central")
    got = open_network(folder, form.codebook).tables()
    opened = parts_as_form(export, form.codebook)
    wanted = open_network(export, form.codebook, open_parts=opened).tables()
    assert_frame_equal(got.victims, wanted.victims)
    assert_frame_equal(got.links, wanted.links)
    assert_frame_equal(got.perpetrators, wanted.perpetrators, check_row_order=False)


TINY = (VICTIMS, PERPETRATORS, LINKS)
FLAG = column("child", ColumnType.FLAG, "1")
SIDE = column("side", ColumnType.CATEGORY, "a", "b")
NEEDED = replace(column("needed", ColumnType.CATEGORY, "a", "b"), required=True)


@pytest.mark.parametrize("ids", [{}, {"subject_id": "id"}])
def test_nobody_is_left_out_silently(ids, tmp_path):
    """Without a column of ids a row in which nothing stands would be nobody's."""
    form = make_form(book(FLAG, **ids))
    (logic,) = logics_of(form).values()
    said = [answers_of({"child": [one]}, logic.section) for one in "10"]
    rows = [Row({"id": f"{n}"}, one) for n, one in enumerate([*said, Answers()])]
    made = case_tables(form, {"t": rows})
    report = check_cases(write(made, tmp_path / "made") / "t.csv", form.codebook)
    assert report.problems == ()
    out = [(one.place, *(each.code for each in one.problems)) for one in made.left_out]
    assert report.people == len(made.places["t"]) == (3 if ids else 1)
    assert out == ([] if ids else [(place, "not-in-tables.nothing") for place in (1, 2)])


def test_who_lacks_an_answer_or_has_what_cannot_be_is_named(tmp_path):
    rule = {"forbid": [("side", "a"), ("child", "1")]}
    form = make_form(book(NEEDED, SIDE, FLAG, subject_id="id", rules=(rule_of(**rule),)))
    (logic,) = logics_of(form).values()
    given = [
        {"needed": ["a"], "side": ["a"]},
        {"side": ["b"]},
        {"needed": ["a"], "side": ["a"], "child": ["1"]},
    ]
    rows = [Row({"id": f"{n}"}, answers_of(one, logic.section)) for n, one in enumerate(given)]
    made = case_tables(form, {"t": rows})
    assert cells_in(write(made, tmp_path / "m") / "t.csv") == [
        {"id": "0", "needed": "a", "side": "a", "child": ""}
    ]
    problems = [(one.place, one.problems[0]) for one in made.left_out]
    assert [(n, one.code, one.parameters["columns"]) for n, one in problems] == [
        (1, "not-in-tables.missing", ("needed",)),
        (2, "not-in-tables.broken", ("side", "child")),
    ]


def test_an_answer_that_does_not_count_is_not_written():
    """What follows from another is read from that; what was said before must not stand beside."""
    follows = Dependency("child", "side", {"a": "1", "b": "1"})
    form = make_form(book(SIDE, FLAG, subject_id="id", dependencies=(follows,)))
    given = answers_of({"side": ["a"], "child": ["1"]}, form.cases)
    made = case_tables(form, {"t": [Row({"id": "7"}, given)]})
    assert made.files["t.csv"] == b"id,side,child\n7,a,\n"


def rule_of(forbid):
    return Rule("rule", LABEL, tuple(Condition(name, (code,)) for name, code in forbid))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({"other": []}, "no such table"),
        ({"t": [Row({"id": " "}, Answers())]}, "blank"),
        ({"t": [Row({}, Answers())]}, "blank"),
    ],
)
def test_ids_and_tables_are_whole(rows, says):
    with pytest.raises(ValueError, match=says):
        case_tables(make_form(book(FLAG, subject_id="id")), rows)


def test_ids_are_the_same_in_whatever_spelling():
    form = make_form(load_codebook("lanterne-network"))
    rows = {
        "victims": [Row({"victim": "k-1"}, Answers())],
        "perpetrators": [Row({"perpetrator": "p-\u0661"}, Answers())],
        "links": [Row({"victim": "K-1 ", "perpetrator": "P-1"}, Answers())],
    }
    made = case_tables(form, rows)
    assert made.left_out == ()
    assert made.places == {"victims": (0,), "perpetrators": (0,), "links": (0,)}


def lines(made):
    return {name: content.decode().splitlines()[1:] for name, content in made.files.items()}


def test_whoever_leaves_or_changes_takes_with_them_what_is_theirs_alone():
    """All ways to link two victims and two perpetrators, with a third who is as they are."""
    form = make_form(replace(load_codebook("lanterne-network"), tables=TINY, condensed=None))
    logics, chance = logics_of(form), random.Random(9)
    victims = [Row({"victim": f"v{n}"}, fill(logics["victims"], chance)) for n in range(3)]
    culprits = [
        Row({"perpetrator": f"p{n}"}, fill(logics["perpetrators"], chance)) for n in range(3)
    ]
    pairs = [*product(range(2), range(2)), (2, 2), (2, 0)]
    met = 0
    for linked in (some for size in range(len(pairs) + 1) for some in combinations(pairs, size)):
        links = [
            Row({"victim": f"v{v}", "perpetrator": f"p{p}"}, fill(logics["links"], chance))
            for v, p in linked
        ]
        rows = {"victims": victims, "perpetrators": culprits, "links": links}
        whole = lines(case_tables(form, rows))
        for gone in range(3):
            own = {f"p{p}" for v, p in linked if v == gone}
            own -= {f"p{p}" for v, p in linked if v != gone}
            less = rows | {"victims": [row for row in victims if row.ids["victim"] != f"v{gone}"]}
            left = lines(case_tables(form, less))
            assert left == {
                "victims.csv": [one for one in whole["victims.csv"] if f"v{gone}," not in one],
                "links.csv": [one for one in whole["links.csv"] if f"v{gone}," not in one],
                "perpetrators.csv": [
                    one for one in whole["perpetrators.csv"] if one.split(",")[0] not in own
                ],
            }
            changed = replace(victims[gone], answers=fill(logics["victims"], chance))
            more = rows | {"victims": [changed if n == gone else v for n, v in enumerate(victims)]}
            other = lines(case_tables(form, more))
            assert {**other, "victims.csv": ()} == {**whole, "victims.csv": ()}
            differ = zip(other["victims.csv"], whole["victims.csv"], strict=True)
            assert {n for n, (one, two) in enumerate(differ) if one != two} <= {gone}
            met += len(own) > 0
    assert met > 50


def test_what_somebody_lacks_touches_nobody_else():
    """A victim whose answers cannot be leaves as one who is not given."""
    codebook = load_codebook("lanterne-network")
    network = codebook.network
    victims = replace(network.victims, columns=(NEEDED,), dependencies=(), rules=())
    others = (network.perpetrators, network.links)
    form = make_form(replace(codebook, tables=(victims, *others), condensed=None))
    logics = logics_of(form)
    good = answers_of({"needed": ["a"]}, logics["victims"].section)
    rows = {
        "victims": [Row({"victim": f"v{n}"}, good if n else Answers()) for n in range(2)],
        "perpetrators": [Row({"perpetrator": f"p{n}"}, Answers()) for n in range(2)],
        "links": [
            Row({"victim": f"v{v}", "perpetrator": f"p{p}"}, Answers())
            for v, p in [(0, 0), (0, 1), (1, 1)]
        ],
    }
    made = case_tables(form, rows)
    less = {
        name: [row for row in some if row.ids.get("victim") != "v0"] for name, some in rows.items()
    }
    assert made.files == case_tables(form, less).files
    assert made.places == {"victims": (1,), "links": (2,), "perpetrators": (1,)}
    assert [(one.table, one.place, one.problems[0].code) for one in made.left_out] == [
        ("victims", 0, "not-in-tables.missing"),
        ("links", 0, "not-in-tables.no-end"),
        ("links", 1, "not-in-tables.no-end"),
        ("perpetrators", 0, "not-in-tables.no-link"),
    ]
