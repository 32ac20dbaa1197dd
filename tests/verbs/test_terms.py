"""To whom a promise is made, and how much: what cannot be is refused before anything is read."""

import dataclasses
from dataclasses import replace

import pytest

import lanterne
from lanterne import verbs
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook, Column, ColumnType, Household, Table, Value
from lanterne.errors import InputError, UsageError
from lanterne.evaluation import NetworkEvaluation
from lanterne.privacy import Budget, Ledger
from lanterne.verbs import precautions

LABEL = {"en": "label"}


def column(name, kind, *codes):
    return Column(name, kind, tuple(Value(code, LABEL) for code in codes), LABEL)


COLUMNS = (
    column("gender", ColumnType.CATEGORY, "Woman", "Man"),
    column("isMinor", ColumnType.FLAG, "1"),
)
PLAIN = Codebook("plain", "1", LABEL, (Table("people", LABEL, COLUMNS),))
HOMES = dataclasses.replace(
    PLAIN,
    tables=(dataclasses.replace(PLAIN.table, household=Household("home", counted=2)),),
)
NETWORK = load_codebook("lanterne-network")

KEPT = {"gender", "majorityStatus", "IP_Gender", "IP_Roles"}
OTHERS = {name for table in NETWORK.tables for name in table.names} - KEPT
SMALL = dataclasses.replace(
    NETWORK,
    condensed=None,
    tables=tuple(
        dataclasses.replace(
            table,
            dependencies=(),
            columns=tuple(column for column in table.columns if column.name in KEPT),
        )
        for table in NETWORK.tables
    ),
)

WRONG_OF_NETWORKS = {
    "a unit of one table": ({"epsilon": {"person": 4}}, "no unit person"),
    "the same as an argument": ({"unit": "person"}, "no unit person"),
    "no unit at all": ({"epsilon": {"ninja": 4}}, "no unit 'ninja'"),
    "units named in two ways": ({"epsilon": {"victim": 4}, "unit": "victim"}, "once"),
    "no epsilon": ({"epsilon": {}}, "Give an epsilon"),
    "one epsilon of 0": ({"epsilon": {"victim": 4, "perpetrator": 0}}, "Epsilon must be between"),
    "a delta of 1": ({"epsilon": {"victim": 4, "perpetrator": 8}, "delta": 1}, "Delta must be"),
    "a bound of 0": ({"bounds": {"victim": 0}}, "at least 1"),
    "a bound below 0": ({"bounds": {"perpetrator": -3}}, "at least 1"),
    "a household of nobody": ({"bounds": {"household": 0}}, "at least 1"),
    "a bound of a row": ({"bounds": {"row": 2}}, "no unit row"),
    "a bound that is never reached": ({"bounds": {"victim": 51}}, "can be 50 at most"),
    "a subject id": ({"subject_id": "victim"}, "leave out the subject id"),
    "an empty subject id": ({"subject_id": ""}, "leave out the subject id"),
    "a column of households": ({"household": "household"}, "leave out the column of households"),
}
WRONG_OF_TABLES = {
    "two units": ({"epsilon": {"person": 4, "household": 4}}, "to one unit"),
    "households that are not protected": ({"household": "home"}, "add --unit household"),
    "a bound that is not used": ({"bounds": {"household": 2}}, "add --unit household"),
    "a bound of victims": ({"bounds": {"victim": 2}}, "no bound of a victim"),
    "a bound of 0": ({"unit": "household", "bounds": {"household": 0}}, "at least 1"),
    "a condensed file": ({"condensed": True}, "does not say how its tables are condensed"),
}
WRONG = [(NETWORK, *wrong) for wrong in WRONG_OF_NETWORKS.values()]
WRONG += [(HOMES, *wrong) for wrong in WRONG_OF_TABLES.values()]


@pytest.mark.parametrize(
    ("book", "wrong", "message"), WRONG, ids=[*WRONG_OF_NETWORKS, *WRONG_OF_TABLES]
)
def test_terms_that_cannot_be_are_refused_before_anything_is_read(book, wrong, message, tmp_path):
    """The cases are not even there."""
    call = {"epsilon": 4, "out": tmp_path / "out"} | wrong
    with pytest.raises(UsageError, match=message):
        lanterne.protect(tmp_path / "nowhere", book, **call)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def cases(tmp_path):
    """200 people, two to a household, but for the first twenty."""
    lines = [
        f"{'Woman' if row % 3 else 'Man'},{'1' * (row % 2)},{row // 2 if row > 20 else ''}"
        for row in range(200)
    ]
    (tmp_path / "cases.csv").write_text("\n".join(["gender,isMinor,home", *lines, ""]))
    return tmp_path / "cases.csv"


@pytest.mark.parametrize("unit", ["victim", "perpetrator", "person"])
def test_a_promise_that_was_asked_for_by_name_is_made_to_them_or_not_at_all(unit, cases):
    with pytest.raises(UsageError, match=f"It cannot be made to a {unit}") as caught:
        lanterne.protect(cases, HOMES, epsilon={unit: 4}, out=cases.parent / "out")
    assert "NOT charged" in caught.value.__notes__[0]
    assert [path.name for path in cases.parent.iterdir()] == ["cases.csv"]


def test_households_need_a_column_that_says_who_they_are(cases):
    call = {"epsilon": 2, "unit": "household", "keep": False, "out": cases.parent / "out"}
    with pytest.raises(UsageError, match="Name the column of households"):
        lanterne.protect(cases, PLAIN, ignore=["home"], **call)
    made = lanterne.protect(cases, PLAIN, household="home", bounds={"household": 3}, **call)
    assert (made.statement.unit, made.household, made.subject_id) == ("household", "home", None)
    assert 3 in made.statement.bounds.values()
    assert Ledger(made.ledger).spent().of("household").epsilon == 2
    again = lanterne.protect(cases, HOMES, **call | {"out": cases.parent / "again"})
    assert 2 in again.statement.bounds.values()


def test_households_that_the_codebook_knows_are_not_needed_for_a_promise_to_persons(tmp_path):
    (tmp_path / "cases.csv").write_text("gender,isMinor\n" + "Woman,1\nMan,\n" * 100)
    made = lanterne.protect(tmp_path / "cases.csv", HOMES, epsilon=2, out=tmp_path / "out")
    assert (made.statement.unit, made.household) == ("row", None)
    assert lanterne.evaluate(tmp_path / "cases.csv", made.release).to_dict()
    with pytest.raises(InputError, match="missing-column"):
        lanterne.protect(
            tmp_path / "cases.csv", HOMES, epsilon=2, unit="household", out=tmp_path / "other"
        )


def test_the_ledger_of_a_folder_lies_in_it_and_a_link_finds_the_same(tmp_path):
    folder, link = tmp_path / "net", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder)
    assert verbs.ledger_beside(folder) == folder / "lanterne-ledger.jsonl"
    assert verbs.ledger_beside(link) == (folder / "lanterne-ledger.jsonl").resolve()
    assert verbs.ledger_beside(folder / "pairs.csv") == folder / "lanterne-ledger.jsonl"


def test_the_room_for_a_folder_is_that_for_all_its_files(tmp_path, monkeypatch):
    for name in ("victims", "links"):
        (tmp_path / f"{name}.csv").write_bytes(bytes(1000))
    free = precautions.shutil.disk_usage(tmp_path)._replace(
        free=precautions.COPIES * 2000 + precautions.ROOM
    )
    monkeypatch.setattr(precautions.shutil, "disk_usage", lambda folder: free)
    precautions.check_room(tmp_path, tmp_path)
    (tmp_path / "more.csv").write_bytes(b"1")
    with pytest.raises(UsageError, match="nothing was spent"):
        precautions.check_room(tmp_path, tmp_path)


def test_cases_and_releases_of_another_kind_do_not_go_together(cases):
    made = lanterne.protect(
        cases, PLAIN, epsilon=2, ignore=["home"], subject_id="", out=cases.parent / "out"
    )
    with pytest.raises(UsageError, match="one table, but the codebook lanterne-network describes"):
        lanterne.evaluate(cases, made.release, codebook="lanterne-network")


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A release of a fictional network in few columns, and the folder that it lies in."""
    folder = tmp_path_factory.mktemp("network")
    verbs.sample(folder / "net", 150, codebook="lanterne-network")
    call = {"epsilon": 4, "ignore": OTHERS, "out": folder / "release"}
    return folder, lanterne.protect(folder / "net", SMALL, **call)


def test_protect_tells_of_linked_tables_what_it_made(network):
    folder, made = network
    assert made.ledger == folder / "net" / "lanterne-ledger.jsonl"
    assert list(made.tables) == ["victims", "perpetrators", "links"]
    assert made.rows == made.tables["victims"]
    assert (made.statement.unit, made.epsilon, made.epsilon_total) == ("victim", 4, 4)
    assert {loss.unit for loss in made.statement.unpromised} == {"perpetrator", "household"}
    release = lanterne.load(made.release)
    assert release.tables.links.height == made.tables["links"]
    assert made.counts == sum(counts.height for counts in release.counts.values())
    assert release.condensed is None
    assert lanterne.verify(made.release).ok


def test_a_network_is_drawn_again_and_evaluated_at_no_cost(network):
    folder, made = network
    ledger = made.ledger.read_bytes()
    again = lanterne.redraw(made.kept, out=folder / "again", seed=3, ledger=made.ledger)
    assert lanterne.load(again).tables.links.height
    assert made.ledger.read_bytes() == ledger
    spent = Ledger(made.ledger).spent()
    evaluation = lanterne.evaluate(folder / "net", again, ignore=OTHERS)
    assert isinstance(evaluation, NetworkEvaluation)
    counted = replace(spent, evaluations=spent.evaluations + 1)
    assert Ledger(made.ledger).spent() == counted
    assert Ledger(made.ledger).entries()[-1].kind == "evaluation"
    with pytest.raises(UsageError, match="leave out the subject id"):
        lanterne.evaluate(folder / "net", again, subject_id="victim")


def test_the_cap_of_a_folder_is_kept_for_every_unit(network, tmp_path):
    folder, _ = network
    Ledger(tmp_path / "ledger.jsonl").create(Budget(5, 1e-5))
    with pytest.raises(lanterne.Refused, match="For each:  perpetrator") as caught:
        lanterne.protect(
            folder / "net", SMALL, epsilon={"victim": 4, "perpetrator": 6}, ignore=OTHERS,
            bounds={"victim": 50}, out=tmp_path / "out", ledger=tmp_path / "ledger.jsonl",
        )  # fmt: skip
    assert "NOT charged" in caught.value.__notes__[0]


def test_a_stop_names_the_command_that_makes_the_condensed_release(tmp_path):
    to = precautions.Destination(tmp_path / "out", tmp_path / "out.fitted.npz", condensed=True)
    to.kept.write_bytes(b"kept")
    with pytest.raises(UsageError) as caught:
        precautions.check_not_kept(to)
    assert f"redraw {to.kept} --out {to.release} --condensed" in str(caught.value)
