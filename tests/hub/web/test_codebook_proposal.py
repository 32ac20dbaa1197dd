"""A codebook is proposed, commented on by column, and used or sent back by somebody else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from case_worker import (
    BOOK,
    CASES,
    begin,
    bring,
    dataset_of,
    edit,
    in_order,
    in_the_vault,
    last_file,
    page,
    rows,
    written,
)
from partner_files import PARTNERS, file_of
from partner_files import rows as partner_rows

from lanterne.hub.audit.models import Event
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data import codebook_versions, dataset_codebook
from lanterne.hub.web.models import CaseFile, CodebookComment, CodebookVersion
from lanterne.hub.web.review.decisions import waiting_for

OPEN, ADOPTED, RETURNED = CodebookVersion.State

CHANGED = BOOK.replace('version = "1"', 'version = "2"').replace(
    'values = ["Femme", "Homme"]', 'values = ["Femme", "Homme", "Autre"]'
)


def version_of(client) -> str:
    book = dataset_codebook.in_force(dataset_of(client))
    return "" if book is None else book.version


def drafted(hub, role=Role.CASE_WORKER):
    """Somebody whose cases are in order, and who has a draft of version 2 that is whole."""
    client = in_order(hub, role)
    save(client, "2")
    assert dataset_of(client).draft
    return client


def save(client, version: str) -> None:
    """Change the version: the codebook in use becomes a draft."""
    said = {"act": "save", "version": version, "title.en": "Own", "title.fr": "Le nôtre"}
    edit(client, f"{client.place}/codebook/", said)


def propose(client, note: str = "Ages are asked", status: int = 302) -> str:
    answer = client.post(f"{client.place}/codebook/propose/", {"note": note})
    assert answer.status_code == status
    return answer.content.decode()


def comment(client, place: str, text: str, column: str = "", status: int = 302) -> None:
    said = {"version": str(current(place).pk), "text": text, "column": column}
    assert client.post(f"{place}/codebook/comment/", said).status_code == status


def decide(client, place: str, verdict: str, reason: str = "", status: int = 302) -> str:
    said = {"version": str(current(place).pk), "verdict": verdict, "reason": reason}
    answer = client.post(f"{place}/codebook/decide/", said)
    assert answer.status_code == status
    return answer.content.decode()


def current(place: str) -> CodebookVersion:
    return CodebookVersion.objects.filter(dataset=place.rsplit("/", 1)[1]).order_by("-number")[0]


@pytest.fixture
def proposed(accounts):
    """A case worker who has proposed, and somebody who may decide."""
    client = drafted(accounts)
    propose(client)
    return client, accounts.person(Role.DATA_OFFICER)


def test_nothing_changes_before_somebody_else_has_decided(proposed):
    author, officer = proposed
    assert version_of(author) == "1"
    assert not dataset_of(author).draft
    assert "proposes another codebook" in page(author)
    shown = officer.get(f"{author.place}/codebook/proposal/").content.decode()
    assert "Ages are asked" in shown
    assert "What would change" in shown
    decide(officer, author.place, "adopt", "Agreed with everybody")
    assert version_of(author) == "2"
    assert last_file().state == CaseFile.State.CHECKED
    history = page(author, "/codebook/proposal/")
    assert "Agreed with everybody" in history
    assert history.count("put in use") == 2  # the first was used without asking
    assert re.findall(r"<strong><bdi>(.)</bdi></strong>", history) == ["2", "1"]
    assert "proposes another codebook" not in page(author)
    assert Event.objects.filter(verb="codebook.edit", details={"codebook": "adopted"}).count() == 1


def test_nobody_adopts_what_they_proposed_themselves(proposed):
    author, _ = proposed
    assert 'value="adopt"' not in page(author, "/codebook/proposal/")
    assert "somebody else decides" in decide(author, author.place, "adopt", status=403)
    assert version_of(author) == "1"
    refused = Event.objects.filter(outcome="denied", verb="codebook.edit")
    assert refused.get().details["why"] == "own"


def test_at_one_computer_one_person_is_enough(workspace):
    client = drafted(workspace)
    propose(client)
    decide(client, client.place, "adopt")
    assert version_of(client) == "2"


def test_others_comment_on_columns_and_not_once_it_is_decided(proposed, accounts):
    author, officer = proposed
    privacy, auditor = accounts.person(Role.PRIVACY_OFFICER), accounts.person(Role.AUDITOR)
    comment(privacy, author.place, "Is <b>Autre</b> asked?", "sexe")
    comment(officer, author.place, "Good work.")
    comment(officer, author.place, "?", "nowhere", status=409)
    comment(auditor, author.place, "I only read.", status=403)
    shown = page(author, "/codebook/proposal/")
    assert "Is &lt;b&gt;Autre&lt;/b&gt; asked?" in shown
    assert "Good work." in shown
    assert CodebookComment.objects.count() == 2
    decide(officer, author.place, "adopt")
    comment(privacy, author.place, "Too late", status=409)
    assert CodebookComment.objects.count() == 2


def test_it_is_sent_back_with_a_reason_and_becomes_a_draft_again(proposed):
    author, officer = proposed
    decide(officer, author.place, "return", status=400)
    decide(officer, author.place, "return", "Who is Autre?")
    assert version_of(author) == "1"
    draft = dataset_codebook.draft_of(dataset_of(author))
    assert draft.data["version"] == "2"
    assert not draft.to_confirm
    who = dataset_codebook.who_of(dataset_of(author))
    assert (who.subject_id, who.ignored) == ("dossier", ("note",))
    assert "Who is Autre?" in page(author, "/codebook/proposal/")
    propose(author)
    decide(officer, author.place, "adopt")
    assert version_of(author) == "2"


def test_its_author_takes_it_back_without_a_reason(proposed):
    author, _ = proposed
    decide(author, author.place, "return")
    assert dataset_of(author).draft
    assert current(author.place).state == RETURNED


def test_what_is_not_whole_is_not_proposed(accounts):
    client = begin(accounts)
    bring(client, ("cases.csv", written(rows())))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    assert dataset_codebook.draft_of(dataset_of(client)).to_confirm
    assert "cannot be proposed yet" in propose(client, status=409)
    assert not CodebookVersion.objects.exists()
    assert dataset_of(client).draft
    other = begin(accounts, title="Nothing yet")
    propose(other, status=409)


def test_a_second_proposal_waits_for_the_first(proposed):
    author, _ = proposed
    save(author, "3")
    propose(author, status=409)
    assert dataset_of(author).draft
    assert CodebookVersion.objects.filter(state=OPEN).count() == 1


def test_a_draft_that_somebody_works_on_meanwhile_is_not_lost(proposed):
    author, officer = proposed
    save(author, "3")
    assert "would be lost" in decide(officer, author.place, "adopt", status=409)
    assert "would be lost" in decide(officer, author.place, "return", "Two", status=409)
    assert dataset_codebook.draft_of(dataset_of(author)).data["version"] == "3"
    edit(author, f"{author.place}/codebook/", {"act": "discard"})
    decide(officer, author.place, "return", "Two at once")
    assert dataset_codebook.draft_of(dataset_of(author)).data["version"] == "2"


def test_a_form_for_what_was_decided_meanwhile_does_nothing(proposed):
    author, officer = proposed
    old = current(author.place)
    decide(author, author.place, "return")
    propose(author)
    said = {"version": str(old.pk), "verdict": "adopt"}
    assert officer.post(f"{author.place}/codebook/decide/", said).status_code == 409
    assert version_of(author) == "1"
    with pytest.raises(codebook_versions.StateError):
        codebook_versions.adopt(old, "", officer.user)


def test_a_mapping_is_told_what_has_to_be_decided_again(accounts):
    client = begin(accounts, Role.DATA_OFFICER)
    client.post(f"{client.place}/codebook/choose/", {"codebook": CASES})
    bring(client, ("Cas.csv", file_of(PARTNERS["fr"], partner_rows(PARTNERS["fr"]))))
    client.post(f"/en/work/here/cases/{last_file().pk}/scan/")
    client.post(f"{client.place}/harmonise/decide/", {"act": "sure"})
    edit(client, f"{client.place}/codebook/", {"act": "leave-out", "column": "gender"})
    propose(client)
    shown = page(client, "/codebook/proposal/")
    assert "have to be decided again" in shown
    assert "gender" in shown.partition("decided again")[2].partition("</p>")[0]
    other = accounts.person(Role.PRIVACY_OFFICER).get(f"{client.place}/codebook/proposal/")
    assert "have to be decided again" not in other.content.decode()


def test_who_may_decide_is_told_that_it_waits(proposed, accounts):
    author, officer = proposed
    for client, waits in ((author, 0), (officer, 1), (accounts.person(Role.AUDITOR), 0)):
        organisation = dataset_of(author).organisation
        desk = Desk(client.user, organisation, client.user.roles_in(organisation))
        assert sum("proposal" in one.address for one in waiting_for(desk)) == waits


def test_it_can_be_had_as_a_file(proposed):
    author, officer = proposed
    said = officer.get(f"{author.place}/codebook/proposal.toml").content.decode()
    assert 'version = "2"' in said
    decide(officer, author.place, "adopt")
    answer = officer.get(f"{author.place}/codebook/proposal.toml")
    assert answer.status_code == 302


def test_who_is_who_is_what_was_said_last(proposed):
    """A proposal that waits takes nothing back that somebody has said meanwhile."""
    author, officer = proposed
    said = {"subject_id": "", "rows": "people", "ignored": ["note", "dossier"]}
    assert author.post(f"{author.place}/data/who/", said).status_code == 302
    decide(officer, author.place, "adopt")
    dataset = dataset_of(author)
    assert (dataset.subject_id, dataset.rows_are_people) == ("", True)
    assert set(dataset.ignored) == {"note", "dossier"}


def test_a_draft_lies_in_the_vault_once_whatever_becomes_of_it(accounts):
    client, officer = drafted(accounts), accounts.person(Role.DATA_OFFICER)
    kept = in_the_vault()
    propose(client)
    assert in_the_vault() == kept
    decide(officer, client.place, "return", "Not yet")
    assert in_the_vault() == kept
    propose(client)
    decide(officer, client.place, "adopt")
    assert in_the_vault() == kept - 1


def test_what_a_program_left_out_is_marked_when_it_comes_back(accounts):
    """Names of columns that are left out stay in the vault, with why they may identify people."""
    client, officer = in_order(accounts), accounts.person(Role.DATA_OFFICER)
    header = ("dossier", "sexe", "âge", "pays", "contrôle", "full name")
    bring(client, ("cases.csv", written(rows(), header)))
    client.post(f"/en/work/here/cases/{last_file().pk}/draft/")
    draft = dataset_codebook.draft_of(dataset_of(client))
    assert "full name" in draft.identifying
    whole = draft.all_confirmed()
    whole = replace(whole, confirmed=tuple(one["name"] for one in whole.columns))
    for column in whole.columns:
        column.pop("undecided", None)
    whole.data["title"] = {"en": "Cases of all"}
    dataset_codebook.keep_draft(dataset_of(client), whole)
    propose(client)
    assert "full name" not in str(CodebookVersion.objects.values())
    decide(officer, client.place, "return", "Not yet")
    assert dataset_codebook.draft_of(dataset_of(client)).identifying == draft.identifying


def test_a_draft_that_was_changed_meanwhile_is_not_proposed(accounts):
    client = drafted(accounts)
    stale = dataset_of(client)
    codebook, _ = dataset_codebook.draft_of(stale).read()
    save(client, "3")
    with pytest.raises(codebook_versions.StateError):
        codebook_versions.propose(stale, codebook, "", client.user)
    assert dataset_codebook.draft_of(dataset_of(client)).data["version"] == "3"
    assert not CodebookVersion.objects.filter(state=OPEN).exists()


def test_a_codebook_that_cannot_be_read_any_more_is_sent_back(proposed):
    author, officer = proposed
    CodebookVersion.objects.filter(state=OPEN).update(codebook="name = 1")
    shown = officer.get(f"{author.place}/codebook/proposal/").content.decode()
    assert "cannot be read any more" in shown
    decide(officer, author.place, "adopt", status=409)
    comment(officer, author.place, "What is this?")
    comment(officer, author.place, "And this?", "sexe", status=409)
    decide(officer, author.place, "return", "Broken")
    assert dataset_of(author).draft


@pytest.mark.database
def test_long_versions_and_signs_that_no_database_keeps(accounts):
    client, officer = drafted(accounts), accounts.person(Role.DATA_OFFICER)
    save(client, "2" * 150)
    propose(client, "why\0not")
    comment(officer, client.place, "good\0", "sexe")
    decide(officer, client.place, "adopt", "fine\0")
    assert version_of(client) == "2" * 150
    save(client, "3" * 150)
    edit(client, f"{client.place}/codebook/", {"act": "put-in-force"})
    assert version_of(client) == "3" * 150
    first = CodebookVersion.objects.order_by("number")[1]
    assert (first.note, first.reason) == ("whynot", "fine")
