"""Two people work on the draft of a codebook: nobody undoes or confirms what they have not read."""

from __future__ import annotations

import html
import re

import pytest
from case_worker import (
    begin,
    bring,
    edit,
    in_order,
    in_the_vault,
    last_file,
    rows,
    written,
)

from lanterne.hub.people.roles import Role
from lanterne.hub.web.data import codebook_page, column_page, dataset_codebook

SEEN = re.compile(r'name="seen" value="([0-9a-f]{16})"')
COLUMN = {"type": "category", "list": "", "values": "Femme\nHomme", "label.en": "Sex"}
RARE = ("X1", "X2")


@pytest.fixture
def client(workspace):
    """Somebody with a draft that is whole, and not in force yet."""
    client = in_order(workspace, Role.DATA_OFFICER)
    edit(client, f"{client.place}/codebook/", {"act": "save", "version": "2", "title.en": "Own"})
    return client


def draft_of(client):
    client.dataset.refresh_from_db()
    return dataset_codebook.draft_of(client.dataset)


def names(client):
    return [column["name"] for column in draft_of(client).columns]


def seen(client, address=""):
    """The mark in a page that somebody opens now."""
    page = client.get(f"{client.place}/codebook/{address}").content.decode()
    marks = set(SEEN.findall(page))
    assert len(marks) == 1
    assert page.count('<form method="post"') - page.count("/propose/") == page.count('name="seen"')
    return marks.pop()


def save(client, name, mark, position=None, **fields):
    place = names(client).index(name) if position is None else position
    sent = {**COLUMN, "column": name, "seen": mark, "act": "back", **fields}
    return client.post(f"{client.place}/codebook/{place}/", sent)


def label(client, name):
    return next(one for one in draft_of(client).columns if one["name"] == name)["label"]["en"]


def test_who_change_two_columns_at_once_change_both(client):
    first, second, *_others = names(client)
    marks = [seen(client, f"{place}/") for place in (0, 1)]
    for name, mark in zip((first, second), marks, strict=True):
        assert save(client, name, mark, **{"label.en": f"New {name}"}).status_code == 302
    assert [label(client, name) for name in (first, second)] == [f"New {first}", f"New {second}"]


def test_who_changes_what_somebody_else_has_changed_sees_both_and_loses_nothing(client):
    name = names(client)[0]
    mark = seen(client, "0/")
    save(client, name, mark, **{"label.en": "Theirs", "values": "Femme\nHomme\nAutre"})
    answer = save(client, name, mark, **{"label.en": "Mine", "confirmed": "yes"})
    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Somebody else has changed this column meanwhile" in shown
    assert "Theirs" in shown
    assert "Autre" in shown
    assert 'value="Mine"' in shown
    assert 'name="confirmed" value="yes" checked' not in shown, "a list is read before it is public"
    assert label(client, name) == "Theirs"
    assert save(client, name, SEEN.findall(shown)[0], **{"label.en": "Both"}).status_code == 302
    assert label(client, name) == "Both"


def test_a_column_is_found_by_its_name_when_others_before_it_are_left_out(client):
    first, second, third, *_others = names(client)
    mark, before = seen(client, "1/"), label(client, third)
    edit(client, f"{client.place}/codebook/", {"act": "leave-out", "column": first})
    assert save(client, second, mark, position=1, **{"label.en": "Mine"}).status_code == 302
    assert label(client, second) == "Mine"
    assert label(client, third) == before
    mark = seen(client, "0/")
    edit(client, f"{client.place}/codebook/", {"act": "leave-out", "column": second})
    answer = save(client, second, mark, position=0)
    assert answer.status_code == 409
    assert "somebody has left this column out" in answer.content.decode()
    assert second not in names(client)
    assert label(client, third) == before


@pytest.mark.parametrize(
    ("act", "more"),
    [
        ("confirm-all", {"sure": "yes"}),
        ("put-in-force", {}),
        ("discard", {}),
        ("save", {"version": "77", "title.en": "Typed by me"}),
        ("leave-out", {}),
    ],
)
def test_nothing_is_decided_on_what_was_changed_since_it_was_read(client, act, more):
    name = names(client)[-1]
    mark = seen(client)
    save(client, name, seen(client, f"{len(names(client)) - 1}/"), **{"label.en": "Theirs"})
    before = draft_of(client)
    assert name in before.to_confirm
    sent = {"act": act, "seen": mark, "column": names(client)[0], **more}
    answer = client.post(f"{client.place}/codebook/", sent)
    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Somebody else has changed this codebook since you opened the page" in shown
    assert draft_of(client) == before
    if act == "save":
        assert "Typed by me" in shown
    sent["seen"] = SEEN.findall(shown)[0]
    assert client.post(f"{client.place}/codebook/", sent).status_code in {302, 400}


def meanwhile(monkeypatch, module, name, act):
    """Somebody else acts once, after the draft was read and before it is written."""
    real, waiting = getattr(module, name), [act]

    def between(*given):
        if waiting:
            waiting.pop()()
        return real(*given)

    monkeypatch.setattr(module, name, between)


def test_an_answer_that_is_taken_out_while_another_column_is_saved_stays_out(client, monkeypatch):
    identifying = "Femme\nHomme\nMarie of the village"
    save(client, "sexe", seen(client, "0/"), values=identifying, confirmed="yes")
    mark, kept = seen(client, "0/"), in_the_vault()

    def takes_it_out():
        assert save(client, "sexe", mark, confirmed="yes").status_code == 302

    meanwhile(monkeypatch, column_page, "_with_column", takes_it_out)
    other = {"type": "country", "list": "iso3", "label.en": "Where from", "confirmed": "yes"}
    assert save(client, "pays", seen(client, "2/"), **other).status_code == 302
    assert "Marie" not in str(draft_of(client).data)
    assert label(client, "pays") == "Where from"
    assert in_the_vault() == kept


def test_of_two_who_save_a_column_at_once_the_second_sees_what_the_first_wrote(client, monkeypatch):
    mark = seen(client, "0/")

    def theirs():
        assert save(client, "sexe", mark, **{"label.en": "Theirs"}).status_code == 302

    meanwhile(monkeypatch, column_page, "_with_column", theirs)
    answer = save(client, "sexe", mark, **{"label.en": "Mine"})
    assert answer.status_code == 409
    assert label(client, "sexe") == "Theirs"


@pytest.mark.parametrize("act", ["confirm-all", "put-in-force", "discard"])
def test_nothing_is_decided_on_what_is_changed_while_it_is_done(client, monkeypatch, act):
    sent = {"act": act, "sure": "yes", "seen": seen(client)}
    mark = seen(client, "0/")

    def theirs():
        assert save(client, "sexe", mark, **{"label.en": "Theirs"}).status_code == 302

    meanwhile(monkeypatch, codebook_page, "as_read", theirs)
    assert client.post(f"{client.place}/codebook/", sent).status_code == 409
    assert label(client, "sexe") == "Theirs"
    assert draft_of(client).to_confirm == ("sexe",)


def test_who_is_who_is_said_of_the_draft_as_it_is_now(client):
    opened = type(client.dataset).objects.get(pk=client.dataset.pk)
    who = dataset_codebook.who_of(opened)
    save(client, "sexe", seen(client, "0/"), **{"label.en": "Theirs"})
    dataset_codebook.say_who(opened, who)
    assert label(client, "sexe") == "Theirs"
    assert draft_of(client).who == who


def test_who_does_not_say_what_they_have_read_decides_nothing(client):
    save(client, "sexe", seen(client, "0/"), values="Femme\nMarie of the village")
    before = draft_of(client)
    for act in ("confirm-all", "put-in-force", "discard"):
        for more in ({}, {"seen": ""}):
            sent = {"act": act, "sure": "yes", **more}
            assert client.post(f"{client.place}/codebook/", sent).status_code == 409
    for more in ({}, {"seen": ""}):
        sent = {**COLUMN, "column": "sexe", "act": "back", "confirmed": "yes", **more}
        assert client.post(f"{client.place}/codebook/0/", sent).status_code == 409
    assert draft_of(client) == before


def just_drafted(workspace):
    """Somebody with a draft of their own cases, where two people gave a country of their own."""
    client, cases = begin(workspace, Role.DATA_OFFICER), rows()
    cases[0][3], cases[1][3] = RARE
    bring(client, ("cases.csv", written(cases)))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    return client


@pytest.mark.parametrize("address", ["", "0/"])
def test_of_a_draft_that_was_thrown_away_meanwhile_a_sentence_says_so(workspace, address):
    client = just_drafted(workspace)
    sent = {**COLUMN, "column": names(client)[0], "act": "save", "seen": seen(client, address)}
    edit(client, f"{client.place}/codebook/", {"act": "discard"})
    answer = client.post(f"{client.place}/codebook/{address}", sent)
    assert answer.status_code == 409
    assert "Somebody has thrown it away or proposed it" in answer.content.decode()
    assert draft_of(client) is None


def test_what_was_decided_on_rare_answers_stays_chosen_when_somebody_else_was_faster(workspace):
    client = just_drafted(workspace)
    place = names(client).index("pays")
    assert draft_of(client).columns[place]["undecided"] == list(RARE)
    mark, mine = seen(client, f"{place}/"), {"type": "country", "values": "FRA\nNGA\nROU"}
    mine |= {"answer": RARE, "decide-0": "leave", "decide-1": "keep"}
    mine |= {"confirmed": "yes", "risk": "yes"}
    save(client, "pays", mark, type="country", values="FRA\nNGA\nROU", **{"label.en": "Theirs"})
    answer = save(client, "pays", mark, **mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert re.findall(r'name="answer" value="(\w+)"', shown) == list(RARE)
    assert re.findall(r'name="(decide-\d)" value="(\w+)" checked', shown) == [
        ("decide-0", "leave"),
        ("decide-1", "keep"),
    ]
    assert draft_of(client).columns[place]["undecided"] == list(RARE)
    assert save(client, "pays", SEEN.findall(shown)[0], **mine).status_code == 302
    column = draft_of(client).columns[place]
    assert [one["code"] for one in column["values"]] == ["FRA", "NGA", "ROU", RARE[1]]
    assert "pays" in draft_of(client).confirmed
