"""Several people code the same stories, each alone, and then see which definitions differ."""

from __future__ import annotations

import copy
import html
import json
import re

import pytest
from case_worker import BOOK, CASES, begin, dataset_of, edit, page, send_book
from vignette_coders import LINA, NAMES, OTHERWISE, act, code, code_all, form, place_of

import lanterne
from lanterne.codebook import codebook_to_toml, load_codebook, parse_codebook
from lanterne.harmonise.coded_vignettes import coded_by, vignettes_for, vignettes_of
from lanterne.hub.audit.models import Event
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data import codebook_versions, vignette_codings
from lanterne.hub.web.models import VignetteCoding

STORIES = vignettes_of(CASES)


def chosen(hub, role=Role.CASE_WORKER):
    """Somebody whose dataset has the codebook for which stories ship."""
    client = begin(hub, role)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    return client


def beside(hub, client, role=Role.PRIVACY_OFFICER, name="Lucie"):
    """Somebody else at the same dataset."""
    other = hub.person(role)
    other.user.name = name
    other.user.save()
    other.dataset, other.place = client.dataset, client.place
    return other


def shown(client, address="", language="en"):
    return html.unescape(page(client, f"/codebook/vignettes/{address}", language))


def changed(client, definition="Work that somebody is made to do."):
    """Put a codebook in use in which one definition is another."""
    text = codebook_to_toml(load_codebook(CASES)).replace(f'"{CASES}"', '"cases-of-ours"', 1)
    old = "Work or services taken under threat or by deceit."
    assert old in text
    book = parse_codebook(text.replace(old, definition).encode(), "own.toml")
    codebook_versions.use(dataset_of(client), book, client.user)


@pytest.fixture
def two(accounts):
    """A case worker and a privacy officer who have both finished; they differ in two stories."""
    ada = chosen(accounts)
    bo = beside(accounts, ada)
    code_all(ada, LINA)
    code_all(bo, OTHERWISE, OTHERWISE, {**LINA, "gender": ""}, LINA)
    return ada, bo


def test_a_story_is_saved_by_itself_and_gone_on_with_later(accounts):
    client = chosen(accounts)
    for where in ("/data/", "/codebook/", "/codebook/proposal/"):
        assert f'href="{place_of(client)}"' in page(client, where)
    assert "Code the first story" in shown(client)
    first = shown(client, "0/")
    assert STORIES["restaurant"]["en"] in first
    assert "Work or services taken under threat or by deceit." in first
    assert all(first.count(f'name="answer.{name}"') for name in NAMES)
    assert code(client, 0, LINA).url.endswith("/vignettes/1/")
    assert "1 / 10" in shown(client)
    again = shown(client, "0/")
    assert 'name="answer.isForcedLabour" value="1" checked' in again
    assert 'name="answer.recruitmentChannel" value="Advertisement" checked' in again
    assert '<option value="24--26" selected>' in again
    assert code(client, 9, {}).url.endswith("/vignettes/1/")  # round to the first that is left
    assert VignetteCoding.objects.get().finished is None


def test_what_others_said_is_not_seen_before_one_has_finished(two, accounts):
    ada, bo = two
    cleo = beside(accounts, ada, Role.PUBLISHER, "Cleo")
    code(cleo, 0, LINA)
    everything = shown(cleo)
    assert "Lucie" not in everything
    assert "<dd>2</dd>" in everything
    assert cleo.get(place_of(cleo, "result/")).status_code == 302
    coding = VignetteCoding.objects.get(created_by=bo.user)
    assert cleo.get(place_of(cleo, f"coded.csv?of={coding.pk}")).status_code == 302
    assert "Lucie" in shown(ada)
    assert "Lucie" in shown(ada, "result/")
    assert ada.get(place_of(ada, f"coded.csv?of={coding.pk}")).status_code == 200


def test_one_alone_sees_no_result(accounts):
    client = chosen(accounts)
    code_all(client, LINA)
    assert client.get(place_of(client, "result/")).status_code == 302
    assert "once one more person has finished" in shown(client)


def test_the_result_is_that_of_the_command_line(two, tmp_path):
    """The sheets that can be had give the same figures, and each stands on the page."""
    ada, bo = two
    sheets = []
    for coding in VignetteCoding.objects.order_by("number"):
        answer = ada.get(place_of(ada, f"coded.csv?of={coding.pk}"))
        assert (
            answer["Content-Disposition"]
            == f'attachment; filename="vignettes-{len(sheets) + 1}.csv"'
        )
        sheets.append(tmp_path / f"{len(sheets)}.csv")
        sheets[-1].write_bytes(answer.content)
    found = lanterne.agreement(*sheets, CASES)
    different = [one for one in found if one.confused]
    assert {one.column for one in different} == {
        *("gender", "isForcedLabour", "durationMonths", "recruitmentChannel"),
        "meansWithholdsDocuments",
    }
    text = shown(ada, "result/")
    assert "–1" not in text
    parts = re.split(r'<section class="column"', text)[1:]
    assert len(parts) == len(different)
    for one, part in zip(different, parts, strict=True):
        assert f">{one.column}</bdi>" in part
        assert f"{round(one.equal.value * 100)}%" in part
        kappa = f"{one.kappa.value:.2f}"
        if one.kappa.low is not None:
            kappa += f" ({one.kappa.low:.2f} to {one.kappa.high:.2f})"
        assert f"<dt>κ</dt><dd><bdi>{kappa.replace('-', '−')}</bdi>" in part
        stories = {name for pair in one.confused for name in pair.vignettes}
        assert {name for name, said in STORIES.items() if said["en"] in part} == stories
    of_labour = next(part for part in parts if ">isForcedLabour<" in part)
    assert "Work or services taken under threat or by deceit." in of_labour
    assert re.search(r'data-said="You">Yes</td><td[^>]*data-said="Lucie">No</td>', of_labour)
    assert shown(bo, "result/").count('<section class="column"') == len(parts)


def test_a_sheet_that_nobody_has_filled_in_is_that_of_the_command_line(accounts, tmp_path):
    client = chosen(accounts)
    sheet = lanterne.write_vignettes(CASES, tmp_path / "sheet.csv", "ar")
    address = place_of(client, "coded.csv").replace("/en/", "/ar/")
    assert client.get(address).content == sheet.read_bytes()


def test_who_may_change_the_codebook_is_led_to_its_definition(two):
    ada, bo = two
    place = f"{ada.place}/codebook/{NAMES.index('isForcedLabour')}/"
    assert f'href="{place}"' in shown(ada, "result/")
    assert 'name="definition.en"' in ada.get(place).content.decode()
    assert f'href="{place}"' not in shown(bo, "result/")
    assert "tell them what you found" in shown(bo, "result/")
    edit(ada, f"{ada.place}/codebook/", {"act": "leave-out", "column": NAMES[0]})
    assert f'href="{place}"' not in shown(ada, "result/")  # other columns stand there now
    assert f'href="{ada.place}/codebook/"' in shown(ada, "result/")


def test_answers_stay_once_somebody_has_finished(two):
    ada, _ = two
    code(ada, 0, OTHERWISE, status=409)
    act(ada, "finish", status=409)
    assert ada.get(place_of(ada, "0/")).status_code == 302
    assert (
        VignetteCoding.objects.get(created_by=ada.user).answers["restaurant"]["gender"] == "Woman"
    )


def test_nobody_finishes_before_the_last_story(accounts):
    client = chosen(accounts)
    act(client, "finish", status=409)
    for position in range(9):
        code(client, position, LINA)
    assert "cannot be done now" in act(client, "finish", status=409)
    assert "I have finished" not in shown(client)
    code(client, 9, {})
    assert "I have finished" in shown(client)
    act(client, "finish")


def test_half_a_form_a_forged_column_and_a_forged_answer_are_not_saved(accounts):
    client = chosen(accounts)
    code(client, 0, LINA)
    kept = copy.deepcopy(VignetteCoding.objects.get().answers)
    whole = form(client, OTHERWISE)
    half = {name: value for name, value in whole.items() if name != "answer.isAbduction"}
    for sent in (
        half,
        {**whole, "answer.nowhere": "1"},
        {**whole, "answer.gender": "Robot"},
        {**whole, "answer.gender": ["Woman", "Man"]},
        {**whole, "answer.meansThreats": "0"},  # a column in which nobody says no
        {**whole, "answer.recruitmentChannel": ["", "Online", "Post"]},
    ):
        answer = client.post(place_of(client, "0/"), sent)
        assert answer.status_code == 400
        assert "did not arrive whole" in answer.content.decode()
        assert VignetteCoding.objects.get().answers == kept
    assert 'value="Online" checked' in client.post(place_of(client, "0/"), half).content.decode()
    assert client.post(place_of(client, "10/"), whole).status_code == 404
    assert client.get(place_of(client, "10/")).status_code == 404


def test_two_windows_lose_nothing(accounts):
    client = chosen(accounts)
    one, other, elsewhere = form(client, LINA), form(client, OTHERWISE), form(client, LINA, 1)
    assert client.post(place_of(client, "0/"), one).status_code == 302
    assert client.post(place_of(client, "0/"), one).status_code == 302  # the button, twice
    assert client.post(place_of(client, "1/"), elsewhere).status_code == 302
    answer = client.post(place_of(client, "0/"), other)
    assert answer.status_code == 409
    told = html.unescape(answer.content.decode())
    assert "in another window" in told
    assert 'name="answer.isForcedLabour" value="0" checked' in told
    answers = VignetteCoding.objects.get().answers
    assert (answers["restaurant"]["isForcedLabour"], set(answers)) == ("1", {"restaurant", "uncle"})
    other["seen"] = re.search(r'name="seen" value="(\w+)"', told)[1]
    assert client.post(place_of(client, "0/"), other).status_code == 302
    assert VignetteCoding.objects.get().answers["restaurant"]["isForcedLabour"] == "0"


def test_a_form_of_another_codebook_is_not_saved(accounts):
    client = chosen(accounts)
    code(client, 0, LINA)
    old = form(client, LINA, 1)
    changed(client)
    answer = client.post(place_of(client, "1/"), old)
    assert answer.status_code == 409
    assert "another one by now" in answer.content.decode()
    assert act(client, "finish", status=409, codebook=old["codebook"])
    assert set(VignetteCoding.objects.get().answers) == {"restaurant"}
    send_book(client, BOOK)  # for which there are no stories
    assert client.post(place_of(client, "1/"), old).status_code == 409
    assert client.post(place_of(client, "9/"), {}).status_code == 409


def test_definitions_that_change_while_a_story_is_saved(accounts):
    """The page was right when it looked; the codebook is another one when the answers come."""
    client = chosen(accounts)
    there = vignette_codings.vignettes_in(dataset_of(client))
    changed(client)
    dataset = dataset_of(client)
    for act_of in (
        lambda: vignette_codings.keep(dataset, there, client.user, "boat", {}, ""),
        lambda: vignette_codings.finish(dataset, there, client.user),
        lambda: vignette_codings.look(dataset, there, client.user),
    ):
        with pytest.raises(vignette_codings.OtherCodebookError):
            act_of()
    assert not VignetteCoding.objects.exists()


def test_who_has_no_name_is_told_from_others_by_a_number(two):
    ada, bo = two
    bo.user.name = ""
    bo.user.save()
    assert "<bdi>Person 2</bdi>" in shown(ada)
    assert 'data-said="Person 2">No' in shown(ada, "result/")


def test_a_definition_that_is_written_anew_is_coded_anew(two):
    """The stories go with it though its name is another, and nothing is compared across."""
    ada, bo = two
    changed(ada)
    assert "0 / 10" in shown(ada)
    assert ada.get(place_of(ada, "result/")).status_code == 302
    assert "What you coded with other definitions" in shown(ada)
    code_all(ada, LINA)
    assert ada.get(place_of(ada, "result/")).status_code == 302
    code_all(bo, LINA)
    told = shown(ada, "result/")
    assert "These two coded every story alike." in told
    assert told.count("Could see the answers of others before coding") == 2
    old = VignetteCoding.objects.filter(created_by=ada.user).order_by("number")[0]
    act(ada, "delete", coding=str(old.pk))
    assert "What you coded with other definitions" not in shown(ada)


def test_a_label_or_a_rule_that_changes_takes_no_answer_away(accounts):
    client = chosen(accounts)
    code(client, 0, LINA)
    text = codebook_to_toml(load_codebook(CASES)).replace("Travail forcé", "Travail contraint")
    book = parse_codebook(text.encode(), "own.toml")
    assert book != load_codebook(CASES)
    codebook_versions.use(dataset_of(client), book, client.user)
    assert "1 / 10" in shown(client)


def test_one_deletes_ones_own_answers_and_codes_again(two):
    ada, bo = two
    mine, theirs = (VignetteCoding.objects.get(created_by=one.user) for one in two)
    act(ada, "delete", status=409, coding=str(theirs.pk))
    act(ada, "delete", status=409, coding="nonsense")
    act(ada, "delete", coding=str(mine.pk))
    assert (VignetteCoding.objects.get(pk=mine.pk).answers, "0 / 10" in shown(ada)) == ({}, True)
    assert ada.get(place_of(ada, "0/")).status_code == 200
    assert bo.get(place_of(bo, "result/")).status_code == 302
    code_all(ada, LINA)
    assert "Could see the answers of others before coding: <bdi>You</bdi>" in shown(ada, "result/")
    assert Event.objects.filter(details={"vignettes": "delete"}, outcome="done").count() == 1


def test_before_others_have_finished_nothing_stays_of_what_is_deleted(accounts):
    client = chosen(accounts)
    code_all(client, LINA)
    act(client, "delete", coding=str(VignetteCoding.objects.get().pk))
    assert not VignetteCoding.objects.exists()


def test_who_decides_may_look_without_coding_and_that_is_kept(two, accounts):
    ada, _ = two
    officer = beside(accounts, ada, Role.DATA_OFFICER, "Omar")
    assert "Lucie" in shown(officer)
    assert officer.get(place_of(officer, "result/")).status_code == 302
    act(officer, "look")
    assert "Read in two ways" in shown(officer, "result/")
    code(officer, 0, LINA)
    assert officer.get(place_of(officer, "result/")).status_code == 302
    act(officer, "look", status=409)
    code_all(officer, LINA)
    assert "Could see the answers of others before coding" in shown(officer, "result/")
    publisher = beside(accounts, ada, Role.PUBLISHER, "Cleo")
    act(publisher, "look", status=409)


def test_of_three_any_two_are_compared(two, accounts):
    ada, bo = two
    cleo = beside(accounts, ada, Role.PUBLISHER, "<b>Cleo</b>")
    code_all(cleo, LINA)
    ids = {one.created_by_id: one.pk for one in VignetteCoding.objects.all()}
    of = {who: ids[who.user.pk] for who in (ada, bo, cleo)}
    assert "coded every story alike" in shown(ada, f"result/?one={of[ada]}&other={of[cleo]}")
    both = shown(ada, f"result/?one={of[bo]}&other={of[cleo]}")
    assert 'data-said="Lucie">No' in both
    assert "You" not in re.search(r"<dt>People</dt>.*", both)[0]
    for nonsense in (f"one={of[ada]}&other={of[ada]}", "one=x&other=y", f"other={ada.dataset.pk}"):
        assert 'data-said="Lucie"' in shown(ada, f"result/?{nonsense}")
    raw = page(ada, "/codebook/vignettes/result/")
    assert "&lt;b&gt;Cleo" in raw
    assert "<b>Cleo" not in raw


def test_who_only_reads_may_not_code_and_sees_nothing(two, accounts):
    ada, _ = two
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        other = beside(accounts, ada, role, "Omar")
        for address in ("", "0/", "result/", "coded.csv"):
            assert other.get(place_of(other, address)).status_code == 403
        assert "definitions alike" not in page(other)
        assert "Lucie" not in page(other)


def test_a_codebook_without_stories_says_so(accounts):
    client = begin(accounts)
    assert "First choose a codebook" in shown(client)
    for send in (lambda: send_book(client), lambda: _linked(client)):
        send()
        assert "There are no stories for this codebook" in shown(client)
        assert "docs/guides/harmonise.md" in shown(client)
        for address in ("0/", "result/", "coded.csv"):
            assert client.get(place_of(client, address)).status_code == 302


def _linked(client):
    client.post(f"{client.place}/codebook/choose/", {"codebook": "lanterne-network"})


def test_stories_go_with_what_became_of_their_codebook():
    book = load_codebook(CASES)
    text = codebook_to_toml(book).replace(f'"{CASES}"', '"ours"', 1)
    ours = parse_codebook(text.encode(), "ours.toml")
    assert [*vignettes_for(ours)] == [*STORIES]
    assert coded_by(ours) == coded_by(book)
    assert vignettes_for(parse_codebook(BOOK.encode(), "own.toml")) == {}


def test_acts_are_in_the_audit_log_without_an_answer(two):
    said = Event.objects.filter(verb="codebook.comment", outcome="done")
    assert [one.details for one in said] == [{"vignettes": "finish"}] * 2
    log = json.dumps([one.details for one in Event.objects.all()])
    assert not any(one in log for one in ("restaurant", "isForcedLabour", "Woman"))


@pytest.mark.database
def test_a_person_has_one_coding_of_a_codebook(accounts):
    client = chosen(accounts)
    code(client, 0, {**LINA, "recruitmentChannel": "Online;Agency"})
    code(client, 1, LINA)
    coding = VignetteCoding.objects.get()
    assert coding.answers["restaurant"]["recruitmentChannel"] == "Agency;Online"
    code_all(client, LINA)
    assert VignetteCoding.objects.get().finished is not None
